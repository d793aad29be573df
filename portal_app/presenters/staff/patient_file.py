"""A patient's file, worded (AG-5, ID-12)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from models.vocabulary import AppointmentStatus, Locale, PaymentMethod
from portal_app.domain.way_in import Standing
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.messages import chat
from portal_app.presenters.staff.trail import TrailView, device_name, trail
from portal_app.services.patient_file import FileAppointment, FileDevice, FilePack, PatientFile

MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """A tile; `kind` ok, wait or past."""

    kind: str
    day: str
    time: str
    state: str


@dataclass(frozen=True, slots=True)
class PackView:
    """A pack with its bar: `steps` true where used or booked; empty above twenty sessions, then `share` counts.

    `mark` says that it is the last session, or why nothing is taken from it any more.
    """

    pack_id: str
    name: str
    left: str
    label: str
    detail: str
    total: int
    taken: int
    share: str
    mark: str
    closed: bool
    steps: list[bool] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FactView:
    """A name and what it says."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class FileView:
    """The file; `patient_id` empty while it comes. `mend` says what lets the patient in; `renew`: a new code."""

    patient_id: str = ""
    name: str = ""
    given_name: str = ""
    initials: str = ""
    headline: str = ""
    phone: str = ""
    dial: str = ""
    chat: str = ""
    email: str = ""
    language: str = ""
    therapist: str = ""
    centre: str = ""
    service: str = ""
    standing: str = ""
    tone: str = ""
    mend: str = ""
    renew: bool = False
    has_code: bool = False
    held: str = ""
    way_in: list[FactView] = field(default_factory=list)
    coming: list[AppointmentView] = field(default_factory=list)
    past: list[AppointmentView] = field(default_factory=list)
    packs: list[PackView] = field(default_factory=list)
    old_packs: list[PackView] = field(default_factory=list)
    old_packs_title: str = ""
    devices: list[FactView] = field(default_factory=list)
    more_past: str = ""
    more_coming: str = ""
    birth_date: str = ""
    calls: str = ""
    may_ask: bool = True
    discharged: bool = False
    seen_at: str = ""
    activity: list[TrailView] = field(default_factory=list)


def file(t: Text, read: PatientFile) -> FileView:
    """The whole file."""
    zone = ZoneInfo(read.zone)
    standing, tone = words.standing(t, read.standing)
    return FileView(
        patient_id=read.patient_id,
        name=read.name,
        given_name=read.given_name,
        initials=words.initials(read.name),
        headline=_headline(t, read, zone),
        phone=words.phone(read.phone),
        dial=read.phone,
        chat=chat(read.phone),
        email=read.email,
        language=_language(read.locale),
        therapist=read.therapist,
        centre=read.centre,
        service=words.service(t, read.service_names),
        standing=t("Discharged") if read.discharged else standing,
        tone="past" if read.discharged else tone,
        mend="" if read.discharged else _mend(t, read, zone),
        renew=read.standing is Standing.BLOCKED,
        has_code=read.way_in.has_code,
        held=t.plural("{n} session held", "{n} sessions held", read.held),
        way_in=_way_in(t, read, zone),
        coming=[_appointment(t, one, now=read.now, zone=zone) for one in read.coming],
        past=[_appointment(t, one, now=read.now, zone=zone) for one in read.past],
        packs=[_pack(t, one) for one in read.packs if not one.is_over],
        old_packs=[_pack(t, one) for one in read.packs if one.is_over],
        old_packs_title=_old_packs(t, sum(one.is_over for one in read.packs)),
        devices=[_device(t, one, now=read.now, zone=zone) for one in read.devices],
        more_past=_more_past(t, read),
        more_coming=_more_coming(t, read),
        birth_date=t.long_date(read.birth_date) if read.birth_date else "",
        calls=read.given_name if read.given_name != read.name.split()[0] else "",
        may_ask=read.may_ask,
        discharged=read.discharged,
        seen_at=f"/{read.locale.value}/staff/patients/{read.patient_id}/seen?from={t.locale.value}",
        activity=[trail(t, one, now=read.now, zone=zone) for one in read.activity],
    )


def _language(locale: Locale) -> str:
    return words.LANGUAGES[locale]


def _since(t: Text, on: date) -> str:
    return format_date(on, "LLLL y" if t.locale is Locale.EN else "LLLL 'de' y", locale=t.babel)


def _headline(t: Text, read: PatientFile, zone: ZoneInfo) -> str:
    said = [t("In therapy since {month}", month=_since(t, read.since))]
    confirmed = next((one for one in read.coming if one.status is AppointmentStatus.CONFIRMED), None)
    if confirmed is not None:
        said.append(t("Next session: {when}", when=words.coming(t, confirmed.starts_at, now=read.now, zone=zone)))
    return " · ".join(said)


