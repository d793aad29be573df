"""A graceful stop: what runs is finished, then the sockets are closed, and the pages come back by themselves.

The server waits for every open connection before it ends, and a page's socket stays open for hours: so before the
server hears of the stop, the sockets are told. A socket that is closed like this is opened again by its page, here
or at another process.
"""

import asyncio
import logging
import signal
from functools import partial
from typing import Any

from portal_app import farewell
from portal_app.states.connections import PortalApp

# Longer than any question to the database may wait.
FINISH_SECONDS = 6

log = logging.getLogger("espai.stop")

_tasks: set[asyncio.Task[None]] = set()


def prepare(app: PortalApp) -> None:
    """On a request to stop, close this process's sockets first, then do what the server would have done."""
    loop = asyncio.get_running_loop()
    for which in (signal.SIGTERM, signal.SIGINT):
        # The server's own handler, which asyncio has no public way to ask for.
        usual: Any = getattr(loop, "_signal_handlers", {}).get(which)
        if usual is None:
            log.error("The server's own way to stop was not found: a stop will wait for open pages")
        else:
            loop.add_signal_handler(which, partial(_stop, app, usual))


def _stop(app: PortalApp, usual: Any) -> None:
    if farewell.has_begun():
        return
    farewell.begin()
    task = asyncio.ensure_future(_leave(app, usual))
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


async def _leave(app: PortalApp, usual: Any) -> None:
    try:
        async with asyncio.timeout(FINISH_SECONDS):
            await app.event_processor.join()
    except TimeoutError:
        log.warning("What still runs is given up")
    except Exception:
        log.exception("What runs could not be waited for")
    try:
        await app.close_sockets()
    finally:
        usual._run()  # noqa: SLF001  What the server had asked the loop to do.
