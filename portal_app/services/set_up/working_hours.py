"""A therapist's working hours: the week, and dates of their own (AV-2, PR-1)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from models.practice import Centre, WorkingHours
from models.vocabulary import StaffId
from portal_app.domain import hours_plan
from portal_app.domain.hours_plan import WEEKDAYS, PeriodDraft
from portal_app.domain.problems import BadFields, FieldProblem, NotAllowed
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import seen as seen_state
from portal_app.services.set_up import steps
from portal_app.services.transaction import Transaction, read


@dataclass(frozen=True, slots=True)
class DateHours:
    """A date with hours of its own; without periods it is closed."""

    on: date
    periods: tuple[PeriodDraft, ...]


@dataclass(frozen=True, slots=True)
class TherapistHours:
    """Monday to Sunday, and the dates from today on that are different. What has ceased to hold is left out."""

    therapist_id: StaffId
    therapist: str
    week: tuple[tuple[PeriodDraft, ...], ...]
    dates: tuple[DateHours, ...]
    may_change: bool
    state: str


def of_therapist(staff: StaffRef, therapist_id: StaffId) -> TherapistHours:
    """The therapist's hours. `NotYours`."""
    with read() as db:
        name = steps.name_of_therapist(db, staff, therapist_id)
        rows = _rows(db, staff, therapist_id)
    on_dates = sorted({row.on for row in rows if row.on is not None})
    return TherapistHours(
        therapist_id=therapist_id,
        therapist=name,
        week=tuple(_periods(row for row in rows if row.weekday == weekday) for weekday in WEEKDAYS),
        dates=tuple(DateHours(on, _periods(row for row in rows if row.on == on)) for on in on_dates),
        may_change=steps.may_set_hours(staff, therapist_id),
        state=_state(rows),
    )


def set_week(
    staff: StaffRef,
    therapist_id: StaffId,
    week: Mapping[int, Sequence[PeriodDraft]],
    *,
    seen: str,
    origin: Origin,
) -> str:
    """Replace the periods of the weekdays named (0 is Monday), the others stay; the new state.

    Fields are called `<weekday>.<position>.<starts|ends|centre_id|valid_to>`. `BadFields`, `ChangedMeanwhile`.
    """

    def new_rows(db: Transaction, rows: Sequence[WorkingHours]) -> list[WorkingHours]:
        hours_plan.check_week(week, _centres(db, staff) | {row.centre_id for row in rows})
        _delete(db, staff, [row.id for row in rows if row.weekday in week])
        return [
            _row(staff, therapist_id, period, weekday=weekday)
            for weekday, periods in week.items()
            for period in periods
        ]

    return _change(staff, therapist_id, new_rows, seen=seen, origin=origin, what="hours.changed")


def copy_day(
    staff: StaffRef, therapist_id: StaffId, weekday: int, *, to: Collection[int], seen: str, origin: Origin
) -> str:
    """Give other weekdays the periods of this one; the new state. `BadFields` for what is no weekday."""
    if not set(to) | {weekday} <= set(WEEKDAYS):
        raise BadFields([FieldProblem("to", "unknown")])
    periods = of_therapist(staff, therapist_id).week[weekday]
    return set_week(staff, therapist_id, dict.fromkeys(set(to) - {weekday}, periods), seen=seen, origin=origin)


def set_date(
    staff: StaffRef, therapist_id: StaffId, on: date, periods: Sequence[PeriodDraft], *, seen: str, origin: Origin
) -> str:
    """Give a date hours of its own, whatever its weekday has; no periods close it. Fields `on`, `0.starts` …"""

    def new_rows(db: Transaction, rows: Sequence[WorkingHours]) -> list[WorkingHours]:
        centres = _centres(db, staff)
        hours_plan.check_date(on, periods, centres, today=steps.today(steps.zone_of(db, staff)))
        _delete(db, staff, [row.id for row in rows if row.on == on])
        if periods:
            return [_row(staff, therapist_id, period, on=on) for period in periods]
        # A closed date needs some centre to be written down with; which one says nothing.
        return [WorkingHours(practice_id=staff.practice_id, therapist_id=therapist_id, centre_id=min(centres), on=on)]

    return _change(staff, therapist_id, new_rows, seen=seen, origin=origin, what="hours.date_set", on=on.isoformat())


def clear_date(staff: StaffRef, therapist_id: StaffId, on: date, *, seen: str, origin: Origin) -> str:
    """Let the date be as its weekday again; the new state."""

    def new_rows(db: Transaction, rows: Sequence[WorkingHours]) -> list[WorkingHours]:
        _delete(db, staff, [row.id for row in rows if row.on == on])
        return []

    return _change(
        staff, therapist_id, new_rows, seen=seen, origin=origin, what="hours.date_cleared", on=on.isoformat()
    )


def _change(
    staff: StaffRef,
    therapist_id: StaffId,
    new_rows: Callable[[Transaction, Sequence[WorkingHours]], list[WorkingHours]],
    *,
    seen: str,
    origin: Origin,
    what: str,
    **detail: str,
) -> str:
    """Take some rows away and add others, once this person saw what is there."""
    with steps.changing(staff, origin) as db:
        steps.name_of_therapist(db, staff, therapist_id)
        if not steps.may_set_hours(staff, therapist_id):
            raise NotAllowed
        rows = _rows(db, staff, therapist_id)
        seen_state.check_state(seen, _state(rows))
        db.add_all(new_rows(db, rows))
        steps.told(db, staff, origin, what, times=True, therapist_id=therapist_id, **detail)
        return _state(_rows(db, staff, therapist_id))


def _rows(db: Transaction, staff: StaffRef, therapist_id: str) -> Sequence[WorkingHours]:
    """What holds today or later, in order."""
    today = steps.today(steps.zone_of(db, staff))
    return db.scalars(
        sa.select(WorkingHours)
        .where(
            col(WorkingHours.practice_id) == staff.practice_id,
            col(WorkingHours.therapist_id) == therapist_id,
            sa.func.coalesce(col(WorkingHours.on), col(WorkingHours.valid_to), today) >= today,
        )
        .order_by(
            col(WorkingHours.weekday),
            col(WorkingHours.on),
            col(WorkingHours.valid_from),
            col(WorkingHours.starts),
            col(WorkingHours.id),
        )
    ).all()


def _delete(db: Transaction, staff: StaffRef, ids: Sequence[str]) -> None:
    db.execute(
        sa.delete(WorkingHours).where(col(WorkingHours.practice_id) == staff.practice_id, col(WorkingHours.id).in_(ids))
    )


def _centres(db: Transaction, staff: StaffRef) -> set[str]:
    """The centres that are open."""
    return set(
        db.scalars(sa.select(col(Centre.id)).where(col(Centre.practice_id) == staff.practice_id, col(Centre.active)))
    )


def _periods(rows: Iterable[WorkingHours]) -> tuple[PeriodDraft, ...]:
    return tuple(
        PeriodDraft(row.starts, row.ends, row.centre_id, row.online_too, row.valid_from, row.valid_to)
        for row in rows
        if row.starts is not None and row.ends is not None
    )


def _row(
    staff: StaffRef, therapist_id: str, period: PeriodDraft, *, weekday: int | None = None, on: date | None = None
) -> WorkingHours:
    return WorkingHours(
        practice_id=staff.practice_id,
        therapist_id=therapist_id,
        centre_id=period.centre_id,
        online_too=period.online_too,
        weekday=weekday,
        on=on,
        starts=period.starts,
        ends=period.ends,
        valid_from=period.valid_from,
        valid_to=period.valid_to,
    )


def _state(rows: Sequence[WorkingHours]) -> str:
    return seen_state.state([row.id for row in rows])
