"""Accepting otherwise than asked, a no that is taken back, and two who decide at once (AG-4, AV-10, WL-3)."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.columns import new_id
from models.tables import ActivityEntry, Appointment, Service, SlotRequest
from models.vocabulary import Action, RequestStatus
from portal_app.domain.availability import Reason
from portal_app.domain.problems import (
    AppointmentsOverlap,
    AppointmentTooLong,
    NeedsOverride,
    NotAllowed,
    NotYours,
    RequestNotPending,
    UndoTooLate,
)
from portal_app.domain.refs import NOWHERE, StaffRef
from portal_app.services import calendar, slot_requests
from portal_app.services.transaction import read, write
from tests.builders import Cast, appointment, at, slot_request, time_off
from tests.conftest import StandingClock

TEN = "2026-10-22 10:00"


def accept(staff: StaffRef, request_id: str, **changes: Any) -> Appointment:
    accepted = slot_requests.accept(staff, request_id, origin=NOWHERE, **changes)
    with read() as db:
        return db.get_one(Appointment, accepted.appointment_id)


def row(request_id: str) -> SlotRequest:
    with read() as db:
        return db.get_one(SlotRequest, request_id)


def couple(cast: Cast, minutes: int = 75) -> str:
    """A second service."""
    service = Service(
        id=new_id(), practice_id=cast.practice_id, names={"en": "Couple"}, length_minutes=minutes, price_cents=8_000
    )
    service_id = service.id
    with write() as db:
        db.add(service)
    return service_id


def test_length_and_place_may_be_others_than_asked_for(cast: Cast) -> None:  # AG-4
    request_id = slot_request(cast, cast.ana, TEN)
    made = accept(cast.marta, request_id, length=timedelta(minutes=80), centre_id=cast.gracia)
    assert (made.starts_at, made.ends_at) == (at(TEN), at("2026-10-22 11:20"))


def test_another_service_brings_its_own_length(cast: Cast) -> None:  # AG-4
    service_id = couple(cast)
    made = accept(cast.ruth, slot_request(cast, cast.ana, TEN), service_id=service_id)
    assert (made.service_id, made.ends_at - made.starts_at) == (service_id, timedelta(minutes=75))


def test_what_the_longer_session_overlaps_is_settled_with_it_and_waits_again_with_an_undo(
    cast: Cast,
) -> None:  # WL-3, WL-4
    later = slot_request(cast, cast.biel, "2026-10-22 11:00")
    made = accept(cast.marta, slot_request(cast, cast.ana, TEN), length=timedelta(minutes=90))
    assert row(later).status is RequestStatus.REJECTED
    slot_requests.undo_accept(cast.marta, made.id, origin=NOWHERE)
    assert row(later).status is RequestStatus.PENDING


def test_the_patient_sees_what_was_made_of_the_request_and_not_what_was_asked(cast: Cast) -> None:
    accept(cast.marta, slot_request(cast, cast.ana, TEN), length=timedelta(minutes=80))
    (answered,) = calendar.requests(cast.ana).answered
    assert answered.ends_at == at("2026-10-22 11:20")


def test_a_longer_session_never_overlaps_the_next_one(cast: Cast) -> None:  # AV-4
    appointment(cast, cast.biel, "2026-10-22 11:00")
    request_id = slot_request(cast, cast.ana, TEN)
    with pytest.raises(AppointmentsOverlap):
        accept(cast.marta, request_id, length=timedelta(minutes=80))
    assert row(request_id).status is RequestStatus.PENDING
    assert accept(cast.marta, request_id, length=timedelta(minutes=60)).ends_at == at("2026-10-22 11:00")


def test_a_session_that_leaves_the_hours_has_to_be_meant(cast: Cast) -> None:  # AV-10
    request_id = slot_request(cast, cast.ana, "2026-10-22 13:00")
    with pytest.raises(NeedsOverride) as asked:
        accept(cast.marta, request_id, length=timedelta(minutes=90))
    assert asked.value.facts["reasons"] == (Reason.HOURS,)
    accept(cast.marta, request_id, length=timedelta(minutes=90), override=True)
    with read() as db:
        entry = db.scalars(
            sa.select(col(ActivityEntry.detail)).where(col(ActivityEntry.action) == Action.REQUEST_ACCEPTED)
        ).one()
    assert (entry["overridden"], entry["changed"]) == ("hours", "true")


def test_time_off_that_came_after_the_request_is_asked_about(cast: Cast) -> None:  # AV-10
    request_id = slot_request(cast, cast.ana, TEN)
    time_off(cast, "2026-10-22", hours=(time(9), time(12)), therapist=cast.marta)
    with pytest.raises(NeedsOverride):
        accept(cast.marta, request_id)


def test_a_request_inside_the_notice_is_accepted_without_a_question(cast: Cast) -> None:
    assert accept(cast.marta, slot_request(cast, cast.ana, "2026-10-19 11:00")).starts_at == at("2026-10-19 11:00")


def test_nothing_is_longer_than_a_day(cast: Cast) -> None:
    with pytest.raises(AppointmentTooLong):
        accept(cast.marta, slot_request(cast, cast.ana, TEN), length=timedelta(hours=25))


@pytest.mark.parametrize("who", ["marta", "ruth", "olga"])
def test_who_may_accept_may_change_while_accepting(cast: Cast, who: str) -> None:  # AG-4
    accept(getattr(cast, who), slot_request(cast, cast.ana, TEN), length=timedelta(minutes=60))


def test_another_therapist_may_not_whatever_they_change(cast: Cast) -> None:  # AG-4
    request_id = slot_request(cast, cast.ana, TEN)
    with pytest.raises(NotYours):
        accept(cast.jordi, request_id, length=timedelta(minutes=60))
    with pytest.raises(NotAllowed):
        accept(replace(cast.jordi, sees_all=True), request_id, length=timedelta(minutes=60))


def test_a_strangers_service_cannot_be_named(cast: Cast) -> None:  # PR-5
    with pytest.raises(NotYours):
        accept(cast.marta, slot_request(cast, cast.ana, TEN), service_id=new_id())


def test_the_second_of_two_reads_who_was_first_and_what_they_did(cast: Cast) -> None:  # WL-3
    ana, biel = slot_request(cast, cast.ana, TEN), slot_request(cast, cast.biel, TEN)
    accept(cast.ruth, ana)
    with pytest.raises(RequestNotPending) as accepted:
        accept(cast.marta, ana)
    assert accepted.value.facts == {"status": RequestStatus.ACCEPTED, "by": "Ruth Campos Gil"}
    with pytest.raises(RequestNotPending) as settled:
        slot_requests.reject(cast.marta, [biel], origin=NOWHERE)
    assert settled.value.facts == {"status": RequestStatus.REJECTED, "by": "Ruth Campos Gil"}


def test_a_patient_never_reads_who_decided(cast: Cast) -> None:  # WL-6
    request_id = slot_request(cast, cast.ana, TEN)
    accept(cast.ruth, request_id)
    with pytest.raises(RequestNotPending) as refusal:
        slot_requests.cancel(cast.ana, request_id, origin=NOWHERE)
    assert refusal.value.facts == {}


# a no, and taking it back


def test_the_patient_reads_the_word_that_came_with_the_no(cast: Cast) -> None:  # AG-4
    slot_requests.reject(
        cast.marta, [slot_request(cast, cast.ana, TEN)], reply=" Aquell dia no hi soc. ", origin=NOWHERE
    )
    page = calendar.requests(cast.ana)
    assert [one.reply for one in page.answered] == ["Aquell dia no hi soc."]
    assert len(page.openings) == 3  # WL-6


def test_within_ten_seconds_a_no_is_taken_back(cast: Cast, standing_clock: StandingClock) -> None:
    both = [slot_request(cast, cast.ana, TEN), slot_request(cast, cast.biel, TEN)]
    slot_requests.reject(cast.marta, both, reply="Otra vez será", origin=NOWHERE)
    standing_clock.shift(timedelta(seconds=10))
    assert slot_requests.undo_reject(cast.marta, both, origin=NOWHERE) == 2
    assert [(row(one).status, row(one).reply) for one in both] == [(RequestStatus.PENDING, "")] * 2


def test_after_ten_seconds_a_no_stands(cast: Cast, standing_clock: StandingClock) -> None:
    request_id = slot_request(cast, cast.ana, TEN)
    slot_requests.reject(cast.marta, [request_id], origin=NOWHERE)
    standing_clock.shift(timedelta(seconds=11))
    with pytest.raises(UndoTooLate):
        slot_requests.undo_reject(cast.marta, [request_id], origin=NOWHERE)


def test_what_somebody_else_or_an_appointment_settled_is_not_undone_with_it(cast: Cast) -> None:
    by_ruth, by_time = slot_request(cast, cast.ana, TEN), slot_request(cast, cast.biel, "2026-10-22 12:00")
    slot_requests.reject(cast.ruth, [by_ruth], origin=NOWHERE)
    accept(cast.marta, slot_request(cast, cast.ana, "2026-10-22 12:00"))
    for request_id in (by_ruth, by_time):
        with pytest.raises(UndoTooLate):
            slot_requests.undo_reject(cast.marta, [request_id], origin=NOWHERE)
