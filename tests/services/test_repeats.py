"""What happens over and over fills no trail, and nothing of who and when is lost (GD-1)."""

from datetime import timedelta

import sqlalchemy as sa

from models.tables import ActivityEntry, RefusedAgain
from models.vocabulary import Action, ActorKind
from portal_app import clock
from portal_app.domain import repeats
from portal_app.domain.refs import Origin, PatientRef, StaffRef
from portal_app.services import activity, denials, patient_file, transaction
from tests.builders import Cast
from tests.conftest import StandingClock

HERE = Origin(address="203.0.113.7", user_agent="Phone", through="agenda_state.load")
ELSEWHERE = Origin(address="198.51.100.9", user_agent="Phone", through="agenda_state.load")
MANY = 50


def _reach(person: PatientRef | StaffRef, times: int = MANY, *, origin: Origin = HERE, what: str = "page") -> None:
    for _ in range(times):
        denials.record(person, origin, what)


def _entries(action: Action = Action.ACCESS_DENIED) -> list[ActivityEntry]:
    with transaction.read() as db:
        found = sa.select(ActivityEntry).where(ActivityEntry.action == action).order_by(ActivityEntry.number)
        return list(db.scalars(found))


def test_the_first_few_are_told_in_full_and_the_others_together(cast: Cast, standing_clock: StandingClock) -> None:
    began = clock.now()
    _reach(cast.ana)
    assert [entry.detail for entry in _entries()] == [
        {"what": "page", "event": "agenda_state.load"}
    ] * repeats.REFUSALS_IN_FULL
    standing_clock.shift(timedelta(seconds=59))
    _reach(cast.ana, 1)
    assert denials.tell_repeated(clock.now()) == 0
    standing_clock.shift(timedelta(seconds=1))
    more = MANY + 1 - repeats.REFUSALS_IN_FULL
    assert denials.tell_repeated(clock.now()) == more
    assert denials.tell_repeated(clock.now()) == 0
    told = _entries()[-1]
    assert (told.actor_kind, told.actor_id, told.patient_id) == (
        ActorKind.PATIENT,
        cast.ana.patient_id,
        cast.ana.patient_id,
    )
    assert (told.address, told.user_agent) == (HERE.address, HERE.user_agent)
    assert told.detail == {
        "what": "page",
        "event": "agenda_state.load",
        "again": str(more),
        "since": began.isoformat(),
        "until": (began + timedelta(seconds=59)).isoformat(),
    }
    with transaction.read() as db:
        assert db.scalars(sa.select(RefusedAgain)).all() == []
        assert activity.first_broken(db, cast.practice_id) is None


def test_the_next_minute_begins_with_what_the_last_one_counted(cast: Cast, standing_clock: StandingClock) -> None:
    _reach(cast.marta)
    standing_clock.shift(repeats.REFUSALS_JOINED)
    _reach(cast.marta, 1)
    again = [entry.detail.get("again") for entry in _entries()]
    assert again == [None] * repeats.REFUSALS_IN_FULL + [str(MANY - repeats.REFUSALS_IN_FULL), None]


def test_every_person_place_and_thing_has_a_count_of_its_own(cast: Cast) -> None:
    for person in (cast.ana, cast.marta):
        for origin in (HERE, ELSEWHERE):
            for what in ("page", "file"):
                _reach(person, origin=origin, what=what)
    assert len(_entries()) == 8 * repeats.REFUSALS_IN_FULL


def test_refusals_without_end_make_entries_with_an_end(cast: Cast, standing_clock: StandingClock) -> None:
    for _ in range(10):
        _reach(cast.ana, 20)
        standing_clock.shift(timedelta(seconds=6))
        denials.tell_repeated(clock.now())
    assert len(_entries()) == repeats.REFUSALS_IN_FULL + 1
    assert int(_entries()[-1].detail["again"]) == 200 - repeats.REFUSALS_IN_FULL


def test_a_file_opened_again_at_once_is_one_opening(cast: Cast, standing_clock: StandingClock) -> None:
    def opens(staff: StaffRef = cast.marta, patient: PatientRef = cast.ana) -> int:
        assert patient_file.open_file(staff, patient.patient_id, origin=HERE).patient_id == patient.patient_id
        return len(_entries(Action.FILE_READ))

    assert opens() == 1
    standing_clock.shift(repeats.ONE_OPENING - timedelta(seconds=1))
    assert opens() == 1
    assert opens(patient=cast.biel) == 2
    assert opens(staff=cast.olga) == 3
    standing_clock.shift(timedelta(seconds=1))
    assert opens() == 4
