"""PR-1, AV-2, AV-10: hours, dates, time off and holidays are set up in the app, without a browser."""

import pytest

from models.vocabulary import AppointmentStatus
from portal_app.services import agenda
from portal_app.services.agenda import View
from portal_app.states.staff.forming import ON
from portal_app.states.staff.settings.holidays import HolidaysState
from portal_app.states.staff.settings.hours import HoursState
from portal_app.states.staff.settings.time_off import TimeOffState
from tests.builders import Cast, appointment, on
from tests.states.settings_page import loaded
from tests.states.staff_page import send


async def test_a_therapist_sets_their_own_hours(cast: Cast) -> None:  # AV-2
    page = await loaded(HoursState, cast.marta)
    monday = page.days[0]
    assert [(one.starts, one.ends) for one in monday.periods] == [("09:00", "14:00"), ("16:00", "20:00")]
    assert [(bar.left, bar.width) for bar in monday.bars] == [("7.7%", "38.5%"), ("61.5%", "30.8%")]
    await send(page, "set_period", key=monday.periods[0].key, name="starts", value="10:00")
    assert (page.changed, page.days[0].changed, page.days[1].changed) == (True, True, False)
    await send(page, "save")
    await send(page, "refresh")
    assert (page.changed, page.said) == (False, "Guardado.")
    assert agenda.look(cast.marta, View.WEEK, on("2026-10-26")).diaries[0].worked[0].starts_at.hour == 9


async def test_a_day_is_copied_to_the_others_and_can_be_closed(cast: Cast) -> None:  # PR-1
    page = await loaded(HoursState, cast.marta)
    await send(page, "remove", key=page.days[0].periods[1].key)
    await send(page, "ask_copy", weekday=0)
    await send(page, "copy_to", weekday=-1)
    assert [len(day.periods) for day in page.days] == [1, 1, 1, 1, 1, 0, 0]
    await send(page, "toggle", weekday=4, value=False)
    await send(page, "toggle", weekday=5, value=True)
    await send(page, "save")
    again = await loaded(HoursState, cast.marta)
    assert [len(day.periods) for day in again.days] == [1, 1, 1, 1, 0, 1, 0]


async def test_hours_that_cannot_be_are_refused_beside_their_day(cast: Cast) -> None:  # PR-1
    page = await loaded(HoursState, cast.marta)
    first, second = page.days[2].periods
    await send(page, "set_period", key=second.key, name="starts", value="13:00")
    await send(page, "set_period", key=first.key, name="ends", value="")
    await send(page, "save")
    assert page.days[2].periods[0].error
    await send(page, "set_period", key=first.key, name="ends", value="14:00")
    await send(page, "save")
    assert [bool(one.error) for one in page.days[2].periods] == [False, True]
    assert page.days[2].periods[1].starts == "13:00"


async def test_days_that_only_somebody_else_changed_are_taken_over(cast: Cast) -> None:  # PR-1
    first, second = await loaded(HoursState, cast.marta), await loaded(HoursState, cast.olga)
    await send(second, "choose_therapist", therapist_id=cast.marta.staff_id)
    await send(first, "remove", key=first.days[0].periods[0].key)
    await send(first, "save")
    await send(second, "remove", key=second.days[1].periods[0].key)
    await send(second, "save")
    assert (second.said, second.meanwhile) == ("Guardado.", "")
    assert [len(day.periods) for day in second.days] == [1, 1, 2, 2, 2, 0, 0]


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize(("choice", "monday"), [("keep_mine", "09:00"), ("take_theirs", "16:00")])
async def test_a_day_that_two_people_changed_is_told_and_what_was_typed_stays(
    cast: Cast, choice: str, monday: str, live: bool
) -> None:  # PR-1
    first, second = await loaded(HoursState, cast.marta), await loaded(HoursState, cast.olga)
    await send(second, "choose_therapist", therapist_id=cast.marta.staff_id)
    await send(first, "remove", key=first.days[0].periods[0].key)
    await send(first, "save")
    await send(second, "remove", key=second.days[0].periods[1].key)
    if live:
        await send(second, "refresh")
    await send(second, "save")
    assert second.meanwhile.startswith("Marta Soler Puig")
    assert (second.days[0].theirs, second.days[1].theirs) == ("16:00 – 20:00 Gràcia", "")
    assert [one.starts for one in second.days[0].periods] == ["09:00"]
    await send(second, choice)
    await send(second, "save")
    assert second.meanwhile == ""
    assert [one.starts for one in (await loaded(HoursState, cast.marta)).days[0].periods] == [monday]


