"""What people wrote, whatever it is, is text: nothing of it runs, with no policy to stop it, and it is read (R12).

A hostile text stands in every column of every table that holds what somebody typed, imported or was called by, and in
the name of each browser; every page of both sides is opened on it in a browser that knows no content security policy.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page
from sqlmodel import AutoString

from models.tables import metadata
from portal_app.api.addresses import PATIENT_PAGES, STAFF_PAGES
from tests.browser.conftest import DESKTOP, PHONE, Portal, enter, enter_staff

PAYLOADS = (
    "<img src=x onerror=ran()>", '"><svg onload=ran()>', "</script><script>ran()</script>", "'onmouseover='ran()",
    "{{ran()}}${ran()}", "<iframe srcdoc='<script>parent.ran()</script>'>", "[x](javascript:ran())", "');ran();('",
)  # fmt: skip
# What is no text of anybody's: what programs write, and words from a list.
NOT_TYPED = re.compile(
    r"_hash$|^hash$|ciphertext|_id$|^id$|currency|locale|status|_kind$|^kind$|region|timezone|rrule|_by$|_key$|_uid$|slug"
    r"|version|address$|^payment|^role|^who_|colour|hue|outcome|door|^content$|licence|holder"
)
ADDRESSES = {("centre", "address"), ("appointment", "video_url"), ("patient", "phone"), ("patient", "email"),
    ("practice", "phone"), ("practice", "whatsapp"), ("staff_member", "whatsapp")}  # fmt: skip
LEFT = {"lease", "sign_in_attempt", "activity_entry", "staff_member.email", "activity_entry.detail"}
LISTEN = "window.ran = () => { window.hasRun = true; };"
SETTLE_MS = 300
# Of those columns, what is drawn on pages that are opened here whatever the day.
READ_BY_PATIENT = {"practice.name", "centre.name", "service.names", "slot_request.message"}
READ_BY_STAFF = {"patient.name", "practice.name", "centre.name", "service.names", "time_off.title", "holiday.name"}


def columns() -> list[tuple[str, str, int]]:
    """Every column that holds what people wrote, and how long it may be."""
    found = []
    for table in metadata.sorted_tables:
        for column in table.columns:
            is_text = isinstance(column.type, sa.JSON | sa.Text | AutoString)
            typed = not NOT_TYPED.search(column.name) or (table.name, column.name) in ADDRESSES
            plain = not isinstance(column.type, sa.Enum) and not column.foreign_keys and not column.primary_key
            if is_text and typed and plain and not {table.name, f"{table.name}.{column.name}"} & LEFT:
                found.append((table.name, column.name, getattr(column.type, "length", None) or 60))
    return found


@contextmanager
def hostile_texts(demo: Portal) -> Iterator[dict[str, str]]:
    """The demo practice with a hostile text in every row; each column has a mark of its own. As it was, afterwards."""
    marks: dict[str, str] = {}
    kept: list[tuple[str, str, list[tuple[Any, ...]]]] = []
    db = sqlite3.connect(demo.data_dir / "espai.db", timeout=20)
    for number, ((table, column, longest), payload) in enumerate(zip(columns(), cycle(PAYLOADS), strict=False)):
        mark = marks[f"{table}.{column}"] = f"x{number}x"
        kept.append((table, column, db.execute(f'SELECT rowid, "{column}" FROM "{table}"').fetchall()))
        text = hostile(table, column, mark + payload, longest)
        db.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" IS NOT NULL', (text,))
    db.commit()
    try:
        yield marks
    finally:
        for table, column, rows in kept:
            db.executemany(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', [(was, row) for row, was in rows])
        db.commit()
        db.close()


def hostile(table: str, column: str, text: str, longest: int) -> str:
    """The text, cut to what the column holds; names in each language where it is JSON, an address where one is read."""
    if column == "names":
        return json.dumps(dict.fromkeys(("es", "ca", "en"), text))
    if (table, column) in ADDRESSES - {("centre", "address")}:
        return "javascript:ran()"[:longest]
    return text[:longest]


@contextmanager
def browser_without_policy(
    browser: Browser, demo: Portal, screen: dict[str, Any]
) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A browser that would run what it is given, itself called as an attacker would be; and what it asked people."""
    context = browser.new_context(
        **screen,
        base_url=demo.url,
        locale="es",
        bypass_csp=True,
        user_agent="Mozilla/5.0 <img src=x onerror=ran()> Chrome/1",
    )
    context.add_init_script(LISTEN)
    asked: list[str] = []
    context.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    try:
        yield context, asked
    finally:
        context.close()


