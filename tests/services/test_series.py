"""Series: seen before they are written, all or nothing, and never touched behind one's back (AG-3)."""

from datetime import date, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from models.tables import ActivityEntry, Appointment, AppointmentSeries, SlotRequest
from models.vocabulary import CANCELLED, Action, AppointmentStatus, RequestStatus
from portal_app.domain.availability import Reason
from portal_app.domain.problems import (
    AppointmentNotConfirmed,
    BadFields,
    ChangedMeanwhile,
    NeedsOverride,
    NotAllowed,
    NotYours,
    SeriesOverlaps,
)
from portal_app.domain.refs import NOWHERE, PatientRef, StaffRef
from portal_app.domain.series import Repetition, Scope
from portal_app.services import appointments, series
from portal_app.services.series import ChangedSeries, CreatedSeries, Planned
from portal_app.services.transaction import read, write
from tests.builders import BARCELONA, Cast, appointment, at, on, pack, slot_request, the_cast, time_off
from tests.conftest import StandingClock

TUESDAY = "2026-10-20 10:00"
FOUR = Repetition(times=4)
BOTH = pytest.mark.parametrize("scope", [Scope.FOLLOWING, Scope.ALL])


def given(cast: Cast, starts: str = TUESDAY, repetition: Repetition = FOUR, **more: Any) -> dict[str, Any]:
    return {
        "therapist_id": cast.marta.staff_id,
        "service_id": cast.individual,
        "centre_id": cast.gracia,
        "starts_at": at(starts),
        "repetition": repetition,
        **more,
    }


def create(cast: Cast, staff: StaffRef | None = None, patient: PatientRef | None = None, **more: Any) -> CreatedSeries:
    who = (patient or cast.ana).patient_id
    return series.create(staff or cast.ruth, who, origin=NOWHERE, **given(cast, **more))


def planned(cast: Cast, **more: Any) -> list[Planned]:
    return series.preview(cast.ruth, cast.ana.patient_id, **given(cast, **more))


def row(appointment_id: str) -> Appointment:
    with read() as db:
        return db.get_one(Appointment, appointment_id)


def diary(cast: Cast, patient: PatientRef | None = None) -> list[str]:
    """The patient's appointments that hold time, on the wall."""
    with read() as db:
        rows = db.scalars(
            sa.select(Appointment.starts_at)
            .where(
                Appointment.patient_id == (patient or cast.ana).patient_id,
                Appointment.practice_id == cast.practice_id,
                Appointment.status.not_in(CANCELLED),
            )
            .order_by(Appointment.starts_at)
        )
        return [f"{instant.astimezone(BARCELONA):%d.%m %H:%M}" for instant in rows]


def entries() -> list[tuple[Action, dict[str, str]]]:
    with read() as db:
        rows = db.scalars(sa.select(ActivityEntry).order_by(ActivityEntry.number))
        return [(entry.action, entry.detail) for entry in rows]


def stands(plan: list[Planned]) -> list[tuple[str, bool, bool, tuple[Reason, ...]]]:
    return [(f"{one.on:%d.%m}", one.overlaps, one.patient_is_taken, one.reasons) for one in plan]


def change(cast: Cast, appointment_id: str, scope: Scope, starts: str | None = None, **more: Any) -> ChangedSeries:
    options = {"seen": row(appointment_id).sequence, **more}
    starts_at = at(starts) if starts else None
    staff = options.pop("staff", cast.ruth)
    return series.change(staff, appointment_id, scope=scope, starts_at=starts_at, origin=NOWHERE, **options)


# seen before it is written


def test_a_series_is_seen_before_anything_is_written(cast: Cast) -> None:  # AG-3
    time_off(cast, "2026-10-27", therapist=cast.marta)
    appointment(cast, cast.biel, "2026-11-03 10:20")
    appointment(cast, cast.ana, "2026-11-10 09:30", therapist=cast.jordi)
    assert stands(planned(cast, repetition=Repetition(times=5))) == [
        ("20.10", False, False, ()),
        ("27.10", False, False, (Reason.TIME_OFF,)),
        ("03.11", True, False, ()),
        ("10.11", False, True, ()),
        ("17.11", False, False, ()),
    ]
    assert diary(cast) == ["10.11 09:30"]


def test_a_holiday_and_closed_hours_are_seen_too(cast: Cast) -> None:
    plan = planned(cast, starts="2026-12-01 13:30", repetition=Repetition(until=on("2026-12-08")))
    assert stands(plan) == [
        ("01.12", False, False, (Reason.HOURS,)),
        ("08.12", False, False, (Reason.HOLIDAY, Reason.HOURS)),
    ]


