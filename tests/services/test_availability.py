"""Free times read from the tables (AV-1, AV-2, AV-9), and how little is read for them."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from models.tables import Appointment, Centre, Holiday, Service, StaffMember, TimeOff, WorkingHours
from models.vocabulary import ActorKind, AppointmentStatus, CentreKind
from portal_app import clock
from portal_app.domain.availability import Reason, Slot
from portal_app.domain.problems import NotYours
from portal_app.services import availability
from portal_app.services.transaction import Database, read, write
from tests.builders import BARCELONA, Cast, appointment, at, on, slot_request, the_cast, time_off
from tests.services.queries import counting, plan

THURSDAY = "2026-10-22"
MORNING = "09:00 09:30 10:00 10:30 11:00 11:30 12:00 12:30 13:00"
AFTERNOON = "16:00 16:30 17:00 17:30 18:00 18:30 19:00"


def slots(cast: Cast, first: str, last: str | None = None) -> list[Slot]:
    with read() as db:
        return availability.free_slots(db, **asked(cast), first_on=on(first), last_on=on(last or first))


def asked(cast: Cast) -> dict[str, str]:
    return {
        "practice_id": cast.practice_id,
        "therapist_id": cast.marta.staff_id,
        "service_id": cast.individual,
    }


def shown(cast: Cast, day: str) -> str:
    return " ".join(f"{slot.starts_at.astimezone(BARCELONA):%H:%M}" for slot in slots(cast, day))


def add(*rows: object) -> None:
    with write() as db:
        db.add_all(rows)


def test_a_day_offers_what_the_hours_leave(cast: Cast) -> None:  # AV-1
    assert shown(cast, THURSDAY) == f"{MORNING} {AFTERNOON}"


def test_an_appointment_takes_its_time_and_a_cancelled_one_gives_it_back(cast: Cast) -> None:  # AV-1
    appointment(cast, cast.biel, f"{THURSDAY} 09:30")
    appointment(cast, cast.ana, f"{THURSDAY} 12:00", status=AppointmentStatus.CANCELLED_BY_PATIENT)
    appointment(cast, cast.clara, f"{THURSDAY} 12:00")
    assert shown(cast, THURSDAY) == f"{MORNING.removeprefix('09:00 09:30 10:00 ')} {AFTERNOON}"


def test_what_others_asked_for_takes_nothing_away(cast: Cast) -> None:  # WL-1
    slot_request(cast, cast.biel, f"{THURSDAY} 10:00")
    assert shown(cast, THURSDAY) == f"{MORNING} {AFTERNOON}"


def test_both_services_buffers_count(cast: Cast) -> None:  # AV-1
    with write() as db:
        db.execute(sa.update(Service).values(buffer_before_minutes=10, buffer_after_minutes=20))
    appointment(cast, cast.biel, f"{THURSDAY} 11:00")
    morning = [start for start in shown(cast, THURSDAY).split() if start < "14:00"]
    assert morning == ["09:00", "09:30", "12:30", "13:00"]


def test_the_practices_absences_and_the_therapists_count_and_not_a_colleagues(cast: Cast) -> None:  # AV-2
    time_off(cast, THURSDAY, hours=(time(9), time(12)))
    time_off(cast, THURSDAY, therapist=cast.marta, hours=(time(12), time(14)))
    time_off(cast, THURSDAY, therapist=cast.jordi)
    assert shown(cast, THURSDAY) == AFTERNOON


def test_an_absence_every_week_counts_on_its_days(cast: Cast) -> None:  # AV-2
    time_off(cast, "2026-01-01", therapist=cast.marta, hours=(time(9), time(14)), rrule="FREQ=WEEKLY;BYDAY=TH")
    assert shown(cast, THURSDAY) == AFTERNOON
    assert shown(cast, "2026-10-23") == f"{MORNING} {AFTERNOON}"


def test_an_absence_that_began_before_the_day_reaches_into_it(cast: Cast) -> None:
    time_off(cast, "2026-10-20", "2026-10-21", therapist=cast.marta, rrule="FREQ=MONTHLY")
    time_off(cast, "2026-08-21", THURSDAY, therapist=cast.marta, hours=(time(18), time(14)))
    assert shown(cast, THURSDAY) == AFTERNOON
    assert shown(cast, "2026-10-21") == ""
    assert shown(cast, "2026-11-21") == ""
    assert shown(cast, "2026-11-20") == ""
    assert shown(cast, "2026-11-19") == f"{MORNING} {AFTERNOON}"


def test_an_absence_ends_with_the_last_day_it_can_touch(cast: Cast) -> None:
    row = TimeOff(
        practice_id=cast.practice_id,
        first_on=on("2026-10-01"),
        last_on=on("2026-10-01"),
        rrule="FREQ=DAILY",
        until=on("2026-10-21"),
    )
    add(row)
    assert (shown(cast, "2026-10-21"), shown(cast, THURSDAY)) == ("", f"{MORNING} {AFTERNOON}")


@pytest.mark.parametrize(
    ("day", "region", "closed"),
    [
        ("2026-12-08", "CT", True),
        ("2026-12-08", "", True),
        ("2026-11-02", "MD", True),
        ("2026-11-02", "CT", False),
    ],
)
def test_public_holidays_follow_the_centres_region(cast: Cast, day: str, region: str, closed: bool) -> None:  # AV-2
    with write() as db:
        db.execute(sa.update(Centre).values(region=region))
    assert (shown(cast, day) == "") is closed


def test_a_holiday_entered_by_hand_closes_every_centre_or_its_own(cast: Cast) -> None:  # AV-2
    add(
        Holiday(practice_id=cast.practice_id, on=on(THURSDAY), name="Festa major"),
        Holiday(practice_id=cast.practice_id, on=on("2026-10-23"), name="Festa major", centre_id=cast.gracia),
        Holiday(practice_id=cast.practice_id, on=on("2026-10-26"), name="Festa major", centre_id=cast.online),
    )
    assert [shown(cast, day) != "" for day in (THURSDAY, "2026-10-23", "2026-10-26")] == [False, False, True]


def test_a_centre_that_closed_offers_nothing(cast: Cast) -> None:
    with write() as db:
        db.execute(sa.update(Centre).where(Centre.kind == CentreKind.PLACE).values(active=False))
    assert shown(cast, THURSDAY) == ""


@pytest.mark.parametrize("change", [{"active": False}, {"holds_agenda": False}])
def test_who_holds_no_agenda_offers_nothing(cast: Cast, change: dict[str, bool]) -> None:
    with write() as db:
        db.execute(sa.update(StaffMember).values(**change))
    assert shown(cast, THURSDAY) == ""


def test_a_dates_own_hours_replace_the_weekdays(cast: Cast) -> None:  # AV-2
    add(
        WorkingHours(
            practice_id=cast.practice_id,
            therapist_id=cast.marta.staff_id,
            centre_id=cast.gracia,
            on=on(THURSDAY),
            starts=time(12),
            ends=time(13),
        )
    )
    assert shown(cast, THURSDAY) == "12:00"


def test_another_practices_service_is_not_there(cast: Cast) -> None:  # PR-5
    neighbour = the_cast(slug="lluna")
    with pytest.raises(NotYours), read() as db:
        availability.free_slots(
            db,
            practice_id=cast.practice_id,
            therapist_id=cast.marta.staff_id,
            service_id=neighbour.individual,
            first_on=on(THURSDAY),
            last_on=on(THURSDAY),
        )


def test_a_neighbours_therapist_has_nothing_to_offer_here(cast: Cast) -> None:  # PR-5
    neighbour = the_cast(slug="lluna")
    with read() as db:
        found = availability.free_slots(
            db,
            practice_id=cast.practice_id,
            therapist_id=neighbour.marta.staff_id,
            service_id=cast.individual,
            first_on=on(THURSDAY),
            last_on=on(THURSDAY),
        )
    assert found == []


def test_the_open_days_are_those_with_a_free_start(cast: Cast) -> None:  # CA-1
    time_off(cast, "2026-10-21", therapist=cast.marta)
    with read() as db:
        found = availability.open_days(db, **asked(cast), first_on=on("2026-10-12"), last_on=on("2026-10-25"))
    assert found == {on("2026-10-20"), on(THURSDAY), on("2026-10-23")}


def test_a_month_that_is_over_or_far_off_is_not_even_read(cast: Cast) -> None:
    with read() as db, counting(db) as queries:
        past = availability.open_days(db, **asked(cast), first_on=on("2026-08-01"), last_on=on("2026-08-31"))
        far = availability.free_slots(db, **asked(cast), first_on=on("2027-08-01"), last_on=on("2027-08-31"))
    assert (past, far, len(queries)) == (set(), [], 2)


def test_the_next_openings_come_after_a_time(cast: Cast) -> None:  # WL-6, AV-9
    with read() as db:
        found = availability.next_slots(db, **asked(cast), after=at("2026-10-23 18:30"), count=2)
    assert [slot.starts_at for slot in found] == [at("2026-10-23 19:00"), at("2026-10-26 09:00")]


def test_the_next_openings_may_be_weeks_away_or_none(cast: Cast) -> None:  # AV-9
    time_off(cast, "2026-10-19", "2026-11-20", therapist=cast.marta)
    with read() as db:
        found = availability.next_slots(db, **asked(cast), after=at("2026-10-19 09:00"))
        beyond = availability.next_slots(db, **asked(cast), after=at("2026-12-18 19:00"))
    assert [slot.starts_at for slot in found] == [at(f"2026-11-23 {start}") for start in ("09:00", "09:30", "10:00")]
    assert beyond == []


def test_the_nearest_free_times_may_be_earlier_or_later(cast: Cast) -> None:  # CA-3
    appointment(cast, cast.biel, f"{THURSDAY} 11:00")
    with read() as db:
        found = availability.nearest_slots(db, **asked(cast), to=at(f"{THURSDAY} 11:00"))
    assert [slot.starts_at for slot in found] == [
        at(f"{THURSDAY} 09:30"),
        at(f"{THURSDAY} 10:00"),
        at(f"{THURSDAY} 12:00"),
    ]


def test_each_therapist_has_a_next_open_day_or_none(cast: Cast) -> None:  # AV-9
    time_off(cast, "2026-10-19", "2026-11-02", therapist=cast.marta)
    time_off(cast, "2026-10-19", "2026-12-31", therapist=cast.jordi)
    with read() as db:
        found = availability.next_open_days(
            db,
            practice_id=cast.practice_id,
            therapist_ids=[cast.marta.staff_id, cast.jordi.staff_id],
            service_id=cast.individual,
        )
    assert found == {cast.marta.staff_id: date(2026, 11, 3), cast.jordi.staff_id: None}


def test_staff_read_why_a_time_is_closed(cast: Cast) -> None:  # AV-9
    appointment(cast, cast.biel, f"{THURSDAY} 09:00")
    with read() as db:
        rules = availability.rules_of(db, practice_id=cast.practice_id, service_id=cast.individual)
        marta, day = cast.marta.staff_id, on(THURSDAY)
        agenda = availability.agendas(db, rules, therapist_ids=[marta], first_on=day, last_on=day)[marta]
        stretches = agenda.explain(day)
    told = [(f"{one.starts_at.astimezone(BARCELONA):%H:%M}", one.reason) for one in stretches]
    assert told[:4] == [
        ("00:00", Reason.HOURS),
        ("09:00", Reason.APPOINTMENT),
        ("09:50", Reason.TOO_SHORT),
        ("10:00", Reason.OPEN),
    ]


# how much is read


def history(cast: Cast, days: int) -> None:
    """An appointment a day for so many days, up to yesterday."""
    starts = [at("2026-10-18 10:00") - timedelta(days=number) for number in range(days)]
    rows = [
        {
            "practice_id": cast.practice_id,
            "therapist_id": cast.marta.staff_id,
            "patient_id": cast.ana.patient_id,
            "service_id": cast.individual,
            "centre_id": cast.gracia,
            "starts_at": start,
            "ends_at": start + timedelta(minutes=50),
            "status": AppointmentStatus.ATTENDED,
            "created_by_kind": ActorKind.STAFF,
            "created_at": clock.now(),
            "changed_at": clock.now(),
        }
        for start in starts
    ]
    with write() as db:
        db.execute(sa.insert(Appointment), rows)


def test_the_number_of_queries_depends_on_nothing(cast: Cast, database: Database) -> None:
    def number(first: str, last: str) -> int:
        database.shared.clear()
        with read() as db, counting(db) as queries:
            availability.free_slots(db, **asked(cast), first_on=on(first), last_on=on(last))
        return len(queries)

    before = number(THURSDAY, THURSDAY)
    history(cast, 400)
    for day in range(1, 29):
        time_off(cast, f"2026-11-{day:02}", therapist=cast.marta, hours=(time(13), time(14)))
    # Six, and the number that says whether what is shared still holds.
    assert number(THURSDAY, THURSDAY) == before == 7
    assert number("2026-10-19", "2026-12-18") == 7
    database.shared.clear()
    with read() as db, counting(db) as queries:
        (slot,) = availability.next_slots(db, **asked(cast), after=at("2026-11-01 09:00"), count=1)
    # AV-9: weeks away or tomorrow, the agenda is read once.
    assert (slot.starts_at, len(queries)) == (at("2026-11-02 09:00"), 7)
    with read() as db, counting(db) as queries:
        availability.next_open_days(
            db,
            practice_id=cast.practice_id,
            therapist_ids=[cast.marta.staff_id, cast.jordi.staff_id],
            service_id=cast.individual,
        )
    assert len(queries) == 6


@pytest.mark.only("sqlite")  # It reads SQLite's plan of the query.
def test_only_the_days_asked_for_are_read_of_the_appointments_by_index(cast: Cast) -> None:
    history(cast, 400)
    with read() as db:
        with counting(db) as queries:
            availability.free_slots(db, **asked(cast), first_on=on(THURSDAY), last_on=on("2026-11-22"))
        (of_appointments,) = [query for query in queries if "FROM appointment" in query[0]]
        steps = plan(db, *of_appointments)
        rows = db.connection().connection.cursor().execute(*of_appointments).fetchall()
    assert any(
        "ix_appointment_therapist_starts (therapist_id=? AND starts_at>? AND starts_at<?)" in one for one in steps
    )
    assert not any(one.startswith("SCAN") for one in steps)
    assert rows == []
