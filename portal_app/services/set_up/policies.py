"""What the practice is called and how patients may ask (PR-1, AV-1, AV-6)."""

from dataclasses import dataclass

from models.vocabulary import Locale, WhoMayAsk
from portal_app.domain.refs import Origin, StaffRef


@dataclass(frozen=True, slots=True)
class Policies:
    """The practice's own choices. The names of the fields are those of `BadFields`.

    `locale` is what is spoken where nobody has chosen; phones are kept in E.164, however they were written.
    """

    name: str
    phone: str
    whatsapp: str
    timezone: str
    region: str
    locale: Locale
    interval_minutes: int
    notice_hours: int
    horizon_days: int
    most_pending: int
    who_may_ask: WhoMayAsk
    no_show_uses_pack: bool
    therapists_see_all: bool
    code_lapses_days: int


@dataclass(frozen=True, slots=True)
class PoliciesSet:
    """The policies as they are."""

    policies: Policies
    may_change: bool
    state: str


INTERVALS = (15, 20, 30, 60)
"""The steps, in minutes, that open times may come in (AV-1)."""


def shown(staff: StaffRef) -> PoliciesSet:
    """The practice's policies, for whoever works there."""
    raise NotImplementedError


def change(staff: StaffRef, policies: Policies, *, seen: str, origin: Origin) -> str:
    """Make them what is given; the new state. `BadFields`, `ChangedMeanwhile`, `NotAllowed`."""
    raise NotImplementedError


def regions() -> list[str]:
    """The regions whose public holidays are known: the country and its communities."""
    raise NotImplementedError
