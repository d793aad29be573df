"""What a visit costs: the door, each page's scripts, and that a patient never downloads the staff side."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, Response

from portal_app import build, theme
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Portal, enter, enter_staff

KB = 1_024
DOOR_BYTES = 10 * KB
DOOR_WITH_PREFETCH_BYTES = 145 * KB
# All of a patient's scripts and styles, every page visited; the floor that nothing removes is about 75 KB of it.
PATIENT_APP_BYTES = 145 * KB
STAFF_PAGE_BYTES = 150 * KB
MOST_FILES = 7
# A staff page's script, address or state.
STAFFS = re.compile(r"/assets/[^\"'`]*staff|\w\w/staff/(agenda|inbox|patients|settings)|___staff___")


def sizes(page: Page, *, ahead: bool = True) -> dict[str, int]:
    """What each answer weighed on the wire, by path, from now on; `ahead`: what is only fetched ahead, too."""
    heard: dict[str, int] = {}

    def hear(response: Response) -> None:
        fetched_ahead = "prefetch" in response.request.headers.get("sec-purpose", "")
        if response.url.startswith("http") and response.status == 200 and (ahead or not fetched_ahead):
            asked = response.request.sizes()
            heard[re.sub(r"^https?://[^/]+", "", response.url)] = asked["responseBodySize"]

    page.on("requestfinished", lambda request: hear(answer) if (answer := request.response()) else None)
    return heard


@pytest.fixture(scope="module")
def client(portal: Portal) -> Path:
    """The built client files that the portal serves."""
    assert build.is_built()
    return build.CLIENT


def chunks(client: Path, side: str) -> Iterator[Path]:
    for path in (client / "assets").glob("*.js"):
        is_staff = "_._staff_" in path.name
        is_page = path.name.startswith("_")
        if is_page and is_staff == (side == "staff"):
            yield path


def test_what_is_built_is_served_compressed_and_kept_as_long_as_it_is_right(client: Path, portal: Portal) -> None:
    """Named by its content: for ever. A page: asked after, and not sent again while it is the same."""
    lasting = [f"/assets/{path.name}" for path in (client / "assets").glob("*.js")]
    lasting += [theme.href("patient"), theme.href("staff")]
    for path in lasting[:: len(lasting) // 12] + lasting[-2:]:
        for encoding in ("br", "gzip"):
            answer = httpx.get(portal.url + path, headers={"accept-encoding": encoding})
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable", path
            assert answer.headers.get("content-encoding") == encoding or len(answer.content) < KB, path
    session = patients_session(portal)
    for locale in ("es", "ca", "en"):
        page = f"{portal.url}/{locale}/calendar"
        first = httpx.get(page, headers={"accept-encoding": "br", **session})
        assert (first.headers["cache-control"], first.headers["content-encoding"]) == ("no-cache", "br")
        again = httpx.get(page, headers={"accept-encoding": "br", "if-none-match": first.headers["etag"], **session})
        assert (again.status_code, again.content) == (304, b"")


def patients_session(portal: Portal) -> dict[str, str]:
    """The headers of somebody who came in without a script."""
    person, origin = portal.of_one_therapist()[1], {"origin": portal.url}
    with httpx.Client(base_url=portal.url, headers=origin) as visitor:
        visitor.post("/api/door/code", data={"code": person.code, "lang": "es"})
        visitor.post("/api/door/pin", data={"pin": person.pin or "", "lang": "es"})
        return {"cookie": "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())}


def test_the_theme_library_is_on_no_page(client: Path) -> None:
    needed = json.loads((build.WEB / "package.json").read_text(encoding="utf-8"))
    assert not [name for name in {**needed["dependencies"], **needed["devDependencies"]} if "radix" in name]


def test_the_door_is_small_and_needs_no_script(open_page: OpenPage) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    heard = sizes(page, ahead=False)
    page.goto("/")
    assert page.get_by_test_id("code-input").is_visible()
    assert page.get_by_test_id("sign-in-submit").is_visible()
    page.wait_for_load_state("networkidle")
    assert sum(heard.values()) <= DOOR_BYTES, heard


def test_the_door_with_all_it_fetches_ahead_stays_light(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    heard = sizes(page)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2_500)
    assert sum(heard.values()) <= DOOR_WITH_PREFETCH_BYTES, heard


def test_a_patients_pages_are_light_and_load_nothing_of_staffs(open_page: OpenPage, portal: Portal) -> None:  # GD-2
    page = open_page(PHONE, service_workers="block")
    heard = sizes(page)
    enter(page, portal.of_one_therapist()[0])
    page.wait_for_url("**/calendar")
    # The language that the person chose last, which need not be the door's.
    language = page.url.removesuffix("/calendar").rpartition("/")[2]
    own, others = f"/assets/_{language}_", re.compile(rf"/assets/_(?!{language}_)(es|ca|en)_")
    for number, path in enumerate(("/requests", "/packs", "/me", "/me/security", "/me/activity"), 2):
        page.locator(f'a[href$="{path}"]').first.click()
        page.wait_for_url(f"**{path}")
        for _ in range(300):
            if sum(own in one for one in heard) == number:
                break
            page.wait_for_timeout(50)
    scripts = {path: size for path, size in heard.items() if path.split("?")[0].endswith((".js", ".css"))}
    loaded = {path: size for path, size in scripts.items() if not others.search(path)}
    assert sum(own in path for path in loaded) == 6
    assert sum(loaded.values()) <= PATIENT_APP_BYTES, loaded
    for path in loaded:
        text = httpx.get(portal.url + path).text
        # Of staff's side a script may name no page, no state and none of its events.
        assert not re.search(r"/assets/[^\"'`]*staff|___staff___|\w+/staff/(agenda|inbox|patients|settings)", text), (
            path
        )


def test_what_a_page_waits_for_is_few_files(client: Path) -> None:
    page = (client / "es" / "calendar.html").read_text(encoding="utf-8")
    ahead = re.findall(r'<link rel="modulepreload" [^>]*>', page)
    assert len(ahead) <= MOST_FILES
    assert sum("low" not in link for link in ahead) == 2


def test_a_page_carries_one_language_only(open_page: OpenPage, portal: Portal) -> None:
    page = open_page(PHONE, locale="ca-ES")
    heard = sizes(page)
    enter(page, portal.of_one_therapist()[1])
    page.wait_for_load_state("networkidle")
    assert {found[1] for path in heard if (found := re.match(r"/assets/_(es|ca|en)_", path))} == {"ca"}


def test_the_agenda_stays_light(open_page: OpenPage, portal: Portal) -> None:
    page = open_page(DESKTOP)
    heard = sizes(page)
    enter_staff(page, portal.therapist())
    page.wait_for_load_state("networkidle")
    scripts = {path: size for path, size in heard.items() if path.split("?")[0].endswith(".js")}
    assert sum(scripts.values()) <= STAFF_PAGE_BYTES, scripts


def test_no_page_asks_anybody_else(browser: Browser, portal: Portal, open_page: OpenPage) -> None:  # GD-5
    page = open_page(PHONE)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add("/".join(request.url.split("/")[:3])))
    enter(page, portal.of_one_therapist()[2])
    page.wait_for_load_state("networkidle")
    assert {origin for origin in asked if origin.startswith("http")} == {portal.url}


@pytest.mark.parametrize("side", ["patient", "staff"])
def test_no_built_script_carries_anybodys_data(client: Path, portal: Portal, side: str) -> None:  # R3
    people = [*(patient.name for patient in portal.patients), *(member.name for member in portal.staff)]
    codes = [patient.code for patient in portal.patients]
    found = [
        (path.name, word)
        for path in chunks(client, side)
        for word in (*people, *codes)
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []
