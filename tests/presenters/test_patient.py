"""What a patient reads, in each of the three languages."""

from datetime import date, timedelta

import pytest

from models.vocabulary import Locale, RequestStatus
from portal_app.components.patient.words import ticket_words
from portal_app.i18n.text import Text, text
from portal_app.presenters.patient import calendar as words
from portal_app.presenters.patient.agents import browser_and_system
from portal_app.presenters.patient.day import day_view, written
from portal_app.presenters.patient.packs import packs_view
from portal_app.presenters.patient.portal import initials
from portal_app.presenters.patient.request_views import Look
from portal_app.presenters.patient.requests import requests_view
from portal_app.presenters.patient.times import relative_day
from portal_app.presenters.patient.trail import masked
from portal_app.services import calendar, own_record
from tests.builders import Cast, appointment, at, on, pack, slot_request

ES, CA, EN = (text(locale) for locale in (Locale.ES, Locale.CA, Locale.EN))
TODAY = date(2026, 10, 19)


@pytest.mark.parametrize(
    ("days", "es", "ca", "en"),
    [
        (0, "Hoy", "Avui", "Today"),
        (1, "Mañana", "Demà", "Tomorrow"),
        (3, "Jueves", "Dijous", "Thursday"),
        (10, "29 oct", "29 d’oct.", "29 Oct"),
    ],
)
def test_a_day_is_named_as_one_would_say_it(days: int, es: str, ca: str, en: str) -> None:
    that_day = TODAY + timedelta(days=days)
    assert [relative_day(t, that_day, TODAY) for t in (ES, CA, EN)] == [es, ca, en]


@pytest.mark.parametrize(
    ("t", "when", "day", "place"),
    [
        (ES, "Mañana, 17:00", "Martes 20 de octubre · 50 min", "En Gràcia, con Marta"),
        (CA, "Demà, 17:00", "Dimarts 20 d’octubre · 50 min", "A Gràcia, amb Marta"),
        (EN, "Tomorrow, 17:00", "Tuesday 20 October · 50 min", "At Gràcia, with Marta"),
    ],
)
def test_the_next_session_in_one_look(cast: Cast, t: Text, when: str, day: str, place: str) -> None:  # CA-5
    made = appointment(cast, cast.ana, "2026-10-20 17:00")
    hero = words.calendar_view(t, calendar.home(cast.ana)).hero
    assert (hero.when, hero.date, hero.place) == (when, day, place)
    assert hero.calendar_file == f"/api/appointments/{made}.ics"
    assert hero.address == "Carrer de Verdi 28, 08012 Barcelona"


def test_a_time_after_the_clocks_change_is_the_walls(cast: Cast) -> None:  # AV-3
    slot_request(cast, cast.ana, "2026-10-28 09:00")
    slot_request(cast, cast.ana, "2026-10-23 09:00")
    view = words.calendar_view(ES, calendar.home(cast.ana))
    assert view.waiting == "2026-10-23T09:00 2026-10-28T09:00"


def test_more_changes_than_days_are_worth_are_not_told_one_by_one(cast: Cast) -> None:
    view = words.calendar_view(ES, calendar.home(cast.ana))
    assert words.changes(view, view.days, view.counts) == ""
    assert words.changes(view, "1" + view.days[1:], view.counts) == f"0:{view.days[0]}{view.counts[0]}"
    assert words.changes(view, "1" * len(view.days), view.counts) is None
    assert words.changes(view, view.days + "0", view.counts + "0") is None


@pytest.mark.parametrize("t", [ES, CA, EN])
def test_the_page_puts_short_dates_together_as_they_are_written(t: Text) -> None:  # UX-1
    said = ticket_words(t)
    for n in range(366):
        day = date(2028, 1, 1) + timedelta(days=n)
        put = f"{day.day} {said['ofShortMonths'][day.month - 1]}"
        assert put == t.short_date(day)
        assert f"{said['shortWeekdays'][day.weekday()]} {put}" == t.short_day(day)


def test_the_times_of_a_day_are_written_in_few_characters(cast: Cast) -> None:  # CA-2
    slot_request(cast, cast.ana, "2026-10-22 10:00")
    day = calendar.day(cast.ana, on("2026-10-22"))
    times = day_view(ES, day).times.split()
    assert times[0] == "0900+"
    assert "1000+!" in times, "one's own request"
    places = list(day.places)
    assert written(day.slots[0], day.portal.zone, places, told_on=TODAY) == "2026-10-220900+"
    assert written(day.slots[0], day.portal.zone, ["elsewhere", *places]) == "0900+1"


