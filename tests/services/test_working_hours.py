"""A therapist's week and dates of their own, as they are laid down (AV-2, PR-1)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
import sqlalchemy as sa

from models.tables import ActivityEntry, Centre, WorkingHours
from models.vocabulary import Action
from portal_app.domain.hours_plan import PeriodDraft
from portal_app.domain.problems import BadFields, ChangedMeanwhile, NotAllowed, NotYours
from portal_app.domain.refs import NOWHERE, StaffRef
from portal_app.services.set_up import working_hours
from portal_app.services.set_up.working_hours import TherapistHours
from portal_app.services.transaction import read, write
from tests.builders import BARCELONA, Cast, on, the_cast
from tests.services.free_times import free_on

MONDAY, TUESDAY, THURSDAY, SATURDAY = 0, 1, 3, 5


def period(cast: Cast, span: str, **more: Any) -> PeriodDraft:
    starts, _, ends = span.partition("-")
    return PeriodDraft(time.fromisoformat(starts), time.fromisoformat(ends), **{"centre_id": cast.gracia, **more})


def hours(cast: Cast) -> TherapistHours:
    return working_hours.of_therapist(cast.olga, cast.marta.staff_id)


def spans(periods: Sequence[PeriodDraft]) -> str:
    return " ".join(f"{one.starts:%H:%M}-{one.ends:%H:%M}" for one in periods)


def set_week(cast: Cast, week: dict[int, list[PeriodDraft]], staff: StaffRef | None = None, **more: Any) -> str:
    seen = more.get("seen", hours(cast).state)
    return working_hours.set_week(staff or cast.olga, cast.marta.staff_id, week, seen=seen, origin=NOWHERE)


def set_date(cast: Cast, day: str, periods: Sequence[PeriodDraft] = ()) -> str:
    return working_hours.set_date(
        cast.olga, cast.marta.staff_id, on(day), periods, seen=hours(cast).state, origin=NOWHERE
    )


def starts(cast: Cast, day: str) -> str:
    return " ".join(f"{slot.starts_at.astimezone(BARCELONA):%H:%M}" for slot in free_on(cast, day))


def refused(doing: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadFields) as refusal:
        doing()
    return [(one.name, one.code) for one in refusal.value.facts["fields"]]


def test_a_week_is_shown_from_monday_to_sunday(cast: Cast) -> None:
    shown = hours(cast)
    assert [spans(day) for day in shown.week] == ["09:00-14:00 16:00-20:00"] * 5 + ["", ""]
    assert (shown.therapist, shown.dates, shown.may_change) == ("Marta Soler Puig", (), True)
    assert not working_hours.of_therapist(cast.ruth, cast.marta.staff_id).may_change


def test_a_weekdays_periods_are_replaced_and_the_others_stay(cast: Cast) -> None:  # AV-2
    set_week(cast, {THURSDAY: [period(cast, "10:00-12:00"), period(cast, "20:00-00:00")], TUESDAY: []})
    assert [spans(day) for day in hours(cast).week] == [
        "09:00-14:00 16:00-20:00",
        "",
        "09:00-14:00 16:00-20:00",
        "10:00-12:00 20:00-00:00",
        "09:00-14:00 16:00-20:00",
        "",
        "",
    ]
    assert starts(cast, "2026-10-22").startswith("10:00 10:30 11:00 20:00")
    assert starts(cast, "2026-10-20") == ""
    assert working_hours.of_therapist(cast.olga, cast.jordi.staff_id).week[THURSDAY]
    with read() as db:
        (entry,) = db.scalars(sa.select(ActivityEntry).where(ActivityEntry.action == Action.PRACTICE_CHANGED))
    assert entry.detail == {"change": "hours.changed", "therapist_id": cast.marta.staff_id}


def test_a_day_is_copied_to_others(cast: Cast) -> None:  # PR-1
    set_week(cast, {MONDAY: [period(cast, "10:00-13:00", centre_id=cast.online)]})
    working_hours.copy_day(
        cast.marta,
        cast.marta.staff_id,
        MONDAY,
        to=[MONDAY, TUESDAY, SATURDAY],
        seen=hours(cast).state,
        origin=NOWHERE,
    )
    week = hours(cast).week
    assert week[MONDAY] == week[TUESDAY] == week[SATURDAY] == (period(cast, "10:00-13:00", centre_id=cast.online),)
    assert spans(week[THURSDAY]) == "09:00-14:00 16:00-20:00"
    for weekday, to in ((7, [0]), (0, [-1])):
        assert refused(
            lambda weekday=weekday, to=to: working_hours.copy_day(
                cast.olga, cast.marta.staff_id, weekday, to=to, seen="", origin=NOWHERE
            )
        ) == [("to", "unknown")]


def test_hours_hold_from_a_date_and_up_to_one(cast: Cast) -> None:  # AV-2
    set_week(
        cast,
        {
            THURSDAY: [
                period(cast, "09:00-11:00", valid_to=on("2026-10-28")),
                period(cast, "10:00-12:00", valid_from=on("2026-10-29")),
            ]
        },
    )
    assert (starts(cast, "2026-10-22"), starts(cast, "2026-10-29")) == ("09:00 09:30 10:00", "10:00 10:30 11:00")


def test_what_has_ceased_to_hold_is_neither_shown_nor_touched(cast: Cast) -> None:
    with write() as db:
        db.execute(sa.update(WorkingHours).where(WorkingHours.weekday == MONDAY).values(valid_to=on("2026-10-18")))
    assert hours(cast).week[MONDAY] == ()
    set_week(cast, {MONDAY: [period(cast, "10:00-12:00")]})
    assert spans(hours(cast).week[MONDAY]) == "10:00-12:00"
    with read() as db:
        kept = db.scalars(
            sa.select(WorkingHours.starts)
            .where(WorkingHours.therapist_id == cast.marta.staff_id, WorkingHours.weekday == MONDAY)
            .order_by(WorkingHours.starts)
        ).all()
    assert kept == [time(9), time(10), time(16)]


def test_a_date_has_hours_of_its_own_or_none_at_all(cast: Cast) -> None:  # AV-2
    set_date(cast, "2026-10-22", [period(cast, "10:00-11:00")])
    set_date(cast, "2026-10-23")
    set_date(cast, "2026-10-24", [period(cast, "10:00-12:00"), period(cast, "12:00-13:00", centre_id=cast.online)])
    assert [(one.on, spans(one.periods)) for one in hours(cast).dates] == [
        (on("2026-10-22"), "10:00-11:00"),
        (on("2026-10-23"), ""),
        (on("2026-10-24"), "10:00-12:00 12:00-13:00"),
    ]
    assert [starts(cast, f"2026-10-{day}") for day in (22, 23)] == ["10:00", ""]
    set_date(cast, "2026-10-22", [period(cast, "17:00-18:00")])
    working_hours.clear_date(cast.olga, cast.marta.staff_id, on("2026-10-23"), seen=hours(cast).state, origin=NOWHERE)
    assert [(one.on, spans(one.periods)) for one in hours(cast).dates][:1] == [(on("2026-10-22"), "17:00-18:00")]
    assert len(hours(cast).dates) == 2
    assert starts(cast, "2026-10-23").startswith("09:00")


def test_hours_that_cannot_be_are_refused_and_nothing_is_written(cast: Cast) -> None:
    before = hours(cast)
    neighbour = the_cast(slug="lluna")
    week = {
        MONDAY: [period(cast, "09:00-12:00"), period(cast, "11:00-13:00")],
        TUESDAY: [period(cast, "14:00-09:00"), period(cast, "15:00-16:00", centre_id=neighbour.gracia)],
    }
    assert refused(lambda: set_week(cast, week)) == [
        ("0.1.starts", "overlaps"),
        ("1.0.ends", "before_start"),
        ("1.1.centre_id", "unknown"),
    ]
    assert refused(lambda: set_date(cast, "2026-10-18")) == [("on", "past")]
    assert hours(cast) == before


def test_nobody_is_sent_to_a_closed_centre(cast: Cast) -> None:
    with write() as db:
        closed = Centre(practice_id=cast.practice_id, name="Sants", active=False)
        db.add(closed)
    assert refused(lambda: set_week(cast, {MONDAY: [period(cast, "09:00-12:00", centre_id=closed.id)]})) == [
        ("0.0.centre_id", "unknown")
    ]


def test_of_two_at_one_week_the_second_reads_that_it_changed(cast: Cast) -> None:
    seen = hours(cast).state
    set_week(cast, {MONDAY: []})
    with pytest.raises(ChangedMeanwhile):
        set_week(cast, {MONDAY: [period(cast, "09:00-12:00")]}, cast.marta, seen=seen)
    assert hours(cast).week[MONDAY] == ()


def test_hours_are_the_therapists_and_an_admins(cast: Cast) -> None:  # ID-8
    set_week(cast, {MONDAY: []}, cast.marta)
    with pytest.raises(NotAllowed):
        set_week(cast, {TUESDAY: []}, cast.ruth)
    with pytest.raises(NotAllowed):
        set_week(cast, {TUESDAY: []}, replace(cast.jordi, sees_all=True))
    for stranger in (cast.jordi, the_cast(slug="lluna").olga):
        with pytest.raises(NotYours):
            set_week(cast, {TUESDAY: []}, stranger)
        with pytest.raises(NotYours):
            working_hours.of_therapist(stranger, cast.marta.staff_id)
    with pytest.raises(NotYours):
        working_hours.of_therapist(cast.olga, cast.ruth.staff_id)
    assert spans(hours(cast).week[TUESDAY]) == "09:00-14:00 16:00-20:00"
