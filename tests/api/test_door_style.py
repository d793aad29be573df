"""What of the product's stylesheet a door carries."""

import re

import pytest

from portal_app.api import door_style

DOORS = sorted(path.name for path in door_style.TEMPLATES.glob("*.html") if "base.html" in path.read_text("utf-8"))


def test_a_door_carries_the_style_of_its_own_step() -> None:
    code, pin = door_style.stylesheet("code.html"), door_style.stylesheet("pin.html")
    assert ".code" in code
    assert ".key" not in code
    assert ".pins" not in code
    assert ".key" in pin


def test_what_the_doors_script_and_a_chosen_look_set_has_its_style() -> None:
    code = door_style.stylesheet("code.html")
    for given in (".is-on", ".is-bad", ".is-busy", ":root.dark", "[data-pressed]"):
        assert given in code


@pytest.mark.parametrize("template", DOORS)
def test_no_rule_is_cut_in_pieces(template: str) -> None:
    css = door_style.stylesheet(template)
    assert css.count("{") == css.count("}")
    for head in re.findall(r"[^{}]+(?={)", css):
        assert head.count("(") == head.count(")"), head
        assert head.count("[") == head.count("]"), head
