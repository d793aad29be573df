"""The activity trail as a sheet to take along (GD-1)."""

import csv
import io

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from models.vocabulary import Locale
from portal_app.api import cookies, door, headers, render
from portal_app.api.threads import reading
from portal_app.domain.problems import NotAllowed, NotYours, SignedOut
from portal_app.i18n import problems
from portal_app.i18n.text import Text
from portal_app.presenters.staff import activity as presenter
from portal_app.services import devices, trail
from portal_app.services.trail import TrailPage

BYTE_ORDER_MARK = "\ufeff"
LONGEST_FILTER = 64


async def download(request: Request) -> Response:
    """The entries that the filters leave; 403 without a session, for another's patient, or for reception."""
    asked = {name: value[:LONGEST_FILTER] for name, value in request.query_params.items()}
    named = Locale(asked["lang"]) if asked.get("lang") in set(Locale) else None
    t = render.page_for(request, None, named=named).t
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return PlainTextResponse(problems.words(t, NotAllowed.code), 403)
    try:
        staff = await reading(devices.staff_of, cookies.STAFF_SESSION.read(request.cookies) or "")
        page = await reading(trail.export, staff, presenter.wanted_of(asked), origin=door.origin(request))
    except (SignedOut, NotYours, NotAllowed):
        return PlainTextResponse(problems.words(t, NotAllowed.code), 403)
    return Response(
        written(t, page),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="espai-{page.now.astimezone(page.zone).date()}.csv"',
            "cache-control": headers.NEVER,
        },
    )


def written(t: Text, page: TrailPage) -> bytes:
    """A sheet as the spreadsheets of the language read it: they part cells where the comma is a decimal one by ";"."""
    file = io.StringIO(newline="")
    separator = "," if t.locale is Locale.EN else ";"
    csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(presenter.sheet(t, page))
    return (BYTE_ORDER_MARK + file.getvalue()).encode()


def routes() -> list[Route]:
    """The trail's file."""
    return [Route("/api/staff/activity.csv", download, methods=["GET"])]
