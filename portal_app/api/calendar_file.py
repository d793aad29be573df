"""An appointment for the calendar of a patient's phone (CA-5)."""

from datetime import UTC

from icalendar import Calendar, Event
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from portal_app import clock
from portal_app.api import cookies, door, render
from portal_app.api.threads import reading
from portal_app.domain.problems import NotYours, SignedOut
from portal_app.i18n import problems
from portal_app.i18n.text import Text
from portal_app.services import devices
from portal_app.services.own_appointment import OwnAppointment, own_appointment


async def download(request: Request) -> Response:
    """The patient's own appointment as .ics; 403 for any other."""
    t = render.page_for(request, None).t
    secret = cookies.PATIENT_SESSION.read(request.cookies) or ""
    appointment_id = request.path_params["appointment_id"]
    try:
        patient = await reading(devices.patient_of, secret)
        found = await reading(own_appointment, patient, appointment_id, origin=door.origin(request))
    except (SignedOut, NotYours):
        return PlainTextResponse(problems.words(t, NotYours.code), 403)
    return Response(
        calendar(t, found),
        media_type="text/calendar",
        headers={"content-disposition": 'attachment; filename="espai.ics"'},
    )


def calendar(t: Text, found: OwnAppointment) -> bytes:
    """RFC 5545, in UTC. The title says no more than a lock screen may show (NO-4)."""
    event = Event()
    event.add("uid", f"{found.appointment_id}@espai")
    event.add("dtstamp", clock.now().astimezone(UTC))
    event.add("dtstart", found.starts_at.astimezone(UTC))
    event.add("dtend", found.ends_at.astimezone(UTC))
    event.add("summary", t("Session at {practice}", practice=found.practice))
    if found.place:
        event.add("location", found.place)
    event.add("class", "PRIVATE")
    file = Calendar()
    file.add("prodid", "-//Espai//Espai//EN")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add_component(event)
    return file.to_ical()


def routes() -> list[Route]:
    """Calendar files."""
    return [Route("/api/appointments/{appointment_id}.ics", download, methods=["GET"])]
