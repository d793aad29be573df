"""Series: changed and cancelled, and never touched behind one's back (AG-3)."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from models.tables import Appointment, AppointmentSeries, SlotRequest
from models.vocabulary import Action, AppointmentStatus, RequestStatus
from portal_app.domain.availability import Reason
from portal_app.domain.problems import (
    AppointmentNotConfirmed,
    ChangedMeanwhile,
    NeedsOverride,
    NotYours,
    SeriesOverlaps,
)
from portal_app.domain.refs import NOWHERE
from portal_app.domain.series import Scope
from portal_app.services import appointments, series
from portal_app.services.series import ChangedSeries
from portal_app.services.transaction import read, write
from tests.builders import Cast, appointment, at, on, slot_request, the_cast, time_off
from tests.conftest import StandingClock
from tests.services.made_series import TUESDAY, change, create, diary, entries, row, stands

BOTH = pytest.mark.parametrize("scope", [Scope.FOLLOWING, Scope.ALL])


# changed


def test_this_one_alone_is_moved_and_stays_in_its_series(cast: Cast) -> None:  # AG-3
    made = create(cast)
    assert change(cast, made.appointment_ids[1], Scope.THIS, "2026-10-29 12:00") == ChangedSeries(1, 0)
    assert diary(cast) == ["20.10 10:00", "29.10 12:00", "03.11 10:00", "10.11 10:00"]
    moved = row(made.appointment_ids[1])
    assert (moved.series_id, moved.series_on) == (made.series_id, date(2026, 10, 27))


def test_this_and_following_go_to_the_same_day_and_time(cast: Cast) -> None:  # AG-3
    made = create(cast)
    assert change(cast, made.appointment_ids[1], Scope.FOLLOWING, "2026-10-29 12:00").changed == 3
    assert diary(cast) == ["20.10 10:00", "29.10 12:00", "05.11 12:00", "12.11 12:00"]
    assert len({row(one).series_id for one in made.appointment_ids}) == 2
    with read() as db:
        ends = sorted(db.scalars(sa.select(AppointmentSeries.until)))
    assert ends == [date(2026, 10, 20), date(2026, 11, 12)]
    action, detail = entries()[-1]
    assert (action, detail["appointments"], detail["series_id"]) == (
        Action.APPOINTMENT_MOVED,
        "3",
        row(made.appointment_ids[1]).series_id,
    )


def test_all_keep_their_time_on_the_wall_over_the_change_of_the_clock(cast: Cast) -> None:  # AV-3
    made = create(cast)
    change(cast, made.appointment_ids[3], Scope.ALL, "2026-11-10 11:00")
    assert diary(cast) == ["20.10 11:00", "27.10 11:00", "03.11 11:00", "10.11 11:00"]
    assert {row(one).series_id for one in made.appointment_ids} == {made.series_id}


def test_one_moved_by_hand_goes_where_its_week_goes(cast: Cast) -> None:
    made = create(cast)
    change(cast, made.appointment_ids[2], Scope.THIS, "2026-11-06 17:00")
    change(cast, made.appointment_ids[0], Scope.ALL, "2026-10-21 09:00")
    assert diary(cast) == ["21.10 09:00", "28.10 09:00", "04.11 09:00", "11.11 09:00"]


def test_from_one_moved_by_hand_the_others_go_to_its_new_weekday(cast: Cast) -> None:
    made = create(cast)
    change(cast, made.appointment_ids[1], Scope.THIS, "2026-10-30 17:00")
    change(cast, made.appointment_ids[1], Scope.FOLLOWING, "2026-10-29 17:00")
    assert diary(cast) == ["20.10 10:00", "29.10 17:00", "05.11 17:00", "12.11 17:00"]


def test_another_room_leaves_one_moved_by_hand_where_it_is(cast: Cast) -> None:
    made = create(cast)
    change(cast, made.appointment_ids[2], Scope.THIS, "2026-11-06 17:00")
    before = diary(cast)
    assert change(cast, made.appointment_ids[0], Scope.ALL, centre_id=cast.online).changed == 4
    assert diary(cast) == before
    assert {row(one).centre_id for one in made.appointment_ids} == {cast.online}


@BOTH
def test_a_series_moves_a_week_on_over_its_own_places(cast: Cast, scope: Scope) -> None:
    made = create(cast)
    change(cast, made.appointment_ids[0], scope, "2026-10-27 10:00")
    assert diary(cast) == ["27.10 10:00", "03.11 10:00", "10.11 10:00", "17.11 10:00"]
    change(cast, made.appointment_ids[0], scope, "2026-10-27 10:20")
    assert diary(cast) == ["27.10 10:20", "03.11 10:20", "10.11 10:20", "17.11 10:20"]


@BOTH
def test_past_and_attended_occurrences_are_never_touched(
    cast: Cast, standing_clock: StandingClock, scope: Scope
) -> None:  # AG-3
    made = create(cast)
    standing_clock.move_to(at("2026-10-27 12:00"))
    appointments.mark(cast.marta, made.appointment_ids[0], AppointmentStatus.ATTENDED, origin=NOWHERE)
    appointments.cancel(cast.marta, made.appointment_ids[2], origin=NOWHERE)
    assert change(cast, made.appointment_ids[1], scope, "2026-10-27 17:00", override=True).changed == 1
    assert diary(cast) == ["20.10 10:00", "27.10 10:00", "10.11 17:00"]
    assert row(made.appointment_ids[0]).series_id == made.series_id
    assert row(made.appointment_ids[3]).series_id != made.series_id
    assert series.cancel(cast.ruth, made.appointment_ids[3], scope=scope, origin=NOWHERE) == 1
    assert diary(cast) == ["20.10 10:00", "27.10 10:00"]


def test_a_series_with_nothing_to_come_is_not_changed(cast: Cast, standing_clock: StandingClock) -> None:
    made = create(cast)
    standing_clock.move_to(at("2027-01-07 12:00"))
    with pytest.raises(AppointmentNotConfirmed):
        change(cast, made.appointment_ids[1], Scope.ALL, "2026-10-27 17:00", override=True)
    with pytest.raises(AppointmentNotConfirmed):
        series.cancel(cast.ruth, made.appointment_ids[1], scope=Scope.ALL, origin=NOWHERE)


def test_what_stands_against_a_change_is_seen_first_and_may_be_skipped(cast: Cast) -> None:  # AG-3
    made = create(cast)
    appointment(cast, cast.biel, "2026-11-03 16:30")
    time_off(cast, "2026-11-10", therapist=cast.marta, hours=(time(16), time(18)))
    options = {"scope": Scope.ALL, "starts_at": at("2026-10-20 16:00")}
    plan = series.preview_change(cast.ruth, made.appointment_ids[0], **options)
    assert stands(plan) == [
        ("20.10", False, False, ()),
        ("27.10", False, False, ()),
        ("03.11", True, False, ()),
        ("10.11", False, False, (Reason.TIME_OFF,)),
    ]
    assert [one.appointment_id for one in plan] == list(made.appointment_ids)
    with pytest.raises(SeriesOverlaps):
        change(cast, made.appointment_ids[0], Scope.ALL, "2026-10-20 16:00", override=True)
    skip = {on("2026-11-03")}
    with pytest.raises(NeedsOverride):
        change(cast, made.appointment_ids[0], Scope.ALL, "2026-10-20 16:00", skip=skip)
    assert set(diary(cast)) == {"20.10 10:00", "27.10 10:00", "03.11 10:00", "10.11 10:00"}
    change(cast, made.appointment_ids[0], Scope.ALL, "2026-10-20 16:00", skip=skip, override=True)
    assert diary(cast) == ["20.10 16:00", "27.10 16:00", "03.11 10:00", "10.11 16:00"]


def test_a_change_that_stands_in_its_own_way_is_refused(cast: Cast) -> None:  # AV-4
    made = create(cast)
    change(cast, made.appointment_ids[1], Scope.THIS, "2026-11-03 11:00")
    longer = timedelta(minutes=90)
    plan = series.preview_change(cast.ruth, made.appointment_ids[0], scope=Scope.ALL, length=longer)
    assert [one.overlaps for one in plan].count(True) == 1
    with pytest.raises(SeriesOverlaps):
        change(cast, made.appointment_ids[0], Scope.ALL, length=longer, override=True)


def test_requests_that_a_changed_series_overlaps_are_rejected(cast: Cast) -> None:  # WL-3
    made = create(cast)
    wish = slot_request(cast, cast.biel, "2026-11-03 16:30")
    assert change(cast, made.appointment_ids[0], Scope.ALL, "2026-10-20 16:00").rejected == 1
    with read() as db:
        assert db.get_one(SlotRequest, wish).status is RequestStatus.REJECTED


@BOTH
def test_who_saw_an_older_state_changes_no_series(cast: Cast, scope: Scope) -> None:
    made = create(cast)
    change(cast, made.appointment_ids[1], Scope.ALL, "2026-10-27 11:00")
    with pytest.raises(ChangedMeanwhile) as refused:
        change(cast, made.appointment_ids[1], scope, "2026-10-27 12:00", seen=0)
    assert refused.value.facts["by"] == "Ruth Campos Gil"
    with pytest.raises(ChangedMeanwhile):
        series.cancel(cast.olga, made.appointment_ids[1], scope=scope, seen=0, origin=NOWHERE)
    assert len(diary(cast)) == 4


def test_a_change_to_what_it_is_already_changes_nothing(cast: Cast) -> None:
    made = create(cast)
    assert change(cast, made.appointment_ids[1], Scope.ALL, "2026-10-27 10:00") == ChangedSeries(0, 0)
    assert row(made.appointment_ids[1]).sequence == 0


def test_one_that_repeats_nothing_is_changed_alone(cast: Cast) -> None:
    alone = appointment(cast, cast.ana, TUESDAY)
    assert change(cast, alone, Scope.ALL, "2026-10-20 11:00").changed == 1
    assert (diary(cast), row(alone).series_id, row(alone).series_on) == (["20.10 11:00"], None, None)


def test_a_therapist_changes_what_is_in_their_own_agenda(cast: Cast) -> None:  # ID-8
    made = create(cast)
    change(cast, made.appointment_ids[1], Scope.THIS, therapist_id=cast.jordi.staff_id)
    assert change(cast, made.appointment_ids[0], Scope.ALL, "2026-10-20 11:00", staff=cast.marta).changed == 3
    assert diary(cast) == ["20.10 11:00", "27.10 10:00", "03.11 11:00", "10.11 11:00"]
    for stranger in (cast.jordi, the_cast(slug="lluna").olga):
        with pytest.raises(NotYours):
            change(cast, made.appointment_ids[0], Scope.ALL, "2026-10-20 12:00", staff=stranger)
        with pytest.raises(NotYours):
            series.cancel(stranger, made.appointment_ids[0], scope=Scope.ALL, origin=NOWHERE)


# cancelled


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (Scope.THIS, ["20.10 10:00", "03.11 10:00", "10.11 10:00"]),
        (Scope.FOLLOWING, ["20.10 10:00"]),
        (Scope.ALL, []),
    ],
)
def test_cancelling_takes_this_one_the_following_or_all(cast: Cast, scope: Scope, left: list[str]) -> None:  # AG-3
    made = create(cast)
    count = series.cancel(cast.ruth, made.appointment_ids[1], scope=scope, reason=" Trasllat ", origin=NOWHERE)
    assert (count, diary(cast)) == (4 - len(left), left)
    gone = row(made.appointment_ids[1])
    assert (gone.status, gone.cancel_reason) == (AppointmentStatus.CANCELLED_BY_PRACTICE, "Trasllat")
    assert entries()[-1][0] is Action.APPOINTMENT_CANCELLED


def test_following_counts_from_the_planned_date_of_one_moved_by_hand(cast: Cast) -> None:
    made = create(cast)
    change(cast, made.appointment_ids[1], Scope.THIS, "2026-11-05 10:00")
    series.cancel(cast.ruth, made.appointment_ids[2], scope=Scope.FOLLOWING, origin=NOWHERE)
    assert diary(cast) == ["20.10 10:00", "05.11 10:00"]


def test_a_cancelled_series_gives_its_pack_sessions_and_times_back(cast: Cast) -> None:  # PK-1
    made = create(cast, patient=cast.biel)
    series.cancel(cast.ruth, made.appointment_ids[0], scope=Scope.ALL, by_patient=True, origin=NOWHERE)
    create(cast)
    with write() as db:
        assert db.get_one(Appointment, made.appointment_ids[0]).status is AppointmentStatus.CANCELLED_BY_PATIENT
