"""A first password, over plain HTTP: shown once, and then one's own is chosen at the door (ID-8)."""

import re
from collections.abc import Callable

import pytest

from models.tables import StaffMember
from models.vocabulary import Role
from portal_app.domain.refs import NOWHERE, StaffRef
from portal_app.domain.set_up import MemberDraft
from portal_app.services import staff_accounts, transaction
from portal_app.services.set_up import team
from tests.api.conftest import FORM, Browser
from tests.builders import Cast

PASSWORD = "a calm lake at dawn"
OWN = "seven quiet herons"
HERE = "/api/staff/team/password"


async def enter(browser: Browser, staff: StaffRef) -> None:
    with transaction.write() as db:
        member = db.get_one(StaffMember, staff.staff_id)
        member.password_hash = staff_accounts.hash_password(PASSWORD)
        email = member.email
    await browser.post("/api/staff/sign-in", email=email, password=PASSWORD, lang="es")


def hire(cast: Cast) -> str:
    return team.create(cast.olga, MemberDraft("Neil Bosch", "neil@example.com", Role.THERAPIST), origin=NOWHERE)


async def given(browser: Browser, cast: Cast, staff_id: str) -> str:
    await enter(browser, cast.olga)
    answer = await browser.post(HERE, staff_id=staff_id, lang="ca")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "Neil Bosch" in answer.text
    found = re.search(r'data-testid="first-password">([A-Z2-9-]{19})<', answer.text)
    assert found
    return found[1]


async def test_it_is_shown_once_and_leads_to_an_own_one(
    browser: Browser, new_browser: Callable[[], Browser], cast: Cast
) -> None:
    password = await given(browser, cast, hire(cast))
    neil = new_browser()
    page = await neil.submit("/api/staff/sign-in", email="neil@example.com", password=password, lang="ca")
    assert "Tria la teva contrasenya" in page.text
    assert password not in page.text
    page = await neil.submit("/api/staff/own-password", password="short", again="short", lang="ca")
    assert "massa curta" in page.text
    page = await neil.submit("/api/staff/own-password", password=OWN, again=OWN + "x", lang="ca")
    assert "Les dues contrasenyes són diferents" in page.text
    answer = await neil.post("/api/staff/own-password", password=OWN, again=OWN, lang="ca")
    assert answer.headers["location"] == "/ca/staff/agenda"
    assert "espai_staff" in answer.headers["set-cookie"]


async def test_nobody_chooses_a_password_without_having_had_a_first_one(browser: Browser, cast: Cast) -> None:
    answer = await browser.post("/api/staff/own-password", password=OWN, again=OWN, lang="es")
    assert (answer.status_code, answer.headers["location"]) == (303, "/es/staff")
    assert "espai_staff" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("who", ["marta", "ruth"])
async def test_only_an_admin_gives_one(browser: Browser, cast: Cast, who: str) -> None:  # ID-8
    await enter(browser, getattr(cast, who))
    assert (await browser.post(HERE, staff_id=cast.jordi.staff_id, lang="es")).status_code == 403


async def test_without_a_session_it_leads_to_the_door_and_from_elsewhere_nowhere(browser: Browser, cast: Cast) -> None:
    answer = await browser.post(HERE, staff_id=cast.jordi.staff_id, lang="es")
    assert (answer.status_code, answer.headers["location"]) == (303, "/es/staff")
    await enter(browser, cast.olga)
    headers = {**FORM, "origin": "https://elsewhere.example"}
    assert (await browser.post(HERE, staff_id=cast.jordi.staff_id, headers=headers)).status_code == 403