def _appointment(t: Text, one: FileAppointment, *, now: datetime, zone: ZoneInfo) -> AppointmentView:
    starts = one.starts_at.astimezone(zone)
    kind = "wait" if one.status is None else "past" if one.ends_at <= now else "ok"
    return AppointmentView(
        kind=kind, day=t.short_day(starts.date()), time=t.clock(starts), state=_state(t, one.status, kind)
    )


def _state(t: Text, status: AppointmentStatus | None, kind: str) -> str:
    if status is None:
        return t("Pending")
    if status is AppointmentStatus.CONFIRMED and kind == "past":
        return t("Past")
    return words.status(t, status)


def _pack(t: Text, one: FilePack) -> PackView:
    count = one.count
    taken = max(0, min(count.total, count.used + count.booked))
    left = t.plural("{n} of {total} left", "{n} of {total} left", count.left, total=count.total)
    bought = words.date_in_year(t, one.contracted_on)
    detail = [t.money(one.price_cents, one.currency), payment(t, one.payment), bought]
    if one.expires_on is not None:
        detail.append(t("until {date}", date=words.date_in_year(t, one.expires_on)))
    return PackView(
        pack_id=one.pack_id,
        name=" · ".join(words.service(t, names) for names in one.services) or t("Any service"),
        left=left,
        label=t("{taken} of {total} sessions used or booked", taken=taken, total=count.total),
        detail=" · ".join(detail),
        total=count.total,
        taken=taken,
        share=f"{100 * taken / count.total if count.total else 100:.0f}%",
        mark=_mark(t, one),
        closed=one.is_closed,
        steps=[number < taken for number in range(count.total)] if count.total <= MOST_STEPS else [],
    )


def _mark(t: Text, one: FilePack) -> str:
    if one.is_closed:
        return t("Closed")
    if one.is_expired:
        return t("Expired")
    return t("Last session") if one.count.last_one else ""


def _old_packs(t: Text, number: int) -> str:
    return t.plural("{n} finished pack", "{n} finished packs", number) if number else ""


def _device(t: Text, one: FileDevice, *, now: datetime, zone: ZoneInfo) -> FactView:
    return FactView(device_name(one.user_agent) or t("A browser"), words.when(t, one.last_used_at, now=now, zone=zone))


def _more_past(t: Text, read: PatientFile) -> str:
    left = read.past_in_all - len(read.past)
    return t.plural("Show {n} earlier", "Show {n} earlier", min(left, 50)) if left else ""


def _more_coming(t: Text, read: PatientFile) -> str:
    left = read.coming_in_all - len(read.coming)
    return t.plural("and {n} more", "and {n} more", left) if left else ""


def payment(t: Text, payment: PaymentMethod) -> str:
    match payment:
        case PaymentMethod.CASH:
            return t("Cash")
        case PaymentMethod.CARD:
            return t("Card")
        case PaymentMethod.TRANSFER:
            return t("Transfer")
        case PaymentMethod.BIZUM:
            return "Bizum"


def _way_in(t: Text, read: PatientFile, zone: ZoneInfo) -> list[FactView]:
    """ID-12, line by line."""
    way = read.way_in

    def on(at: datetime | None, never: str) -> str:
        return words.when(t, at, now=read.now, zone=zone) if at else never

    asked = []
    if read.asks_birth_date and way.pin_set_at is None:
        said = (
            t("asked at the first entry") if read.has_birth_date else t("missing: it won’t be asked at the first entry")
        )
        asked = [FactView(t("Date of birth"), said)]
    return [
        FactView(t("Code sent"), on(way.sent_at, t("not yet"))),
        *asked,
        FactView(t("PIN"), on(way.pin_set_at, t("not created yet"))),
        FactView(t("Last entry"), on(way.last_entry_at, t("never"))),
        FactView(t("Failed tries in a row"), str(way.failures) if way.failures else t("none")),
        FactView(t("Devices"), str(len(read.devices)) if read.devices else t("none")),
    ]


def _mend(t: Text, read: PatientFile, zone: ZoneInfo) -> str:
    """Why the patient cannot get in, and what to do; empty where they can, or have not been sent for."""
    match read.standing:
        case Standing.BLOCKED:
            return t("Too many wrong PINs: the way in is blocked. A new code opens it again.")
        case Standing.LOCKED:
            until = read.way_in.locked_until or read.now
            return t(
                "Several wrong PINs: it can be tried again at {time}. If the PIN is lost, make a new code.",
                time=t.clock(until.astimezone(zone)),
            )
        case Standing.LAPSED:
            return t("The code was sent and never used, so it no longer works. Send it again and it counts anew.")
        case Standing.NO_CODE:
            return t("There is no code yet. Make one to open the portal to this patient.")
        case Standing.ACTIVE | Standing.SENT | Standing.NOT_SENT:
            return ""
