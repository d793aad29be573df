"""The services a practice offers (PR-1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.vocabulary import ServiceId
from portal_app.domain.refs import Origin, StaffRef


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
class ServiceOffered:
    """A service as it is; `patients` have it as theirs, `to_come` appointments are booked for it."""

    service_id: ServiceId
    draft: ServiceDraft
    currency: str
    active: bool
    patients: int
    to_come: int
    state: str


def listed(staff: StaffRef) -> list[ServiceOffered]:
    """All services in their order, retired ones last; for whoever works there."""
    raise NotImplementedError


def create(staff: StaffRef, draft: ServiceDraft, *, origin: Origin) -> ServiceId:
    """A new service, last in the order. `BadFields`, `NotAllowed`."""
    raise NotImplementedError


def change(staff: StaffRef, service_id: str, draft: ServiceDraft, *, seen: str, origin: Origin) -> None:
    """Make it what the draft says; appointments that are there keep their length. `BadFields`, `ChangedMeanwhile`."""
    raise NotImplementedError


def retire(staff: StaffRef, service_id: str, *, instead: str | None = None, seen: str, origin: Origin) -> None:
    """Offer it no more; what is booked stays, its patients get `instead`.

    `StillInUse` without one for them, and for the last service there is.
    """
    raise NotImplementedError


def bring_back(staff: StaffRef, service_id: str, *, origin: Origin) -> None:
    """Offer a retired one again."""
    raise NotImplementedError


def reorder(staff: StaffRef, service_ids: Sequence[str], *, origin: Origin) -> None:
    """Put them in this order; those not named come after."""
    raise NotImplementedError
