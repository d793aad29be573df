"""Time off, once or recurring, and what becomes of the appointments it lies over (AV-2, AV-10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import col

from models.practice import StaffMember, TimeOff
from models.vocabulary import StaffId
from portal_app.domain import absences
from portal_app.domain.absences import TimeOffDraft
from portal_app.domain.problems import AppointmentsCovered, BadFields, FieldProblem, NotAllowed, NotYours
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import access, recurrence
from portal_app.services import seen as seen_state
from portal_app.services.set_up import covering, steps
from portal_app.services.set_up.covering import Absence, Covered
from portal_app.services.transaction import Transaction, read

# A pattern falls within so long of its beginning, or never: no month keeps a day away for longer.
FALLS_WITHIN = timedelta(days=366 * 8)


class Decision(StrEnum):
    """What becomes of an appointment that time off lies over."""

    KEEP = "keep"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class TimeOffSet:
    """Time off as it is. A rule from a calendar may say more than a `Recurrence` can: then only `rule` holds it."""

    time_off_id: str
    draft: TimeOffDraft
    therapist: str
    rule: str
    may_change: bool
    state: str


@dataclass(frozen=True, slots=True)
class SavedTimeOff:
    """The time off, and how many appointments went for it."""

    time_off_id: str
    cancelled: int


def coming(staff: StaffRef, therapist_id: StaffId | None = None) -> list[TimeOffSet]:
    """What is off today or later, by date: of one therapist with the practice's, or of all this person may see."""
    with read() as db:
        today = steps.today(steps.zone_of(db, staff))
        whose = col(TimeOff.therapist_id) == therapist_id if therapist_id else sa.true()
        reach = access.reach(staff, col(StaffMember.id))
        rows = db.execute(
            sa.select(TimeOff, col(StaffMember.name))
            .outerjoin(StaffMember, col(StaffMember.id) == col(TimeOff.therapist_id))
            .where(
                col(TimeOff.practice_id) == staff.practice_id,
                sa.or_(col(TimeOff.therapist_id).is_(None), sa.and_(whose, *reach)),
                sa.case(
                    (col(TimeOff.rrule).is_(None), col(TimeOff.last_on) >= today),
                    else_=sa.or_(col(TimeOff.until).is_(None), col(TimeOff.until) >= today),
                ),
            )
            .order_by(col(TimeOff.first_on), col(TimeOff.starts), col(TimeOff.id))
        ).all()
    return [
        TimeOffSet(
            time_off_id=row.id,
            draft=_draft(row),
            therapist=name or "",
            rule=row.rrule or "",
            may_change=steps.may_set_time_off(staff, row.therapist_id),
            state=_state(row),
        )
        for row, name in rows
    ]


def covered(staff: StaffRef, draft: TimeOffDraft, *, time_off_id: str | None = None) -> list[Covered]:
    """The appointments to come that it would lie over, in order: what has to be decided before it is written.

    `time_off_id` names the time off it replaces: what that lies over already is decided. `BadFields`, `NotYours`,
    `NotAllowed`.
    """
    with read() as db:
        _check_who(db, staff, draft.therapist_id)
        draft = absences.tidy(draft)
        return _newly_covered(db, staff, draft, None if time_off_id is None else _one(db, staff, time_off_id))


def add(
    staff: StaffRef,
    draft: TimeOffDraft,
    *,
    decisions: Mapping[str, Decision],
    reason: str = "",
    origin: Origin,
) -> SavedTimeOff:
    """Put it in, and keep or cancel each appointment it lies over (ids to decisions), all in one.

    `AppointmentsCovered` when one is undecided, also one that came meanwhile. `reason` is what is noted with those
    cancelled. `BadFields`, `NotYours`, `NotAllowed`.
    """
    with steps.changing(staff, origin) as db:
        row = TimeOff(practice_id=staff.practice_id, first_on=draft.first_on, last_on=draft.last_on)
        cancelled = _save(db, staff, row, draft, None, _Decided(decisions, reason, origin))
        steps.told(db, staff, origin, "time_off.added", times=True, **_what(row, cancelled))
    return SavedTimeOff(row.id, cancelled)


def change(
    staff: StaffRef,
    time_off_id: str,
    draft: TimeOffDraft,
    *,
    decisions: Mapping[str, Decision],
    reason: str = "",
    seen: str,
    origin: Origin,
) -> SavedTimeOff:
    """Make it what the draft says, as `add`; what it lay over before stays as it was. `ChangedMeanwhile`."""
    with steps.changing(staff, origin) as db:
        row = _one(db, staff, time_off_id)
        seen_state.check_state(seen, _state(row))
        cancelled = _save(db, staff, row, draft, row, _Decided(decisions, reason, origin))
        steps.told(db, staff, origin, "time_off.changed", times=True, **_what(row, cancelled))
    return SavedTimeOff(row.id, cancelled)


