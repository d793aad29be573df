"""One day in words: one's own sessions and requests, and the open times."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from portal_app.domain.availability import Slot
from portal_app.i18n.text import Text
from portal_app.presenters.patient.calendar import calendar_file
from portal_app.presenters.patient.times import at_place, at_place_with, minutes, on_wall, span
from portal_app.services.calendar import Day
from portal_app.services.own_rows import OwnAppointment, Place


@dataclass(frozen=True, slots=True)
class OwnView:
    """Something of the patient's on the day. `look` is confirmed, pending or past; `key` cancels a pending one."""

    key: str
    time: str
    place: str
    look: str
    calendar_file: str = ""
    address: str = ""
    video: str = ""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where a session can be held. Online has no name here: the page words it."""

    key: str
    name: str
    online: bool


@dataclass(frozen=True, slots=True)
class DayView:
    """A day's sheet. `times` are what can be asked for (`written`); the page draws and words them.

    `asking` False: open times are not shown at all. `next_on` where another day has open times.
    """

    on: str = ""
    own: list[OwnView] = field(default_factory=list)
    times: str = ""
    asking: bool = True
    next_on: str = ""


def day_view(t: Text, day: Day) -> DayView:
    """The day as its sheet shows it."""
    zone = day.portal.zone
    pending = {request.starts_at for request in day.requests}
    places = list(day.places)
    return DayView(
        on=day.on.isoformat(),
        own=_own(t, day),
        times=" ".join(written(slot, zone, places, mine=slot.starts_at in pending) for slot in day.slots),
        asking=day.asking_is_open,
        next_on=day.next_open_on.isoformat() if day.next_open_on else "",
    )


def written(
    slot: Slot, zone: ZoneInfo, places: Sequence[str], *, mine: bool = False, told_on: date | None = None
) -> str:
    """A time in few characters: hour and minute, + (online too), ! (asked for already), the place's number unless 0.

    A date leads when there is a `told_on`, the one that goes without saying, and the time is of another.
    """
    starts = on_wall(slot.starts_at, zone)
    day = starts.date().isoformat() if told_on is not None and starts.date() != told_on else ""
    number = places.index(slot.centre_id) if slot.centre_id in places else 0
    return f"{day}{starts:%H%M}{'+' * slot.online_too}{'!' * mine}{number or ''}"


def place_views(places: Iterable[Place]) -> list[PlaceView]:
    """The places in the order in which `written` numbers them."""
    return [PlaceView(place.centre_id, "" if place.is_online else place.name, place.is_online) for place in places]


def length_of(slots: Sequence[Slot]) -> int:
    """How many minutes each of the times takes; 0 where there is none."""
    return minutes(slots[0].ends_at - slots[0].starts_at) if slots else 0


def slot_key(slot: Slot, zone: ZoneInfo) -> str:
    """The name a page knows the slot by: 2026-10-22T12:30."""
    return f"{on_wall(slot.starts_at, zone):%Y-%m-%dT%H:%M}"


def taken_words(t: Text, starts_at: datetime, zone: ZoneInfo) -> str:
    """12:30 has just been taken. These times are still open."""
    return t("{time} has just been taken. These times are still open.", time=t.clock(on_wall(starts_at, zone)))


def _own(t: Text, day: Day) -> list[OwnView]:
    zone, now = day.portal.zone, day.portal.now
    requests = [
        OwnView(
            key=request.request_id,
            time=span(t, request.starts_at, request.ends_at, zone),
            place=at_place(t, request.place),
            look="pending",
        )
        for request in day.requests
    ]
    return [_session(t, one, zone, now) for one in day.appointments] + requests


def _session(t: Text, appointment: OwnAppointment, zone: ZoneInfo, now: datetime) -> OwnView:
    over = appointment.ends_at <= now
    return OwnView(
        key=appointment.appointment_id,
        time=span(t, appointment.starts_at, appointment.ends_at, zone),
        place=f"{service_name(t, appointment.service)} · {at_place_with(t, appointment.place, appointment.therapist)}",
        look="past" if over else "confirmed",
        calendar_file="" if over else calendar_file(appointment),
        address="" if over else appointment.place.address,
        video="" if over else appointment.video_url,
    )


def service_name(t: Text, names: Mapping[str, str]) -> str:
    """The service in the page's language, else in whichever the practice wrote."""
    return names.get(t.locale.value) or next(iter(names.values()), "")
