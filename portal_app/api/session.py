"""What an open page asks about its session: how long it has left, and the word that somebody is there (ID-4)."""

import math
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from portal_app import clock
from portal_app.api import cookies, front_end
from portal_app.api.forms import form_of
from portal_app.api.threads import reading
from portal_app.domain.problems import SignedOut
from portal_app.services import session_time
from portal_app.services.session_time import TimeLeft

STAFF = "staff"


async def ask(request: Request) -> Response:
    """GET: the time left; 401 when the session is over. Asking is not being active."""
    is_staff = request.query_params.get("side") == STAFF
    return await _told(request, session_time.of_staff if is_staff else session_time.of_patient, is_staff=is_staff)


async def stay(request: Request) -> Response:
    """POST: somebody is there."""
    is_staff = (await form_of(request)).get("side") == STAFF
    return await _told(request, session_time.stay_staff if is_staff else session_time.stay_patient, is_staff=is_staff)


async def _told(request: Request, service: Callable[[str], TimeLeft], *, is_staff: bool) -> Response:
    cookie = cookies.STAFF_SESSION if is_staff else cookies.PATIENT_SESSION
    try:
        left = await reading(service, cookie.read(request.cookies) or "")
    except SignedOut:
        return JSONResponse({"left": 0}, 401)
    seconds = max(0, math.floor((left.until - clock.now()).total_seconds()))
    return JSONResponse({"left": seconds, "stay": left.can_stay, "whose": left.whose, "build": front_end.version()})


def routes() -> list[Route]:
    """The session's time."""
    return [
        Route("/api/session", ask, methods=["GET"]),
        Route("/api/session/stay", stay, methods=["POST"]),
    ]
