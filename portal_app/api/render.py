"""The doors as HTML: templates that paint and work without a script, worded in the person's language."""

import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from models.vocabulary import Locale, Theme
from portal_app import clock, theme
from portal_app.api import cookies, door_style, headers
from portal_app.i18n.text import Text, first_guess, text
from portal_app.services.front import Front

_BRAND = (218, 0.078)
_LANGUAGES = (("es", "castellano"), ("ca", "català"), ("en", "English"))


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be: the language, the look and the practice it is drawn for; `here` is its address after the language.

    `named` is the language in the page's own address, empty where the address names none.
    """

    t: Text
    theme: Theme
    front: Front | None
    here: str = "/"
    named: str = ""


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(door_style.TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


@cache
def script_address(name: str = "door") -> str:
    """A script of the doors', named by its content."""
    source = door_style.SCRIPT.with_stem(name).read_bytes()
    return f"/{name}.js?v={hashlib.sha256(source).hexdigest()[:10]}"


def locale_for(request: Request, named: Locale | None = None, front: Front | None = None) -> Locale:
    """The language of an answer: the address's, else the one chosen before, else what the browser asks for.

    With the practice, among those that it offers; its own where the browser asks for none of them.
    """
    if named is not None:
        return named
    chosen, asked = cookies.locale_of(request.cookies), request.headers.get("accept-language", "")
    if front is None:
        return chosen or first_guess(asked)
    return (
        chosen
        if chosen and chosen in front.languages
        else first_guess(asked, among=front.languages, otherwise=front.locale)
    )


def page_for(request: Request, front: Front | None, *, here: str = "/", named: Locale | None = None) -> Page:
    """What a page for this request is drawn with."""
    return Page(
        text(locale_for(request, named, front)),
        cookies.theme_of(request.cookies),
        front,
        here,
        named.value if named else "",
    )


def render(page: Page, template: str, **facts: Any) -> str:
    """A page's HTML."""
    front = page.front
    brand = (front.brand_hue, front.brand_chroma) if front else _BRAND
    return (
        _templates()
        .get_template(template)
        .render(
            t=page.t,
            lang=page.t.locale.value,
            languages=[one for one in _LANGUAGES if front is None or one[0] in front.languages],
            here=page.here,
            named=page.named,
            theme=page.theme.value,
            brand="" if brand == _BRAND else f"--brand-h:{brand[0]};--brand-c:{brand[1]}",
            practice=front.name if front else "Espai",
            chat=_chat(page),
            phone=front.phone if front else "",
            css=door_style.stylesheet(template),
            script=script_address(),
            colours=theme.THEME_COLOURS,
            hero_colour=theme.HERO_COLOUR,
            **facts,
        )
    )


def _chat(page: Page) -> str:
    """The practice's chat, else its telephone, else nothing."""
    if page.front is None:
        return ""
    if page.front.whatsapp:
        return f"https://wa.me/{page.front.whatsapp.lstrip('+')}"
    return f"tel:{page.front.phone}" if page.front.phone else ""


def _ahead_of_utc(front: Front) -> int:
    """By how many minutes the practice's clock is ahead of UTC now."""
    offset = clock.now().astimezone(ZoneInfo(front.zone)).utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0


def packed(request: Request, html: str, status: int = 200) -> Response:
    """HTML of ours as an answer, compressed where the browser reads that."""
    body = html.encode()
    response = HTMLResponse(body, status)
    if "gzip" in request.headers.get("accept-encoding", ""):
        response.body = gzip.compress(body, 9, mtime=0)
        response.headers["content-encoding"] = "gzip"
        response.headers["content-length"] = str(len(response.body))
    response.headers["vary"] = "Accept-Encoding"
    response.headers["content-security-policy"] = headers.policy()
    response.headers["x-espai-worded"] = "1"
    return response


def respond(
    request: Request, page: Page, template: str, *, status: int = 200, ahead: Sequence[str] = (), **facts: Any
) -> Response:
    """A page as an answer: never kept by anybody, compressed where the browser reads that.

    `ahead` are files that the browser fetches when it has nothing else to do.
    """
    if page.front is not None:
        facts["clock"] = _ahead_of_utc(page.front)
    response = packed(request, render(page, template, prefetch=ahead, **facts), status)
    response.headers["vary"] = "Cookie, Accept-Language, Accept-Encoding"
    response.headers["cache-control"] = headers.NEVER
    response.headers["content-language"] = page.t.locale.value
    if page.named and cookies.locale_of(request.cookies) is not page.t.locale:
        cookies.put_locale(response, Locale(page.named))
    return response
