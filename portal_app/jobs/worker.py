"""The worker loop: what must happen though nobody asks for it. One process of an installation runs it at a time."""

import asyncio
import logging
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from portal_app import clock
from portal_app.services import denials, key_rotation, leases, slot_requests
from portal_app.services.imports import uploads

LEASE = "jobs"
EVERY = timedelta(seconds=60)
# Longer than a round, so that the same process keeps it; short enough that another soon takes over from a dead one.
LASTING = EVERY * 2

log = logging.getLogger("espai.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """A name for the log, and what is done each round; the number it returns is how much there was to do."""

    name: str
    work: Callable[[], int]


JOBS = (
    Job("requests that expire", lambda: slot_requests.expire(clock.now())),  # WL-5
    Job("files that were not imported", lambda: uploads.forget_old(clock.now())),  # PR-4
    Job("refusals that came again and again", lambda: denials.tell_repeated(clock.now())),  # GD-1
    Job("codes kept under an older secret", key_rotation.renew_codes),  # GD-6
)


async def run() -> None:
    """Do every job each minute, as long as the application lives; a round that has begun is finished."""
    holder = f"{os.getpid()}-{secrets.token_hex(4)}"
    rounds: list[asyncio.Future[bool]] = []
    try:
        while True:
            rounds = [asyncio.ensure_future(asyncio.to_thread(one_round, holder))]
            await asyncio.shield(rounds[0])
            await asyncio.sleep(EVERY.total_seconds())
    finally:
        await asyncio.shield(_end(holder, rounds))


def one_round(holder: str) -> bool:
    """Do every job once, if the lease is ours; one that fails does not keep the others from running."""
    try:
        if not leases.take(LEASE, holder=holder, lasting=LASTING):
            return False
    except Exception:
        log.exception("The lease of the jobs could not be taken")
        return False
    for job in JOBS:
        try:
            done = job.work()
        except Exception:
            log.exception("A job failed: %s", job.name)
        else:
            if done:
                log.info("Done: %s, %d", job.name, done)
    return True


async def _end(holder: str, rounds: Sequence[asyncio.Future[bool]]) -> None:
    """The thread of a round goes on when nobody waits for it: it would take back the lease that was given back."""
    await asyncio.gather(*rounds, return_exceptions=True)
    await asyncio.to_thread(_give_back, holder)


def _give_back(holder: str) -> None:
    try:
        leases.give_back(LEASE, holder=holder)
    except Exception:
        log.exception("The lease of the jobs could not be given back")
