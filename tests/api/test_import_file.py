"""The file that is to be imported, over plain HTTP: from an admin's page only, and never too much (PR-4)."""

import pytest

from models.tables import StaffMember
from portal_app.api import import_file
from portal_app.domain.refs import StaffRef
from portal_app.services import staff_accounts, transaction
from portal_app.services.imports import uploads
from portal_app.services.imports.uploads import Upload, UploadKind
from tests.api.conftest import FORM, Browser
from tests.builders import Cast

PASSWORD = "a calm lake at dawn"
HERE = "/api/staff/import"
SHEET = b"Nombre\nNoa Serra\n"


async def enter(browser: Browser, staff: StaffRef) -> None:
    with transaction.write() as db:
        member = db.get_one(StaffMember, staff.staff_id)
        member.password_hash = staff_accounts.hash_password(PASSWORD)
        email = member.email
    await browser.post("/api/staff/sign-in", email=email, password=PASSWORD, lang="es")


async def send(browser: Browser, data: bytes = SHEET, *, kind: str = "patients", headers: dict[str, str] = FORM) -> int:
    answer = await browser.client.post(
        HERE, data={"kind": kind, "lang": "ca"}, files={"file": ("pacients.csv", data, "text/csv")}, headers=headers
    )
    if answer.status_code == 303:
        assert answer.headers["location"] == "/ca/staff/settings/import"
    return answer.status_code


async def test_an_admins_file_is_put_by_and_the_page_looks_at_it(browser: Browser, cast: Cast) -> None:
    await enter(browser, cast.olga)
    assert await send(browser) == 303
    assert uploads.kept(cast.olga) == Upload(UploadKind.PATIENTS, "pacients.csv", SHEET)


async def test_a_form_without_a_file_leads_back_and_changes_nothing(browser: Browser, cast: Cast) -> None:
    await enter(browser, cast.olga)
    await send(browser)
    parts = (("kind", "", "patients"), ("lang", "", "ca"), ("file", '; filename=""', ""))
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n' for name, more, value in parts
    )
    answer = await browser.client.post(
        HERE, content=f"{body}--x--\r\n", headers={**FORM, "content-type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code == 303
    assert uploads.kept(cast.olga) is not None


async def test_nobody_without_a_session_sends_one(browser: Browser, cast: Cast) -> None:  # ID-8
    answer = await browser.client.post(HERE, files={"file": ("a.csv", SHEET)}, headers=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/es/staff")


@pytest.mark.parametrize("who", ["marta", "ruth"])
async def test_nor_does_anybody_but_an_admin(browser: Browser, cast: Cast, who: str) -> None:  # ID-8
    staff = getattr(cast, who)
    await enter(browser, staff)
    assert await send(browser) == 403
    assert uploads.kept(staff) is None


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
async def test_nor_another_sites_page(browser: Browser, cast: Cast, origin: str) -> None:  # R7
    await enter(browser, cast.olga)
    headers = {"accept": "text/html", **({"origin": origin} if origin else {})}
    assert await send(browser, headers=headers) == 403
    assert uploads.kept(cast.olga) is None


async def test_too_much_is_refused_before_it_is_read(browser: Browser, cast: Cast) -> None:
    await enter(browser, cast.olga)
    assert await send(browser, b"a" * (import_file.LARGEST_BODY + 1)) == 413
    assert uploads.kept(cast.olga) is None


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/x-www-form-urlencoded", b"kind=patients", 415),
        ("multipart/form-data", b"nothing", 400),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=kind\r\n\r\npatients\r\n--x--",
            400,
        ),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken", 400),
    ],
)
async def test_what_is_no_form_with_a_file_is_refused(
    browser: Browser, cast: Cast, content_type: str, body: bytes, status: int
) -> None:
    await enter(browser, cast.olga)
    answer = await browser.client.post(HERE, content=body, headers={**FORM, "content-type": content_type})
    assert answer.status_code == status


async def test_a_kind_that_is_none_is_refused(browser: Browser, cast: Cast) -> None:
    await enter(browser, cast.olga)
    assert await send(browser, kind="secrets") == 400
