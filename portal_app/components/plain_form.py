"""A form that the browser itself sends: it works before the page's scripts do, and leads to another page."""

from typing import Any

import reflex as rx
from reflex_components_core.el.element import Element


class PlainForm(Element):
    """`<form>` as it is. Reflex's own always holds the submission back, for events."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]
    enc_type: rx.Var[str]


def plain_form(*children: Any, action: str, **given: Any) -> rx.Component:
    """A form posted to `action`, which answers with a redirect."""
    return PlainForm.create(*children, action=action, method="post", **given)
