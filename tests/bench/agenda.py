"""A therapist's busy week under a hand: `measure()` gives figures for `espai bench`.

The demo practice, served, with sixty appointments in Marta's week and eleven colleagues as busy as she is, in a real
browser at 1440 by 900. *Queries* of one look at the agenda, in milliseconds; *bytes* over the socket for the first
look and for one appointment moved; *frames* in milliseconds between two, while an appointment is dragged across the
week and while the grid scrolls.
"""

import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import FloatRect, Page, sync_playwright

from models.columns import new_id
from models.vocabulary import PracticeId, Role, StaffId
from portal_app import clock
from portal_app.domain.refs import StaffRef
from portal_app.services import agenda, transaction
from portal_app.services.agenda import View
from portal_app.services.transaction import Database
from tests.browser.conftest import BARCELONA, DESKTOP, Portal, enter_staff, launch, served
from tests.browser.test_wire import Line

A_WEEK = 60
THERAPISTS = 12
FIRST_HOUR, HOURS_A_DAY, WORK_DAYS = 8, 12, 5
SESSION = timedelta(minutes=50)
ROUNDS = 30
STEPS = 150

# Runs in the page: the milliseconds between frames from now until `stopFrames()`, and how many tasks took over 50 ms.
WATCH_FRAMES = """() => {
  const frames = []; let last = performance.now(); let on = true; let long = 0;
  const watcher = new PerformanceObserver((list) => { long += list.getEntries().length; });
  watcher.observe({ entryTypes: ["longtask"] });
  const next = (now) => { frames.push(now - last); last = now; if (on) requestAnimationFrame(next); };
  requestAnimationFrame(next);
  window.stopFrames = () => { on = false; watcher.disconnect(); return { frames: frames.slice(2), long }; };
}"""


def measure(*, rounds: int = ROUNDS) -> dict[str, object]:
    """The figures, ready for JSON."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as portal, sync_playwright() as playwright:
        fill(portal.data_dir / "espai.db", portal.opened_at)
        browser = launch(playwright)
        page = browser.new_page(**DESKTOP, base_url=portal.url, locale="es-ES", timezone_id="Europe/Madrid")
        figures = {
            "bench": "agenda",
            "aim": {"change_bytes": 8_000, "frame_p95": 34},
            "appointments_a_week": A_WEEK,
            "therapists": THERAPISTS,
            "look_ms": _looks(portal, rounds),
            **_in_the_browser(page, portal),
        }
        browser.close()
    return figures


def fill(database: Path, monday: datetime, *, names: str = "") -> None:
    """Sixty appointments in the week of each of twelve therapists, Marta and eleven like her; nothing else in it.

    `names`: what the first patient is called from now on.
    """
    with sqlite3.connect(database, timeout=30) as db:
        db.row_factory = sqlite3.Row
        (marta,) = db.execute("SELECT * FROM staff_member WHERE name LIKE 'Marta%'").fetchall()
        therapists = [marta["id"]]
        for number in range(THERAPISTS - 1):
            therapists.append(new_id())
            given: dict[str, object] = {
                "id": therapists[-1],
                "name": f"Colega {number + 1}",
                "email": f"colega{number}@alba.example",
            }
            _copy(db, "staff_member", marta, given | {"role": "therapist"})
            for row in db.execute("SELECT * FROM working_hours WHERE therapist_id = ?", [marta["id"]]).fetchall():
                _copy(db, "working_hours", row, {"id": new_id(), "therapist_id": therapists[-1]})
        week = [moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ") for moment in _week(monday)]
        in_week = "starts_at >= ? AND starts_at < ?"
        (model,) = db.execute("SELECT * FROM appointment WHERE therapist_id = ? LIMIT 1", [marta["id"]]).fetchall()
        db.execute(f"DELETE FROM appointment WHERE {in_week} AND therapist_id = ?", [*week, marta["id"]])
        db.execute(f"DELETE FROM slot_request WHERE {in_week} AND therapist_id = ?", [*week, marta["id"]])
        patients = [row["id"] for row in db.execute("SELECT id FROM patient ORDER BY name")]
        for whose, therapist_id in enumerate(therapists):
            for number in range(A_WEEK):
                day, hour = divmod(number, HOURS_A_DAY)
                starts = (monday + timedelta(days=day)).replace(hour=FIRST_HOUR + hour, minute=0)
                appointment: dict[str, object] = {
                    "id": new_id(),
                    "therapist_id": therapist_id,
                    "patient_id": patients[(number + whose) % len(patients)],
                    "starts_at": _written(starts),
                    "ends_at": _written(starts + SESSION),
                    "status": "confirmed",
                    "pack_id": None,
                    "series_id": None,
                    "series_on": None,
                }
                _copy(db, "appointment", model, appointment)
        if names:
            db.execute("UPDATE patient SET name = ? WHERE id = ?", [names, patients[0]])


def _week(monday: datetime) -> tuple[datetime, datetime]:
    begins = monday.astimezone(BARCELONA).replace(hour=0, minute=0)
    return begins, begins + timedelta(days=7)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _copy(db: sqlite3.Connection, table: str, row: sqlite3.Row, given: dict[str, object]) -> None:
    values = dict(row) | given
    names = ", ".join(f'"{name}"' for name in values)
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(values))})", list(values.values()))


def _looks(portal: Portal, rounds: int) -> dict[str, float]:
    """A look at each view, of everybody where it shows everybody."""
    database = Database(f"sqlite:///{portal.data_dir / 'espai.db'}")
    transaction.use(database)
    clock.start_at(portal.opened_at)
    with sqlite3.connect(portal.data_dir / "espai.db") as db:
        (practice_id, staff_id) = db.execute(
            "SELECT practice_id, id FROM staff_member WHERE role = 'scheduler'"
        ).fetchone()
    reception = StaffRef(PracticeId(practice_id), StaffId(staff_id), Role.SCHEDULER)
    times = {view.value: _median(lambda view=view: agenda.look(reception, view), rounds) for view in View}
    database.close()
    clock.start_at(None)
    return times


def _median(doing: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        doing()
        times.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(times), 1)


def _in_the_browser(page: Page, portal: Portal) -> dict[str, Any]:
    line = Line(page)
    first = line.cost(lambda: (enter_staff(page, portal.therapist()), page.locator(".ev--ok").first.wait_for()))
    scrolled = _frames(page, lambda: _scroll(page))
    dragged = _frames(page, lambda: _carry(page))
    page.mouse.up()
    page.keyboard.press("Escape")
    changed = line.cost(lambda: _stretch(page))
    return {
        "bytes": {"first_look": first, "one_change": changed},
        "frames": {"drag": dragged, "scroll": scrolled},
        "columns_redrawn": _columns_redrawn(page),
    }


def _last(page: Page) -> FloatRect:
    """Friday's last appointment: it ends with the day, so it has somewhere to go."""
    box = page.locator(".ev--ok[data-movable=yes]").last.bounding_box()
    assert box
    return box


