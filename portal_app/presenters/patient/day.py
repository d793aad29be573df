"""One day in words: one's own sessions and requests, and the open times."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from models.vocabulary import Locale
from portal_app.domain.availability import Slot
from portal_app.i18n.text import Text
from portal_app.presenters.patient.calendar import calendar_file
from portal_app.presenters.patient.times import at_place, at_place_with, minutes, on_wall, sentence, span
from portal_app.services.calendar import Day
from portal_app.services.own_rows import OwnAppointment, Place, Portal

# When the afternoon begins: in Spain after lunch.
AFTERNOON = {Locale.ES: time(14), Locale.CA: time(14), Locale.EN: time(12)}


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
class SlotView:
    """A time that can be asked for. `clock` is HH:MM; `mine`: asked for already; `day` tells one on another date."""

    key: str
    clock: str
    time: str
    span: str
    centre: str
    online_too: bool
    mine: bool = False
    day: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where a session can be held."""

    key: str
    name: str
    online: bool


@dataclass(frozen=True, slots=True)
class DayView:
    """A day's sheet. `asking` False: open times are not shown at all. `next_on` where another day has open times."""

    on: str = ""
    own: list[OwnView] = field(default_factory=list)
    morning: list[SlotView] = field(default_factory=list)
    afternoon: list[SlotView] = field(default_factory=list)
    places: list[PlaceView] = field(default_factory=list)
    lead: str = ""
    minutes: int = 0
    asking: bool = True
    is_past: bool = False
    next_on: str = ""
    next_words: str = ""


def day_view(t: Text, day: Day) -> DayView:
    """The day as its sheet shows it."""
    zone = day.portal.zone
    pending = {request.starts_at for request in day.requests}
    slots = [slot_view(t, slot, zone, mine=slot.starts_at in pending) for slot in day.slots]
    by_time = list(zip(slots, (on_wall(slot.starts_at, zone).time() for slot in day.slots), strict=True))
    return DayView(
        on=day.on.isoformat(),
        own=_own(t, day),
        morning=[slot for slot, starts in by_time if starts < AFTERNOON[t.locale]],
        afternoon=[slot for slot, starts in by_time if starts >= AFTERNOON[t.locale]],
        places=_places(t, day.slots, day.places, day.online),
        lead=_lead(t, day),
        minutes=minutes(day.slots[0].ends_at - day.slots[0].starts_at) if day.slots else 0,
        asking=day.asking_is_open,
        is_past=day.on < day.portal.today,
        next_on=day.next_open_on.isoformat() if day.next_open_on else "",
        next_words=t("See {day}", day=t.day(day.next_open_on)) if day.next_open_on else "",
    )


def slot_view(t: Text, slot: Slot, zone: ZoneInfo, *, mine: bool = False, told_on: date | None = None) -> SlotView:
    """A time to choose. `told_on` is the date whose times need no day beside them; None: of the day that is open."""
    starts = on_wall(slot.starts_at, zone)
    elsewhere = told_on is not None and starts.date() != told_on
    return SlotView(
        key=slot_key(slot, zone),
        clock=f"{starts:%H:%M}",
        time=t.clock(starts),
        span=span(t, slot.starts_at, slot.ends_at, zone),
        centre=slot.centre_id,
        online_too=slot.online_too,
        mine=mine,
        day=t.short_day(starts.date()) if elsewhere else "",
        on=starts.date().isoformat(),
    )


def slot_key(slot: Slot, zone: ZoneInfo) -> str:
    """The name a page knows the slot by: 2026-10-22T12:30."""
    return f"{on_wall(slot.starts_at, zone):%Y-%m-%dT%H:%M}"


def sent_words(t: Text, starts_at: datetime, portal: Portal) -> str:
    """Thursday 22 October, 12:30."""
    starts = on_wall(starts_at, portal.zone)
    return f"{sentence(t.day(starts.date()))}, {t.clock(starts)}"


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


def _places(t: Text, slots: Iterable[Slot], places: Mapping[str, Place], online: Place | None) -> list[PlaceView]:
    """The places that some slot of the day can be held at."""
    slots = list(slots)
    wanted = {slot.centre_id for slot in slots}
    if online is not None and any(slot.online_too for slot in slots):
        wanted.add(online.centre_id)
    return [
        PlaceView(key, t("Online") if place.is_online else place.name, place.is_online)
        for key, place in places.items()
        if key in wanted
    ]


def _lead(t: Text, day: Day) -> str:
    """50 min each, in Gràcia or online."""
    if not day.slots:
        return ""
    n = minutes(day.slots[0].ends_at - day.slots[0].starts_at)
    names = _in_person(day.slots, day.places)
    online = day.online is not None and any(slot.online_too for slot in day.slots)
    if not names:
        return t("{n} min each, online.", n=n)
    centres = t(" or ").join(names)
    if online:
        return t("{n} min each, in {place} or online.", n=n, place=centres)
    return t("{n} min each, in {place}.", n=n, place=centres)


def _in_person(slots: Sequence[Slot], places: Mapping[str, Place]) -> list[str]:
    wanted = {slot.centre_id for slot in slots}
    return [place.name for key, place in places.items() if key in wanted and not place.is_online]
