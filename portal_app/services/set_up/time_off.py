"""Time off, once or recurring, and what becomes of the appointments it lies over (AV-2, AV-10)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.practice import Practice, StaffMember, TimeOff
from models.vocabulary import StaffId
from portal_app.domain import absences
from portal_app.domain.absences import TimeOffDraft
from portal_app.domain.problems import BadFields, FieldProblem, NotAllowed, NotYours
from portal_app.domain.refs import Origin, StaffRef
from portal_app.domain.wall_clock import DAY, MIDNIGHT
from portal_app.services import access, recurrence
from portal_app.services import seen as seen_state
from portal_app.services.set_up import covering, decisions, steps
from portal_app.services.set_up.covering import Absence
from portal_app.services.set_up.decisions import NOTHING, Covered, Decided
from portal_app.services.transaction import Transaction, read

# A pattern falls within so long of its beginning, or never: no month keeps a day away for longer.
FALLS_WITHIN = timedelta(days=366 * 8)


@dataclass(frozen=True, slots=True)
class TimeOffSet:
    """Time off as it is. A rule from a calendar may say more than a `Recurrence` can: then only `rule` holds it.

    `broken`: nobody can read that rule, so it closes its first day alone.
    """

    time_off_id: str
    draft: TimeOffDraft
    therapist: str
    rule: str
    broken: bool
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
        zone = steps.zone_of(db, staff)
        today = steps.today(zone)
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
            broken=bool(row.rrule) and not recurrence.can_be_read(row.rrule, zone),
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


def add(staff: StaffRef, draft: TimeOffDraft, *, decided: Decided = NOTHING, origin: Origin) -> SavedTimeOff:
    """Put it in, and keep or cancel each appointment it lies over, all in one.

    `AppointmentsCovered` when one is undecided, also one that came meanwhile. `BadFields`, `NotYours`, `NotAllowed`.
    """
    with steps.changing(staff, origin) as db:
        row = TimeOff(practice_id=staff.practice_id, first_on=draft.first_on, last_on=draft.last_on)
        cancelled = _save(db, staff, row, draft, None, decided, origin)
        steps.told(db, staff, origin, "time_off.added", times=True, **_what(row, cancelled))
    return SavedTimeOff(row.id, cancelled)


def change(
    staff: StaffRef,
    time_off_id: str,
    draft: TimeOffDraft,
    *,
    decided: Decided = NOTHING,
    seen: str,
    origin: Origin,
) -> SavedTimeOff:
    """Make it what the draft says, as `add`; what it lay over before stays as it was. `ChangedMeanwhile`.

    One that recurs and has begun keeps its days before today: it ends, and from today on another takes its place.
    """
    with steps.changing(staff, origin) as db:
        row = was = _one(db, staff, time_off_id)
        seen_state.check_state(seen, _state(row))
        zone = steps.zone_of(db, staff)
        today = steps.today(zone)
        if row.rrule and row.first_on < today and Absence.of(draft) != _absence(row):
            draft = _from(today, absences.tidy(draft), zone)
            row = TimeOff(practice_id=staff.practice_id, first_on=draft.first_on, last_on=draft.last_on)
        cancelled = _save(db, staff, row, draft, was, decided, origin)
        if row is not was:
            _end(db, was, today)
        steps.told(db, staff, origin, "time_off.changed", times=True, **_what(row, cancelled))
    return SavedTimeOff(row.id, cancelled)


def remove(staff: StaffRef, time_off_id: str, *, seen: str, origin: Origin) -> None:
    """Work again, from today on: days that were off stay explained. `ChangedMeanwhile`, `NotYours`, `NotAllowed`."""
    with steps.changing(staff, origin) as db:
        row = _one(db, staff, time_off_id)
        seen_state.check_state(seen, _state(row))
        what = _what(row, 0)
        _end(db, row, steps.today(steps.zone_of(db, staff)))
        steps.told(db, staff, origin, "time_off.removed", times=True, **what)


def unreadable() -> int:
    """How many absences of the installation recur by a rule that nobody can read (docs/decisions/0010)."""
    found = 0
    with read() as db:
        for practice in db.execute(sa.select(col(Practice.id), col(Practice.timezone))).all():
            rules = db.scalars(
                sa.select(col(TimeOff.rrule)).where(
                    col(TimeOff.practice_id) == practice.id, col(TimeOff.rrule).is_not(None)
                )
            )
            zone = ZoneInfo(practice.timezone)
            found += sum(not recurrence.can_be_read(rule, zone) for rule in rules)
    return found


def _from(today: date, draft: TimeOffDraft, zone: ZoneInfo) -> TimeOffDraft:
    """The same from today on: a pattern begins on the first of its days that is not over."""
    recurs, lasts = draft.recurrence, draft.last_on - draft.first_on
    if recurs is None or draft.first_on >= today:
        return draft
    rule, farthest = absences.rule_of(recurs, draft.first_on), today + FALLS_WITHIN
    days = recurrence.days(
        rule,
        begins_on=draft.first_on,
        first_on=today - lasts,
        last_on=min(farthest, recurs.until or farthest),
        zone=zone,
    )
    # "The last Tuesday" is read off the first day: a day that would say another pattern is not taken for it.
    begins = next((on for on in days if absences.rule_of(recurs, on) == rule), draft.first_on)
    return replace(draft, first_on=begins, last_on=begins + lasts)


def _end(db: Transaction, row: TimeOff, today: date) -> None:
    """Let it be over since yesterday, or gone where it had not begun."""
    if row.first_on >= today:
        db.delete(row)
    elif row.rrule:
        row.until = today - DAY - (row.last_on - row.first_on)
    else:
        row.last_on = today - DAY
        row.ends = row.ends and MIDNIGHT


def _save(
    db: Transaction,
    staff: StaffRef,
    row: TimeOff,
    draft: TimeOffDraft,
    was: TimeOff | None,
    decided: Decided,
    origin: Origin,
) -> int:
    """Fill the row once everything is decided; how many appointments were cancelled."""
    _check_who(db, staff, draft.therapist_id)
    draft = absences.tidy(draft)
    held = decisions.hold(db, staff, decided, draft.therapist_id)
    lies_over = _newly_covered(db, staff, draft, was)
    cancelled = decisions.settle(db, staff, lies_over, decided, held=held, because="time_off", origin=origin)
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
    ids = {one.appointment_id for one in covering.appointments_under(db, staff, _absence(was))}
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


def _absence(row: TimeOff) -> Absence:
    return Absence(row.therapist_id, row.first_on, row.last_on, row.starts, row.ends, row.rrule or "", row.until)


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
