"""Moving and changing appointments: never an overlap, the rest knowingly (AG-2, AV-4, AV-10)."""

from datetime import time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from models.tables import ActivityEntry, Appointment, Centre, Holiday, Practice, Service, SessionPack, SlotRequest
from models.vocabulary import Action, AppointmentStatus, RequestStatus, WhoMayAsk
from portal_app.domain.availability import Reason
from portal_app.domain.problems import (
    AppointmentNotConfirmed,
    AppointmentsOverlap,
    AppointmentTooLong,
    ChangedMeanwhile,
    NeedsOverride,
    NotAllowed,
    NotYours,
    OverlapsOwnAppointment,
)
from portal_app.domain.refs import NOWHERE, StaffRef
from portal_app.services import appointments
from portal_app.services.appointments import Moved
from portal_app.services.transaction import read, write
from tests.builders import Cast, appointment, at, on, pack, slot_request, the_cast, time_off
from tests.conftest import StandingClock

THURSDAY = "2026-10-22 10:00"
FRIDAY = "2026-10-23 10:00"


def move(staff: StaffRef, appointment_id: str, starts: str | None = FRIDAY, *, seen: int = 0, **more: Any) -> Moved:
    starts_at = at(starts) if starts else None
    return appointments.move(staff, appointment_id, starts_at=starts_at, seen=seen, origin=NOWHERE, **more)


def made(appointment_id: str) -> Appointment:
    with read() as db:
        return db.get_one(Appointment, appointment_id)


def last_entry() -> ActivityEntry:
    with read() as db:
        return db.scalars(sa.select(ActivityEntry).order_by(ActivityEntry.number.desc())).first()


def service(cast: Cast, minutes: int, *, before: int = 0, after: int = 0, active: bool = True) -> str:
    row = Service(
        practice_id=cast.practice_id,
        names={"es": "Pareja", "ca": "Parella", "en": "Couple"},
        length_minutes=minutes,
        buffer_before_minutes=before,
        buffer_after_minutes=after,
        active=active,
    )
    with write() as db:
        db.add(row)
    return row.id


def change_practice(**values: object) -> None:
    with write() as db:
        db.execute(sa.update(Practice).values(values))


# moving  AG-2


def test_an_appointment_is_moved_and_keeps_its_length(cast: Cast) -> None:  # AG-2
    appointment_id = appointment(cast, cast.ana, THURSDAY, length=timedelta(minutes=80))
    assert move(cast.ruth, appointment_id) == Moved(sequence=1, rejected=0)
    row = made(appointment_id)
    assert (row.starts_at, row.ends_at) == (at(FRIDAY), at(FRIDAY) + timedelta(minutes=80))
    entry = last_entry()
    assert (entry.action, entry.actor_id, entry.patient_id) == (
        Action.APPOINTMENT_MOVED,
        cast.ruth.staff_id,
        cast.ana.patient_id,
    )
    assert (entry.detail["was"], "overridden" in entry.detail) == (at(THURSDAY).isoformat(), False)


def test_a_move_to_where_it_is_changes_nothing(cast: Cast) -> None:
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    assert move(cast.ruth, appointment_id, THURSDAY) == Moved(sequence=0, rejected=0)
    assert last_entry() is None


def test_a_move_may_overlap_the_place_it_leaves(cast: Cast) -> None:
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    move(cast.ruth, appointment_id, "2026-10-22 10:30")
    assert made(appointment_id).starts_at == at("2026-10-22 10:30")


def test_length_and_centre_change_where_it_stands(cast: Cast) -> None:  # AG-2
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    move(cast.ruth, appointment_id, None, length=timedelta(minutes=90), centre_id=cast.online)
    row = made(appointment_id)
    assert (row.ends_at, row.centre_id) == (at("2026-10-22 11:30"), cast.online)


def test_another_service_brings_its_own_length(cast: Cast) -> None:
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    move(cast.ruth, appointment_id, None, service_id=service(cast, 75))
    assert made(appointment_id).ends_at == at("2026-10-22 11:15")


