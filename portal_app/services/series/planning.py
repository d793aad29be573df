"""What stands against each occurrence of a series, before anything is written (AG-3, AV-10)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.practice import Practice
from models.vocabulary import AppointmentId
from portal_app.domain.availability import Reason
from portal_app.domain.problems import BadFields, FieldProblem, NeedsOverride, SeriesOverlaps
from portal_app.domain.time_ranges import TimeRange
from portal_app.services import fitting
from portal_app.services.booking import Booking
from portal_app.services.fitting import Wanted
from portal_app.services.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Planned:
    """An occurrence as it would be. `on` is its planned date: what `skip` names.

    `overlaps`: the therapist has an appointment then; `patient_is_taken`: the patient has one. Both are refused
    whatever staff say. `reasons` can be overridden. `appointment_id` where the occurrence is there already.
    """

    on: date
    starts_at: datetime
    ends_at: datetime
    overlaps: bool = False
    patient_is_taken: bool = False
    reasons: tuple[Reason, ...] = ()
    appointment_id: AppointmentId | None = None

    @property
    def is_free(self) -> bool:
        """Whether nothing stands against it."""
        return not (self.overlaps or self.patient_is_taken or self.reasons)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What an occurrence shall be; `was`: when it is now, where it is there already."""

    on: date
    booking: Booking
    appointment_id: AppointmentId | None = None
    was: datetime | None = None


def plan(db: Transaction, practice_id: str, occurrences: Sequence[Occurrence]) -> list[Planned]:
    """The occurrences by date with what stands against each; they themselves, as they are now, do not."""
    leaving_out = {one.appointment_id for one in occurrences if one.appointment_id}
    planned: list[Planned] = []
    by_kind = sorted(occurrences, key=lambda one: _order(one.booking.wanted(practice_id)))
    for wanted, group in groupby(by_kind, key=lambda one: one.booking.wanted(practice_id)):
        alike = list(group)
        span = TimeRange(min(one.booking.starts_at for one in alike), max(one.booking.ends_at for one in alike))
        found = fitting.load(db, wanted, over=span, leaving_out=leaving_out)
        for one in alike:
            fit = found.fit(one.booking.time)
            late = (Reason.PAST, Reason.NOTICE) if one.was == one.booking.starts_at else ()
            planned.append(
                Planned(
                    on=one.on,
                    starts_at=one.booking.starts_at,
                    ends_at=one.booking.ends_at,
                    overlaps=fit.overlaps,
                    patient_is_taken=fit.patient_is_taken,
                    reasons=tuple(reason for reason in fit.reasons if reason not in late),
                    appointment_id=one.appointment_id,
                )
            )
    return _apart(sorted(planned, key=lambda one: one.starts_at))


def refuse(planned: Sequence[Planned], *, override: bool) -> tuple[Reason, ...]:
    """What staff override by this. `SeriesOverlaps`, `NeedsOverride`: the fact `planned` holds what is in the way."""
    overlapping = tuple(one for one in planned if one.overlaps or one.patient_is_taken)
    if overlapping:
        raise SeriesOverlaps(planned=overlapping)
    closed = tuple(one for one in planned if one.reasons)
    reasons = tuple(reason for reason in Reason if any(reason in one.reasons for one in closed))
    if closed and not override:
        raise NeedsOverride(reasons=reasons, planned=closed)
    return reasons


def without_skipped(occurrences: Sequence[Occurrence], skip: Collection[date]) -> list[Occurrence]:
    """Those whose planned date is not in `skip`. `BadFields` when none is left."""
    kept = [one for one in occurrences if one.on not in skip]
    if not kept:
        raise BadFields([FieldProblem("skip", "all_skipped")])
    return kept


def zone_of(db: Transaction, practice_id: str) -> ZoneInfo:
    """The practice's time zone: its wall says when an occurrence is."""
    return ZoneInfo(db.execute(sa.select(col(Practice.timezone)).where(col(Practice.id) == practice_id)).scalar_one())


def _apart(planned: Sequence[Planned]) -> list[Planned]:
    """Occurrences that would lie over the one before overlap too: one moved by hand may stand in another's way."""
    over = {later.on for one, later in pairwise(planned) if later.starts_at < one.ends_at}
    return sorted(
        (replace(one, overlaps=True) if one.on in over else one for one in planned), key=lambda one: one.starts_at
    )


def _order(wanted: Wanted) -> tuple[str, str, str]:
    return wanted.therapist_id, wanted.service_id, wanted.centre_id
