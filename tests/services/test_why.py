"""Why there is nothing: a day as staff read it, and who may (AV-9)."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from models.tables import Centre, Service, WorkingHours
from portal_app.domain.availability import Reason
from portal_app.domain.problems import NotYours
from portal_app.services import why
from portal_app.services.transaction import Database, write
from portal_app.services.why import ExplainedDay
from tests.builders import BARCELONA, Cast, appointment, on, the_cast, time_off

THURSDAY = on("2026-10-22")


def told(day: ExplainedDay) -> list[str]:
    return [
        f"{one.starts_at.astimezone(BARCELONA):%H:%M} {one.reason.value} {one.patient or one.title}".strip()
        for one in day.stretches
    ]


def test_a_day_says_who_is_booked_and_what_is_off(cast: Cast) -> None:  # AV-9
    with write() as db:
        db.execute(sa.update(Service).values(buffer_after_minutes=10))
    first = appointment(cast, cast.ana, "2026-10-22 09:00")
    appointment(cast, cast.biel, "2026-10-22 09:50")
    time_off(cast, "2026-10-22", therapist=cast.marta, hours=(time(12, 30), time(16, 30)))
    day = why.day(cast.marta, THURSDAY)
    assert told(day) == [
        "00:00 hours",
        "09:00 appointment Ana Ribas Font",
        "09:50 appointment Biel Costa Vila",
        "10:40 buffer",
        "10:50 too_short",
        "11:00 open",
        "12:20 too_short",
        "12:30 time_off",
        "14:00 hours",
        "16:00 time_off",
        "16:30 open",
        "19:50 too_short",
        "20:00 hours",
    ]
    assert (day.therapist, day.service_id, day.zone) == ("Marta Soler Puig", cast.individual, BARCELONA)
    ana = day.stretches[1]
    assert (ana.appointment_id, ana.patient_id, ana.centres) == (first, cast.ana.patient_id, ("Gràcia",))
    assert day.stretches[0].centres == ()
    assert all(one.ends_at == other.starts_at for one, other in zip(day.stretches, day.stretches[1:], strict=False))


def test_a_holiday_and_the_past_have_their_names(cast: Cast) -> None:
    assert told(why.day(cast.marta, on("2026-12-08"))) == [
        "00:00 hours",
        "09:00 holiday",
        "14:00 hours",
        "16:00 holiday",
        "20:00 hours",
    ]
    monday = why.day(cast.marta, on("2026-10-19"))
    assert told(monday)[:2] == ["00:00 hours", "09:00 notice"]
    assert "09:00 past" in told(why.day(cast.marta, on("2026-10-16")))


def test_a_stretch_over_two_centres_names_both(cast: Cast) -> None:
    with write() as db:
        sants = Centre(practice_id=cast.practice_id, name="Sants", position=2)
        db.add(sants)
        db.flush()
        afternoon = sa.and_(WorkingHours.starts == time(16), WorkingHours.therapist_id == cast.marta.staff_id)
        db.execute(sa.update(WorkingHours).where(afternoon).values(starts=time(14), centre_id=sants.id))
    time_off(cast, "2026-10-22", therapist=cast.marta)
    stretches = why.day(cast.marta, THURSDAY).stretches
    assert [(one.reason, one.centres) for one in stretches] == [
        (Reason.HOURS, ()),
        (Reason.TIME_OFF, ("Gràcia", "Sants")),
        (Reason.HOURS, ()),
    ]


def test_a_longer_service_finds_less(cast: Cast) -> None:
    with write() as db:
        longer = Service(
            practice_id=cast.practice_id, names={"es": "Día"}, length_minutes=400, patients_may_ask=False, position=-1
        )
        db.add(longer)
    assert "open" in {one.reason.value for one in why.day(cast.marta, THURSDAY).stretches}
    assert told(why.day(cast.marta, THURSDAY, service_id=longer.id)) == [
        "00:00 hours",
        "09:00 too_short",
        "14:00 hours",
        "16:00 too_short",
        "20:00 hours",
    ]


def test_the_day_is_for_who_may_see_that_agenda(cast: Cast) -> None:  # ID-8
    appointment(cast, cast.ana, "2026-10-22 09:00")
    marta = cast.marta.staff_id
    for staff in (cast.ruth, cast.olga, replace(cast.jordi, sees_all=True)):
        assert "09:00 appointment Ana Ribas Font" in told(why.day(staff, THURSDAY, therapist_id=marta))
    neighbour = the_cast(slug="lluna")
    for staff, asked in (
        (cast.jordi, {"therapist_id": marta}),
        (neighbour.olga, {"therapist_id": marta}),
        (cast.ruth, {}),
        (cast.marta, {"service_id": neighbour.individual}),
    ):
        with pytest.raises(NotYours):
            why.day(staff, THURSDAY, **asked)


def test_a_full_day_asks_no_more_of_the_database_than_an_empty_one(cast: Cast, database: Database) -> None:
    def queries() -> int:
        heard: list[str] = []
        sa.event.listen(database.engine, "before_cursor_execute", lambda *given: heard.append(given[2]))
        why.day(cast.marta, THURSDAY)
        return sum(statement.startswith("SELECT") for statement in heard)

    empty = queries()
    for number in range(5):
        appointment(cast, cast.ana, f"2026-10-22 {9 + number:02}:00", length=timedelta(minutes=50))
    assert queries() == empty
