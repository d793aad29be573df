"""PK-1, PK-2: packs are sold, corrected with a reason and closed; what is left is right however many book at once."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from models.agenda import Appointment
from models.packs import PackAdjustment, SessionPack
from models.practice import Service
from models.vocabulary import Action, AppointmentStatus, PaymentMethod
from portal_app import clock
from portal_app.domain.packs import PackCount, PackDraft
from portal_app.domain.problems import BadFields, ChangedMeanwhile, NotYours, PackClosed
from portal_app.domain.refs import NOWHERE, StaffRef
from portal_app.services import appointments, own_record, pack_sales, packs, patient_file
from portal_app.services.transaction import read, write
from tests.builders import Cast, appointment, at, on, pack
from tests.services.test_two_at_once import at_once

TEN = PackDraft(total=10, price_cents=54_000, payment=PaymentMethod.CARD, contracted_on=on("2026-10-19"))


def sell(cast: Cast, **given: Any) -> str:
    return pack_sales.sell(cast.marta, cast.ana.patient_id, replace(TEN, **given), origin=NOWHERE)


def adjust(
    cast: Cast, sessions: int, *, reason: str = "Regalo", total: int = 10, staff: StaffRef | None = None
) -> None:
    pack_sales.adjust(
        staff or cast.marta,
        cast.ana.patient_id,
        cast.ana_pack,
        sessions=sessions,
        reason=reason,
        seen_total=total,
        origin=NOWHERE,
    )


def count_of(cast: Cast, pack_id: str) -> PackCount:
    with read() as db:
        sold = packs.packs_of(db, cast.ana.patient_id, cast.practice_id)
    return next(one.pack.count for one in sold if one.pack.pack_id == pack_id)


def book(
    cast: Cast, day: int, *, therapist: StaffRef | None = None, hour: int = 10, service_id: str | None = None
) -> str:
    return appointments.create(
        cast.ruth,
        cast.ana.patient_id,
        therapist_id=(therapist or cast.marta).staff_id,
        service_id=service_id or cast.individual,
        centre_id=cast.gracia,
        starts_at=at(f"2026-11-{day:02} {hour}:00"),
        override=True,
        origin=NOWHERE,
    )


def packs_of_appointments() -> list[str | None]:
    with read() as db:
        return list(db.scalars(sa.select(Appointment.pack_id).where(Appointment.practice_id.is_not(None))))


def test_a_pack_that_was_sold_is_there_for_both_sides(cast: Cast) -> None:  # PK-1
    pack_id = sell(cast, total=5, services=(cast.individual,), expires_on=on("2027-10-19"))
    file = patient_file.still_open(cast.marta, cast.ana.patient_id)
    assert (file.packs[0].count, file.packs[0].price_cents) == (PackCount(5), 54_000)
    assert file.activity[0].action is Action.PACK_SOLD
    assert pack_id in [one.pack_id for one in own_record.packs(cast.ana).current]


def test_a_pack_for_several_services_is_booked_by_each_of_them_and_no_other(cast: Cast) -> None:  # PK-1
    with write() as db:
        others = [
            Service(practice_id=cast.practice_id, names={"es": name, "ca": name, "en": name}, length_minutes=50)
            for name in ("Pareja", "Familia")
        ]
        db.add_all(others)
        db.get_one(SessionPack, cast.ana_pack).closed_at = clock.now()
    couple, family = (one.id for one in others)
    pack_id = sell(cast, services=(cast.individual, family))
    booked = [book(cast, day, service_id=service) for day, service in ((2, cast.individual), (3, family), (4, couple))]
    with read() as db:
        assert [db.get_one(Appointment, one).pack_id for one in booked] == [pack_id, pack_id, None]
    assert count_of(cast, pack_id) == PackCount(10, booked=2)
    (sold,) = own_record.packs(cast.ana).current
    assert {names["es"] for names in sold.services} == {"Sesión individual", "Familia"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"total": 0}, "total"),
        ({"total": 201}, "total"),
        ({"price_cents": -1}, "price_cents"),
        ({"expires_on": on("2026-10-18")}, "expires_on"),
        ({"services": ("no service",)}, "services"),
    ],
)
def test_a_pack_that_cannot_be_is_refused_beside_its_field(cast: Cast, given: dict[str, Any], field: str) -> None:
    with pytest.raises(BadFields) as problem:
        sell(cast, **given)
    assert [one.name for one in problem.value.facts["fields"]] == [field]


def test_another_therapists_patient_buys_nothing_here(cast: Cast) -> None:  # ID-8
    with pytest.raises(NotYours):
        pack_sales.sell(cast.jordi, cast.ana.patient_id, TEN, origin=NOWHERE)
    with pytest.raises(NotYours):
        adjust(cast, 1, staff=cast.jordi)
    bought_by_biel = pack(cast.biel)
    with pytest.raises(NotYours):
        pack_sales.close(cast.marta, cast.ana.patient_id, bought_by_biel, origin=NOWHERE)


def test_a_correction_needs_a_reason_and_keeps_what_is_used_or_booked(cast: Cast) -> None:
    appointment(cast, cast.ana, "2026-10-12 10:00", status=AppointmentStatus.ATTENDED, pack_id=cast.ana_pack)
    appointment(cast, cast.ana, "2026-10-22 10:00", pack_id=cast.ana_pack)
    for sessions, reason in ((1, " "), (0, "Regalo"), (-9, "Devolución"), (191, "Regalo")):
        with pytest.raises(BadFields):
            adjust(cast, sessions, reason=reason)
    adjust(cast, -8, reason="Devolución")
    assert count_of(cast, cast.ana_pack) == PackCount(2, used=1, booked=1)
    with read() as db:
        kept = db.scalars(sa.select(PackAdjustment.reason).where(PackAdjustment.pack_id == cast.ana_pack)).all()
    assert kept == ["Devolución"]
    assert patient_file.still_open(cast.marta, cast.ana.patient_id).activity[0].action is Action.PACK_ADJUSTED


def test_a_second_tap_adds_nothing(cast: Cast) -> None:
    adjust(cast, 2)
    with pytest.raises(ChangedMeanwhile):
        adjust(cast, 2)
    assert count_of(cast, cast.ana_pack).total == 12


def test_a_pack_closed_by_hand_pays_for_nothing_until_it_is_opened_again(cast: Cast) -> None:
    book(cast, 2)
    pack_sales.close(cast.marta, cast.ana.patient_id, cast.ana_pack, origin=NOWHERE)
    book(cast, 3)
    with pytest.raises(PackClosed):
        adjust(cast, 1)
    pack_sales.reopen(cast.marta, cast.ana.patient_id, cast.ana_pack, origin=NOWHERE)
    book(cast, 4)
    assert packs_of_appointments().count(None) == 1
    assert count_of(cast, cast.ana_pack).booked == 2


def test_the_oldest_pack_that_covers_the_service_pays_first_and_then_the_next(cast: Cast) -> None:  # PK-1
    older = sell(cast, total=1, contracted_on=on("2026-08-01"))
    book(cast, 2)
    book(cast, 3)
    assert (count_of(cast, older).left, count_of(cast, cast.ana_pack).booked) == (0, 1)


def test_a_session_given_back_is_taken_by_the_next_one(cast: Cast) -> None:  # PK-1
    older = sell(cast, total=1, contracted_on=on("2026-08-01"))
    first = book(cast, 2)
    appointments.cancel(cast.marta, first, origin=NOWHERE)
    assert count_of(cast, older).left == 1
    book(cast, 3)
    assert count_of(cast, older) == PackCount(1, booked=1)


def test_many_who_book_and_cancel_at_once_never_take_more_than_there_is(cast: Cast) -> None:  # PK-1
    with write() as db:
        db.execute(sa.text("UPDATE session_pack SET total = 3"))
    given_back = [book(cast, 2), book(cast, 3)]
    # Two therapists, so that no agenda makes them stand in line: the pack alone has to.
    outcomes = at_once(
        *(lambda day=day: book(cast, day, therapist=cast.jordi) for day in (4, 5, 6)),
        *(lambda day=day: book(cast, day, therapist=cast.marta, hour=12) for day in (4, 5, 6)),
        *(lambda one=one: appointments.cancel(cast.marta, one, origin=NOWHERE) for one in given_back),
        lambda: adjust(cast, 1, total=3),
    )
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    count = count_of(cast, cast.ana_pack)
    assert (count.total, count.left >= 0) == (4, True)
    taken = [one for one in packs_of_appointments() if one == cast.ana_pack]
    assert len(taken) == count.booked + len(given_back)


def test_the_last_session_goes_to_one_of_two_who_book_it_at_once(cast: Cast) -> None:  # PK-1
    with write() as db:
        db.execute(sa.text("UPDATE session_pack SET total = 1"))
    at_once(
        lambda: book(cast, 4, therapist=cast.marta, hour=10),
        lambda: book(cast, 4, therapist=cast.jordi, hour=12),
    )
    assert sorted(packs_of_appointments(), key=str) == sorted([cast.ana_pack, None], key=str)


def test_one_session_left_shows_as_such_to_both_sides(cast: Cast) -> None:  # PK-2
    adjust(cast, -9)
    assert patient_file.still_open(cast.marta, cast.ana.patient_id).packs[0].count.last_one
    assert own_record.packs(cast.ana).current[0].count.last_one
