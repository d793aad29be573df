"""What a practice's set-up may hold: services, centres, policies, each value in its bounds (PR-1)."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import available_timezones

from models.vocabulary import CentreKind, Locale, Role, WhoMayAsk
from portal_app.domain.fields import Fields

LONGEST_NAME = 80
LONGEST_ADDRESS = 200
LONGEST_EMAIL = 200
SHORTEST_SERVICE, LONGEST_SERVICE = 5, 720
LONGEST_BUFFER = timedelta(hours=4)
HIGHEST_PRICE_CENTS = 1_000_000
HUES = 360

INTERVALS = (15, 20, 30, 60)
"""The steps, in minutes, that open times may come in (AV-1)."""
LONGEST_NOTICE_HOURS = 30 * 24
FARTHEST_HORIZON_DAYS = 366
MOST_PENDING_AT_ALL = 20
LONGEST_CODE_LIFE_DAYS = 90


@dataclass(frozen=True, slots=True)
class ServiceDraft:
    """A service as its form has it. `hue` 0 to 359 is its colour in the agenda; None: the practice's own.

    Fields: `name_es`, `name_ca`, `name_en`, `length_minutes`, `before_minutes`, `after_minutes`, `price_cents`, `hue`.
    """

    names: dict[str, str]
    length_minutes: int
    before_minutes: int = 0
    after_minutes: int = 0
    price_cents: int = 0
    hue: int | None = None
    patients_may_ask: bool = True


@dataclass(frozen=True, slots=True)
class CentreDraft:
    """A centre as its form has it. `region`: whose public holidays close it, such as CT; empty: the practice's.

    Fields: `kind`, `name`, `address`, `region`.
    """

    name: str
    kind: CentreKind = CentreKind.PLACE
    address: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Policies:
    """The practice's own choices. The names of the fields are those of `BadFields`.

    `languages` are those offered to patients, `locale` is spoken where nobody has chosen; phones are kept in E.164,
    however they were written.
    """

    name: str
    phone: str
    whatsapp: str
    timezone: str
    region: str
    locale: Locale
    languages: tuple[Locale, ...]
    interval_minutes: int
    notice_hours: int
    horizon_days: int
    most_pending: int
    who_may_ask: WhoMayAsk
    no_show_uses_pack: bool
    therapists_see_all: bool
    code_lapses_days: int
    asks_birth_date: bool


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """Somebody of the team as the form has them. The names of the fields are those of `BadFields`."""

    name: str
    email: str
    role: Role
    holds_agenda: bool = False
    licence: str = ""
    whatsapp: str = ""
    locale: Locale = Locale.ES


def tidy_member(draft: MemberDraft, fields: Fields) -> MemberDraft:
    """The member with the texts tidied; the caller has looked at the phone, and looks whether the address is free.

    A therapist holds an agenda, reception does not. `BadFields`; a code of its own: `no_email`.
    """
    name = fields.text("name", draft.name, most=120)
    email = draft.email.strip().casefold()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        fields.refuse("email", "no_email" if email else "empty")
    elif len(email) > LONGEST_EMAIL:
        fields.refuse("email", "too_long", most=LONGEST_EMAIL)
    licence = fields.text("licence", draft.licence, most=30, needed=False)
    fields.done()
    holds = draft.role is Role.THERAPIST or (draft.role is Role.ADMIN and draft.holds_agenda)
    return replace(draft, name=name, email=email, licence=licence, holds_agenda=holds)


def tidy_service(draft: ServiceDraft, *, languages: Collection[Locale] = tuple(Locale)) -> ServiceDraft:
    """The service with its names tidied; it needs one in each of the practice's languages. `BadFields`."""
    fields = Fields()
    written = {
        locale.value: fields.text(
            f"name_{locale.value}", draft.names.get(locale.value, ""), most=LONGEST_NAME, needed=locale in languages
        )
        for locale in Locale
    }
    names = {language: name for language, name in written.items() if name}
    fields.whole("length_minutes", draft.length_minutes, least=SHORTEST_SERVICE, most=LONGEST_SERVICE)
    longest = int(LONGEST_BUFFER / timedelta(minutes=1))
    fields.whole("before_minutes", draft.before_minutes, least=0, most=longest)
    fields.whole("after_minutes", draft.after_minutes, least=0, most=longest)
    fields.whole("price_cents", draft.price_cents, least=0, most=HIGHEST_PRICE_CENTS)
    if draft.hue is not None:
        fields.whole("hue", draft.hue, least=0, most=HUES - 1)
    fields.done()
    return replace(draft, names=names)


def tidy_centre(draft: CentreDraft, *, regions: Collection[str], was: CentreDraft | None = None) -> CentreDraft:
    """The centre with its texts tidied. `BadFields`; a place stays a place, and online stays online."""
    fields = Fields()
    if was is not None and was.kind is not draft.kind:
        fields.refuse("kind", "stays")
    name = fields.text("name", draft.name, most=LONGEST_NAME)
    is_place = draft.kind is CentreKind.PLACE
    address = fields.text("address", draft.address, most=LONGEST_ADDRESS, needed=is_place)
    if draft.region != (was.region if was else ""):
        fields.one_of("region", draft.region, ("", *regions))
    fields.done()
    return replace(draft, name=name, address=address if is_place else "")


def tidy_policies(draft: Policies, fields: Fields, *, regions: Collection[str], was: Policies) -> Policies:
    """The policies with the name tidied; the caller has looked at the phones. `BadFields`."""
    name = fields.text("name", draft.name, most=120)
    fields.one_of("timezone", draft.timezone, available_timezones())
    if draft.region != was.region:
        fields.one_of("region", draft.region, regions)
    if not draft.languages:
        fields.refuse("languages", "empty_set")
    elif draft.locale not in draft.languages:
        fields.refuse("locale", "not_offered")
    if draft.interval_minutes not in INTERVALS:
        fields.refuse("interval_minutes", "unknown")
    fields.whole("notice_hours", draft.notice_hours, least=0, most=LONGEST_NOTICE_HOURS)
    fields.whole("horizon_days", draft.horizon_days, least=1, most=FARTHEST_HORIZON_DAYS)
    fields.whole("most_pending", draft.most_pending, least=1, most=MOST_PENDING_AT_ALL)
    fields.whole("code_lapses_days", draft.code_lapses_days, least=1, most=LONGEST_CODE_LIFE_DAYS)
    if draft.notice_hours >= draft.horizon_days * 24:
        fields.refuse("notice_hours", "beyond_horizon")
    fields.done()
    return replace(draft, name=name)


LONGEST_MESSAGE = 1_000
MESSAGE_NEEDS = ("{link}", "{code}")
"""What a message that brings a patient the code cannot do without (AG-6)."""


def tidy_message(fields: Fields, field: str, body: str) -> str:
    """The practice's own words for that message, blank lines kept; empty: it has none. Refuses beside the field.

    The codes beyond those of `Fields`: `lacks` (fact `what`), a place that the message needs and does not have.
    """
    tidy = "\n".join(" ".join(line.split()) for line in body.strip().splitlines())
    if len(tidy) > LONGEST_MESSAGE:
        fields.refuse(field, "too_long", most=LONGEST_MESSAGE)
    elif tidy and (lacking := [place for place in MESSAGE_NEEDS if place not in tidy]):
        fields.refuse(field, "lacks", what=lacking[0])
    return tidy
