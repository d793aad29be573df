"""Plain HTTP, put together: doors, addresses, files, health; and what goes around the whole application."""

import logging
import secrets
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from models.vocabulary import Locale
from portal_app.api import (
    addresses,
    calendar_file,
    cookies,
    door,
    health,
    import_file,
    own_access,
    own_pin,
    pwa,
    render,
    session,
    staff_door,
    team,
    trail_file,
)
from portal_app.api.headers import Wrap
from portal_app.domain.problems import Busy, Problem
from portal_app.i18n import problems
from portal_app.i18n.text import Text, text

# What takes forms and nothing else.
_OURS = (
    *door.routes(),
    *staff_door.routes(),
    *addresses.routes(),
    *own_pin.routes(),
    *own_access.routes(),
    *session.routes(),
    *import_file.routes(),
    *team.routes(),
)
FORMS = frozenset(route.path for route in _OURS if "POST" in (route.methods or ()))

# Where a page goes that could not be drawn, not even when it was loaded anew (lighter/router.js).
UNDRAWN = "/api/undrawn"

# A title and a sentence, in a language.
Said = Callable[[Text], tuple[str, str]]

log = logging.getLogger("espai.failure")


def build_api() -> Starlette:
    """Every address that is not a page of the app. The app itself is mounted behind it."""
    return Starlette(
        routes=[
            *door.routes(),
            *staff_door.routes(),
            *addresses.routes(),
            *own_pin.routes(),
            *own_access.routes(),
            *session.routes(),
            *calendar_file.routes(),
            *trail_file.routes(),
            *import_file.routes(),
            *team.routes(),
            *health.routes(),
            *pwa.routes(),
            Route(UNDRAWN, _undrawn, methods=["GET"]),
            Route("/api/{rest:path}", _no_such_address, methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]),
        ],
        middleware=[Middleware(addresses.Gatekeeper)],
        exception_handlers={HTTPException: _refused, Problem: _problem, Exception: _failed},
    )


def wrap(app: ASGIApp) -> ASGIApp:
    """The application with headers on every answer, and words where there would be none."""
    return Wrap(app, _in_words_for)


def _in_words(request: Request, say: Said, *, status: int) -> Response:
    """A page that says what happened and what to do next; a line of text for whoever reads no pages."""
    named = _named(request)
    page = render.page_for(request, None, here=_here(request, named), named=named)
    is_asked_for = request.method == "GET"
    if is_asked_for and "text/html" not in request.headers.get("accept", "text/html"):
        return PlainTextResponse(". ".join(say(page.t)), status)
    # What was sent and refused is not sent again for another language: the page has its words in all of them.
    others = [] if is_asked_for else [text(locale) for locale in Locale if locale is not page.t.locale]
    said = [(t, *say(t)) for t in (*others, page.t)]
    return render.respond(
        request, page, "message.html", status=status, said=said, start=_start(request), in_place=not is_asked_for
    )


def _here(request: Request, named: Locale | None) -> str:
    """The address in another language, after that; the start, where there is no page in any."""
    path = request.url.path
    if path.startswith(("/api/", "/_")):
        return "/"
    return path.removeprefix(f"/{named.value}") or "/" if named else path


def _start(request: Request) -> str:
    """Where whoever is lost begins again: the staff's door on its side and for who is only signed in there."""
    staff_side = "staff" in request.url.path.split("/")[1:3]
    own = cookies.STAFF_SESSION.read(request.cookies) and not cookies.PATIENT_SESSION.read(request.cookies)
    return "/staff" if staff_side or own else "/"


def _named(request: Request) -> Locale | None:
    first = request.url.path.strip("/").split("/")[0]
    return Locale(first) if first in set(Locale) else None


async def _refused(request: Request, error: Exception) -> Response:
    """What is not there, not allowed or not understood, in words."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _in_words(request, lambda t: _refusal(t, status), status=status)


def _refusal(t: Text, status: int) -> tuple[str, str]:
    match status:
        case 404:
            return t("This page is not here"), t("The address may be old or mistyped. Go back to the start.")
        case 403:
            again = t("Open the page again and repeat it there. Nothing was changed.")
            return t("That did not come from this page"), again
        case 405:
            return t("This address does not do that"), t("Go back to the start and try from there.")
        case 413:
            return t("That was too much"), t("What was sent is too large. Nothing was changed.")
        case _:
            return t("That could not be read"), t("Open the page again and repeat it there. Nothing was changed.")


async def _problem(request: Request, error: Exception) -> Response:
    """A refusal that no page words by itself: the database is busy, most of all."""
    code = error.code if isinstance(error, Problem) else ""
    status = 503 if isinstance(error, Busy) else 409
    return _in_words(request, lambda t: (t("Not now"), problems.words(t, code)), status=status)


async def _failed(request: Request, error: Exception) -> Response:
    """What nobody foresaw: a reference to find it by, and never a trace (UX-6)."""
    reference = secrets.token_hex(4)
    log.error("Unforeseen failure %s", reference, exc_info=error)
    return _sorry(request, reference)


async def _undrawn(request: Request) -> Response:
    """A page failed in the browser: a reference to tell the practice (UX-6)."""
    reference = secrets.token_hex(4)
    log.warning("A page could not be drawn in a browser, reference %s", reference)
    return _sorry(request, reference)


def _sorry(request: Request, reference: str) -> Response:
    return _in_words(request, lambda t: _failure(t, reference), status=500)


def _failure(t: Text, reference: str) -> tuple[str, str]:
    sentence = t(
        "Try again in a moment. If it goes on, tell your practice this reference: {reference}.", reference=reference
    )
    return t("Something failed on our side"), sentence


def _in_words_for(scope: Scope, status: int) -> ASGIApp:
    async def answer(_scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        if status == 500:
            # Whoever failed has logged why; the reference leads to the place in the log.
            reference = secrets.token_hex(4)
            log.error("The failure before this line was answered with reference %s", reference)
            response = _sorry(request, reference)
        else:
            response = await _refused(request, HTTPException(status))
        await response(scope, receive, send)

    return answer


async def _no_such_address(request: Request) -> Response:
    """Anything else under /api: 405 for an address that takes forms only, 404 for the rest."""
    return await _refused(request, HTTPException(405 if request.url.path in FORMS else 404))
