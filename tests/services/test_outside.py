"""Appointments that changed hours and holidays leave outside: each is decided about before it is written (AV-10)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time

import pytest
import sqlalchemy as sa

from models.tables import ActivityEntry, Appointment, Holiday, WorkingHours
from models.vocabulary import Action, AppointmentStatus
from portal_app.domain.hours_plan import PeriodDraft
from portal_app.domain.problems import AppointmentsCovered
from portal_app.domain.refs import NOWHERE
from portal_app.services.set_up import centres, holidays, policies, working_hours
from portal_app.services.set_up.decisions import Decided, Decision
from portal_app.services.transaction import read, write
from tests.builders import BARCELONA, Cast, appointment, on

THURSDAY, THE_22ND = 3, "2026-10-22"
Change = Callable[[Cast, Decided], object]


def hours_state(cast: Cast) -> str:
    return working_hours.of_therapist(cast.olga, cast.marta.staff_id).state


def mornings_only(cast: Cast, decided: Decided) -> object:
    morning = PeriodDraft(time(9), time(14), cast.gracia)
    options = {"decided": decided, "seen": hours_state(cast), "origin": NOWHERE}
    return working_hours.set_week(cast.olga, cast.marta.staff_id, {THURSDAY: [morning]}, **options)


def closed_date(cast: Cast, decided: Decided) -> object:
    options = {"decided": decided, "seen": hours_state(cast), "origin": NOWHERE}
    return working_hours.set_date(cast.olga, cast.marta.staff_id, on(THE_22ND), [], **options)


def holiday(cast: Cast, decided: Decided) -> object:
    return holidays.add(cast.olga, on(THE_22ND), name="Festa major", decided=decided, origin=NOWHERE)


def another_zone(cast: Cast, decided: Decided) -> object:
    seen = policies.shown(cast.olga)
    wanted = replace(seen.policies, timezone="Asia/Tokyo")
    return policies.change(cast.olga, wanted, decided=decided, seen=seen.state, origin=NOWHERE)


def left_outside(cast: Cast, change: Change, decided: Decided = Decided()) -> list[str]:  # noqa: B008  it is frozen
    with pytest.raises(AppointmentsCovered) as refused:
        change(cast, decided)
    covered = refused.value.facts["covered"]
    return [f"{one.starts_at.astimezone(BARCELONA):%d.%m %H:%M} {one.patient}" for one in covered]  # pyright: ignore[reportGeneralTypeIssues]  what it is about


def written() -> tuple[int, int, int]:
    with read() as db:
        tables = (WorkingHours, Holiday, ActivityEntry)
        return tuple(db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in tables)


@pytest.mark.parametrize("change", [mornings_only, closed_date, holiday, another_zone])
def test_a_change_that_leaves_appointments_outside_lists_them_and_writes_nothing(  # AV-10
    cast: Cast, change: Change
) -> None:
    appointment(cast, cast.biel, "2026-10-15 17:00")
    appointment(cast, cast.ana, f"{THE_22ND} 17:00")
    appointment(cast, cast.biel, f"{THE_22ND} 18:00", status=AppointmentStatus.CANCELLED_BY_PATIENT)
    appointment(cast, cast.biel, f"{THE_22ND} 21:00")
    before = written()
    assert left_outside(cast, change) == ["22.10 17:00 Ana Ribas Font"]
    assert written() == before


@pytest.mark.parametrize("change", [mornings_only, closed_date, holiday, another_zone])
def test_each_appointment_left_outside_is_kept_or_cancelled_with_the_change(
    cast: Cast, change: Change
) -> None:  # AV-10
    kept, going = appointment(cast, cast.ana, f"{THE_22ND} 17:00"), appointment(cast, cast.biel, f"{THE_22ND} 18:00")
    elsewhere = appointment(cast, cast.biel, f"{THE_22ND} 21:00")
    decided = Decided({kept: Decision.KEEP, elsewhere: Decision.CANCEL})
    assert left_outside(cast, change, decided) == ["22.10 18:00 Biel Costa Vila"]
    change(cast, replace(decided, decisions={**decided.decisions, going: Decision.CANCEL}))
    with read() as db:
        rows = [db.get_one(Appointment, each).status for each in (kept, going, elsewhere)]
        actions = db.scalars(sa.select(ActivityEntry.action).order_by(ActivityEntry.number)).all()
    confirmed = AppointmentStatus.CONFIRMED
    assert rows == [confirmed, AppointmentStatus.CANCELLED_BY_PRACTICE, confirmed]
    assert sorted(actions) == [Action.APPOINTMENT_CANCELLED, Action.PRACTICE_CHANGED]


def test_what_lay_outside_already_is_not_asked_about_again(cast: Cast) -> None:
    late = appointment(cast, cast.ana, f"{THE_22ND} 17:00")
    mornings_only(cast, Decided({late: Decision.KEEP}))
    closed_date(cast, Decided())


def test_a_change_that_leaves_nothing_outside_asks_nothing(cast: Cast) -> None:
    appointment(cast, cast.ana, f"{THE_22ND} 10:00")
    appointment(cast, cast.clara, f"{THE_22ND} 17:00")
    mornings_only(cast, Decided())


def test_a_worked_holiday_that_is_kept_again_asks_about_its_appointments(cast: Cast) -> None:  # AV-10
    worked = holidays.work(cast.olga, on("2026-12-08"), origin=NOWHERE)
    kept = appointment(cast, cast.ana, "2026-12-08 10:00")
    with pytest.raises(AppointmentsCovered):
        holidays.remove(cast.olga, worked, origin=NOWHERE)
    holidays.remove(cast.olga, worked, decided=Decided({kept: Decision.KEEP}), origin=NOWHERE)


def test_a_centres_new_region_asks_about_appointments_on_its_holidays(cast: Cast) -> None:  # AV-10
    day_of_galicia = appointment(cast, cast.ana, "2027-07-28 10:00")
    on_the_day_of_madrid = appointment(cast, cast.ana, "2027-05-03 10:00")
    seen = next(one for one in centres.listed(cast.olga) if one.centre_id == cast.gracia)
    change = {"seen": seen.state, "origin": NOWHERE}
    with pytest.raises(AppointmentsCovered) as refused:
        centres.change(cast.olga, cast.gracia, replace(seen.draft, region="MD"), **change)
    covered = refused.value.facts["covered"]
    assert [one.appointment_id for one in covered] == [on_the_day_of_madrid]  # pyright: ignore[reportGeneralTypeIssues]  what it is about
    assert day_of_galicia != on_the_day_of_madrid


# history


def starts(cast: Cast, weekday: int = THURSDAY) -> list[tuple[str, str, str]]:
    with read() as db:
        rows = db.scalars(
            sa.select(WorkingHours)
            .where(WorkingHours.therapist_id == cast.marta.staff_id, WorkingHours.weekday == weekday)
            .order_by(WorkingHours.starts, WorkingHours.valid_from)
        ).all()
    return [(f"{row.starts:%H:%M}", str(row.valid_from or ""), str(row.valid_to or "")) for row in rows]


def test_replaced_hours_hold_up_to_yesterday_and_the_new_ones_from_today(cast: Cast) -> None:  # AV-2, AV-9
    mornings_only(cast, Decided())
    assert starts(cast) == [("09:00", "", ""), ("16:00", "", "2026-10-18")]
    late = PeriodDraft(time(18), time(20), cast.gracia)
    options = {"seen": hours_state(cast), "origin": NOWHERE}
    working_hours.set_week(cast.olga, cast.marta.staff_id, {THURSDAY: [late]}, **options)
    assert starts(cast) == [("09:00", "", "2026-10-18"), ("16:00", "", "2026-10-18"), ("18:00", "2026-10-19", "")]
    (shown,) = working_hours.of_therapist(cast.olga, cast.marta.staff_id).week[THURSDAY]
    assert shown == late


def test_a_day_shows_its_periods_in_order_whichever_was_changed_last(cast: Cast) -> None:
    periods = [PeriodDraft(time(8), time(14), cast.gracia), PeriodDraft(time(16), time(20), cast.gracia)]
    options = {"seen": hours_state(cast), "origin": NOWHERE}
    working_hours.set_week(cast.olga, cast.marta.staff_id, {THURSDAY: periods}, **options)
    assert list(working_hours.of_therapist(cast.olga, cast.marta.staff_id).week[THURSDAY]) == periods


def test_hours_laid_down_and_changed_on_one_day_leave_no_trace(cast: Cast) -> None:
    for hour in (17, 18, 19):
        period = PeriodDraft(time(hour), time(20), cast.gracia)
        options = {"seen": hours_state(cast), "origin": NOWHERE}
        working_hours.set_week(cast.olga, cast.marta.staff_id, {THURSDAY: [period]}, **options)
    assert [one for one in starts(cast) if one[1]] == [("19:00", "2026-10-19", "")]


def test_the_first_hours_a_therapist_ever_has_hold_for_what_is_past_as_well(cast: Cast) -> None:
    with write() as db:
        db.execute(sa.delete(WorkingHours).where(WorkingHours.therapist_id == cast.marta.staff_id))
    mornings_only(cast, Decided())
    assert starts(cast) == [("09:00", "", "")]
