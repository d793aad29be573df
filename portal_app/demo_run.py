"""`espai demo`: from nothing, or from where it was left, to a served practice and a list of who can sign in."""

import os
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from sqlalchemy.engine import make_url

from portal_app import build, clock, demo, server, settings
from portal_app.demo import DemoSummary
from portal_app.demo.build import FILE_NAME
from portal_app.demo.people import Way
from portal_app.services import schema, transaction
from portal_app.services.transaction import Database
from portal_app.settings import CannotGoOn, Mode, Settings
from portal_app.terminal import done, for_machines, progress, words

USUAL_DATA = Path("data") / "demo"
PLACE = ZoneInfo("Europe/Madrid")
# After so many days the demo's "next days" are over.
STALE_DAYS = 7
SHOWN = 6
NEVER_ENTERED = Way.NEVER.value


def run(*, port: int, data: Path | None, reset: bool, open_browser: bool) -> None:
    """Make what is missing, serve, and say where to go and with which code."""
    t = words()
    now = _settings(port, data)
    server.check(now, host=server.LOOPBACK, port=port, workers=1)
    server.hold(now)
    build.ensure_built(lambda: progress(t("Building the pages: half a minute, the first time a little more …")))
    clock.start_at(now.now)
    today = clock.now().astimezone(PLACE).date()
    summary = _practice(now, today=today, reset=reset)
    _when_up(port, lambda: _welcome(summary, now, today=today, open_browser=open_browser))
    progress(t("Starting …"))
    server.serve(port=port)


def _settings(port: int, data: Path | None) -> Settings:
    if settings.told("ESPAI_MODE", Mode.DEMO.value) != Mode.DEMO.value:
        raise CannotGoOn(lambda t: t("ESPAI_MODE is production: a demo has no place in a real installation."))
    os.environ["ESPAI_MODE"] = Mode.DEMO.value
    if data is not None:
        os.environ["ESPAI_DATA_DIR"] = str(data)
    os.environ.setdefault("ESPAI_DATA_DIR", str(USUAL_DATA))
    os.environ.setdefault("ESPAI_PUBLIC_URL", f"http://localhost:{port}")
    settings.forget()
    return settings.current()


def _practice(now: Settings, *, today: date, reset: bool) -> DemoSummary:
    """The demo practice: the one that is there, or a new one."""
    t = words()
    kept = None if reset else demo.read_summary(now.data_dir)
    if kept is None:
        progress(t("Making the demo practice: a few seconds …"))
        _clear(now)
    schema.upgrade(now.database_url)
    if kept is not None:
        summary = replace(kept, url=now.public_url)
        summary.write_to(now.data_dir)
        return summary
    database = Database(now.database_url)
    transaction.use(database)
    summary = demo.build(now.public_url, today=today, data_dir=now.data_dir)
    database.close()
    return summary


def _clear(now: Settings) -> None:
    """Take away what an earlier demo left, whole or half made. Only a file that a demo keeps is ever taken away."""
    (now.data_dir / FILE_NAME).unlink(missing_ok=True)
    url = make_url(now.database_url)
    if url.get_backend_name() != "sqlite" or not url.database or Path(url.database).parent != now.data_dir:
        return
    for suffix in ("", "-wal", "-shm"):
        Path(url.database + suffix).unlink(missing_ok=True)


def _when_up(port: int, say: Callable[[], None]) -> None:
    """Call `say` as soon as the server answers, from a thread."""

    def wait() -> None:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://{server.LOOPBACK}:{port}/health/live", timeout=30):
                    break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.1)
        say()

    threading.Thread(target=wait, daemon=True).start()


def _welcome(summary: DemoSummary, now: Settings, *, today: date, open_browser: bool) -> None:
    t = words()
    if for_machines():
        # Codes and PINs have no place among records, not even those of a demo.
        done(t("{practice} is open at {url}", practice=summary.practice, url=summary.url))
        return
    out = [
        "",
        "  " + t("{practice} is open at {url}", practice=summary.practice, url=summary.url),
        "",
        "  " + t("Patients sign in there:"),
    ]
    with_pin = [patient for patient in summary.patients if patient.pin is not None]
    out += [
        "    " + t("{name:<28} code {code}   PIN {pin}", name=patient.name, code=patient.code, pin=patient.pin)
        for patient in with_pin[:SHOWN]
    ]
    newcomer = next((patient for patient in summary.patients if patient.note == NEVER_ENTERED), None)
    if newcomer is not None:
        out.append(
            "    " + t("{name:<28} code {code}   enters for the first time", name=newcomer.name, code=newcomer.code)
        )
    out += ["", "  " + t("Staff sign in at {url}:", url=f"{summary.url}/staff")]
    out += [f"    {member.email:<34} {member.password}   {member.role}" for member in summary.staff]
    out += ["", "  " + t("Everybody else is in {path}", path=now.data_dir / FILE_NAME)]
    if (today - date.fromisoformat(summary.today)).days >= STALE_DAYS:
        out += [
            "  "
            + t(
                "This demo is of {day}: --reset makes one of today.", day=t.long_date(date.fromisoformat(summary.today))
            )
        ]
    out += ["  " + t("Ctrl+C stops it."), ""]
    click.echo("\n".join(out))
    if open_browser:
        webbrowser.open(summary.url)
