"""The activity trail as a file."""

import csv
import io
from collections.abc import Callable

import httpx
import pytest

from models.tables import StaffMember
from models.vocabulary import Action
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import activity, staff_accounts, transaction
from portal_app.services.trail import Wanted, trail_page
from tests.api.conftest import Browser
from tests.builders import Cast
from tests.services.doors import ANA_CODE, PIN, has_pin

PASSWORD = "a calm lake at dawn"
FORMULA = Origin(address="203.0.113.9", user_agent='=HYPERLINK("https://elsewhere.example")')
FILE = "/api/staff/activity.csv"


async def _enter(browser: Browser, cast: Cast, staff: StaffRef) -> Browser:
    with transaction.write() as db:
        member = db.get_one(StaffMember, staff.staff_id)
        member.password_hash = staff_accounts.hash_password(PASSWORD)
        email = member.email
    await browser.post("/api/staff/sign-in", email=email, password=PASSWORD, lang="es")
    return browser


def _rows(answer: httpx.Response, separator: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=separator))


@pytest.fixture
def tried(cast: Cast) -> Cast:
    """Somebody whose browser calls itself a formula failed at Ana's door."""
    with transaction.write() as db:
        activity.record(
            db,
            practice_id=cast.practice_id,
            action=Action.SIGN_IN_FAILED,
            actor=None,
            origin=FORMULA,
            patient_id=cast.ana.patient_id,
        )
    return cast


async def test_the_file_holds_what_the_filters_leave_and_is_nobodys_to_keep(browser: Browser, tried: Cast) -> None:
    await _enter(browser, tried, tried.olga)
    answer = await browser.get(f"{FILE}?kind=refusals&lang=es")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="espai-2026-10-19.csv"'
    assert answer.headers["content-type"].startswith("text/csv")
    head, row = _rows(answer)
    assert head[:6] == ["Entrada", "Fecha", "Hora", "Qué", "Quién", "Paciente"]
    assert row[1:6] == ["2026-10-19", "09:00:00", "PIN incorrecto", "Alguien que no había entrado", "Ana Ribas Font"]
    assert row[7] == f"'{FORMULA.user_agent}"


async def test_an_english_sheet_is_parted_by_commas(browser: Browser, tried: Cast) -> None:
    await _enter(browser, tried, tried.olga)
    assert _rows(await browser.get(f"{FILE}?kind=refusals&lang=en"), ",")[1][3] == "Wrong PIN"


async def test_taking_it_along_is_in_the_trail(browser: Browser, tried: Cast) -> None:  # GD-1
    await _enter(browser, tried, tried.marta)
    await browser.get(f"{FILE}?patient={tried.ana.patient_id}")
    latest = trail_page(tried.olga, Wanted(), origin=FORMULA).entries[0]
    assert (latest.action, latest.actor, latest.patient) == (Action.EXPORTED, "Marta Soler Puig", "Ana Ribas Font")


async def test_reception_a_patient_and_a_stranger_get_none(  # ID-8
    new_browser: Callable[[], Browser], tried: Cast
) -> None:
    has_pin(tried.ana, ANA_CODE)
    ana = new_browser()
    await ana.submit("/api/door/code", code=ANA_CODE, lang="es")
    await ana.post("/api/door/pin", pin=PIN, lang="es")
    ruth = await _enter(new_browser(), tried, tried.ruth)
    for browser in (ana, ruth, new_browser()):
        answer = await browser.get(f"{FILE}?patient={tried.ana.patient_id}")
        assert answer.status_code == 403
        assert "Ana" not in answer.text


async def test_a_colleagues_patient_is_refused(browser: Browser, tried: Cast) -> None:  # ID-7
    await _enter(browser, tried, tried.marta)
    assert (await browser.get(f"{FILE}?patient={tried.clara.patient_id}")).status_code == 403


async def test_another_site_cannot_have_it_taken(browser: Browser, tried: Cast) -> None:
    await _enter(browser, tried, tried.olga)
    before = trail_page(tried.olga, Wanted(), origin=FORMULA).entries[0].number
    refused = await browser.client.get(FILE, headers={"sec-fetch-site": "cross-site"})
    assert refused.status_code == 403
    assert trail_page(tried.olga, Wanted(), origin=FORMULA).entries[0].number == before


@pytest.mark.parametrize("query", ["from=0001-01-01", "to=9999-12-31", "from=yesterday&kind=none&who=%00", "patient="])
async def test_what_is_no_filter_does_not_matter(browser: Browser, tried: Cast, query: str) -> None:
    await _enter(browser, tried, tried.olga)
    assert (await browser.get(f"{FILE}?{query}")).status_code == 200