def _carry(page: Page) -> None:
    """Pick one up and carry it over the whole week."""
    box = _last(page)
    page.mouse.move(box["x"] + 30, box["y"] + 12)
    page.mouse.down()
    for step in range(STEPS):
        part = step / STEPS
        page.mouse.move(box["x"] + 30 - part * 800, box["y"] + 12 - part * 500 + 80 * (step % 10) / 10)


def _scroll(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 620})
    page.mouse.move(700, 400)
    for step in range(STEPS // 2):
        page.mouse.wheel(0, 24 if step % 20 < 10 else -24)
        page.wait_for_timeout(16)
    page.set_viewport_size({"width": 1440, "height": 900})


def _stretch(page: Page) -> None:
    """Five minutes longer, by keyboard: the server moves it, and everybody who looks hears."""
    page.locator(".ev--ok[data-movable=yes]").last.focus()
    for key in ("x", "Shift++", "Enter"):
        page.keyboard.press(key)
    page.get_by_test_id("confirm-yes").or_(page.locator("[data-toast]")).first.wait_for()
    if page.get_by_test_id("confirm-yes").count():
        page.get_by_test_id("confirm-yes").click()
        page.locator("[data-toast]").wait_for()


def _columns_redrawn(page: Page) -> int:
    """How many columns anything changes in when one appointment becomes five minutes longer."""
    page.evaluate(
        """() => {
          window.touched = new Set();
          new MutationObserver((changes) => changes.forEach(({ target, attributeName }) => {
            const column = (target.nodeType === 1 ? target : target.parentElement)?.closest(".col");
            if (column && attributeName !== "tabindex") window.touched.add(column.dataset.on);
          })).observe(document.querySelector(".week__body"), {
            subtree: true, childList: true, attributes: true, characterData: true,
          });
        }"""
    )
    page.evaluate("document.querySelector('[data-dismiss]')?.click()")
    _stretch(page)
    page.wait_for_timeout(1_000)
    return page.evaluate("window.touched.size")


def _frames(page: Page, doing: Callable[[], None]) -> dict[str, float]:
    page.evaluate(WATCH_FRAMES)
    doing()
    seen = page.evaluate("window.stopFrames()")
    frames = sorted(seen["frames"])
    return {
        "frames": len(frames),
        "median": round(statistics.median(frames), 1),
        "p95": round(frames[int(len(frames) * 0.95)], 1),
        "worst": round(frames[-1], 1),
        "long_tasks": seen["long"],
    }


if __name__ == "__main__":
    json.dump(measure(), sys.stdout, indent=2)
