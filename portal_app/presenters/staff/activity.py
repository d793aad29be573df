"""The practice's trail, worded: lines for the page, cells for a sheet (GD-1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from urllib.parse import urlencode

from models.vocabulary import Action, ActorKind, Door
from portal_app.domain.activity_kinds import Kind
from portal_app.domain.cells import inert
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.trail import device_name, icon_of, sentences
from portal_app.services.trail import NOBODY, PATIENTS, Entry, TrailPage, Wanted

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """Something to choose."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """A line; `patient_id` empty where it concerns none."""

    number: str
    time: str
    icon: str
    what: str
    more: str
    who: str
    patient_id: str
    patient: str
    where: str


@dataclass(frozen=True, slots=True)
class DayView:
    """The lines of one day, the latest first."""

    key: str
    title: str
    lines: list[EntryView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TrailView:
    """The page; `file` is the address of the same as a sheet, empty where it may not be taken along."""

    days: list[DayView] = field(default_factory=list)
    people: list[ChoiceView] = field(default_factory=list)
    kinds: list[ChoiceView] = field(default_factory=list)
    patient: str = ""
    file: str = ""
    earlier: bool = False


def trail_view(t: Text, page: TrailPage, wanted: Wanted, *, may_export: bool) -> TrailView:
    """The page as it is drawn."""
    today = page.now.astimezone(page.zone).date()
    by_day = groupby(page.entries, key=lambda entry: entry.at.astimezone(page.zone).date())
    return TrailView(
        days=[
            DayView(on.isoformat(), _day(t, on, today), [_line(t, entry, page) for entry in entries])
            for on, entries in by_day
        ],
        people=[
            ChoiceView("", t("Anybody")),
            ChoiceView(PATIENTS, t("Patients")),
            *(ChoiceView(member.staff_id, member.name) for member in page.members),
            ChoiceView(NOBODY, t("Nobody signed in")),
        ],
        kinds=[ChoiceView("", t("Everything")), *(ChoiceView(kind.value, _kind(t, kind)) for kind in Kind)],
        patient=page.patient,
        file=f"/api/staff/activity.csv?{query(t, wanted)}" if may_export else "",
        earlier=page.earlier is not None,
    )


def query(t: Text, wanted: Wanted) -> str:
    """The filters as part of an address."""
    given = {
        "lang": t.locale.value,
        "patient": wanted.patient_id,
        "who": wanted.who,
        "kind": wanted.kind.value if wanted.kind else "",
        "from": wanted.first_on.isoformat() if wanted.first_on else "",
        "to": wanted.last_on.isoformat() if wanted.last_on else "",
    }
    return urlencode({name: value for name, value in given.items() if value})


def wanted_of(given: Mapping[str, str]) -> Wanted:
    """The filters as an address or a form has them; what is none of them does not matter."""
    kind = given.get("kind", "")
    return Wanted(
        patient_id=given.get("patient", "")[:64],
        who=given.get("who", "")[:64],
        kind=Kind(kind) if kind in set(Kind) else None,
        first_on=_date(given.get("from", "")),
        last_on=_date(given.get("to", "")),
    )


def _date(text: str) -> date | None:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None
    return on if EARLIEST <= on <= LATEST else None


def _day(t: Text, on: date, today: date) -> str:
    match (today - on).days:
        case 0:
            return t("Today")
        case 1:
            return t("Yesterday")
        case _:
            return words.capital(t.day(on) if on.year == today.year else t.long_date(on))


def _line(t: Text, entry: Entry, page: TrailPage) -> EntryView:
    place = (device_name(entry.user_agent), entry.address)
    return EntryView(
        number=str(entry.number),
        time=t.clock(entry.at.astimezone(page.zone)),
        icon=icon_of(entry.action),
        what=what(t, entry),
        more=_more(t, entry, page),
        who=t("Patient") if entry.actor_kind is ActorKind.PATIENT and entry.patient else who(t, entry),
        patient_id=entry.patient_id,
        patient=entry.patient,
        where=" · ".join(part for part in place if part),
    )


def what(t: Text, entry: Entry) -> str:
    """What was done, in a few words."""
    if entry.detail.get("door") == Door.STAFF:
        return (
            t("Wrong password") if entry.action is Action.SIGN_IN_FAILED else t("Locked after several wrong passwords")
        )
    again = entry.detail.get("again", "")
    if again.isdecimal():
        return t.plural("Access refused, {n} more time", "Access refused, {n} more times", int(again))
    return sentences(t)[entry.action]


def who(t: Text, entry: Entry) -> str:
    """Who did it: by name, or what is known of them."""
    match entry.actor_kind:
        case ActorKind.STAFF:
            return entry.actor
        case ActorKind.PATIENT:
            return entry.patient or t("A patient")
        case ActorKind.UNKNOWN:
            return t("Somebody not signed in")
        case ActorKind.SYSTEM:
            return "Espai"


def _more(t: Text, entry: Entry, page: TrailPage) -> str:
    """The time an entry is about, where it is about one."""
    starts = entry.detail.get("starts_at", "")
    try:
        at = datetime.fromisoformat(starts).astimezone(page.zone)
    except ValueError:
        return ""
    return f"{t.short_day(at.date())}, {t.clock(at)}"


def _kind(t: Text, kind: Kind) -> str:
    match kind:
        case Kind.WAY_IN:
            return t("Entries, codes and PIN")
        case Kind.LOOKS:
            return t("Files and codes looked at")
        case Kind.AGENDA:
            return t("Requests and appointments")
        case Kind.FILES:
            return t("Files and packs changed")
        case Kind.PRACTICE:
            return t("Settings and imports")
        case Kind.REFUSALS:
            return t("Failures and refusals")


def sheet(t: Text, page: TrailPage) -> Iterator[list[str]]:
    """The entries as the rows of a sheet, under a heading; no cell is a formula."""
    yield [
        t("Entry"),
        t("Date"),
        t("Time"),
        t("What"),
        t("Who"),
        t("Patient"),
        t("IP address"),
        t("Browser"),
        t("Details"),
        t("Word of the trail"),
        t("Seal"),
    ]
    for entry in page.entries:
        local = entry.at.astimezone(page.zone)
        detail = "; ".join(f"{name}={value}" for name, value in sorted(entry.detail.items()))
        row = [
            str(entry.number),
            local.date().isoformat(),
            local.time().isoformat("seconds"),
            what(t, entry),
            who(t, entry),
            entry.patient,
            entry.address,
            entry.user_agent,
            detail,
            entry.action.value,
            entry.hash,
        ]
        yield [inert(cell) for cell in row]
