"""A calendar program's export (.ics) as plain occurrences in the practice's time, bounded in every direction (PR-4)."""

import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component, Event

from portal_app.domain.imports.flaws import Flaw, Reason, shown
from portal_app.services.imports.calendar_rules import in_step, refused_rule, rule_text
from portal_app.services.imports.calendar_text import calendar_text

MOST_BYTES = 10_000_000
MOST_EVENTS = 20_000
MOST_OCCURRENCES = 20_000
WINDOW = timedelta(days=366)
LONGEST_READING = 30.0
"""Seconds."""
LONGEST_UID = 200
LONGEST_TITLE = 120

_DAY = timedelta(days=1)
_OUTLOOKS_STATUS = "X-MICROSOFT-CDO-BUSYSTATUS"
_EARLIEST_YEAR, _LATEST_YEAR = 1970, 2200


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event as it takes place: `number` is its place in the file, `key` the same in every export of it.

    Timed: `starts_at` up to `ends_at`, in UTC. Whole days: `first_on` to `last_on`, both included.
    """

    number: int
    key: str
    title: str
    place: str
    emails: tuple[str, ...]
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class AgendaFile:
    """What a file holds for the window, in order, and what is wrong with it.

    `left_out` counts what is cancelled, marked as free, or a yearly day such as a birthday.
    """

    occurrences: tuple[Occurrence, ...]
    flaws: tuple[Flaw, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Told:
    """An event, and the zone its calendar says it is in ("" where it says none)."""

    number: int
    component: Event
    calendar_zone: str


def read_agenda_ics(data: bytes, *, zone: ZoneInfo, today: date) -> AgendaFile:
    """The occurrences from twelve months before `today` to twelve after it. Never raises.

    Times without a zone are the practice's. Recurring events come with their exceptions, moved and cancelled ones.
    """
    if len(data) > MOST_BYTES:
        return AgendaFile((), (Flaw(0, Reason.FILE_TOO_BIG, value=f"{MOST_BYTES // 1_000_000} MB"),))
    reader = _Reader(zone, today)
    try:
        calendars = Calendar.from_ical(calendar_text(data), multiple=True)
    except Exception:  # noqa: BLE001  # whatever a stranger's bytes do to the parser, the file is no calendar
        calendars = []
    events = [
        (component, _text(calendar, "X-WR-TIMEZONE"))
        for calendar in calendars
        for component in calendar.walk("VEVENT")
        if isinstance(component, Event)
    ]
    if not events and not any(calendar.name == "VCALENDAR" for calendar in calendars):
        return AgendaFile((), (Flaw(0, Reason.FILE_NOT_A_CALENDAR),))
    if len(events) > MOST_EVENTS:
        return AgendaFile((), (Flaw(0, Reason.TOO_MANY_ROWS, value=str(MOST_EVENTS)),))
    reader.read(events)
    return reader.found()


class _Reader:
    """Collects occurrences, series by series, so that a broken one spoils no other."""

    def __init__(self, zone: ZoneInfo, today: date) -> None:
        self.zone = zone
        self.first_on, self.last_on = today - WINDOW, today + WINDOW
        self.occurrences: dict[str, Occurrence] = {}
        self.flaws: list[Flaw] = []
        self.left_out = 0

    def read(self, components: Iterable[tuple[Event, str]]) -> None:
        """Take the occurrences of every event."""
        series: dict[str, list[_Told]] = {}
        for number, (component, calendar_zone) in enumerate(components, 1):
            uid = _text(component, "UID")
            if not uid:
                # Without a name of its own it would be imported again each time.
                uid = hashlib.sha256(component.to_ical()).hexdigest() if _is_sound(component) else ""
            if not uid or not _is_sound(component):
                self._flaw(number, Reason.EVENT_UNREADABLE, component)
            else:
                series.setdefault(uid, []).append(_Told(number, component, calendar_zone))
        # A rule that falls on no day at all is followed to the year 9999, some seconds long.
        enough = time.monotonic() + LONGEST_READING
        for uid, events in series.items():
            if time.monotonic() > enough:
                self.flaws.append(Flaw(0, Reason.TAKES_TOO_LONG))
                return
            self._series(uid, events)

    def found(self) -> AgendaFile:
        """Everything, in the order of time."""
        if len(self.occurrences) > MOST_OCCURRENCES:
            return AgendaFile((), (Flaw(0, Reason.TOO_MANY_OCCURRENCES, value=str(MOST_OCCURRENCES)),), self.left_out)
        in_order = sorted(self.occurrences.values(), key=self._instant)
        return AgendaFile(tuple(in_order), tuple(sorted(self.flaws, key=lambda flaw: flaw.number)), self.left_out)

    def _instant(self, one: Occurrence) -> tuple[datetime, str]:
        if one.starts_at is not None:
            return one.starts_at, one.key
        return datetime.combine(one.first_on or self.first_on, datetime.min.time(), self.zone), one.key

    def _series(self, uid: str, events: list[_Told]) -> None:
        for event in events:
            if (reason := refused_rule(event.component)) is not None:
                self._flaw(event.number, reason, event.component)
                return
        masters = sorted((event for event in events if event.component.get("RECURRENCE-ID") is None), key=_newness)
        calendar = Calendar()
        if events[0].calendar_zone:
            calendar.add("X-WR-TIMEZONE", events[0].calendar_zone)
        # Two masters of one UID: the same event exported twice; the newest counts.
        for event in [*masters[-1:], *(one for one in events if one not in masters)]:
            calendar.add_component(event.component)
        number = (masters or events)[-1].number
        try:
            if masters:
                in_step(masters[-1].component, [one.component for one in events if one not in masters])
            span = self._span()
            found = recurring_ical_events.of(calendar, components=["VEVENT"]).between(*span)
            made = [self._occurrence(number, uid, one, masters) for one in found if isinstance(one, Event)]
        except Exception:  # noqa: BLE001  # rules and dates that the libraries stumble over, each in its own way
            self._flaw(number, Reason.RULE_UNREADABLE, events[0].component)
            return
        self.left_out += made.count(None)
        self.occurrences.update({one.key: one for one in made if one is not None})

    def _span(self) -> tuple[datetime, datetime]:
        return (
            datetime.combine(self.first_on, datetime.min.time(), self.zone),
            datetime.combine(self.last_on + _DAY, datetime.min.time(), self.zone),
        )

    def _occurrence(self, number: int, uid: str, component: Event, masters: list[_Told]) -> Occurrence | None:
        """The occurrence, or None for what takes no time: cancelled, free, or the mark of a moment."""
        starts, ends = component.start, component.end
        whole_days = not isinstance(starts, datetime)
        free = (
            "TRANSPARENT" in _text(component, "TRANSP").upper() or _text(component, _OUTLOOKS_STATUS).upper() == "FREE"
        )
        if _text(component, "STATUS").upper() == "CANCELLED" or (free and (not whole_days or _is_yearly(masters))):
            return None
        common = {
            "number": number,
            "key": _key(uid, component if _recurs(masters) else None),
            "title": shown_title(_text(component, "SUMMARY")),
            "place": _text(component, "LOCATION"),
            "emails": tuple(_emails(component)),
        }
        if whole_days:
            last_on = _date(ends) - _DAY if _date(ends) > starts else starts
            return Occurrence(**common, first_on=starts, last_on=last_on)
        starts_at, ends_at = self._utc(starts), self._utc(ends)
        return Occurrence(**common, starts_at=starts_at, ends_at=ends_at) if starts_at < ends_at else None

    def _utc(self, at: date | datetime) -> datetime:
        if not isinstance(at, datetime):
            at = datetime.combine(at, datetime.min.time())
        if at.tzinfo is None or at.utcoffset() is None:
            at = at.replace(tzinfo=self.zone)
        return at.astimezone(UTC)

    def _flaw(self, number: int, reason: Reason, component: Event) -> None:
        self.flaws.append(Flaw(number, reason, "", shown(_text(component, "SUMMARY"))))


def shown_title(title: str) -> str:
    """A title on one line, as long as one may be kept."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in title).split())
    return line[:LONGEST_TITLE]


