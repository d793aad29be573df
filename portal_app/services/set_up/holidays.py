"""The public holidays of a year: those of each region, and what the practice adds or works through (AV-2, PR-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from models.practice import Centre, Holiday, Practice
from models.vocabulary import CentreId, Locale
from portal_app.domain.fields import Fields
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services.public_holidays import named_holidays, public_holidays
from portal_app.services.set_up import outside, steps
from portal_app.services.set_up.decisions import NOTHING, Decided
from portal_app.services.transaction import Transaction, read

LONGEST_NAME = 120
FIRST_YEAR, LAST_YEAR = 2000, 2100


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
    """Every holiday of the year, by date; the public ones named in that language. None beyond 2000 to 2100."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return []
    with read() as db:
        centres = _centres(db, staff)
        by_hand = _by_hand(db, staff, date(year, 1, 1), date(year, 12, 31))
    worked = {(row.on, row.centre_id) for row in by_hand if row.worked}
    names = {centre.id: centre.name for centre in centres}
    public: dict[tuple[date, str], list[str]] = {}
    every: dict[date, str] = {}
    for centre in centres:
        for on, name in named_holidays(centre.region, year, locale).items():
            every[on] = name
            if not worked & {(on, None), (on, centre.id)}:
                public.setdefault((on, name), []).append(centre.name)
    kept = [
        HolidayKept(on, name, () if len(where) == len(centres) else tuple(where), None, None, worked=False)
        for (on, name), where in public.items()
    ]
    entered = [
        HolidayKept(
            on=row.on,
            name=row.name or every.get(row.on, ""),
            centres=(names.get(row.centre_id, ""),) if row.centre_id else (),
            centre_id=CentreId(row.centre_id) if row.centre_id else None,
            holiday_id=row.id,
            worked=row.worked,
        )
        for row in by_hand
    ]
    return sorted([*kept, *entered], key=lambda one: (one.on, one.worked, one.name))


def add(
    staff: StaffRef,
    on: date,
    *,
    name: str,
    centre_id: str | None = None,
    decided: Decided = NOTHING,
    origin: Origin,
) -> str:
    """Close a day, at one centre or all: the municipality's two, or a bridge; its id.

    Fields `on`, `name`, `centre_id`. `AppointmentsCovered` for appointments of that day that nobody decided about.
    """
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        fields = Fields()
        name = fields.text("name", name, most=LONGEST_NAME)
        _check_place(db, staff, fields, on, centre_id, worked=False)
        fields.done()
        was = outside.before(db, staff, decided)
        holiday_id = _enter(
            db, staff, origin, Holiday(practice_id=staff.practice_id, on=on, centre_id=centre_id, name=name)
        )
        was.settle(db, because="holiday", origin=origin)
        return holiday_id


def work(staff: StaffRef, on: date, *, centre_id: str | None = None, origin: Origin) -> str:
    """Work on a public holiday all the same, at one centre or all; its id. `BadFields` (`on`) where it is none."""
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        fields = Fields()
        _check_place(db, staff, fields, on, centre_id, worked=True)
        where = [centre for centre in _centres(db, staff) if centre_id in (None, centre.id)]
        if not any(on in public_holidays(centre.region, on.year) for centre in where):
            fields.refuse("on", "not_public")
        fields.done()
        row = Holiday(practice_id=staff.practice_id, on=on, centre_id=centre_id, name="", worked=True)
        return _enter(db, staff, origin, row)


def remove(staff: StaffRef, holiday_id: str, *, decided: Decided = NOTHING, origin: Origin) -> None:
    """Take back what was entered by hand. Removed already: nothing happens.

    A public holiday that was worked closes again: `AppointmentsCovered` as `add`.
    """
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        row = db.scalar(
            sa.select(Holiday).where(col(Holiday.practice_id) == staff.practice_id, col(Holiday.id) == holiday_id)
        )
        if row is None:
            return
        was = outside.before(db, staff, decided)
        db.delete(row)
        was.settle(db, because="holiday", origin=origin)
        steps.told(db, staff, origin, "holiday.removed", times=True, on=row.on.isoformat())


def _enter(db: Transaction, staff: StaffRef, origin: Origin, row: Holiday) -> str:
    db.add(row)
    change = "holiday.worked" if row.worked else "holiday.added"
    steps.told(db, staff, origin, change, times=True, on=row.on.isoformat(), holiday_id=row.id)
    return row.id


def _check_place(
    db: Transaction, staff: StaffRef, fields: Fields, on: date, centre_id: str | None, *, worked: bool
) -> None:
    """A year that can be, a centre that is open, and not the same twice."""
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        fields.refuse("on", "not_a_date")
    if centre_id is not None and centre_id not in {centre.id for centre in _centres(db, staff)}:
        fields.refuse("centre_id", "unknown")
    same = [row for row in _by_hand(db, staff, on, on) if row.worked == worked and row.centre_id in (None, centre_id)]
    if same:
        fields.refuse("on", "already")


@dataclass(frozen=True, slots=True)
class _Open:
    """A centre that is open, and whose holidays it keeps."""

    id: str
    name: str
    region: str


def _centres(db: Transaction, staff: StaffRef) -> Sequence[_Open]:
    rows = db.execute(
        sa.select(col(Centre.id), col(Centre.name), col(Centre.region), col(Practice.region).label("of_practice"))
        .join(Practice, col(Practice.id) == col(Centre.practice_id))
        .where(col(Centre.practice_id) == staff.practice_id, col(Centre.active))
        .order_by(col(Centre.position), col(Centre.id))
    )
    return [_Open(row.id, row.name, row.region or row.of_practice) for row in rows]


def _by_hand(db: Transaction, staff: StaffRef, first_on: date, last_on: date) -> Sequence[Holiday]:
    return db.scalars(
        sa.select(Holiday)
        .where(col(Holiday.practice_id) == staff.practice_id, col(Holiday.on).between(first_on, last_on))
        .order_by(col(Holiday.on), col(Holiday.id))
    ).all()
