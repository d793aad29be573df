"""The end of a session that nobody uses, announced on the page a minute before (ID-4); and a newer version of it."""

import hashlib
from pathlib import Path

import reflex as rx

from portal_app.i18n.text import Text

SCRIPT = Path(__file__).parents[2] / "assets" / "idle.js"


def watch(t: Text, side: str) -> rx.Component:
    """The words of the announcement, and the script that asks the server how long there is; `side` patient or staff."""
    version = hashlib.sha256(SCRIPT.read_bytes()).hexdigest()[:10]
    words = {
        "data-side": side,
        "data-door": f"/{t.locale.value}/" + ("staff" if side == "staff" else ""),
        "data-title": t("Are you still there?"),
        "data-sentence": t("To take care of the data, this page closes by itself in a minute. What is saved stays."),
        "data-last": t("You entered 12 hours ago, so you will have to enter again. What is saved stays."),
        "data-left": t("{t} left"),
        "data-stay": t("Stay here"),
        "data-read": t("All right"),
        "data-newer": t("There is a new version."),
        "data-load": t("Update"),
    }
    return rx.fragment(
        rx.el.span(id="idle", hidden=True, custom_attrs=words),
        rx.el.script(src=f"/idle.js?v={version}", custom_attrs={"async": True}),
    )
