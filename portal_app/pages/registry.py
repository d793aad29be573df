"""How a page comes about: one static route per language, right from its first paint (UX-1)."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from models.vocabulary import Locale
from portal_app import theme
from portal_app.components import idle
from portal_app.components.frame import frame
from portal_app.i18n.text import Text, text

Build = Callable[[Text], rx.Component]


def localized(
    app: rx.App,
    path: str,
    build: Build,
    *,
    sheet: str,
    title: Callable[[Text], str],
    on_load: Any = None,
    side: str = "",
) -> None:
    """Register `build` at `/es<path>`, `/ca<path>` and `/en<path>`; `sheet` names its stylesheet, and
    `side` whose session it is shown in, where the sheet does not say it.

    Reflex splits scripts by the module of the page's function, so each language's page claims a module of its own:
    nobody downloads the texts of a language they don't read.
    """
    for locale in Locale:
        t = text(locale)

        def page(t: Text = t) -> rx.Component:
            return frame(t, rx.fragment(build(t), idle.watch(t, side or sheet)), sheet=theme.href(sheet))

        page.__name__ = f"{build.__module__.rpartition('.')[2]}_{locale.value}"
        page.__module__ = f"{build.__module__}_{locale.value}"
        app.add_page(page, route=f"/{locale.value}{path}", title=title(t), on_load=on_load)