@pytest.mark.parametrize(
    "status", [status for status in AppointmentStatus if status is not AppointmentStatus.CONFIRMED]
)
def test_only_a_confirmed_appointment_is_moved(cast: Cast, status: AppointmentStatus) -> None:
    appointment_id = appointment(cast, cast.ana, THURSDAY, status=status)
    with pytest.raises(AppointmentNotConfirmed):
        move(cast.ruth, appointment_id)


def test_a_moved_appointment_never_overlaps(cast: Cast) -> None:  # AV-4
    appointment(cast, cast.biel, "2026-10-23 10:40")
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    with pytest.raises(AppointmentsOverlap):
        move(cast.ruth, appointment_id, override=True)
    assert made(appointment_id).starts_at == at(THURSDAY)


def test_a_patient_is_moved_into_no_second_place(cast: Cast) -> None:
    appointment(cast, cast.ana, FRIDAY, therapist=cast.jordi)
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    with pytest.raises(OverlapsOwnAppointment):
        move(cast.ruth, appointment_id, override=True)


def test_a_move_longer_than_a_day_is_refused(cast: Cast) -> None:
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    with pytest.raises(AppointmentTooLong):
        move(cast.ruth, appointment_id, length=timedelta(hours=25), override=True)


def test_requests_that_a_move_overlaps_are_rejected_with_it_and_nobody_else_s(cast: Cast) -> None:  # WL-3
    overlapped = slot_request(cast, cast.biel, "2026-10-23 10:30")
    others = slot_request(cast, cast.clara, FRIDAY)
    left_behind = slot_request(cast, cast.biel, THURSDAY)
    assert move(cast.ruth, appointment(cast, cast.ana, THURSDAY)).rejected == 1
    with read() as db:
        statuses = [db.get_one(SlotRequest, one).status for one in (overlapped, others, left_behind)]
    assert statuses == [RequestStatus.REJECTED, RequestStatus.PENDING, RequestStatus.PENDING]


def test_an_appointment_passes_to_another_therapist(cast: Cast) -> None:  # AG-2
    settled = slot_request(cast, cast.clara, FRIDAY)
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    appointment(cast, cast.biel, FRIDAY)
    move(cast.ruth, appointment_id, therapist_id=cast.jordi.staff_id)
    assert made(appointment_id).therapist_id == cast.jordi.staff_id
    with read() as db:
        assert db.get_one(SlotRequest, settled).status is RequestStatus.REJECTED


# who may  ID-8, PR-5


def test_a_therapist_moves_within_their_own_agenda_only(cast: Cast) -> None:  # ID-8
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    move(cast.marta, appointment_id)
    with pytest.raises(NotYours):
        move(cast.jordi, appointment_id, seen=1)
    with pytest.raises(NotYours):
        move(cast.marta, appointment_id, THURSDAY, therapist_id=cast.jordi.staff_id, seen=1)
    who_sees_all = StaffRef(cast.practice_id, cast.jordi.staff_id, cast.jordi.role, sees_all=True)
    with pytest.raises(NotAllowed):
        move(who_sees_all, appointment_id, THURSDAY, seen=1)
    assert made(appointment_id).starts_at == at(FRIDAY)
    assert last_entry().action is Action.ACCESS_DENIED


@pytest.mark.parametrize("foreign", ["therapist_id", "service_id", "centre_id"])
def test_a_move_names_nothing_of_another_practice(cast: Cast, foreign: str) -> None:  # PR-5
    neighbour = the_cast(slug="lluna")
    theirs = {
        "therapist_id": neighbour.marta.staff_id,
        "service_id": neighbour.individual,
        "centre_id": neighbour.gracia,
    }
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    with pytest.raises(NotYours):
        move(cast.olga, appointment_id, override=True, **{foreign: theirs[foreign]})
    with pytest.raises(NotYours):
        move(neighbour.olga, appointment_id, override=True)


