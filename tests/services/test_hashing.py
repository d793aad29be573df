"""R14: hashes are done aside, in every process."""

import multiprocessing
import os
import sys

from portal_app.services import hash_threads, hashing

ANA = "ana"
PIN = "8350"


def test_a_worker_forked_from_a_process_that_hashed_hashes_too() -> None:  # R14
    kept = hashing.hash_secret(ANA, PIN)
    worker = multiprocessing.get_context("fork").Process(target=_leave_with, args=(kept,))
    worker.start()
    worker.join(timeout=20)
    waits = worker.is_alive()
    worker.kill()
    assert not waits
    assert worker.exitcode == 0


def _leave_with(kept: str) -> None:
    sys.exit(0 if hashing.secret_matches(ANA, PIN, kept) else 1)


def test_several_processes_hash_no_more_at_once_than_there_are_cores() -> None:  # R14
    try:
        hash_threads.share_cores(1)
        alone = hash_threads._slow()._max_workers
        hash_threads.share_cores(alone)
        assert hash_threads._slow()._max_workers == 1
        hash_threads.share_cores(10 * alone)
        assert hash_threads._slow()._max_workers == 1
        assert alone == os.cpu_count()
    finally:
        hash_threads.share_cores(1)
