"""The public holidays of a year: those of each region, and what the practice adds or works through (AV-2, PR-1)."""

from dataclasses import dataclass
from datetime import date

from models.vocabulary import CentreId, Locale
from portal_app.domain.refs import Origin, StaffRef


@dataclass(frozen=True, slots=True)
class HolidayKept:
    """A day and where it is kept. `centres` by name, empty: all. `holiday_id` where it was entered by hand.

    `worked`: a public one on which the practice works all the same; then `holiday_id` is what to remove to keep it.
    """

    on: date
    name: str
    centres: tuple[str, ...]
    centre_id: CentreId | None
    holiday_id: str | None
    worked: bool


def of_year(staff: StaffRef, year: int, *, locale: Locale) -> list[HolidayKept]:
    """Every holiday of the year, by date; the public ones named in that language."""
    raise NotImplementedError


def add(staff: StaffRef, on: date, *, name: str, centre_id: str | None = None, origin: Origin) -> str:
    """Close a day, at one centre or all: the municipality's two, or a bridge; its id.

    Fields `on`, `name`, `centre_id`.
    """
    raise NotImplementedError


def work(staff: StaffRef, on: date, *, centre_id: str | None = None, origin: Origin) -> str:
    """Work on a public holiday all the same; its id. `BadFields` (`on`) where it is none."""
    raise NotImplementedError


def remove(staff: StaffRef, holiday_id: str, *, origin: Origin) -> None:
    """Take back what was entered by hand. Removed already: nothing happens."""
    raise NotImplementedError
