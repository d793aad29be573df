"""The calendar page in words: the next session, what waits, and the days as one character each."""

from dataclasses import dataclass
from datetime import date

from portal_app.domain.calendar_days import CalendarDay, DayState
from portal_app.i18n.text import Text
from portal_app.presenters.patient.times import at_place_with, minutes, on_wall, relative_day, sentence, span
from portal_app.services.calendar import Home
from portal_app.services.own_rows import OwnAppointment, OwnRequest, Portal

# The states a day's character adds up from, as the page's script takes them apart.
BITS = {DayState.CONFIRMED: 1, DayState.PENDING: 2, DayState.PAST: 4, DayState.OPEN: 8}
# Beyond so many the days themselves are shorter.
MOST_CHANGES = 30
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class HeroView:
    """The next session. `when` is empty where there is none; `address` and `video` where they do not apply."""

    when: str = ""
    date: str = ""
    place: str = ""
    calendar_file: str = ""
    address: str = ""
    video: str = ""


@dataclass(frozen=True, slots=True)
class EntryView:
    """A line of the list: what is on a date. `look` is confirmed, pending or past."""

    on: str
    time: str
    words: str
    look: str


@dataclass(frozen=True, slots=True)
class CalendarView:
    """The page. `days` has one base-16 digit a day from `first_on`, the sum of what holds (`BITS`); `counts` has one
    base-36 digit a day, how many times are open, 35 at most. `waiting` are the starts of what waits, on the wall."""

    today: str
    first_on: str
    days: str
    counts: str
    hero: HeroView
    waiting: str
    is_new: bool
    asking: bool


def calendar_view(t: Text, home: Home) -> CalendarView:
    """The page but for the list (`entries`)."""
    return CalendarView(
        today=home.portal.today.isoformat(),
        first_on=home.days[0].on.isoformat(),
        days="".join(DIGITS[_bits(day)] for day in home.days),
        counts="".join(DIGITS[min(home.open_times.get(day.on, 0), len(DIGITS) - 1)] for day in home.days),
        hero=hero(t, home.next, home.portal) if home.next else HeroView(),
        waiting=" ".join(_start(request, home.portal) for request in home.pending),
        is_new=home.is_new,
        asking=home.asking_is_open,
    )


def _bits(day: CalendarDay) -> int:
    return sum(BITS[state] for state in day.states)


def hero(t: Text, appointment: OwnAppointment, portal: Portal) -> HeroView:
    """Tomorrow, 17:00 / Thursday 15 October · 50 min / In Gràcia, with Marta."""
    starts = on_wall(appointment.starts_at, portal.zone)
    length = t("{n} min", n=minutes(appointment.length))
    return HeroView(
        when=f"{relative_day(t, starts.date(), portal.today)}, {t.clock(starts)}",
        date=f"{sentence(t.day(starts.date()))} · {length}",
        place=at_place_with(t, appointment.place, appointment.therapist),
        calendar_file=calendar_file(appointment),
        address=appointment.place.address,
        video=appointment.video_url,
    )


def calendar_file(appointment: OwnAppointment) -> str:
    """Where the session is to be had as an iCalendar file."""
    return f"/api/appointments/{appointment.appointment_id}.ics"


def _start(request: OwnRequest, portal: Portal) -> str:
    return f"{on_wall(request.starts_at, portal.zone):%Y-%m-%dT%H:%M}"


def joined(waited: str, home: Home) -> str:
    """Which of the times that waited are sessions now, as they were written."""
    now = {f"{on_wall(one.starts_at, home.portal.zone):%Y-%m-%dT%H:%M}" for one in home.appointments}
    return " ".join(start for start in waited.split() if start in now)


def changes(view: CalendarView, days: str, counts: str) -> str | None:
    """What differs from the days that the page has, as `index:day count`; None where it is simpler to send them all."""
    if (len(view.days), len(view.counts)) != (len(days), len(counts)):
        return None
    cells = zip(view.days, view.counts, days, counts, strict=True)
    changed = [f"{n}:{day}{count}" for n, (day, count, *had) in enumerate(cells) if [day, count] != had]
    return " ".join(changed) if len(changed) <= MOST_CHANGES else None


def entries(t: Text, home: Home) -> list[EntryView]:
    """Every session and waiting request of the months shown, in order (CA-9)."""
    zone, now = home.portal.zone, home.portal.now
    lines = [
        (
            one.starts_at,
            EntryView(
                on=_iso(one.starts_at.astimezone(zone).date()),
                time=span(t, one.starts_at, one.ends_at, zone),
                words=at_place_with(t, one.place, one.therapist),
                look="past" if one.ends_at <= now else "confirmed",
            ),
        )
        for one in home.appointments
    ] + [
        (
            one.starts_at,
            EntryView(
                on=_iso(one.starts_at.astimezone(zone).date()),
                time=span(t, one.starts_at, one.ends_at, zone),
                words=at_place_with(t, one.place, one.therapist),
                look="pending",
            ),
        )
        for one in home.pending
    ]
    return [line for _, line in sorted(lines, key=lambda line: line[0])]


def _iso(on: date) -> str:
    return on.isoformat()
