"""Fifty people ask at once through the proxy while the process that answers some of them is killed."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx

from models.columns import new_id
from portal_app import clock
from tests import engines
from tests.bench.crowd import Gone, Page, close_pages, open_pages
from tests.operations.house import ROOT, House, wait_until
from tests.ports import free_port

# From the first to the last of them.
WITHIN_SECONDS = 1.0
DAYS = 14


@dataclass
class Asked:
    """What one person's tap came to: `tap` is its key, `request_id` what was acknowledged, and when."""

    tap: str = field(default_factory=new_id)
    request_id: str = ""
    tries: int = 0


@contextmanager
def caddy(house: House, folder: Path) -> Iterator[str]:
    """The proxy that `deploy/` brings, without TLS, in front of that house; where it answers."""
    if shutil.which("caddy") is None:
        engines.do_without("caddy", "not installed")
    port = free_port()
    told = "{\n\tadmin off\n\tauto_https off\n}\n" + (ROOT / "deploy" / "Caddyfile").read_text()
    (folder / "Caddyfile").write_text(told)
    homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(folder))
    sites = {"ESPAI_SITE": f"http://localhost:{port}", "ESPAI_UPSTREAM": f"127.0.0.1:{house.port}"}
    with (folder / "log").open("w") as log:
        proxy = subprocess.Popen(
            ["caddy", "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile"],
            env={**os.environ, **homes, **sites},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until(lambda: _answers(port), why=(folder / "log").read_text)
        yield f"http://localhost:{port}"
    finally:
        proxy.terminate()
        proxy.wait(timeout=20)


def _answers(port: int) -> bool:
    try:
        httpx.get(f"http://localhost:{port}/es/", timeout=5)
    except httpx.TransportError:
        return False
    return True


async def ask_while_one_dies(house: House, through: str, cookies: list[str], victim: int) -> tuple[list[Asked], int]:
    """Each asks with a key of their own until it is acknowledged; and how many pages the death of `victim` cut."""
    everybody = [Page(house.url, one, through=through) for one in cookies]
    await open_pages(everybody)
    found = await asyncio.gather(*(_open_time(house, page) for page in everybody))
    # Not everybody of the demo may ask.
    askers = [(page, time) for page, time in zip(everybody, found, strict=True) if time is not None]
    asked = [Asked() for _ in askers]
    asking = asyncio.gather(
        *(
            _ask(house, page, time, asked[number], after=number * WITHIN_SECONDS / len(askers))
            for number, (page, time) in enumerate(askers)
        )
    )
    await asyncio.sleep(WITHIN_SECONDS * 0.4)
    os.kill(victim, signal.SIGKILL)
    await asking
    close_pages(everybody)
    return asked, sum(one.tries > 1 for one in asked)


async def _open_time(house: House, page: Page) -> tuple[str, str] | None:
    """A day with an open time, and the time; None where there is none for this person."""
    for ahead in range(1, DAYS):
        on = (clock.now().date() + timedelta(days=ahead)).isoformat()
        await page.do(house.event("day_sheet_state.open"), {"on": on})
        times = [time for time in str(page.shown["day_sheet_state"].get("times", "")).split() if "!" not in time]
        if times:
            return on, f"{on}T{times[0][:2]}:{times[0][2:4]}"
        await asyncio.sleep(0.1)
    return None


async def _ask(house: House, page: Page, time: tuple[str, str], asked: Asked, *, after: float) -> None:
    """As a page does: the line comes back, what was on the screen too, and the same tap is sent again."""
    await asyncio.sleep(after)
    on, slot = time
    while not asked.request_id:
        asked.tries += 1
        try:
            if asked.tries > 1:
                page = page.again()
                await page.open()
            await page.do(house.event("day_sheet_state.open"), {"on": on})
            said = {"slot": slot, "place": "", "message": "", "tap": asked.tap, "attempt": new_id()}
            await page.do(house.event("day_sheet_state.ask"), said)
        except Gone:
            await asyncio.sleep(0.2)
            continue
        sheet = page.shown["day_sheet_state"]
        assert sheet.get("said") == "sent", sheet
        asked.request_id = str(sheet["sent_key"])
    page.close()