async def test_hours_that_leave_appointments_outside_ask_what_becomes_of_each(cast: Cast) -> None:  # AV-10
    ana = appointment(cast, cast.ana, "2026-10-22 17:00")
    biel = appointment(cast, cast.biel, "2026-10-29 18:00")
    page = await loaded(HoursState, cast.marta)
    await send(page, "remove", key=page.days[3].periods[1].key)
    await send(page, "save")
    assert [one.patient for one in page.covered] == ["Ana Ribas Font", "Biel Costa Vila"]
    await send(page, "go_on")
    assert (page.undecided, page.said, page.changed) == (2, "", True)
    await send(page, "decide", key=ana, decision="keep")
    await send(page, "decide", key=biel, decision="cancel")
    await send(page, "go_on")
    assert (page.covered, page.said, page.changed) == ([], "Guardado.", False)
    kept = agenda.look(cast.marta, View.WEEK, on("2026-10-22")).diaries[0].appointments
    assert [one.appointment_id for one in kept] == [ana]
    assert agenda.look(cast.marta, View.WEEK, on("2026-10-29")).diaries[0].appointments == ()


async def test_back_from_the_question_the_hours_are_still_typed_and_not_saved(cast: Cast) -> None:  # AV-10
    appointment(cast, cast.ana, "2026-10-22 17:00")
    page = await loaded(HoursState, cast.marta)
    await send(page, "toggle", weekday=3, value=False)
    await send(page, "save")
    await send(page, "back")
    assert (page.covered, page.changed, page.days[3].open) == ([], True, False)
    assert (await loaded(HoursState, cast.marta)).days[3].open


async def test_a_closed_date_asks_about_its_appointments(cast: Cast) -> None:  # AV-10
    appointment(cast, cast.ana, "2026-10-22 17:00")
    page = await loaded(HoursState, cast.marta)
    await send(page, "open_date", on="")
    await send(page, "save_date", form={"on": "2026-10-22"})
    assert (len(page.covered), page.dates) == (1, [])
    await send(page, "decide_all", decision="keep")
    await send(page, "go_on")
    assert ([one.on for one in page.dates], page.opened) == (["2026-10-22"], "")


async def test_a_date_has_hours_of_its_own(cast: Cast) -> None:  # AV-2
    page = await loaded(HoursState, cast.marta, "/en/staff/settings/hours")
    await send(page, "open_date", on="")
    await send(page, "save_date", form={"on": ""})
    assert page.errors["on"]
    await send(page, "add", weekday=7)
    await send(page, "save_date", form={"on": "2026-12-24"})
    assert [(one.day, one.hours) for one in page.dates] == [("Thursday 24 December", "9:00 – 14:00 Gràcia")]
    await send(page, "clear_date", on="2026-12-24")
    assert page.dates == []


async def test_another_therapists_hours_are_not_offered_nor_changed(cast: Cast) -> None:  # ID-8
    page = await loaded(HoursState, cast.marta)
    await send(page, "choose_therapist", therapist_id=cast.jordi.staff_id)
    assert page.therapist == cast.marta.staff_id
    reception = await loaded(HoursState, cast.ruth)
    assert (len(reception.therapists), reception.may_change) == (2, False)


