"""The places a practice works at, and online (PR-1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.vocabulary import CentreId, CentreKind
from portal_app.domain.refs import Origin, StaffRef


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
class CentreSet:
    """A centre as it is; `therapists` work there, by name, and `to_come` appointments are booked for it."""

    centre_id: CentreId
    draft: CentreDraft
    active: bool
    therapists: tuple[str, ...]
    patients: int
    to_come: int
    state: str


def listed(staff: StaffRef) -> list[CentreSet]:
    """All centres in their order, retired ones last; for whoever works there."""
    raise NotImplementedError


def create(staff: StaffRef, draft: CentreDraft, *, origin: Origin) -> CentreId:
    """A new centre, last in the order. `BadFields`, `NotAllowed`."""
    raise NotImplementedError


def change(staff: StaffRef, centre_id: str, draft: CentreDraft, *, seen: str, origin: Origin) -> None:
    """Make it what the draft says; a place stays a place. `BadFields`, `ChangedMeanwhile`."""
    raise NotImplementedError


def retire(staff: StaffRef, centre_id: str, *, instead: str | None = None, seen: str, origin: Origin) -> None:
    """Close it, once nobody works there and nothing is booked there: `StillInUse`. Its patients get `instead`."""
    raise NotImplementedError


def bring_back(staff: StaffRef, centre_id: str, *, origin: Origin) -> None:
    """Open a retired one again."""
    raise NotImplementedError


def reorder(staff: StaffRef, centre_ids: Sequence[str], *, origin: Origin) -> None:
    """Put them in this order; those not named come after."""
    raise NotImplementedError