def _text(component: Component, name: str) -> str:
    value = component.get(name)
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value).strip() if value is not None else ""


def _is_sound(component: Event) -> bool:
    """Whether it has a beginning and an end that the calendar's own rules allow, in years people live in."""
    try:
        starts, ends = component.start, component.end
        return all(_EARLIEST_YEAR <= at.year <= _LATEST_YEAR for at in (starts, ends)) and starts <= ends
    except Exception:  # noqa: BLE001  # each kind of broken date raises something else
        return False


def _newness(event: _Told) -> tuple[int, int]:
    """By its version; of two equal ones the later in the file."""
    version = _text(event.component, "SEQUENCE")
    return (int(version) if version.isdecimal() else 0, event.number)


def _is_yearly(masters: list[_Told]) -> bool:
    """A birthday, or a saint's day: nobody stays at home for it."""
    return bool(masters) and "FREQ=YEARLY" in rule_text(masters[-1].component).upper()


def _recurs(masters: list[_Told]) -> bool:
    return not masters or any(masters[-1].component.get(name) is not None for name in ("RRULE", "RDATE"))


def _key(uid: str, component: Event | None) -> str:
    """UID and RECURRENCE-ID, short enough to keep: the same in every export of the occurrence."""
    short = uid if len(uid) <= LONGEST_UID else hashlib.sha256(uid.encode()).hexdigest()
    if component is None:
        return short
    original = component.get("RECURRENCE-ID")
    at = original.dt if original is not None else component.start
    if isinstance(at, datetime):
        at = at.astimezone(UTC) if at.tzinfo else at
        return f"{short}#{at:%Y%m%dT%H%M%S}"
    return f"{short}#{at:%Y%m%d}"


def _emails(component: Event) -> Iterator[str]:
    attendees = component.get("ATTENDEE") or []
    for attendee in attendees if isinstance(attendees, list) else [attendees]:
        address = str(attendee)
        if address.lower().startswith("mailto:"):
            yield address[len("mailto:") :].strip().lower()


def _date(at: date | datetime) -> date:
    return at.date() if isinstance(at, datetime) else at
