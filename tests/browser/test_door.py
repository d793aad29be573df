"""The doors in a real browser: with fingers, with a keyboard, without scripts, without a line."""

import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, SMALL_PHONE, OpenPage, Portal

NOBODYS_CODES = iter(f"ZZZZZ{sign}" for sign in "ABCDEFGHJKMNPQRSTUVWXYZ23456789")


def type_code(page: Page, code: str) -> None:
    page.get_by_test_id("code-input").fill(code)
    page.get_by_test_id("sign-in-submit").click()
    page.get_by_test_id("pin-input").wait_for()


def fail(page: Page, times: int, pin: str = "8264") -> None:
    for _ in range(times):
        with page.expect_navigation():
            page.get_by_test_id("pin-input").fill(pin)
            page.get_by_test_id("sign-in-submit").click()


def test_a_browser_without_scripts_signs_in(open_page: OpenPage, portal: Portal) -> None:
    page = open_page(PHONE, java_script_enabled=False, locale="ca-ES")
    patient = portal.of_one_therapist()[2]
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "ca")
    type_code(page, f"{patient.code[:3].lower()} {patient.code[3:].lower()}")
    assert page.locator(".key:visible").count() == 0 or page.locator(".key[data-key]:visible").count() == 0
    page.get_by_test_id("pin-input").fill(str(patient.pin))
    page.get_by_test_id("sign-in-submit").click()
    page.wait_for_url("**/calendar")


def test_the_code_is_drawn_in_its_cells_and_the_keypad_enters(open_page: OpenPage, portal: Portal) -> None:
    page = open_page(PHONE)
    patient = portal.of_one_therapist()[2]
    page.goto("/es/")
    page.get_by_test_id("code-input").press_sequentially(patient.code[:4].lower())
    assert page.locator(".cell").all_inner_texts() == [*patient.code[:4], "", ""]
    page.get_by_test_id("code-input").fill(patient.code)
    page.get_by_test_id("sign-in-submit").click()
    for digit in "00":
        page.locator(f'[data-key="{digit}"]').click()
    expect(page.locator(".pins i.on")).to_have_count(2)
    for _ in range(2):
        page.locator('[data-key="erase"]').click()
    for digit in str(patient.pin):
        page.locator(f'[data-key="{digit}"]').click()
    page.wait_for_url("**/es/calendar")
    page.goto("/")
    page.wait_for_url("**/es/calendar")


def test_a_language_is_switched_in_place_and_what_is_typed_stays(open_page: OpenPage) -> None:  # UX-1
    page = open_page(PHONE)
    page.goto("/es/")
    page.evaluate("window.here = true")
    page.get_by_test_id("code-input").press_sequentially("k7m")
    page.get_by_test_id("language-ca").click()
    expect(page.get_by_role("heading", name="Et donem la benvinguda")).to_be_visible()
    assert page.locator(".cell").all_inner_texts() == ["K", "7", "M", "", "", ""]
    assert page.evaluate("[window.here, document.documentElement.lang, location.pathname]") == [True, "ca", "/ca/"]
    page.reload()
    expect(page.get_by_role("heading", name="Et donem la benvinguda")).to_be_visible()
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "ca")


