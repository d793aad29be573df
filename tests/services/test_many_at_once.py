"""Accepts, creates, moves and series by many staff at the same instant: never an overlap, each loser reads why (AV-4).

A hundred at once; with `ESPAI_TEST_LONG=1` five hundred, twenty times over.
"""

import os
import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.tables import ActivityEntry, Appointment, AppointmentSeries, SlotRequest, TimeOff
from models.vocabulary import CANCELLED, Action, RequestStatus
from portal_app.domain.absences import TimeOffDraft
from portal_app.domain.problems import (
    AppointmentsCovered,
    ChangedMeanwhile,
    NeedsOverride,
    Problem,
    SeriesOverlaps,
)
from portal_app.domain.refs import NOWHERE, PatientRef
from portal_app.domain.series import Repetition, Scope
from portal_app.services import appointments, series, slot_requests
from portal_app.services.set_up import policies, time_off
from portal_app.services.transaction import read
from tests.builders import Cast, appointment, at, on, slot_request
from tests.services.test_two_at_once import TEN, at_once, contradictions, patients

MANY, RUNS = (500, 20) if os.environ.get("ESPAI_TEST_LONG") else (100, 1)
FIVE_MINUTES = timedelta(minutes=5)
KNOWN = {"appointments_overlap", "overlaps_own_appointment", "request_not_pending", "changed_meanwhile", "busy"}
LONG = pytest.mark.timeout(600)


def there(cast: Cast) -> list[Appointment]:
    """Marta's appointments that hold time on that Thursday."""
    with read() as db:
        return list(
            db.scalars(
                sa.select(Appointment).where(
                    Appointment.therapist_id == cast.marta.staff_id,
                    Appointment.starts_at >= at("2026-10-22 00:00"),
                    Appointment.starts_at < at("2026-10-23 00:00"),
                    Appointment.status.not_in(CANCELLED),
                )
            )
        )


