"""AG-1, AV-3, UX-1: how the week is drawn and worded."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from models.vocabulary import AppointmentStatus, Locale
from portal_app.domain.refs import NOWHERE, StaffRef
from portal_app.i18n.text import text
from portal_app.presenters.staff import agenda as presenter
from portal_app.presenters.staff import agenda_days, agenda_month, words
from portal_app.presenters.staff.agenda import AgendaView, ColumnView, NowView
from portal_app.services import agenda
from portal_app.services.agenda import View
from portal_app.services.set_up import services_offered
from tests.builders import BARCELONA, NOW, Cast, appointment, at, on, slot_request, time_off

ES, CA, EN = (text(locale) for locale in Locale)


def drawn(staff: StaffRef, day: str | None = None) -> tuple[AgendaView, list[ColumnView]]:
    read = agenda.look(staff, View.WEEK, on(day) if day else None)
    return presenter.agenda(ES, read), presenter.columns(ES, read)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-10-12", "2026-10-16", ("12 – 16 de octubre", "12 – 16 d’octubre", "12 – 16 October")),
        ("2026-09-28", "2026-10-02", ("28 sept – 2 oct", "28 de set. – 2 d’oct.", "28 Sept – 2 Oct")),
        ("2027-02-01", "2027-02-05", ("1 – 5 de febrero 2027", "1 – 5 de febrer 2027", "1 – 5 February 2027")),
    ],
)
def test_a_week_is_headed_by_its_days(first: str, last: str, said: tuple[str, str, str]) -> None:
    heads = [words.days(t, on(first), on(last), today=on("2026-10-14")) for t in (ES, CA, EN)]
    assert tuple(heads) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-10-19 08:12", ("hoy, 8:12", "avui, 8:12", "today, 8:12")),
        ("2026-10-18 23:59", ("ayer", "ahir", "yesterday")),
        ("2026-10-17 00:01", ("hace 2 días", "fa 2 dies", "2 days ago")),
        ("2026-09-01 10:00", ("1 sept", "1 de set.", "1 Sept")),
    ],
)
def test_a_wait_is_told_as_people_say_it(moment: str, said: tuple[str, str, str]) -> None:
    assert tuple(words.when(t, at(moment), now=NOW, zone=BARCELONA) for t in (ES, CA, EN)) == said


def test_the_scale_goes_from_eight_to_eight_and_further_where_something_is(cast: Cast) -> None:
    week, _ = drawn(cast.marta)
    assert (week.first_hour, week.hours_shown) == (8, 12)
    appointment(cast, cast.ana, "2026-10-20 07:30")
    appointment(cast, cast.ana, "2026-10-20 20:30")
    week, _ = drawn(cast.marta)
    assert (week.first_hour, week.hours_shown) == (7, 15)


def test_hours_that_are_not_worked_are_shaded(cast: Cast) -> None:
    _, days = drawn(cast.marta)
    assert [(part.s, part.e) for part in days[1].closed] == [(8, 9.0), (14.0, 16.0)]
    assert [(part.s, part.e) for part in days[5].closed] == [(8, 20)]


def test_a_session_outside_the_hours_says_so_until_it_is_over(cast: Cast) -> None:  # AV-10
    for day in ("2026-10-16", "2026-10-20"):
        for hour in (10, 15, 20):
            appointment(cast, cast.ana, f"{day} {hour}:00")
    past = {event.time: event.mark for event in drawn(cast.marta, "2026-10-16")[1][4].events if event.kind != "free"}
    to_come = {event.time: event.mark for event in drawn(cast.marta)[1][1].events if event.kind != "free"}
    assert past == {"10:00": "", "15:00": "", "20:00": ""}
    assert to_come == {"10:00": "", "15:00": "Fuera del horario", "20:00": "Fuera del horario"}


def test_the_weekend_is_drawn_when_somebody_comes(cast: Cast) -> None:
    assert drawn(cast.marta)[0].shown == 5
    appointment(cast, cast.ana, "2026-10-24 10:00")
    assert drawn(cast.marta)[0].shown == 7


def test_what_is_left_of_a_day_is_free(cast: Cast) -> None:
    appointment(cast, cast.ana, "2026-10-20 10:00")
    time_off(cast, "2026-10-20", therapist=cast.marta, hours=(time(16), time(20)))
    slot_request(cast, cast.biel, "2026-10-20 12:00")
    _, days = drawn(cast.marta)
    told = [(event.kind, event.time, event.detail) for event in days[1].events]
    assert told == [
        ("free", "9:00", "1 h"),
        ("appointment", "10:00", "50 min · En Gràcia"),
        ("free", "10:50", "70 min"),
        ("interest", "12:00", ""),
        ("free", "12:50", "70 min"),
        ("block", "16:00", "4 h"),
    ]


def test_a_whole_day_off_fills_the_column(cast: Cast) -> None:
    time_off(cast, "2026-10-20", "2026-10-21", therapist=cast.marta)
    _, days = drawn(cast.marta)
    (block,) = days[1].events
    assert (block.s, block.e, block.title, block.detail) == (8, 20, "Ausencia", "Todo el día")


def test_the_now_line_is_in_todays_column_only(cast: Cast) -> None:
    _, days = drawn(cast.marta)
    assert [day.today for day in days] == [True, *[False] * 6]

    def now(view: View, day: str) -> NowView:
        return presenter.now(ES, agenda.look(cast.marta, view, on(day)))

    assert now(View.WEEK, "2026-10-21") == NowView("9.0", "9:00")
    assert now(View.DAY, "2026-10-19") == NowView("9.0", "9:00")
    assert now(View.DAY, "2026-10-21") == now(View.WEEK, "2026-10-27") == NowView()


@pytest.mark.parametrize("day", ["2026-10-25", "2027-03-28"])
def test_a_session_keeps_its_place_on_the_wall_when_the_clock_changes(cast: Cast, day: str) -> None:  # AV-3
    appointment(cast, cast.ana, f"{day} 10:00")
    _, days = drawn(cast.marta, day)
    (event,) = [event for event in days[6].events if event.kind == "appointment"]
    assert (event.s, event.e, event.starts) == (10.0, 10.833, f"{day}T10:00")


def test_a_day_is_spoken_whole(cast: Cast) -> None:  # CA-9
    appointment(cast, cast.ana, "2026-10-20 10:00")
    slot_request(cast, cast.ana, "2026-10-20 12:00")
    slot_request(cast, cast.biel, "2026-10-20 12:00")
    read = agenda.look(cast.marta)
    labels = [presenter.columns(t, read)[1].label for t in (ES, CA, EN)]
    assert labels == [agenda_days.strip(t, read)[1].label for t in (ES, CA, EN)]
    assert labels == [
        "Martes 20 de octubre, 1 sesión, 2 pacientes interesados",
        "Dimarts 20 d’octubre, 1 sessió, 2 pacients interessats",
        "Tuesday 20 October, 1 session, 2 patients interested",
    ]


@pytest.mark.parametrize(
    ("minutes", "said"), [(30, "30 min"), (60, "1 h"), (75, "75 min"), (120, "2 h"), (150, "2 h 30 min")]
)
def test_a_length_is_told_in_hours_from_two_on(minutes: int, said: str) -> None:
    assert words.length(ES, timedelta(minutes=minutes)) == said


def test_a_session_has_its_services_colour(cast: Cast) -> None:  # PR-1
    appointment(cast, cast.ana, "2026-10-20 10:00")
    assert [event.hue for event in drawn(cast.marta)[1][1].events if event.kind == "appointment"] == [""]
    (service,) = services_offered.listed(cast.olga)
    draft = replace(service.draft, hue=165)
    services_offered.change(cast.olga, cast.individual, draft, seen=service.state, origin=NOWHERE)
    assert [event.hue for event in drawn(cast.marta)[1][1].events if event.kind == "appointment"] == ["165"]


def test_a_free_week_is_known_as_one(cast: Cast) -> None:
    assert drawn(cast.marta)[0].nothing
    slot_request(cast, cast.ana, "2026-10-20 12:00")
    assert not drawn(cast.marta)[0].nothing


def test_times_are_the_practices_whatever_the_zone_they_come_in() -> None:
    starts = datetime(2026, 10, 20, 10, tzinfo=BARCELONA)
    assert words.asked_for(CA, "Ana", starts) == "Ana, dimarts 20 d’octubre, 10:00"
    assert words.coming(EN, starts, now=NOW, zone=BARCELONA) == "tomorrow, 10:00"
    assert words.date_in_year(ES, date(2026, 9, 2)) == "2 sept 2026"


def test_a_day_of_several_has_a_column_a_therapist_with_the_name_on_it(cast: Cast) -> None:  # AG-1
    appointment(cast, cast.clara, "2026-10-20 21:00")
    read = agenda.look(cast.ruth, View.DAY, on("2026-10-20"))
    view, columns = presenter.agenda(ES, read), presenter.columns(ES, read)
    assert [(one.on, one.who) for one in columns] == [
        ("2026-10-20", "Jordi Vidal Roca"),
        ("2026-10-20", "Marta Soler Puig"),
    ]
    assert columns[0].label == "Jordi Vidal Roca: Martes 20 de octubre, 1 sesión"
    assert (view.shown, view.title, view.hours_shown, view.beside_count) == (
        2,
        "Martes 20 de octubre",
        14,
        "2 terapeutas",
    )
    assert presenter.agenda(ES, agenda.look(cast.ruth, View.DAY, on("2026-10-21"))).hours_shown == 12


def test_a_month_says_in_a_few_lines_what_a_day_holds(cast: Cast) -> None:  # AG-1
    for hour in ("09:00", "10:00", "11:00", "12:00"):
        appointment(cast, cast.ana, f"2026-10-20 {hour}")
    appointment(cast, cast.ana, "2026-10-05 10:00", status=AppointmentStatus.NO_SHOW)
    slot_request(cast, cast.biel, "2026-10-21 10:00")
    time_off(cast, "2026-10-22", therapist=cast.marta)
    weeks = agenda_month.weeks(ES, agenda.look(cast.marta, View.MONTH, on("2026-10-19")))
    assert [len(week) for week in weeks] == [7] * 5
    cells = {cell.on: cell for week in weeks for cell in week}
    full, wanted, off = (cells[f"2026-10-{day}"] for day in ("20", "21", "22"))
    assert [(line.time, line.text, line.look) for line in full.lines] == [
        ("9:00", "Ana Ribas Font", "confirmed"),
        ("10:00", "Ana Ribas Font", "confirmed"),
    ]
    assert (full.more, full.dots, full.label) == ("2 más", "o", "Martes 20 de octubre, 4 sesiones")
    assert [(line.text, line.look) for line in wanted.lines] == [("1 interesado", "interest")]
    assert (off.note, off.closed, off.dots) == ("Ausencia", True, "x")
    assert [line.look for line in cells["2026-10-05"].lines] == ["missed"]
    assert [on for on, cell in cells.items() if cell.outside] == [
        "2026-09-28",
        "2026-09-29",
        "2026-09-30",
        "2026-11-01",
    ]


def test_a_session_that_is_over_asks_how_it_went_until_somebody_says(cast: Cast) -> None:  # AG-2
    appointment(cast, cast.ana, "2026-10-19 08:00")
    appointment(cast, cast.biel, "2026-10-19 07:00", status=AppointmentStatus.ATTENDED)
    appointment(cast, cast.ana, "2026-10-19 10:00")
    told = {event.time: (event.to_mark, event.mark) for event in drawn(cast.marta)[1][0].events if event.status}
    assert told == {"7:00": (False, "Asistió"), "8:00": (True, ""), "10:00": (False, "")}
