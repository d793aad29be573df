"""Series: seen before they are written, made all or nothing (AG-3)."""

from datetime import date, timedelta

import pytest

from models.tables import SlotRequest
from models.vocabulary import Action, RequestStatus
from portal_app.domain.availability import Reason
from portal_app.domain.problems import (
    BadFields,
    NeedsOverride,
    NotAllowed,
    NotYours,
    SeriesOverlaps,
)
from portal_app.domain.refs import StaffRef
from portal_app.domain.series import Repetition
from portal_app.services import series
from portal_app.services.transaction import read
from tests.builders import Cast, appointment, on, pack, slot_request, the_cast, time_off
from tests.services.made_series import create, diary, entries, given, planned, row, stands

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