def scramble(cast: Cast, number: int, chance: random.Random) -> list[Callable[[], object]]:
    """So many staff who each accept, create or move something into the same few hours."""
    staff = [cast.marta, cast.ruth, cast.olga]

    def one(position: int, patient: PatientRef) -> Callable[[], object]:
        who, starts_at = staff[position % 3], TEN + chance.randrange(48) * FIVE_MINUTES
        match position % 4:
            case 0 | 1:
                wish = slot_request(cast, patient, starts_at)
                return lambda: slot_requests.accept(who, wish, override=True, origin=NOWHERE)
            case 2:
                day, slot = divmod(position // 4, 12)
                begins = at("2026-11-02 00:00") + timedelta(days=day, hours=slot)
                waiting = appointment(cast, patient, begins)
                return lambda: appointments.move(
                    who, waiting, starts_at=starts_at, override=True, seen=0, origin=NOWHERE
                )
            case _:
                return lambda: appointments.create(
                    who,
                    patient.patient_id,
                    therapist_id=cast.marta.staff_id,
                    service_id=cast.individual,
                    centre_id=cast.gracia,
                    starts_at=starts_at,
                    override=True,
                    origin=NOWHERE,
                )

    return [one(position, patient) for position, patient in enumerate(patients(cast, number))]


@LONG
@pytest.mark.parametrize("run", range(RUNS))
def test_many_accepts_creates_and_moves_never_overlap_and_each_loser_reads_why(cast: Cast, run: int) -> None:  # AV-4
    outcomes = at_once(*scramble(cast, MANY, random.Random(run)))
    lost = [one for one in outcomes if isinstance(one, Problem)]
    won = [one for one in outcomes if one is not None and not isinstance(one, Problem)]
    assert len(lost) + len(won) == MANY
    assert {one.code for one in lost} <= KNOWN
    assert len(there(cast)) == len(won) > 0
    assert contradictions(cast) == 0
    with read() as db:
        accepted = db.execute(
            sa.select(sa.func.count()).where(SlotRequest.status == RequestStatus.ACCEPTED)
        ).scalar_one()
        told = Counter(
            db.scalars(
                sa.select(ActivityEntry.detail["request_id"].as_string()).where(
                    ActivityEntry.action == Action.REQUEST_REJECTED
                )
            )
        )
        rejected = set(db.scalars(sa.select(SlotRequest.id).where(SlotRequest.status == RequestStatus.REJECTED)))
    assert accepted == sum(isinstance(one, slot_requests.Accepted) for one in won)
    # Whoever lost is told, and once (WL-3).
    assert (set(told), set(told.values())) == (rejected, {1})


def test_one_appointment_moved_by_many_goes_to_one_place(cast: Cast) -> None:  # AG-2
    appointment_id = appointment(cast, cast.ana, TEN)
    outcomes = at_once(
        *(
            lambda number=number: appointments.move(
                cast.ruth, appointment_id, starts_at=TEN + number * FIVE_MINUTES, seen=0, origin=NOWHERE
            )
            for number in range(1, 13)
        )
    )
    assert Counter(type(one) for one in outcomes) == {appointments.Moved: 1, ChangedMeanwhile: 11}
    assert (len(there(cast)), there(cast)[0].sequence) == (1, 1)


def test_two_who_change_places_at_once_never_both_stand_in_one(cast: Cast) -> None:  # AV-4
    first, second = appointment(cast, cast.ana, TEN), appointment(cast, cast.biel, "2026-10-22 11:00")
    at_once(
        lambda: appointments.move(cast.ruth, first, starts_at=at("2026-10-22 11:00"), seen=0, origin=NOWHERE),
        lambda: appointments.move(cast.olga, second, starts_at=TEN, seen=0, origin=NOWHERE),
    )
    assert (len(there(cast)), contradictions(cast)) == (2, 0)


def test_of_many_series_for_the_same_hours_one_is_made_whole(cast: Cast) -> None:  # AG-3, AV-4
    outcomes = at_once(
        *(
            lambda patient=patient: series.create(
                cast.ruth,
                patient.patient_id,
                therapist_id=cast.marta.staff_id,
                service_id=cast.individual,
                centre_id=cast.gracia,
                starts_at=TEN,
                repetition=Repetition(times=5),
                origin=NOWHERE,
            )
            for patient in patients(cast, 8)
        )
    )
    assert Counter(type(one) for one in outcomes) == {series.CreatedSeries: 1, SeriesOverlaps: 7}
    with read() as db:
        counts = [
            db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (Appointment, AppointmentSeries)
        ]
    assert (counts, contradictions(cast)) == ([5, 1], 0)


def test_a_series_changed_while_its_times_are_asked_for_contradicts_nothing(cast: Cast) -> None:  # WL-3
    made = series.create(
        cast.ruth,
        cast.ana.patient_id,
        therapist_id=cast.marta.staff_id,
        service_id=cast.individual,
        centre_id=cast.gracia,
        starts_at=TEN,
        repetition=Repetition(times=4),
        origin=NOWHERE,
    )
    thursdays = ("2026-10-22", "2026-10-29", "2026-11-05", "2026-11-12")
    wishes = [slot_request(cast, cast.biel, f"{day} 11:00") for day in thursdays]
    at_once(
        lambda: series.change(
            cast.ruth,
            made.appointment_ids[0],
            scope=Scope.ALL,
            starts_at=TEN + timedelta(hours=1),
            seen=0,
            origin=NOWHERE,
        ),
        *(lambda wish=wish: slot_requests.accept(cast.marta, wish, origin=NOWHERE) for wish in wishes),
    )
    assert contradictions(cast) == 0


@pytest.mark.parametrize("attempt", range(4))
def test_time_off_never_lies_unseen_over_an_appointment_made_meanwhile(cast: Cast, attempt: int) -> None:  # AV-10
    del attempt
    absence = TimeOffDraft(cast.marta.staff_id, on("2026-10-22"), on("2026-10-22"))
    off, made = at_once(
        lambda: time_off.add(cast.marta, absence, origin=NOWHERE),
        lambda: appointments.create(
            cast.ruth,
            cast.ana.patient_id,
            therapist_id=cast.marta.staff_id,
            service_id=cast.individual,
            centre_id=cast.gracia,
            starts_at=TEN,
            origin=NOWHERE,
        ),
    )
    with read() as db:
        absences = db.execute(sa.select(sa.func.count()).select_from(TimeOff)).scalar_one()
    if isinstance(off, AppointmentsCovered):
        assert (absences, len(there(cast))) == (0, 1)
    else:
        assert isinstance(made, NeedsOverride)
        assert (absences, len(there(cast))) == (1, 0)


def test_of_many_admins_who_saw_the_same_policies_one_writes(cast: Cast) -> None:  # PR-1
    seen = policies.shown(cast.olga)

    def change(hours: int) -> object:
        wanted = {**{name: getattr(seen.policies, name) for name in seen.policies.__slots__}, "notice_hours": hours}
        return policies.change(cast.olga, policies.Policies(**wanted), seen=seen.state, origin=NOWHERE)

    outcomes = at_once(*(lambda hours=hours: change(hours) for hours in range(1, 9)))
    assert sum(isinstance(one, ChangedMeanwhile) for one in outcomes) == 7
    (state,) = [one for one in outcomes if isinstance(one, str)]
    assert policies.shown(cast.olga).state == state
