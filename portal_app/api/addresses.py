"""Addresses: the bare ones lead to the person's language, and pages of the app are for those who passed a door."""

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.vocabulary import Locale, Theme
from portal_app.api import cookies, door, headers, onward, render
from portal_app.api.forms import form_of
from portal_app.api.onward import PATIENT_PAGES, STAFF_PAGES
from portal_app.api.threads import reading
from portal_app.domain.problems import SignedOut
from portal_app.services import devices
from portal_app.services.front import front

DOORS = ("/", "/staff", "/privacy")
BACK_TO = frozenset((*PATIENT_PAGES, *STAFF_PAGES, *DOORS))


async def in_language(request: Request) -> Response:
    """A bare address: the same page in the person's language."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{render.locale_for(request).value}{request.url.path.rstrip('/')}{query}", 302)


def _back(asked: str) -> str:
    return asked if asked in BACK_TO else "/"


async def choose_language(request: Request) -> Response:
    """The language switch of a page without scripts."""
    asked = request.query_params.get("to", "")
    locale = Locale(asked) if asked in set(Locale) else render.locale_for(request)
    response = RedirectResponse(f"/{locale.value}{_back(request.query_params.get('back', ''))}", 303)
    cookies.put_locale(response, locale)
    return response


async def choose_theme(request: Request) -> Response:
    """POST: the theme switch of a page without scripts: to dark, and from dark to light."""
    form = await form_of(request)
    named = form.get("lang", "")
    dark = cookies.theme_of(request.cookies) is Theme.DARK
    response = RedirectResponse((f"/{named}" if named in set(Locale) else "") + _back(form.get("back", "")), 303)
    cookies.put_theme(response, Theme.LIGHT if dark else Theme.DARK)
    return response


def privacy(named: Locale | None) -> door.Answer:
    """The portal notice (GD-4)."""

    async def answer(request: Request) -> Response:
        practice = await reading(front)
        drawn = render.page_for(request, practice, here="/privacy", named=named)
        if practice is None:
            return render.respond(request, drawn, "empty.html", status=503)
        return render.respond(request, drawn, "privacy.html", front=practice)

    return answer


class Gatekeeper:
    """Sends whoever has no living session from a page of the app to its door.

    The pages themselves hold nobody's data; this is so that a person lands where they can do something. What a door has
    fetched ahead is not gone to yet, so it comes as it is.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if _is_fetched_ahead(request):
            await self._app(scope, receive, _kept_for_a_minute(send))
            return
        await (await self._to_door(request) or self._app)(scope, receive, send)

    async def _to_door(self, request: Request) -> Response | None:
        first, _, rest = request.url.path.strip("/").partition("/")
        if request.method not in {"GET", "HEAD"} or first not in set(Locale):
            return None
        page = f"/{rest}"
        if page in DOORS:
            return None
        is_staff = page.startswith("/staff/")
        if not is_staff and page not in PATIENT_PAGES:
            return None
        cookie = cookies.STAFF_SESSION if is_staff else cookies.PATIENT_SESSION
        secret = cookie.read(request.cookies)
        if secret is not None:
            try:
                await reading(devices.staff_of if is_staff else devices.patient_of, secret)
            except SignedOut:
                pass
            else:
                return None
        response = RedirectResponse(f"/{first}/staff" if is_staff else f"/{first}/", 302)
        wanted = f"{page}?ask" if request.url.query == "ask" else page
        if wanted in (*onward.DESTINATIONS, *STAFF_PAGES):
            onward.put(response, wanted)
        return response


def _is_fetched_ahead(request: Request) -> bool:
    """Whether a door has a patient's page fetched that is not gone to yet."""
    first, _, rest = request.url.path.strip("/").partition("/")
    is_page = first in set(Locale) and f"/{rest}" in PATIENT_PAGES
    return is_page and request.method == "GET" and request.headers.get("sec-purpose") == "prefetch"


def _kept_for_a_minute(send: Send) -> Send:
    """So that who comes in meanwhile does not wait for the same page again; later it is asked after as ever."""

    async def kept(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            MutableHeaders(raw=message["headers"])["cache-control"] = headers.A_MINUTE
        await send(message)

    return kept


def routes() -> list[Route]:
    """Bare addresses, switches without scripts, the notice."""
    bare = [
        Route(f"{page}{slash}", in_language, methods=["GET"])
        for page in (*PATIENT_PAGES, *STAFF_PAGES)
        for slash in ("", "/")
    ]
    notices = [Route("/privacy", privacy(None), methods=["GET"])]
    notices += [Route(f"/{locale.value}/privacy", privacy(locale), methods=["GET"]) for locale in Locale]
    return [
        *bare,
        Route("/staff/patients/{patient_id}", in_language, methods=["GET"]),
        Route("/staff/patients/{patient_id}/seen", in_language, methods=["GET"]),
        *notices,
        Route("/api/language", choose_language, methods=["GET"]),
        Route("/api/theme", choose_theme, methods=["POST"]),
    ]