def test_what_was_retired_is_not_chosen_any_more_but_may_stay(cast: Cast) -> None:
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    with write() as db:
        db.execute(sa.update(Service).values(active=False))
    move(cast.ruth, appointment_id)
    with pytest.raises(NotYours):
        move(cast.ruth, appointment_id, None, service_id=service(cast, 30, active=False), seen=1)
    with pytest.raises(NotYours):
        appointments.create(
            cast.ruth,
            cast.biel.patient_id,
            therapist_id=cast.marta.staff_id,
            service_id=cast.individual,
            centre_id=cast.gracia,
            starts_at=at(THURSDAY),
            origin=NOWHERE,
        )


# knowingly  AV-10


def _closed_by_hand(cast: Cast) -> None:
    with write() as db:
        db.add(Holiday(practice_id=cast.practice_id, on=on("2026-10-23"), name="Festa major"))


def _off_at_ten(cast: Cast) -> None:
    time_off(cast, "2026-10-23", therapist=cast.marta, hours=(time(10, 30), time(11)))


def _a_neighbour_with_a_buffer(cast: Cast) -> None:
    appointment_id = appointment(cast, cast.biel, "2026-10-23 09:00")
    buffered = service(cast, 50, after=15)
    with write() as db:
        db.execute(sa.update(Appointment).where(Appointment.id == appointment_id).values(service_id=buffered))


STANDS_AGAINST = pytest.mark.parametrize(
    ("lay", "starts", "reasons"),
    [
        (None, "2026-10-23 14:00", (Reason.HOURS,)),
        (None, "2026-10-23 13:30", (Reason.HOURS,)),
        (None, "2026-10-24 10:00", (Reason.HOURS,)),
        (None, "2026-10-12 10:00", (Reason.HOLIDAY, Reason.PAST)),
        (None, "2026-10-19 10:00", (Reason.NOTICE,)),
        (None, "2026-10-15 10:00", (Reason.PAST,)),
        (_closed_by_hand, FRIDAY, (Reason.HOLIDAY,)),
        (_off_at_ten, FRIDAY, (Reason.TIME_OFF,)),
        (_a_neighbour_with_a_buffer, "2026-10-23 10:00", (Reason.BUFFER,)),
        (_off_at_ten, "2026-10-23 08:40", (Reason.HOURS,)),
        (_closed_by_hand, "2026-10-23 13:30", (Reason.HOLIDAY, Reason.HOURS)),
    ],
)


@STANDS_AGAINST
def test_staff_read_what_stands_against_a_move_before_they_may_mean_it(
    cast: Cast, lay: Any, starts: str, reasons: tuple[Reason, ...]
) -> None:  # AV-10
    if lay:
        lay(cast)
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    with pytest.raises(NeedsOverride) as refused:
        move(cast.ruth, appointment_id, starts)
    assert refused.value.facts == {"reasons": reasons}
    assert (made(appointment_id).sequence, last_entry()) == (0, None)
    move(cast.ruth, appointment_id, starts, override=True)
    assert made(appointment_id).starts_at == at(starts)
    assert last_entry().detail["overridden"] == " ".join(reasons)


@STANDS_AGAINST
def test_a_new_appointment_is_made_as_knowingly(
    cast: Cast, lay: Any, starts: str, reasons: tuple[Reason, ...]
) -> None:  # AV-10
    if lay:
        lay(cast)

    def create(*, override: bool) -> str:
        return appointments.create(
            cast.marta,
            cast.ana.patient_id,
            therapist_id=cast.marta.staff_id,
            service_id=cast.individual,
            centre_id=cast.gracia,
            starts_at=at(starts),
            override=override,
            origin=NOWHERE,
        )

    with pytest.raises(NeedsOverride) as refused:
        create(override=False)
    assert refused.value.facts == {"reasons": reasons}
    made(create(override=True))
    assert last_entry().detail["overridden"] == " ".join(reasons)


