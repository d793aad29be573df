"""The offer to keep the portal on the home screen (UX-3)."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Portal, enter, enter_staff
from tests.browser.test_feel import OBSERVE
from tests.browser.test_patient import an_open_day, choose_a_time, next_month

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)
OFFER = """() => {
    const offer = new Event("beforeinstallprompt", { cancelable: true });
    offer.prompt = () => { window.offered = true; };
    dispatchEvent(offer);
}"""


def in_the_calendar(page: Page, portal: Portal, number: int) -> None:
    enter(page, portal.of_one_therapist()[number])
    expect(page.locator('[data-state~="open"]').first).to_be_visible()


def with_a_request(page: Page) -> None:
    next_month(page)
    ask_for_a_time(page)


def ask_for_a_time(page: Page) -> None:
    an_open_day(page, 4).click()
    choose_a_time(page)
    page.get_by_test_id("request-send").click()
    page.get_by_test_id("request-done").click()


def test_the_browsers_offer_is_made_after_a_request_and_taken_up_once(phone: Page, portal: Portal) -> None:
    in_the_calendar(phone, portal, 7)
    phone.evaluate(OFFER)
    card = phone.get_by_test_id("install-card")
    expect(card).to_have_count(0)
    with_a_request(phone)
    expect(card).to_be_visible()
    phone.get_by_test_id("install").click()
    assert phone.evaluate("window.offered") is True
    expect(card).to_have_count(0)
    phone.reload()
    expect(phone.locator('[data-state~="open"]').first).to_be_visible()
    phone.evaluate(OFFER)
    expect(card).to_have_count(0)


def test_nothing_under_what_waits_moves_when_staff_confirm(open_page: OpenPage, portal: Portal) -> None:  # CA-8
    phone, desk = open_page(PHONE, locale="ca-ES"), open_page(DESKTOP)
    phone.add_init_script(OBSERVE)
    in_the_calendar(phone, portal, 7)
    phone.evaluate(OFFER)
    with_a_request(phone)
    ask_for_a_time(phone)
    phone.get_by_test_id("install-card").scroll_into_view_if_needed()
    phone.wait_for_timeout(300)
    phone.evaluate("window.moved = []")
    enter_staff(desk, portal.therapist())
    desk.goto("/es/staff/inbox")
    accept = desk.get_by_test_id("interest-accept")
    wish = desk.get_by_test_id("interest-patient").filter(has_text=portal.of_one_therapist()[7].name)
    wish.filter(has=accept).last.get_by_test_id("interest-accept").click()
    expect(phone.get_by_test_id("session-joined")).to_be_visible()
    phone.wait_for_timeout(300)
    assert phone.evaluate("window.moved") == []


def test_an_iphone_is_told_the_two_steps_and_a_no_is_kept(open_page: OpenPage, portal: Portal) -> None:
    page = open_page(PHONE, user_agent=IPHONE)
    in_the_calendar(page, portal, 5)
    if not page.locator(".waiting:not(.waiting--ok)").count():
        with_a_request(page)
    card = page.get_by_test_id("install-card")
    expect(card.get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_test_id("install")).to_have_count(0)
    page.get_by_test_id("install-no").click()
    expect(card).to_have_count(0)
    page.reload()
    expect(page.locator('[data-state~="open"]').first).to_be_visible()
    expect(card).to_have_count(0)


def test_an_iphone_is_shown_pictures_of_its_screens_size_in_both_themes(open_page: OpenPage, portal: Portal) -> None:
    iphone = {**PHONE, "screen": {"width": 390, "height": 844}, "device_scale_factor": 3}
    page = open_page(iphone, user_agent=IPHONE)
    page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: false })")
    page.goto("/ca/")
    named = page.locator('link[rel="apple-touch-startup-image"]')
    expect(named).to_have_count(2)
    for number, theme in enumerate(("light", "dark")):
        address = named.nth(number).get_attribute("href") or ""
        assert address == f"/splash/1170x2532-{theme}.png"
        assert theme in (named.nth(number).get_attribute("media") or "")
        assert page.request.get(portal.url + address).headers["content-type"] == "image/png"


def test_a_script_that_is_gone_loads_the_page_again_once(phone: Page, portal: Portal) -> None:
    in_the_calendar(phone, portal, 0)
    loads: list[str] = []
    phone.on("request", lambda request: loads.append(request.url) if request.is_navigation_request() else None)
    for _ in range(2):
        phone.evaluate(
            """() => {
                const gone = document.createElement("script");
                gone.src = "/assets/gone-00000000.js";
                document.head.append(gone);
            }"""
        )
        phone.wait_for_timeout(1_000)
        expect(phone.locator('[data-state~="open"]').first).to_be_visible()
    assert len(loads) == 1
