"""A first password for somebody of the team, shown once on a page that nobody keeps (ID-8)."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from models.vocabulary import Locale
from portal_app.api import cookies, door, render
from portal_app.api.forms import form_of
from portal_app.api.threads import known, reading
from portal_app.domain.problems import NotAllowed, NotYours, SignedOut
from portal_app.services import devices
from portal_app.services.front import front
from portal_app.services.set_up import team

LONGEST_ID = 40
PAGE = "/staff/settings/team"


async def give(request: Request) -> Response:
    """POST: make one and show it. 403 for who may not, and for who is not of the team."""
    form = await form_of(request)
    locale = render.locale_for(request, Locale(form["lang"]) if form.get("lang") in set(Locale) else None)
    try:
        staff = await reading(devices.staff_of, cookies.STAFF_SESSION.read(request.cookies) or "")
        made = await known.hashing(
            team.give_first_password, staff, form.get("staff_id", "")[:LONGEST_ID], origin=door.origin(request)
        )
    except SignedOut:
        return RedirectResponse(f"/{locale.value}/staff", 303)
    except (NotAllowed, NotYours):
        raise HTTPException(403) from None
    drawn = render.page_for(request, await reading(front), here=PAGE, named=locale)
    return render.respond(
        request,
        drawn,
        "first_password.html",
        password=made.password,
        name=made.name,
        days=team.FIRST_PASSWORD_LASTS.days,
    )


def routes() -> list[Route]:
    """Where the form of the team's page goes."""
    return [Route("/api/staff/team/password", give, methods=["POST"])]
