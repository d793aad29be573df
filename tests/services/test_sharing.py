"""What is worked out once for all who look is what the tables say, whoever wrote and whatever the clock says (AV-1)."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.tables import Appointment, Centre, Holiday, Practice, Service, StaffMember, TimeOff, WorkingHours
from models.vocabulary import AppointmentStatus
from portal_app import clock
from portal_app.domain.availability import Slot
from portal_app.domain.problems import NotYours
from portal_app.domain.wall_clock import DAY
from portal_app.services import availability, calendar, sharing
from portal_app.services.transaction import Database, read, write
from tests.builders import Cast, appointment, at, on, the_cast, time_off
from tests.conftest import StandingClock
from tests.services.queries import counting

TODAY, HORIZON = on("2026-10-19"), on("2026-12-18")
THURSDAY = on("2026-10-22")


class ChangedMyMind(Exception):
    """Nothing of it is written."""


def slots(cast: Cast, first_on: date = TODAY, last_on: date = HORIZON) -> list[Slot]:
    with read() as db:
        return availability.free_slots(db, **asked(cast), first_on=first_on, last_on=last_on)


def asked(cast: Cast) -> dict[str, str]:
    return {"practice_id": cast.practice_id, "therapist_id": cast.marta.staff_id, "service_id": cast.individual}


def asked_anew(cast: Cast, database: Database, first_on: date = TODAY, last_on: date = HORIZON) -> list[Slot]:
    database.shared.clear()
    return slots(cast, first_on, last_on)


def number(cast: Cast) -> int:
    with read() as db:
        return sharing._version(db, cast.practice_id)


def test_what_one_look_worked_out_the_next_does_not_read_again(cast: Cast) -> None:
    first = slots(cast)
    with read() as db, counting(db) as heard:
        assert availability.free_slots(db, **asked(cast), first_on=TODAY, last_on=HORIZON) == first
    assert [said for said, _ in heard if "times_version" not in said] == []


def test_a_look_at_one_day_finds_what_a_look_at_that_day_alone_would(cast: Cast, database: Database) -> None:
    appointment(cast, cast.biel, "2026-10-22 10:00")
    alone = {TODAY + DAY * n: asked_anew(cast, database, TODAY + DAY * n, TODAY + DAY * n) for n in range(62)}
    slots(cast)
    assert {day: slots(cast, day, day) for day in alone} == alone


@pytest.mark.parametrize("later", [timedelta(minutes=31), timedelta(hours=9), timedelta(hours=16), timedelta(days=8)])
def test_time_takes_away_what_it_would_take_away_anew(
    cast: Cast, database: Database, standing_clock: StandingClock, later: timedelta
) -> None:
    slots(cast)
    standing_clock.shift(later)
    shared = slots(cast, TODAY, HORIZON + DAY * 30)
    assert shared == asked_anew(cast, database, TODAY, HORIZON + DAY * 30)
    assert shared[0].starts_at >= clock.now()


def test_a_clock_that_is_put_back_finds_what_was_open_then(cast: Cast, standing_clock: StandingClock) -> None:
    first = slots(cast)
    standing_clock.shift(timedelta(hours=5))
    assert len(slots(cast)) <= len(first)
    standing_clock.shift(timedelta(hours=-5))
    assert slots(cast) == first


def test_a_booked_time_is_gone_from_the_next_look_and_a_cancelled_one_is_back(cast: Cast) -> None:
    first = slots(cast, THURSDAY, THURSDAY)
    slots(cast)
    booked = appointment(cast, cast.biel, "2026-10-22 10:00")
    assert at("2026-10-22 10:00") not in {slot.starts_at for slot in slots(cast, THURSDAY, THURSDAY)}
    with write() as db:
        db.execute(
            sa.update(Appointment)
            .where(col(Appointment.id) == booked)
            .values(status=AppointmentStatus.CANCELLED_BY_PRACTICE)
        )
    assert slots(cast, THURSDAY, THURSDAY) == first


def test_what_another_process_wrote_is_seen_at_the_next_look(cast: Cast, database: Database) -> None:  # OP-6
    assert slots(cast)
    other = Database(database.url.render_as_string(hide_password=False))
    try:
        with other.engine.begin() as line:
            line.execute(sa.delete(WorkingHours).where(col(WorkingHours.therapist_id) == cast.marta.staff_id))
    finally:
        other.close()
    assert slots(cast) == []


def test_a_transaction_that_writes_sees_its_own_writing_and_shares_none_of_it(cast: Cast) -> None:
    first = slots(cast)
    with pytest.raises(ChangedMyMind), write() as db:
        db.execute(sa.delete(WorkingHours).where(col(WorkingHours.therapist_id) == cast.marta.staff_id))
        assert availability.free_slots(db, **asked(cast), first_on=TODAY, last_on=HORIZON) == []
        raise ChangedMyMind
    assert slots(cast) == first


def test_another_practices_service_is_refused_though_it_is_shared_there(cast: Cast) -> None:  # ID-7
    slots(cast)
    other = the_cast(slug="other")
    with read() as db, pytest.raises(NotYours):
        availability.free_slots(
            db, **{**asked(cast), "practice_id": other.practice_id}, first_on=TODAY, last_on=HORIZON
        )


def test_what_is_shared_leaves_out_each_patients_own_hours_alone(cast: Cast) -> None:  # CA-1, ID-7
    appointment(cast, cast.ana, "2026-10-22 16:00", therapist=cast.jordi)
    hers, his = calendar.day(cast.ana, THURSDAY), calendar.day(cast.biel, THURSDAY)
    assert at("2026-10-22 16:00") not in {slot.starts_at for slot in hers.slots}
    assert at("2026-10-22 16:00") in {slot.starts_at for slot in his.slots}
    assert calendar.day(cast.ana, THURSDAY).slots == hers.slots


def test_there_is_an_end_to_what_is_kept(cast: Cast, database: Database) -> None:
    with read() as db:
        for one in range(sharing.MOST + 20):
            sharing.keep(db, cast.practice_id, one, "kept")
        assert len(database.shared) == sharing.MOST
        assert sharing.find(db, cast.practice_id, sharing.MOST + 19) == "kept"
        assert sharing.find(db, cast.practice_id, 0) is None


@pytest.mark.parametrize("table", [Practice, Centre, Service, StaffMember, WorkingHours, TimeOff, Holiday, Appointment])
def test_every_write_to_what_decides_free_times_raises_the_number(cast: Cast, table: type) -> None:
    appointment(cast, cast.ana, "2026-10-22 10:00")
    time_off(cast, "2026-10-28", therapist=cast.jordi)
    with write() as db:
        db.add(Holiday(practice_id=cast.practice_id, on=THURSDAY, name="Fira"))
    before, whole = number(cast), sa.inspect(table).local_table
    key = whole.c.id if table is Practice else whole.c.practice_id
    with write() as db:
        assert db.line.execute(sa.update(whole).where(key == cast.practice_id).values(id=whole.c.id)).rowcount
    changed = number(cast)
    assert changed > before
    if table in (WorkingHours, TimeOff, Holiday, Appointment):
        with write() as db:
            db.execute(sa.delete(whole).where(key == cast.practice_id))
        assert number(cast) > changed