def read_all(page: Page, paths: list[str]) -> str:
    """All that stands on these pages, in fields too; nothing may have run on any."""
    read = []
    for path in paths:
        page.goto(path, wait_until="load")
        page.wait_for_timeout(SETTLE_MS)
        read.append(stands_on(page, path))
    return "\n".join(read)


def stands_on(page: Page, where: str) -> str:
    """The text and the fields of a page, on which nothing may have run."""
    assert page.evaluate("window.hasRun") is None, f"something ran at {where}"
    assert page.locator("body img[src='x'], body iframe, svg[onload], [onmouseover], [onerror]").count() == 0, where
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))")
    assert [link for link in links if re.match(r"\s*(javascript|data|vbscript):", link, re.IGNORECASE)] == [], where
    return page.evaluate(
        "document.body.innerText + [...document.querySelectorAll('input, textarea')].map((e) => e.value).join(' ')"
    )


def literally(marks: dict[str, str], read: str) -> set[str]:
    """The columns whose text was shown sign by sign."""
    return {
        name
        for (name, mark), payload in zip(marks.items(), cycle(PAYLOADS), strict=False)
        if (mark + payload)[:30].lower() in " ".join(read.lower().split())
    }


def test_there_are_columns_to_try() -> None:
    names = {f"{table}.{column}" for table, column, _ in columns()}
    assert {"patient.name", "slot_request.message", "slot_request.reply", "service.names", "device.user_agent"} <= names
    assert len(names) > 20


@pytest.mark.timeout(240)
def test_nothing_that_anybody_wrote_runs_and_all_of_it_is_shown(browser: Browser, demo: Portal) -> None:
    patient = demo.of_one_therapist()[0]
    with (
        browser_without_policy(browser, demo, PHONE) as (phone, asked),
        browser_without_policy(browser, demo, DESKTOP) as (desk, asked_too),
    ):
        theirs, ours = phone.new_page(), desk.new_page()
        enter(theirs, patient)
        enter_staff(ours, next(member for member in demo.staff if member.role == "admin"))
        with hostile_texts(demo) as marks:
            read = read_all(theirs, [f"/es{page}" for page in PATIENT_PAGES] + ["/es/privacy", "/offline.html"])
            theirs.goto("/es/calendar")
            theirs.locator('[data-testid^="day-"][data-state]').first.click()
            theirs.wait_for_timeout(SETTLE_MS)
            read += stands_on(theirs, "the day sheet")
            shown_to_patient = literally(marks, read)
            with sqlite3.connect(f"file:{demo.data_dir / 'espai.db'}?mode=ro", uri=True) as db:
                with_request = db.execute("SELECT patient_id FROM slot_request WHERE status = 'pending'").fetchone()[0]
            read = read_all(ours, [f"/es{page}" for page in STAFF_PAGES] + [f"/es/staff/patients/{with_request}"])
            for path in ("/es/staff/agenda", "/es/staff/inbox"):
                ours.goto(path)
                ours.wait_for_timeout(SETTLE_MS)
                for opening in ("agenda-event", "agenda-group", "inbox-open"):
                    if ours.get_by_test_id(opening).count():
                        ours.get_by_test_id(opening).first.click()
                        ours.wait_for_timeout(SETTLE_MS)
                        read += stands_on(ours, f"{opening} at {path}")
                        ours.keyboard.press("Escape")
            shown_to_staff = literally(marks, read)
        assert asked == asked_too == []
    assert READ_BY_PATIENT - shown_to_patient == set()
    assert READ_BY_STAFF - shown_to_staff == set()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_typed_at_a_door_is_given_back_as_text(payload: str, browser: Browser, demo: Portal) -> None:
    with browser_without_policy(browser, demo, PHONE) as (phone, asked):
        page = phone.new_page()
        for path, field, submit in (
            ("/es/", "code-input", "sign-in-submit"),
            ("/es/staff", "staff-email", "staff-submit"),
        ):
            page.goto(path)
            page.locator("form").evaluate_all("(forms) => forms.forEach((form) => { form.noValidate = true; })")
            page.get_by_test_id(field).fill(payload)
            page.get_by_test_id(submit).click()
            page.wait_for_load_state("load")
            stands_on(page, path)
        assert asked == []
