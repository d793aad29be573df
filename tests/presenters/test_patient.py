"""What a patient reads, in each of the three languages."""

from datetime import date, timedelta

import pytest

from models.vocabulary import Locale, RequestStatus
from portal_app.i18n.text import Text, text
from portal_app.presenters.patient import calendar as words
from portal_app.presenters.patient.agents import browser_and_system
from portal_app.presenters.patient.day import day_view
from portal_app.presenters.patient.packs import packs_view
from portal_app.presenters.patient.portal import initials
from portal_app.presenters.patient.requests import Look, requests_view
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


@pytest.mark.parametrize(
    ("t", "one", "two", "times"),
    [
        (ES, "1 hora por confirmar", "2 horas por confirmar", "22 oct, 18:00 · 28 oct, 9:00"),
        (CA, "1 hora per confirmar", "2 hores per confirmar", "22 d’oct., 18:00 · 28 d’oct., 9:00"),
        (EN, "1 time to be confirmed", "2 times to be confirmed", "22 Oct, 18:00 · 28 Oct, 9:00"),
    ],
)
def test_what_waits_is_counted_and_told(cast: Cast, t: Text, one: str, two: str, times: str) -> None:
    slot_request(cast, cast.ana, "2026-10-22 18:00")
    assert words.calendar_view(t, calendar.home(cast.ana)).waiting.title == one
    slot_request(cast, cast.ana, "2026-10-28 09:00")
    view = words.calendar_view(t, calendar.home(cast.ana)).waiting
    assert view.title == two
    assert view.times.replace("\u00a0", " ") == times


def test_a_time_after_the_clocks_change_is_the_walls(cast: Cast) -> None:  # AV-3
    slot_request(cast, cast.ana, "2026-10-28 09:00")
    slot_request(cast, cast.ana, "2026-10-23 09:00")
    times = words.calendar_view(ES, calendar.home(cast.ana)).waiting.times.replace("\u00a0", " ")
    assert times == "23 oct, 9:00 · 28 oct, 9:00"


@pytest.mark.parametrize(
    ("t", "lead", "next_words"),
    [
        (ES, "De 50 min, en Gràcia u online.", ""),
        (CA, "De 50 min, a Gràcia o en línia.", ""),
        (EN, "50 min each, at Gràcia or online.", ""),
    ],
)
def test_a_day_says_what_can_be_had(cast: Cast, t: Text, lead: str, next_words: str) -> None:  # CA-2
    view = day_view(t, calendar.day(cast.ana, on("2026-10-22")))
    assert (view.lead, view.next_words) == (lead, next_words)


def test_where_the_afternoon_begins_is_the_languages(cast: Cast) -> None:
    day = calendar.day(cast.ana, on("2026-10-22"))
    assert day_view(ES, day).morning[-1].time == "13:00"
    assert day_view(EN, day).morning[-1].time == "11:30"


def test_ones_own_request_stands_among_the_times_as_such(cast: Cast) -> None:
    slot_request(cast, cast.ana, "2026-10-22 10:00")
    view = day_view(ES, calendar.day(cast.ana, on("2026-10-22")))
    assert [slot.clock for slot in view.morning if slot.mine] == ["10:00"]
    assert view.morning[0].clock == "09:00"
    assert view.morning[0].time == "9:00"


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
    assert [one.look for one in (*view.pending, *view.answered)] == [look]


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
    assert view.pending[0].words == asked
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