def remove(staff: StaffRef, time_off_id: str, *, seen: str, origin: Origin) -> None:
    """Work again. `ChangedMeanwhile`, `NotYours`, `NotAllowed`."""
    with steps.changing(staff, origin) as db:
        row = _one(db, staff, time_off_id)
        seen_state.check_state(seen, _state(row))
        what = _what(row, 0)
        db.delete(row)
        steps.told(db, staff, origin, "time_off.removed", times=True, **what)


@dataclass(frozen=True, slots=True)
class _Decided:
    """What becomes of the appointments, and what is noted with those that go."""

    decisions: Mapping[str, Decision]
    reason: str
    origin: Origin


def _save(
    db: Transaction, staff: StaffRef, row: TimeOff, draft: TimeOffDraft, was: TimeOff | None, decided: _Decided
) -> int:
    """Fill the row once everything is decided; how many appointments were cancelled."""
    _check_who(db, staff, draft.therapist_id)
    draft = absences.tidy(draft)
    going = [each for each, decision in decided.decisions.items() if decision is Decision.CANCEL]
    held = covering.hold(db, staff, going, draft.therapist_id)
    lies_over = _newly_covered(db, staff, draft, was)
    undecided = tuple(one for one in lies_over if one.appointment_id not in decided.decisions)
    if undecided:
        raise AppointmentsCovered(covered=undecided)
    ids = {one.appointment_id for one in lies_over}
    cancelled = covering.cancel(
        db, staff, [each for each in held if each.id in ids], reason=decided.reason, origin=decided.origin
    )
    absence = Absence.of(draft)
    row.therapist_id, row.title = draft.therapist_id, draft.title
    # Written by hand now: undoing the import that brought it leaves it alone.
    row.import_id = None
    row.first_on, row.last_on, row.starts, row.ends = draft.first_on, draft.last_on, draft.starts, draft.ends
    row.rrule, row.until = absence.rule or None, absence.until
    db.add(row)
    return cancelled


def _newly_covered(db: Transaction, staff: StaffRef, draft: TimeOffDraft, was: TimeOff | None) -> list[Covered]:
    """What the draft lies over and the time off it replaces did not. `BadFields` for a pattern that cannot be."""
    absence = Absence.of(draft)
    if was is not None and was.rrule and not absence.rule and _draft(was).recurrence is None:
        # A calendar's own rule: the form knows no way to say it, so it would be lost.
        raise BadFields([FieldProblem("every", "calendars_rule")])
    if absence.rule:
        _check_falls(db, staff, absence)
    found = covering.appointments_under(db, staff, absence)
    if was is None:
        return found
    before = Absence(was.therapist_id, was.first_on, was.last_on, was.starts, was.ends, was.rrule or "", was.until)
    ids = {one.appointment_id for one in covering.appointments_under(db, staff, before)}
    return [one for one in found if one.appointment_id not in ids]


def _check_falls(db: Transaction, staff: StaffRef, absence: Absence) -> None:
    """`BadFields` (`until`) when the pattern never falls before its end."""
    farthest = absence.first_on + FALLS_WITHIN
    days = recurrence.days(
        absence.rule,
        begins_on=absence.first_on,
        first_on=absence.first_on,
        last_on=min(farthest, absence.until or farthest),
        zone=steps.zone_of(db, staff),
    )
    if not days:
        raise BadFields([FieldProblem("until", "never_falls")])


def _check_who(db: Transaction, staff: StaffRef, therapist_id: StaffId | None) -> None:
    """`NotYours` for nobody's agenda, `NotAllowed` for one this person may not close."""
    if therapist_id is not None:
        steps.name_of_therapist(db, staff, therapist_id)
    if not steps.may_set_time_off(staff, therapist_id):
        raise NotAllowed


def _one(db: Transaction, staff: StaffRef, time_off_id: str) -> TimeOff:
    row = db.scalar(
        sa.select(TimeOff).where(col(TimeOff.practice_id) == staff.practice_id, col(TimeOff.id) == time_off_id)
    )
    if row is None:
        raise NotYours
    _check_who(db, staff, StaffId(row.therapist_id) if row.therapist_id else None)
    return row


def _draft(row: TimeOff) -> TimeOffDraft:
    rule = row.rrule
    return TimeOffDraft(
        therapist_id=StaffId(row.therapist_id) if row.therapist_id else None,
        first_on=row.first_on,
        last_on=row.last_on,
        title=row.title,
        starts=row.starts,
        ends=row.ends,
        recurrence=absences.recurrence_of(rule, first_on=row.first_on, until=row.until) if rule else None,
    )


def _state(row: TimeOff) -> str:
    return seen_state.state(_draft(row), row.rrule, row.until)


def _what(row: TimeOff, cancelled: int) -> dict[str, str]:
    """How the activity trail names it: its title may hold what is nobody's business."""
    return {
        "time_off_id": row.id,
        "therapist_id": row.therapist_id or "",
        "first_on": row.first_on.isoformat(),
        "last_on": row.last_on.isoformat(),
        "cancelled": str(cancelled),
    }
