"""Only an address that is safe to open is a call's link."""

import pytest

from portal_app.domain.video_calls import call_link


def test_an_address_on_tls_is_a_link() -> None:
    assert call_link("https://meet.example/marta") == "https://meet.example/marta"


@pytest.mark.parametrize(
    "place",
    [
        "",
        "Gràcia",
        "http://meet.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://a b",
        "https://a\n",
        " https://a",
    ],
)
def test_anything_else_is_none(place: str) -> None:
    assert call_link(place) == ""
