"""A patient's packs, counted from appointments (PK-1, PK-2)."""

import sqlalchemy as sa

from models.tables import PackAdjustment, Practice, SessionPack
from models.vocabulary import AppointmentStatus as Status
from portal_app import clock
from portal_app.domain.packs import PackCount
from portal_app.services import packs
from portal_app.services.transaction import read, write
from tests.builders import Cast, appointment, at, on, pack
from tests.services.queries import counting


def counts(cast: Cast) -> list[PackCount]:
    with read() as db:
        return [sold.pack.count for sold in packs.packs_of(db, cast.ana.patient_id, cast.practice_id)]


def chosen(cast: Cast, day: str = "2026-10-22") -> str | None:
    with read() as db:
        return packs.pack_to_book(
            db,
            practice_id=cast.practice_id,
            patient_id=cast.ana.patient_id,
            service_id=cast.individual,
            on=on(day),
        )


def hold(cast: Cast, *statuses: Status) -> None:
    for number, status in enumerate(statuses):
        appointment(cast, cast.ana, at(f"2026-10-{number + 1:02} 10:00"), status=status, pack_id=cast.ana_pack)


def test_what_is_used_booked_and_left_is_counted_from_appointments(cast: Cast) -> None:  # PK-1
    hold(cast, Status.ATTENDED, Status.ATTENDED, Status.NO_SHOW, Status.CONFIRMED, Status.CANCELLED_BY_PATIENT)
    assert counts(cast) == [PackCount(total=10, used=3, booked=1)]


def test_a_no_show_gives_its_session_back_where_the_practice_says_so(cast: Cast) -> None:  # PK-1
    hold(cast, Status.NO_SHOW)
    with write() as db:
        db.execute(sa.update(Practice).values(no_show_uses_pack=False))
    assert counts(cast) == [PackCount(total=10)]


def test_sessions_added_and_taken_by_hand_count(cast: Cast) -> None:
    hold(cast, Status.ATTENDED, Status.CONFIRMED)
    for sessions in (2, -1):
        with write() as db:
            db.add(
                PackAdjustment(
                    practice_id=cast.practice_id,
                    pack_id=cast.ana_pack,
                    sessions=sessions,
                    reason="Acordat",
                    staff_id=cast.olga.staff_id,
                    at=clock.now(),
                )
            )
    assert counts(cast) == [PackCount(total=11, used=1, booked=1)]


def test_packs_come_with_the_oldest_first_in_one_query(cast: Cast) -> None:
    older = pack(cast.ana, total=5, contracted_on="2026-02-01")
    hold(cast, Status.ATTENDED, Status.CONFIRMED)
    with read() as db, counting(db) as queries:
        sold = packs.packs_of(db, cast.ana.patient_id, cast.practice_id)
    assert [one.pack.pack_id for one in sold] == [older, cast.ana_pack]
    assert len(queries) == 1


def test_nobody_elses_pack_is_among_them(cast: Cast) -> None:  # ID-7
    pack(cast.biel)
    assert len(counts(cast)) == 1
    with read() as db:
        assert packs.packs_of(db, cast.ana.patient_id, "another practice") == []


def test_a_session_is_booked_from_the_oldest_pack_with_something_left(cast: Cast) -> None:  # PK-1
    newer = pack(cast.ana, total=5, contracted_on="2026-10-01")
    assert chosen(cast) == cast.ana_pack
    with write() as db:
        db.execute(sa.update(SessionPack).where(SessionPack.id == cast.ana_pack).values(total=1))
    hold(cast, Status.CONFIRMED)
    assert chosen(cast) == newer


def test_an_expired_pack_pays_for_nothing_after_its_last_day(cast: Cast) -> None:
    with write() as db:
        db.execute(sa.update(SessionPack).values(expires_on=on("2026-10-22")))
    assert chosen(cast, "2026-10-22") == cast.ana_pack
    assert chosen(cast, "2026-10-23") is None