def test_seeing_a_series_is_for_who_may_make_it(cast: Cast) -> None:  # ID-8
    with pytest.raises(NotYours):
        series.preview(cast.jordi, cast.clara.patient_id, **given(cast))
    with pytest.raises(NotYours):
        series.preview(cast.marta, cast.clara.patient_id, **given(cast))
    with pytest.raises(NotYours):
        series.preview(the_cast(slug="lluna").olga, cast.ana.patient_id, **given(cast))


# made


def test_a_weekly_ten_stays_at_ten_when_the_clocks_change(cast: Cast) -> None:  # AV-3
    made = create(cast)
    assert diary(cast) == ["20.10 10:00", "27.10 10:00", "03.11 10:00", "10.11 10:00"]
    rows = [row(one) for one in made.appointment_ids]
    assert {one.ends_at - one.starts_at for one in rows} == {timedelta(minutes=50)}
    assert {one.series_id for one in rows} == {made.series_id}
    assert [one.series_on for one in rows] == [
        date(2026, 10, 20),
        date(2026, 10, 27),
        date(2026, 11, 3),
        date(2026, 11, 10),
    ]
    (entry,) = entries()
    assert entry[0] is Action.APPOINTMENT_CREATED
    assert (entry[1]["series_id"], entry[1]["appointments"]) == (made.series_id, "4")


def test_dates_may_be_skipped(cast: Cast) -> None:  # AG-3
    time_off(cast, "2026-10-27", therapist=cast.marta)
    appointment(cast, cast.biel, "2026-11-03 10:20")
    create(cast, skip={on("2026-10-27"), on("2026-11-03")})
    assert diary(cast) == ["20.10 10:00", "10.11 10:00"]


def test_a_series_with_an_overlap_is_not_made_at_all(cast: Cast) -> None:  # AV-4
    appointment(cast, cast.biel, "2026-11-03 10:20")
    with pytest.raises(SeriesOverlaps) as refused:
        create(cast, override=True)
    assert stands(list(refused.value.facts["planned"])) == [("03.11", True, False, ())]
    assert (diary(cast), entries()) == ([], [])


def test_what_stands_against_a_series_is_overridden_knowingly(cast: Cast) -> None:  # AV-10
    time_off(cast, "2026-10-27", therapist=cast.marta)
    with pytest.raises(NeedsOverride) as refused:
        create(cast)
    assert refused.value.facts["reasons"] == (Reason.TIME_OFF,)
    assert [f"{one.on:%d.%m}" for one in refused.value.facts["planned"]] == ["27.10"]
    assert diary(cast) == []
    create(cast, override=True)
    assert len(diary(cast)) == 4
    assert entries()[-1][1]["overridden"] == "time_off"


def test_a_series_of_which_all_is_skipped_is_refused(cast: Cast) -> None:
    with pytest.raises(BadFields) as refused:
        create(cast, repetition=Repetition(times=1), skip={on("2026-10-20")})
    assert [(one.name, one.code) for one in refused.value.facts["fields"]] == [("skip", "all_skipped")]


def test_requests_that_a_series_overlaps_are_rejected_with_it(cast: Cast) -> None:  # WL-3
    wishes = [slot_request(cast, cast.biel, f"{day} 10:30") for day in ("2026-10-20", "2026-11-03", "2026-11-04")]
    assert create(cast).rejected == 2
    with read() as db:
        statuses = [db.get_one(SlotRequest, one).status for one in wishes]
    assert statuses == [RequestStatus.REJECTED, RequestStatus.REJECTED, RequestStatus.PENDING]


def test_a_series_takes_pack_sessions_as_long_as_there_are_any(cast: Cast) -> None:  # PK-1
    two = pack(cast.biel, total=2)
    made = create(cast, patient=cast.biel)
    assert [row(one).pack_id for one in made.appointment_ids] == [two, two, None, None]


def test_a_therapist_makes_series_in_their_own_agenda_only(cast: Cast) -> None:  # ID-8
    create(cast, cast.marta)
    with pytest.raises(NotYours):
        create(cast, cast.jordi, cast.clara, starts="2026-10-21 10:00")
    sees_all = StaffRef(cast.practice_id, cast.jordi.staff_id, cast.jordi.role, sees_all=True)
    with pytest.raises(NotAllowed):
        create(cast, sees_all, cast.clara, starts="2026-10-21 10:00")


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
