"""What a rule of ours may not do to the pages it is read by."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

STYLES = sorted((ROOT / "portal_app" / "styles").glob("*.css"))


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_no_rule_reaches_whatever_comes_after(path: Path) -> None:
    """For `a + *` a browser looks over all that stands beside whatever is put in: at each tap, the whole page."""
    css = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert not re.findall(r"[+~]\s*\*[^{}]*{", css)