async def test_time_off_over_appointments_asks_what_becomes_of_each(cast: Cast) -> None:  # AV-10
    ana = appointment(cast, cast.ana, "2026-10-22 10:00")
    biel = appointment(cast, cast.biel, "2026-10-22 12:00")
    page = await loaded(TimeOffState, cast.marta)
    await send(page, "start")
    await send(page, "save", form={**page.filled, "first_on": "2026-10-22", "title": "Congreso"})
    assert [(one.patient, one.decision) for one in page.covered] == [("Ana Ribas Font", ""), ("Biel Costa Vila", "")]
    assert (page.undecided, page.rows) == (2, [])
    await send(page, "decide", key=ana, decision="keep")
    await send(page, "decide", key=biel, decision="cancel")
    assert page.undecided == 0
    await send(page, "go_on")
    assert [(row.title, row.when) for row in page.rows] == [("Congreso", "Jueves 22 de octubre de 2026")]
    shown = agenda.look(cast.marta, View.WEEK, on("2026-10-22")).diaries[0].appointments
    assert [(one.appointment_id, one.status) for one in shown] == [(ana, AppointmentStatus.CONFIRMED)]


async def test_back_from_the_question_nothing_is_saved(cast: Cast) -> None:  # AV-10
    appointment(cast, cast.ana, "2026-10-22 10:00")
    page = await loaded(TimeOffState, cast.marta)
    await send(page, "start")
    await send(page, "save", form={**page.filled, "first_on": "2026-10-22"})
    await send(page, "back")
    assert (page.covered, page.rows, page.filled["first_on"]) == ([], [], "2026-10-22")


async def test_a_lunch_repeats_on_its_weekdays(cast: Cast) -> None:  # AV-2
    page = await loaded(TimeOffState, cast.marta, "/en/staff/settings/time-off")
    await send(page, "start")
    weekly = {"every": "week", "weekday_0": ON, "weekday_2": ON, "whole": "", "starts": "14:00", "ends": "15:00"}
    for name, value in weekly.items():
        await send(page, "typed", name=name, value=value)
    await send(page, "save", form={"first_on": "2026-10-19", "title": "Lunch"})
    assert page.rows[0].when == "Every week: Monday and Wednesday, from 19 Oct 2026, 14:00\u00a0–\u00a015:00"
    await send(page, "open", key=page.rows[0].key)
    assert (page.filled["weekday_2"], page.filled["weekday_1"], page.filled["whole"]) == (ON, "", "")
    await send(page, "save", form={**page.filled, "until": "2026-12-31"})
    assert "until 31 Dec 2026" in page.rows[0].when


async def test_time_off_goes_after_a_question(cast: Cast) -> None:
    page = await loaded(TimeOffState, cast.ruth)
    await send(page, "start")
    await send(page, "save", form={**page.filled, "therapist_id": "practice", "first_on": "2026-12-24"})
    (row,) = page.rows
    assert row.who == "Toda la consulta"
    await send(page, "remove", key=row.key)
    assert len(page.rows) == 1
    await send(page, "ask_remove", key=row.key)
    await send(page, "remove", key=row.key)
    assert page.rows == []


async def test_a_therapist_takes_nobody_elses_time(cast: Cast) -> None:  # ID-8
    page = await loaded(TimeOffState, cast.marta)
    assert [one.value for one in page.therapists] == [cast.marta.staff_id]
    await send(page, "start")
    await send(page, "save", form={**page.filled, "therapist_id": cast.jordi.staff_id, "first_on": "2026-12-24"})
    assert (page.rows, page.trouble != "" or page.errors != {}) == ([], True)


async def test_a_holiday_is_added_worked_through_and_taken_back(cast: Cast) -> None:  # AV-2
    page = await loaded(HolidaysState, cast.olga)
    assert page.year == 2026
    await send(page, "start")
    await send(page, "save", form={"on": "2026-11-20", "name": "Fiesta del barrio", "centre_id": ""})
    (own,) = [row for row in page.rows if row.by_hand]
    assert (own.day, own.name) == ("Viernes 20 de noviembre", "Fiesta del barrio")
    await send(page, "remove", key=own.key)
    assert not any(row.by_hand for row in page.rows)
    constitution = next(row for row in page.rows if row.day == "Martes 8 de diciembre")
    await send(page, "work", key=constitution.key)
    (worked,) = [row for row in page.rows if row.worked]
    await send(page, "remove", key=worked.key)
    assert not any(row.worked for row in page.rows)


async def test_the_years_go_by_within_reason(cast: Cast) -> None:
    page = await loaded(HolidaysState, cast.olga)
    for _ in range(9):
        await send(page, "step", years=1)
    assert page.year == 2029