def test_an_error_on_screen_changes_its_language_too(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.goto("/en/")
    type_code(page, next(NOBODYS_CODES))
    fail(page, 3)
    expect(page.get_by_role("alert")).to_have_text("No match. 2 tries left.")
    page.get_by_test_id("language-es").click()
    expect(page.get_by_role("alert")).to_have_text("No coincide. Te quedan 2 intentos.")


def seconds(page: Page) -> int:
    minutes, rest = page.get_by_test_id("lockout-countdown").inner_text().split(":")
    return int(minutes) * 60 + int(rest)


def test_the_countdown_ticks_and_agrees_after_a_reload_and_in_another_tab(open_page: OpenPage) -> None:  # ID-3
    page = open_page(PHONE)
    page.goto("/es/")
    type_code(page, next(NOBODYS_CODES))
    fail(page, 5)
    first = seconds(page)
    assert 290 <= first <= 300
    page.wait_for_timeout(2_000)
    assert first - 4 <= seconds(page) <= first - 1
    other = page.context.new_page()
    other.goto("/es/")
    page.reload()
    assert abs(seconds(page) - seconds(other)) <= 1
    expect(page.get_by_test_id("lockout-countdown")).to_have_attribute("aria-label", "Quedan 5 minutos")
    expect(page.get_by_role("link", name=re.compile("Probar de nuevo en"))).to_have_attribute("aria-disabled", "true")


def test_a_double_tap_sends_once(open_page: OpenPage) -> None:  # UX-5
    page = open_page(PHONE)
    page.goto("/es/")
    type_code(page, next(NOBODYS_CODES))
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.get_by_test_id("pin-input").fill("8264")
    with page.expect_navigation():
        page.get_by_test_id("sign-in-submit").evaluate("(button) => { button.click(); button.click(); }")
    expect(page.get_by_role("alert")).to_be_visible()
    assert len(posts) == 1


def test_a_refused_form_changes_its_language_without_a_script_and_is_not_sent_again(open_page: OpenPage) -> None:
    page = open_page(PHONE, java_script_enabled=False, locale="es-ES")
    page.goto("/es/")
    page.locator("form.gate__form").evaluate("form => { form.enctype = 'multipart/form-data' }")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method) if request.is_navigation_request() else None)
    page.get_by_test_id("code-input").fill("ABC234")
    page.get_by_test_id("sign-in-submit").click()
    expect(page.get_by_role("heading", name="Eso no se ha podido leer")).to_be_visible()
    page.locator("main:visible").get_by_test_id("language-ca").click()
    expect(page.locator("main:visible")).to_have_attribute("lang", "ca")
    page.locator("main:visible").get_by_test_id("language-es").click()
    expect(page.locator("main:visible")).to_have_attribute("lang", "es")
    assert asked == ["POST"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_is_right_from_the_first_paint(open_page: OpenPage, theme: str) -> None:  # UX-2
    page = open_page(PHONE, theme=theme)
    page.goto("/es/")
    system = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_test_id("theme-toggle").click()
    turned = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert turned != system
    page.route("**/door.js*", lambda route: route.abort())
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == turned


@pytest.mark.parametrize("screen", [PHONE, SMALL_PHONE, DESKTOP], ids=["phone", "small", "desktop"])
@pytest.mark.parametrize("lang", ["es", "ca", "en"])
def test_no_door_scrolls_sideways(open_page: OpenPage, portal: Portal, screen: dict[str, object], lang: str) -> None:
    page = open_page(screen)
    wide = "document.documentElement.scrollWidth > innerWidth"
    for path in (f"/{lang}/", f"/{lang}/staff", f"/{lang}/privacy", "/offline.html"):
        page.goto(path)
        assert not page.evaluate(wide), path
    page.goto(f"/{lang}/")
    page.get_by_test_id("code-input").fill(portal.never_entered().code)
    page.get_by_test_id("sign-in-submit").click()
    page.get_by_test_id("notice-accept").check()
    assert not page.evaluate(wide)
    page.get_by_test_id("sign-in-submit").click()
    page.get_by_test_id("pin-repeat").wait_for()
    assert not page.evaluate(wide)


def test_without_a_line_the_app_shows_the_practices_telephone(open_page: OpenPage) -> None:  # UX-3
    page = open_page(PHONE)
    page.goto("/ca/")
    page.evaluate("navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)")
    page.reload()
    page.context.set_offline(True)
    page.goto("/ca/privacy")
    expect(page.get_by_role("heading", name="Ara no hi ha connexió")).to_be_visible()
    expect(page.get_by_role("link", name="Truca a la consulta")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Consentiment i privacitat")).to_be_visible(timeout=20_000)
    kept = page.evaluate(
        "caches.keys().then(async (names) => (await Promise.all(names.map(async (name) =>"
        " (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)))).flat())"
    )
    assert "/offline.html" in kept
    assert not [path for path in kept if path.startswith("/api") or path.rstrip("/").endswith(("calendar", "privacy"))]


def test_without_a_line_a_form_keeps_what_was_typed(open_page: OpenPage) -> None:  # UX-5
    page, code = open_page(PHONE), next(NOBODYS_CODES)
    page.goto("/ca/")
    page.evaluate("navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)")
    page.reload()
    page.get_by_test_id("code-input").fill(code)
    page.context.set_offline(True)
    page.get_by_test_id("sign-in-submit").click()
    expect(page.get_by_role("heading", name="Ara no hi ha connexió")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_test_id("code-input")).to_have_value(code, timeout=20_000)
    page.get_by_test_id("sign-in-submit").click()
    pin = page.get_by_test_id("pin-input")
    pin.fill("8264")
    page.context.set_offline(True)
    page.get_by_test_id("sign-in-submit").click()
    expect(page.locator(".pin__msg")).to_have_text("Ara no hi ha connexió.")
    expect(pin).to_have_value("8264")
    page.context.set_offline(False)
    page.get_by_test_id("sign-in-submit").click()
    expect(page.get_by_role("alert")).to_be_visible()


@pytest.mark.parametrize("draws_keys", [True, False])
def test_a_phone_that_draws_no_keys_of_ours_shows_its_own(open_page: OpenPage, draws_keys: bool) -> None:
    page = open_page(PHONE)
    if not draws_keys:
        older = "const ask = matchMedia; window.matchMedia = (q) => ask(q.includes('scripting') ? 'not all' : q)"
        page.add_init_script(older)
    page.goto("/es/")
    type_code(page, next(NOBODYS_CODES))
    assert page.get_by_test_id("pin-input").evaluate("(pin) => pin.inputMode") == ("none" if draws_keys else "numeric")


def test_what_a_finger_rests_on_at_the_door_says_so(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.goto("/es/")
    type_code(page, next(NOBODYS_CODES))
    key = page.locator('[data-key="5"]')
    box = key.bounding_box()
    assert box is not None
    finger = page.context.new_cdp_session(page)
    point = {"x": box["x"] + 20, "y": box["y"] + 20}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(key).to_have_attribute("data-pressed", "")
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator("[data-pressed]")).to_have_count(0)


def test_the_browser_finds_the_portal_installable(browser: Browser, portal: Portal, phone: Page) -> None:  # UX-3
    cdp = browser.new_browser_cdp_session()
    heard: list[dict[str, object]] = []
    cdp.on("Target.receivedMessageFromTarget", lambda said: heard.append(json.loads(said["message"])))
    # A tab of the browser's own profile: what a test opens otherwise is a private window, which installs nothing.
    target = cdp.send("Target.createTarget", {"url": f"{portal.url}/ca/"})["targetId"]
    session = cdp.send("Target.attachToTarget", {"targetId": target, "flatten": False})["sessionId"]

    def ask(number: int, method: str) -> dict[str, object]:
        message = json.dumps({"id": number, "method": method})
        cdp.send("Target.sendMessageToTarget", {"sessionId": session, "message": message})
        while not (answers := [said["result"] for said in heard if said.get("id") == number]):
            phone.wait_for_timeout(50)
        return dict(answers[0])  # type: ignore[call-overload]  an object, as every result of the protocol is

    phone.wait_for_timeout(3_000)
    assert ask(1, "Page.getInstallabilityErrors") == {"installabilityErrors": []}
    manifest = ask(2, "Page.getAppManifest")
    assert manifest["errors"] == []
    assert '"lang":"ca"' in str(manifest["data"]).replace(" ", "")
    cdp.send("Target.closeTarget", {"targetId": target})
