"""A therapist's working hours: the week, and dates of their own (AV-2, PR-1)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from models.practice import Centre, WorkingHours
from models.vocabulary import StaffId
from portal_app.domain import hours_plan
from portal_app.domain.hours_plan import WEEKDAYS, PeriodDraft
from portal_app.domain.problems import BadFields, FieldProblem, NotAllowed
from portal_app.domain.refs import Origin, StaffRef
from portal_app.domain.wall_clock import DAY
from portal_app.services import seen as seen_state
from portal_app.services.set_up import outside, steps
from portal_app.services.set_up.decisions import NOTHING, Decided
from portal_app.services.transaction import Transaction, read


@dataclass(frozen=True, slots=True)
class DateHours:
    """A date with hours of its own; without periods it is closed."""

    on: date
    periods: tuple[PeriodDraft, ...]


@dataclass(frozen=True, slots=True)
class TherapistHours:
    """Monday to Sunday, and the dates from today on that are different. What has ceased to hold is left out.

    A period's `valid_from` is there only while it is still to come.
    """

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
        rows, today = _rows(db, staff, therapist_id), steps.today(steps.zone_of(db, staff))
    on_dates = sorted({row.on for row in rows if row.on is not None})
    return TherapistHours(
        therapist_id=therapist_id,
        therapist=name,
        week=tuple(_periods((row for row in rows if row.weekday == weekday), today) for weekday in WEEKDAYS),
        dates=tuple(DateHours(on, _periods((row for row in rows if row.on == on), today)) for on in on_dates),
        may_change=steps.may_set_hours(staff, therapist_id),
        state=_state(rows),
    )


def set_week(
    staff: StaffRef,
    therapist_id: StaffId,
    week: Mapping[int, Sequence[PeriodDraft]],
    *,
    decided: Decided = NOTHING,
    seen: str,
    origin: Origin,
) -> str:
    """From today on the weekdays named (0 is Monday) have these periods, the others stay; the new state.

    Days that are over keep the hours they had. Fields: `<weekday>.<position>.<starts|ends|centre_id|valid_to>`.
    `AppointmentsCovered` for appointments left outside that nobody decided about; `BadFields`, `ChangedMeanwhile`.
    """

    def write_down(db: Transaction, rows: Sequence[WorkingHours], today: date) -> None:
        hours_plan.check_week(week, _centres(db, staff) | {row.centre_id for row in rows}, today=today)
        # The first hours ever laid down are taken to have been worked before as well.
        begins = today if _worked_before(db, staff, therapist_id) else None
        for weekday, periods in week.items():
            stay, wanted = list[WorkingHours](), list(periods)
            for row in rows:
                if row.weekday == weekday and (period := _period(row, today)) in wanted:
                    wanted.remove(period)
                    stay.append(row)
            _end(db, staff, [row for row in rows if row.weekday == weekday and row not in stay], today)
            db.add_all(
                _row(staff, therapist_id, replace(period, valid_from=period.valid_from or begins), weekday=weekday)
                for period in wanted
            )

    return _change(staff, therapist_id, write_down, decided=decided, seen=seen, origin=origin, what="hours.changed")


def copy_day(
    staff: StaffRef,
    therapist_id: StaffId,
    weekday: int,
    *,
    to: Collection[int],
    decided: Decided = NOTHING,
    seen: str,
    origin: Origin,
) -> str:
    """Give other weekdays the periods of this one; the new state. As `set_week`; `BadFields` for what is no weekday."""
    if not set(to) | {weekday} <= set(WEEKDAYS):
        raise BadFields([FieldProblem("to", "unknown")])
    periods = of_therapist(staff, therapist_id).week[weekday]
    others = dict.fromkeys(set(to) - {weekday}, periods)
    return set_week(staff, therapist_id, others, decided=decided, seen=seen, origin=origin)


def set_date(
    staff: StaffRef,
    therapist_id: StaffId,
    on: date,
    periods: Sequence[PeriodDraft],
    *,
    decided: Decided = NOTHING,
    seen: str,
    origin: Origin,
) -> str:
    """Give a date hours of its own, whatever its weekday has; no periods close it. Fields `on`, `0.starts` …

    `AppointmentsCovered` as `set_week`.
    """

    def write_down(db: Transaction, rows: Sequence[WorkingHours], today: date) -> None:
        centres = _centres(db, staff)
        hours_plan.check_date(on, periods, centres, today=today)
        _delete(db, staff, [row.id for row in rows if row.on == on])
        db.add_all(_row(staff, therapist_id, period, on=on) for period in periods)
        if not periods:
            # A closed date needs some centre to be written down with; which one says nothing.
            db.add(
                WorkingHours(practice_id=staff.practice_id, therapist_id=therapist_id, centre_id=min(centres), on=on)
            )

    return _change(
        staff,
        therapist_id,
        write_down,
        decided=decided,
        seen=seen,
        origin=origin,
        what="hours.date_set",
        on=on.isoformat(),
    )


def clear_date(
    staff: StaffRef, therapist_id: StaffId, on: date, *, decided: Decided = NOTHING, seen: str, origin: Origin
) -> str:
    """Let the date be as its weekday again; the new state. `AppointmentsCovered` as `set_week`."""

    def write_down(db: Transaction, rows: Sequence[WorkingHours], today: date) -> None:
        del today
        _delete(db, staff, [row.id for row in rows if row.on == on])

    return _change(
        staff,
        therapist_id,
        write_down,
        decided=decided,
        seen=seen,
        origin=origin,
        what="hours.date_cleared",
        on=on.isoformat(),
    )


def _change(
    staff: StaffRef,
    therapist_id: StaffId,
    write_down: Callable[[Transaction, Sequence[WorkingHours], date], None],
    *,
    decided: Decided,
    seen: str,
    origin: Origin,
    what: str,
    **detail: str,
) -> str:
    """Write other hours down, once this person saw what is there and decided about what that leaves outside."""
    with steps.changing(staff, origin) as db:
        steps.name_of_therapist(db, staff, therapist_id)
        if not steps.may_set_hours(staff, therapist_id):
            raise NotAllowed
        rows = _rows(db, staff, therapist_id)
        seen_state.check_state(seen, _state(rows))
        was = outside.before(db, staff, decided, therapist_id=therapist_id)
        write_down(db, rows, steps.today(steps.zone_of(db, staff)))
        if cancelled := was.settle(db, because="hours", origin=origin):
            detail["cancelled"] = str(cancelled)
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


def _worked_before(db: Transaction, staff: StaffRef, therapist_id: str) -> bool:
    """Whether the therapist ever had hours of the week."""
    return (
        db.scalar(
            sa.select(col(WorkingHours.id))
            .where(
                col(WorkingHours.practice_id) == staff.practice_id,
                col(WorkingHours.therapist_id) == therapist_id,
                col(WorkingHours.weekday).is_not(None),
            )
            .limit(1)
        )
        is not None
    )


def _end(db: Transaction, staff: StaffRef, rows: Sequence[WorkingHours], today: date) -> None:
    """Let these hold no longer: up to yesterday where they held already, else they go."""
    held = [row for row in rows if row.valid_from is None or row.valid_from < today]
    for row in held:
        row.valid_to = today - DAY
    _delete(db, staff, [row.id for row in rows if row not in held])


def _delete(db: Transaction, staff: StaffRef, ids: Sequence[str]) -> None:
    db.execute(
        sa.delete(WorkingHours).where(col(WorkingHours.practice_id) == staff.practice_id, col(WorkingHours.id).in_(ids))
    )


def _centres(db: Transaction, staff: StaffRef) -> set[str]:
    """The centres that are open."""
    return set(
        db.scalars(sa.select(col(Centre.id)).where(col(Centre.practice_id) == staff.practice_id, col(Centre.active)))
    )


def _periods(rows: Iterable[WorkingHours], today: date) -> tuple[PeriodDraft, ...]:
    """Those in force in the order of the day, then those that come later."""
    found = (period for row in rows if (period := _period(row, today)) is not None)
    return tuple(sorted(found, key=lambda period: (period.valid_from or date.min, period.starts)))


def _period(row: WorkingHours, today: date) -> PeriodDraft | None:
    """The period of a row; since when it has held is past and not shown."""
    if row.starts is None or row.ends is None:
        return None
    valid_from = row.valid_from if row.valid_from is not None and row.valid_from > today else None
    return PeriodDraft(row.starts, row.ends, row.centre_id, row.online_too, valid_from, row.valid_to)


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
