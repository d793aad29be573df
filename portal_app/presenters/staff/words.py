"""The small wordings that several staff screens share."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from models.vocabulary import AppointmentStatus, Locale, Role
from portal_app.domain.way_in import Standing
from portal_app.i18n.text import Text

LONG_AGO = timedelta(days=30)

# Each in its own words.
LANGUAGES = {Locale.ES: "Castellano", Locale.CA: "Català", Locale.EN: "English"}


def date_in_year(t: Text, on: date) -> str:
    """8 Oct 2026 · 8 oct 2026."""
    return format_date(on, "d MMM y", locale=t.babel)


def initials(name: str) -> str:
    """The first letters of the first two words: «Noor El Amrani» is NE."""
    return "".join(word[0] for word in name.split()[:2]).upper()


def span(t: Text, starts_at: datetime, ends_at: datetime) -> str:
    """9:00 – 9:50, from instants that are already on the practice's wall."""
    return f"{t.clock(starts_at)} – {t.clock(ends_at)}"


def when(t: Text, at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """How a recent moment is called: «today, 9:05», «yesterday», «3 days ago», then the date."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    days = today - local.date()
    if not days:
        return t("today, {time}", time=t.clock(local))
    if days == timedelta(days=1):
        return t("yesterday")
    return t.ago(days) if timedelta() < days < LONG_AGO else t.short_date(local.date())


def coming(t: Text, at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """How a coming moment is called: «today, 17:00», «tomorrow, 17:00», «Thu 22 Oct, 17:00»."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    time = t.clock(local)
    if local.date() == today:
        return t("today, {time}", time=time)
    if local.date() == today + timedelta(days=1):
        return t("tomorrow, {time}", time=time)
    return f"{t.short_day(local.date())}, {time}"


def days(t: Text, first: date, last: date, *, today: date) -> str:
    """A week's heading: 12 – 16 October, 28 Sept – 2 Oct; with the year where it is not this one."""
    year = "" if last.year == today.year else f" {last.year}"
    if first.month == last.month:
        pattern = "d 'de' MMMM" if t.locale is Locale.ES else "d MMMM"
        return f"{first.day} – {format_date(last, pattern, locale=t.babel)}{year}"
    return f"{t.short_date(first)} – {t.short_date(last)}{year}"


def asked_for(t: Text, name: str, starts_at: datetime) -> str:
    """Who wants which time: «Noor El Amrani, Friday 16 October, 10:00»."""
    return f"{name}, {t.day(starts_at.date())}, {t.clock(starts_at)}"


def quoted(t: Text, said: str) -> str:
    """Somebody's own words, in the language's quotation marks."""
    return f"“{said}”" if t.locale is Locale.EN else f"«{said}»"


def capital(text: str) -> str:
    """The text with its first letter large, where a sentence begins with it."""
    return text[:1].upper() + text[1:]


def place(t: Text, centre: str, *, online: bool) -> str:
    """In Gràcia · Online."""
    return t("Online") if online else t("In {centre}", centre=centre)


def length(t: Text, lasts: timedelta) -> str:
    """50 min, 2 h, 1 h 30 min."""
    hours, minutes = divmod(int(lasts.total_seconds()) // 60, 60)
    if not hours or (hours == 1 and minutes):
        return t("{n} min", n=hours * 60 + minutes)
    return t("{n} h", n=hours) + (f" {t('{n} min', n=minutes)}" if minutes else "")


def phone(number: str) -> str:
    """An E.164 number in groups: 600 000 148 at home, +44 7700 900123 from elsewhere."""
    if re.fullmatch(r"\+34\d{9}", number):
        return f"{number[3:6]} {number[6:9]} {number[9:]}"
    return re.sub(r"^(\+\d{2})(\d{4})(\d+)$", r"\1 \2 \3", number)


def role(t: Text, role: Role) -> str:
    """What somebody does here."""
    match role:
        case Role.ADMIN:
            return t("Administrator")
        case Role.THERAPIST:
            return t("Therapist")
        case Role.SCHEDULER:
            return t("Reception")


def status(t: Text, status: AppointmentStatus) -> str:
    """What an appointment is."""
    match status:
        case AppointmentStatus.CONFIRMED:
            return t("Confirmed")
        case AppointmentStatus.ATTENDED:
            return t("Attended")
        case AppointmentStatus.NO_SHOW:
            return t("Did not come")
        case AppointmentStatus.CANCELLED_BY_PATIENT:
            return t("Cancelled by the patient")
        case AppointmentStatus.CANCELLED_BY_PRACTICE:
            return t("Cancelled by the practice")


def service(t: Text, names: dict[str, str]) -> str:
    """The service's name in the page's language, else in one it has."""
    return names.get(t.locale.value) or next(iter(names.values()), "")


def standing(t: Text, standing: Standing) -> tuple[str, str]:
    """How the way in stands (ID-12), in a word or two, and the pill that says it."""
    match standing:
        case Standing.ACTIVE:
            return t("Active"), "good"
        case Standing.SENT:
            return t("Code sent"), "past"
        case Standing.NOT_SENT:
            return t("Code not sent"), "past"
        case Standing.NO_CODE:
            return t("No code"), "past"
        case Standing.LAPSED:
            return t("Code lapsed"), "bad"
        case Standing.LOCKED:
            return t("Locked"), "bad"
        case Standing.BLOCKED:
            return t("Blocked"), "bad"
