"""Time off: what it closes, what it lies over, and what becomes of that (AV-2, AV-10)."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
import sqlalchemy as sa

from models.tables import ActivityEntry, Appointment, TimeOff
from models.vocabulary import Action, AppointmentStatus
from portal_app.domain.absences import Every, Recurrence, TimeOffDraft
from portal_app.domain.problems import AppointmentsCovered, BadFields, ChangedMeanwhile, NotAllowed, NotYours
from portal_app.domain.refs import NOWHERE, StaffRef
from portal_app.services import why
from portal_app.services.set_up import time_off
from portal_app.services.set_up.decisions import Decided, Decision
from portal_app.services.set_up.time_off import SavedTimeOff
from portal_app.services.transaction import read, write
from tests.builders import BARCELONA, Cast, appointment, on, the_cast
from tests.builders import time_off as there_already
from tests.services.asking import count
from tests.services.free_times import free_on

THURSDAY = "2026-10-22"


def draft(cast: Cast, first: str = THURSDAY, last: str | None = None, **more: Any) -> TimeOffDraft:
    given = {"therapist_id": cast.marta.staff_id, "first_on": on(first), "last_on": on(last or first), **more}
    return TimeOffDraft(**given)


def add(cast: Cast, wanted: TimeOffDraft, staff: StaffRef | None = None, **more: Any) -> SavedTimeOff:
    return time_off.add(staff or cast.ruth, wanted, **{"origin": NOWHERE, **more})


def over(cast: Cast, wanted: TimeOffDraft, staff: StaffRef | None = None, **more: Any) -> list[str]:
    found = time_off.covered(staff or cast.ruth, wanted, **more)
    return [f"{one.starts_at.astimezone(BARCELONA):%d.%m %H:%M} {one.patient}" for one in found]


def free(cast: Cast, day: str) -> int:
    return len(free_on(cast, day))


def entries() -> list[tuple[Action, dict[str, str]]]:
    with read() as db:
        return [(one.action, one.detail) for one in db.scalars(sa.select(ActivityEntry).order_by(ActivityEntry.number))]


# put in


def test_time_off_closes_its_days(cast: Cast) -> None:  # AV-2
    saved = add(cast, draft(cast, THURSDAY, "2026-10-23", title="Congrés"))
    assert [free(cast, f"2026-10-{day}") for day in (22, 23)] == [0, 0]
    assert free(cast, "2026-10-21") > 0
    ((action, detail),) = entries()
    assert action is Action.PRACTICE_CHANGED
    assert detail == {
        "change": "time_off.added",
        "time_off_id": saved.time_off_id,
        "therapist_id": cast.marta.staff_id,
        "first_on": "2026-10-22",
        "last_on": "2026-10-23",
        "cancelled": "0",
    }


def test_a_free_thursday_afternoon_recurs_until_its_end(cast: Cast) -> None:  # AV-2
    weekly = Recurrence(Every.WEEK, until=on("2026-10-29"))
    before = free(cast, THURSDAY)
    add(cast, draft(cast, starts=time(16), ends=time(20), recurrence=weekly))
    assert free(cast, THURSDAY) == free(cast, "2026-10-29") < before
    assert free(cast, "2026-11-05") == before


def test_time_off_of_the_practice_closes_everybody(cast: Cast) -> None:
    add(cast, draft(cast, therapist_id=None))
    assert free(cast, THURSDAY) == 0
    (shown,) = time_off.coming(cast.jordi)
    assert (shown.draft.therapist_id, shown.therapist, shown.may_change) == (None, "", False)


@pytest.mark.parametrize(
    "recurrence",
    [
        Recurrence(Every.WEEK, weekdays=(0,), until=on("2026-10-23")),
        Recurrence(Every.WEEK, 2, weekdays=(0,), until=on("2026-10-31")),
    ],
)
def test_a_pattern_that_never_falls_is_refused(cast: Cast, recurrence: Recurrence) -> None:
    with pytest.raises(BadFields) as refused:
        add(cast, draft(cast, recurrence=recurrence))
    assert [(one.name, one.code) for one in refused.value.facts["fields"]] == [("until", "never_falls")]
    assert count(TimeOff) == 0


def test_values_that_cannot_be_are_refused_and_nothing_is_written(cast: Cast) -> None:
    with pytest.raises(BadFields):
        add(cast, draft(cast, THURSDAY, "2026-10-21"))
    with pytest.raises(BadFields):
        time_off.covered(cast.ruth, draft(cast, starts=time(10)))
    assert (count(TimeOff), entries()) == (0, [])


# what it lies over  AV-10


def test_the_appointments_under_it_are_listed(cast: Cast) -> None:  # AV-10
    appointment(cast, cast.ana, "2026-10-22 09:00")
    appointment(cast, cast.ana, "2026-10-22 15:40")
    appointment(cast, cast.biel, "2026-10-22 17:00")
    appointment(cast, cast.biel, "2026-10-22 19:00", status=AppointmentStatus.CANCELLED_BY_PATIENT)
    appointment(cast, cast.clara, "2026-10-22 17:00")
    appointment(cast, cast.biel, "2026-10-22 20:00")
    assert over(cast, draft(cast, starts=time(16), ends=time(20))) == [
        "22.10 15:40 Ana Ribas Font",
        "22.10 17:00 Biel Costa Vila",
    ]
    assert over(cast, draft(cast, therapist_id=None, starts=time(16), ends=time(20))) == [
        "22.10 15:40 Ana Ribas Font",
        "22.10 17:00 Clara Stone",
        "22.10 17:00 Biel Costa Vila",
    ]


def test_one_for_ever_lists_what_is_booked_however_far(cast: Cast) -> None:
    for day in ("2026-10-22", "2026-11-05", "2027-09-16"):
        appointment(cast, cast.ana, f"{day} 17:00")
    appointment(cast, cast.ana, "2026-10-30 17:00")
    fortnightly = Recurrence(Every.WEEK, 2)
    assert over(cast, draft(cast, starts=time(16), ends=time(18), recurrence=fortnightly)) == [
        "22.10 17:00 Ana Ribas Font",
        "05.11 17:00 Ana Ribas Font",
    ]
    weekly = Recurrence(Every.WEEK)
    assert len(over(cast, draft(cast, starts=time(16), ends=time(18), recurrence=weekly))) == 3


def test_what_is_past_is_not_asked_about(cast: Cast) -> None:
    appointment(cast, cast.ana, "2026-10-15 10:00")
    add(cast, draft(cast, "2026-10-05", "2026-10-16", title="Grip"))


def test_each_appointment_under_it_is_kept_or_cancelled_in_one(cast: Cast) -> None:  # AV-10
    kept = appointment(cast, cast.ana, f"{THURSDAY} 10:00")
    going = appointment(cast, cast.biel, f"{THURSDAY} 12:00", pack_id=None)
    elsewhere = appointment(cast, cast.biel, "2026-10-23 12:00")
    decisions = {kept: Decision.KEEP, going: Decision.CANCEL, elsewhere: Decision.CANCEL}
    assert add(cast, draft(cast), decided=Decided(decisions, "Congrés")).cancelled == 1
    with read() as db:
        rows = [db.get_one(Appointment, one) for one in (kept, going, elsewhere)]
    assert [row.status for row in rows] == [
        AppointmentStatus.CONFIRMED,
        AppointmentStatus.CANCELLED_BY_PRACTICE,
        AppointmentStatus.CONFIRMED,
    ]
    assert (rows[1].cancel_reason, rows[1].sequence) == ("Congrés", 1)
    assert [action for action, _ in entries()] == [Action.APPOINTMENT_CANCELLED, Action.PRACTICE_CHANGED]
    assert (entries()[0][1]["because"], entries()[1][1]["cancelled"]) == ("time_off", "1")


def test_one_that_nobody_decided_about_stops_it_all(cast: Cast) -> None:  # AV-10
    decided = appointment(cast, cast.ana, f"{THURSDAY} 10:00")
    came_meanwhile = appointment(cast, cast.biel, f"{THURSDAY} 12:00")
    with pytest.raises(AppointmentsCovered) as refused:
        add(cast, draft(cast), decided=Decided({decided: Decision.CANCEL}))
    assert [one.appointment_id for one in refused.value.facts["covered"]] == [came_meanwhile]
    assert (count(TimeOff), entries()) == (0, [])
    with read() as db:
        assert db.get_one(Appointment, decided).status is AppointmentStatus.CONFIRMED


# changed and removed


def test_time_off_that_grows_asks_about_what_is_new(cast: Cast) -> None:
    first = appointment(cast, cast.ana, f"{THURSDAY} 10:00")
    second = appointment(cast, cast.ana, "2026-10-23 10:00")
    saved = add(cast, draft(cast), decided=Decided({first: Decision.KEEP}))
    (shown,) = time_off.coming(cast.ruth)
    longer = draft(cast, THURSDAY, "2026-10-23")
    assert over(cast, longer, time_off_id=saved.time_off_id) == ["23.10 10:00 Ana Ribas Font"]
    options = {"seen": shown.state, "origin": NOWHERE}
    with pytest.raises(AppointmentsCovered):
        time_off.change(cast.ruth, saved.time_off_id, longer, **options)
    time_off.change(cast.ruth, saved.time_off_id, longer, decided=Decided({second: Decision.CANCEL}), **options)
    assert time_off.coming(cast.ruth)[0].draft == longer
    with pytest.raises(ChangedMeanwhile):
        time_off.change(cast.olga, saved.time_off_id, draft(cast), **options)
    with pytest.raises(ChangedMeanwhile):
        time_off.remove(cast.olga, saved.time_off_id, **options)


def test_removed_time_off_opens_its_days_again(cast: Cast) -> None:
    before = free(cast, THURSDAY)
    saved = add(cast, draft(cast))
    time_off.remove(cast.ruth, saved.time_off_id, seen=time_off.coming(cast.ruth)[0].state, origin=NOWHERE)
    assert (free(cast, THURSDAY), time_off.coming(cast.ruth)) == (before, [])
    with pytest.raises(NotYours):
        time_off.remove(cast.ruth, saved.time_off_id, seen="", origin=NOWHERE)


@pytest.mark.parametrize("rule", [None, "FREQ=WEEKLY;BYDAY=MO"])
def test_removed_time_off_still_explains_the_days_that_are_over(cast: Cast, rule: str | None) -> None:  # AV-9
    if rule:
        there_already(cast, "2026-10-05", therapist=cast.marta, rrule=rule)
    else:
        there_already(cast, "2026-10-05", "2026-10-20", therapist=cast.marta)
    (shown,) = time_off.coming(cast.marta)
    assert free(cast, "2026-10-19") == 0
    time_off.remove(cast.marta, shown.time_off_id, seen=shown.state, origin=NOWHERE)
    assert time_off.coming(cast.marta) == []
    assert free(cast, "2026-10-20") > 0
    reasons = {stretch.reason.value for stretch in why.day(cast.marta, on("2026-10-05")).stretches}
    assert "time_off" in reasons
    reasons = {stretch.reason.value for stretch in why.day(cast.marta, on("2026-10-19")).stretches}
    assert "time_off" not in reasons


def test_a_pattern_that_is_changed_keeps_the_days_it_had(cast: Cast) -> None:  # AV-9
    there_already(cast, "2026-10-05", therapist=cast.marta, rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO")
    (shown,) = time_off.coming(cast.marta)
    tuesdays = replace(shown.draft, recurrence=Recurrence(Every.WEEK, 2, (1,)), first_on=on("2026-10-06"))
    tuesdays = replace(tuesdays, last_on=tuesdays.first_on)
    time_off.change(cast.marta, shown.time_off_id, tuesdays, seen=shown.state, origin=NOWHERE)
    was = why.day(cast.marta, on("2026-10-05")).stretches
    assert "time_off" in {stretch.reason.value for stretch in was}
    assert "time_off" not in {stretch.reason.value for stretch in why.day(cast.marta, on("2026-10-06")).stretches}
    # Every second week from the sixth on: not this week's Monday any more, and the Tuesday of it.
    assert (free(cast, "2026-10-20"), free(cast, "2026-10-27") > 0, free(cast, "2026-11-03")) == (0, True, 0)
    (now,) = time_off.coming(cast.marta)
    assert (now.draft.first_on, now.draft.recurrence) == (on("2026-10-20"), Recurrence(Every.WEEK, 2, (1,)))


def test_another_title_leaves_the_pattern_one(cast: Cast) -> None:
    there_already(cast, "2026-10-05", therapist=cast.marta, rrule="FREQ=WEEKLY;INTERVAL=1;BYDAY=MO")
    (shown,) = time_off.coming(cast.marta)
    named = replace(shown.draft, title="Docència")
    saved = time_off.change(cast.marta, shown.time_off_id, named, seen=shown.state, origin=NOWHERE)
    assert (saved.time_off_id, time_off.coming(cast.marta)[0].draft) == (shown.time_off_id, named)


def test_the_last_of_a_pattern_closes_all_the_days_it_lasts(cast: Cast) -> None:  # AV-2
    add(cast, draft(cast, "2026-10-21", "2026-10-23", recurrence=Recurrence(Every.WEEK, until=on("2026-10-28"))))
    assert [free(cast, f"2026-10-{day}") for day in (21, 23, 28, 30)] == [0, 0, 0, 0]
    assert free(cast, "2026-11-04") > 0


def test_a_rule_that_cannot_be_read_closes_its_first_day_and_is_told(cast: Cast) -> None:  # docs/decisions/0010
    there_already(cast, THURSDAY, therapist=cast.marta, rrule="FREQ=SOMETIMES")
    assert (free(cast, THURSDAY), free(cast, "2026-10-29") > 0) == (0, True)
    (shown,) = time_off.coming(cast.marta)
    assert (shown.broken, time_off.unreadable()) == (True, 1)
    time_off.remove(cast.marta, shown.time_off_id, seen=shown.state, origin=NOWHERE)
    assert (free(cast, THURSDAY) > 0, time_off.unreadable()) == (True, 0)


def test_a_calendars_own_rule_is_shown_and_can_only_be_removed_or_replaced_by_a_pattern(cast: Cast) -> None:
    there_already(cast, "2026-10-05", therapist=cast.marta, rrule="FREQ=YEARLY")
    (shown,) = time_off.coming(cast.marta)
    assert (shown.rule, shown.draft.recurrence) == ("FREQ=YEARLY", None)
    options = {"seen": shown.state, "origin": NOWHERE}
    with pytest.raises(BadFields) as refused:
        time_off.change(cast.marta, shown.time_off_id, shown.draft, **options)
    assert [(one.name, one.code) for one in refused.value.facts["fields"]] == [("every", "calendars_rule")]
    monthly = replace(shown.draft, recurrence=Recurrence(Every.MONTH))
    time_off.change(cast.marta, shown.time_off_id, monthly, **options)


def test_what_is_over_is_not_among_what_comes(cast: Cast) -> None:
    there_already(cast, "2026-10-05", "2026-10-18", therapist=cast.marta)
    today = there_already(cast, "2026-10-05", "2026-10-19", therapist=cast.marta)
    for_ever = there_already(cast, "2020-01-06", therapist=cast.marta, rrule="FREQ=WEEKLY;BYDAY=MO")
    with write() as db:
        db.add(
            TimeOff(
                practice_id=cast.practice_id,
                therapist_id=cast.marta.staff_id,
                first_on=date(2020, 1, 6),
                last_on=date(2020, 1, 6),
                rrule="FREQ=DAILY",
                until=date(2026, 10, 18),
            )
        )
    assert {one.time_off_id for one in time_off.coming(cast.marta)} == {today, for_ever}
    assert time_off.coming(cast.ruth, cast.jordi.staff_id) == []


# who may  ID-8


def test_a_therapist_enters_their_own_time_off_only(cast: Cast) -> None:  # ID-8
    add(cast, draft(cast), cast.marta)
    for wanted, problem in (
        (draft(cast, therapist_id=None), NotAllowed),
        (draft(cast, therapist_id=cast.jordi.staff_id), NotYours),
        (draft(cast, therapist_id=cast.ruth.staff_id), NotYours),
    ):
        with pytest.raises(problem):
            add(cast, wanted, cast.marta)
        with pytest.raises(problem):
            over(cast, wanted, cast.marta)
    with pytest.raises(NotAllowed):
        add(cast, draft(cast, therapist_id=cast.jordi.staff_id), replace(cast.marta, sees_all=True))
    (shown,) = time_off.coming(cast.marta)
    for stranger in (cast.jordi, the_cast(slug="lluna").olga):
        assert time_off.coming(stranger) == []
        with pytest.raises(NotYours):
            time_off.remove(stranger, shown.time_off_id, seen=shown.state, origin=NOWHERE)
    assert count(TimeOff) == 1


def test_a_therapist_cannot_pass_their_time_off_to_another(cast: Cast) -> None:  # ID-8
    saved = add(cast, draft(cast), cast.marta)
    seen = time_off.coming(cast.marta)[0].state
    other = draft(cast, therapist_id=cast.jordi.staff_id)
    with pytest.raises(NotYours):
        time_off.change(cast.marta, saved.time_off_id, other, seen=seen, origin=NOWHERE)


def test_a_decision_reaches_nobody_elses_appointment(cast: Cast) -> None:  # ID-8
    theirs = appointment(cast, cast.clara, f"{THURSDAY} 10:00")
    neighbour = the_cast(slug="lluna")
    next_door = appointment(neighbour, neighbour.ana, f"{THURSDAY} 10:00")
    add(cast, draft(cast), cast.marta, decided=Decided({theirs: Decision.CANCEL, next_door: Decision.CANCEL}))
    with read() as db:
        statuses = {db.get_one(Appointment, one).status for one in (theirs, next_door)}
    assert statuses == {AppointmentStatus.CONFIRMED}