@pytest.mark.parametrize(
    ("status", "starts", "look"),
    [
        (RequestStatus.PENDING, "2026-10-22 10:00", Look.PENDING),
        (RequestStatus.PENDING, "2026-10-16 10:00", Look.EXPIRED),
        (RequestStatus.ACCEPTED, "2026-10-22 10:00", Look.ACCEPTED),
        (RequestStatus.ACCEPTED, "2026-10-16 10:00", Look.PAST),
        (RequestStatus.REJECTED, "2026-10-22 10:00", Look.REJECTED),
        (RequestStatus.CANCELLED, "2026-10-22 10:00", Look.CANCELLED),
        (RequestStatus.EXPIRED, "2026-10-16 10:00", Look.EXPIRED),
    ],
)
def test_a_request_is_drawn_as_what_became_of_it(cast: Cast, status: RequestStatus, starts: str, look: Look) -> None:
    slot_request(cast, cast.ana, starts, status=status)
    view = requests_view(ES, calendar.requests(cast.ana))
    assert [one.look for one in (*(waiting.request for waiting in view.pending), *view.answered)] == [look]


@pytest.mark.parametrize(
    ("t", "no", "asked"),
    [
        (ES, "Esta vez no ha podido ser. Quedan otras horas libres.", "En Gràcia · pedida ayer"),
        (CA, "Aquesta vegada no ha pogut ser. Queden altres hores lliures.", "A Gràcia · demanada ahir"),
        (EN, "It didn’t work out this time. Other times are still open.", "At Gràcia · asked yesterday"),
    ],
)
def test_a_kind_no(cast: Cast, t: Text, no: str, asked: str) -> None:  # WL-6
    slot_request(cast, cast.ana, "2026-10-22 10:00", status=RequestStatus.REJECTED)
    slot_request(cast, cast.ana, "2026-10-23 10:00", created_at=at("2026-10-18 22:30"))
    view = requests_view(t, calendar.requests(cast.ana))
    assert view.answered[0].words == no
    assert view.pending[0].request.words == asked
    assert [slot.day for slot in view.openings] == [t.short_day(on("2026-10-20"))] * 3


@pytest.mark.parametrize(
    ("t", "left", "used", "price"),
    [
        (ES, "sesión disponible", "0 usadas", "108,00 €"),
        (CA, "sessió disponible", "0 fetes", "108,00 €"),
        (EN, "session left", "0 used · 1 booked", "€108.00"),
    ],
)
def test_the_last_session_of_a_pack_is_told_without_selling(
    cast: Cast, t: Text, left: str, used: str, price: str
) -> None:  # PK-2
    bought = pack(cast.ana, total=2)
    appointment(cast, cast.ana, "2026-10-22 10:00", pack_id=bought)
    view = next(one for one in packs_view(t, own_record.packs(cast.ana)).current if one.total_sessions == 2)
    assert (view.left, view.left_words, view.steps) == (1, left, "bl")
    assert view.used.startswith(used)
    assert view.price.replace("\u00a0", " ") == price
    assert "Marta" in view.note


def test_a_pack_of_more_than_twenty_has_one_bar(cast: Cast) -> None:
    bought = pack(cast.ana, total=40)
    appointment(cast, cast.ana, "2026-10-22 10:00", pack_id=bought)
    view = next(one for one in packs_view(ES, own_record.packs(cast.ana)).current if one.total_sessions == 40)
    assert (view.steps, view.used_share, view.booked_share) == ("", "0.0%", "2.5%")


@pytest.mark.parametrize(("name", "short"), [("Laura Campos Vila", "LC"), ("Ona", "O"), ("", "")])
def test_initials(name: str, short: str) -> None:
    assert initials(name) == short


@pytest.mark.parametrize(
    ("user_agent", "es", "en"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari en iPhone",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36 Edg/130.0",
            "Edge en Windows",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36", "Chrome en Android", "Chrome on Android"),
        ("", "Un navegador", "A browser"),
    ],
)
def test_a_device_is_named_by_its_browser_and_system(user_agent: str, es: str, en: str) -> None:
    assert (browser_and_system(ES, user_agent), browser_and_system(EN, user_agent)) == (es, en)


@pytest.mark.parametrize(
    ("address", "shown"), [("81.44.12.9", "81.44.x.x"), ("2a01:c50:f:1::2", "2a01:c50:x:x"), ("", "")]
)
def test_an_address_is_recognised_and_no_more(address: str, shown: str) -> None:
    assert masked(address) == shown