def test_nothing_that_binds_patients_alone_stands_against_staff(cast: Cast) -> None:  # AV-10
    change_practice(who_may_ask=WhoMayAsk.NOBODY, horizon_days=3, interval_minutes=60)
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    move(cast.ruth, appointment_id, "2027-03-09 10:25")


def test_an_override_that_was_not_needed_is_not_told(cast: Cast) -> None:
    move(cast.ruth, appointment(cast, cast.ana, THURSDAY), override=True)
    assert "overridden" not in last_entry().detail


def test_hours_are_those_of_the_centre(cast: Cast) -> None:  # AV-2
    with write() as db:
        elsewhere = Centre(practice_id=cast.practice_id, name="Sants", region="CT")
        db.add(elsewhere)
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    with pytest.raises(NeedsOverride) as refused:
        move(cast.ruth, appointment_id, centre_id=elsewhere.id)
    assert refused.value.facts["reasons"] == (Reason.HOURS,)
    move(cast.ruth, appointment_id, centre_id=cast.online)


def test_what_is_late_already_may_get_another_room_without_a_warning(cast: Cast, standing_clock: StandingClock) -> None:
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    standing_clock.move_to(at("2026-10-22 10:20"))
    move(cast.ruth, appointment_id, None, centre_id=cast.online)


# two staff on one appointment


def test_who_saw_an_older_state_is_told_what_changed_and_by_whom(cast: Cast) -> None:
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    move(cast.ruth, appointment_id, FRIDAY, seen=0)
    for late in (
        lambda: move(cast.olga, appointment_id, THURSDAY, seen=0),
        lambda: appointments.cancel(cast.olga, appointment_id, seen=0, origin=NOWHERE),
        lambda: appointments.mark(cast.olga, appointment_id, AppointmentStatus.ATTENDED, seen=0, origin=NOWHERE),
    ):
        with pytest.raises(ChangedMeanwhile) as refused:
            late()
        facts = refused.value.facts
        assert (facts["by"], facts["sequence"], facts["starts_at"]) == ("Ruth Campos Gil", 1, at(FRIDAY))
        assert (facts["therapist"], facts["centre"]) == ("Marta Soler Puig", "Gràcia")
    appointments.cancel(cast.olga, appointment_id, seen=1, origin=NOWHERE)


# packs follow  PK-1


def test_a_moved_appointment_stays_with_its_pack(cast: Cast) -> None:  # PK-1
    older = pack(cast.ana, contracted_on="2026-01-01")
    appointment_id = appointment(cast, cast.ana, THURSDAY, pack_id=cast.ana_pack)
    move(cast.ruth, appointment_id)
    assert (made(appointment_id).pack_id, older != cast.ana_pack) == (cast.ana_pack, True)


def test_one_paid_by_itself_takes_no_pack_session_when_it_moves(cast: Cast) -> None:
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    move(cast.ruth, appointment_id)
    assert made(appointment_id).pack_id is None


def test_a_pack_that_no_longer_covers_the_date_gives_its_session_back(cast: Cast) -> None:  # PK-1
    appointment_id = appointment(cast, cast.ana, THURSDAY, pack_id=cast.ana_pack)
    newer = pack(cast.ana, contracted_on="2026-10-01")
    with write() as db:
        db.execute(sa.update(SessionPack).where(SessionPack.id == cast.ana_pack).values(expires_on=on("2026-10-22")))
    move(cast.ruth, appointment_id)
    assert made(appointment_id).pack_id == newer


def test_another_service_is_taken_from_a_pack_that_covers_it(cast: Cast) -> None:  # PK-1
    with write() as db:
        db.execute(sa.update(SessionPack).where(SessionPack.id == cast.ana_pack).values(service_id=cast.individual))
    appointment_id = appointment(cast, cast.ana, THURSDAY, pack_id=cast.ana_pack)
    move(cast.ruth, appointment_id, None, service_id=service(cast, 75))
    assert made(appointment_id).pack_id is None
    move(cast.ruth, appointment_id, None, service_id=cast.individual, seen=1)
    assert made(appointment_id).pack_id == cast.ana_pack
