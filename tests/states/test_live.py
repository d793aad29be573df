"""Live news: whose pages a commit concerns."""

import asyncio
from datetime import timedelta

from models.vocabulary import PatientId, PracticeId, Role, StaffId
from portal_app.domain.refs import PatientRef, StaffRef
from portal_app.services.transaction import Change
from portal_app.states import live
from portal_app.states.live import Watcher

ALBA, OTHER = PracticeId("alba"), PracticeId("other")
ANA = Watcher(PatientRef(ALBA, PatientId("ana")), "refresh")
CLARA = Watcher(PatientRef(ALBA, PatientId("clara")), "refresh")
MARTA = Watcher(StaffRef(ALBA, StaffId("marta"), Role.THERAPIST), "refresh")
STRANGER = Watcher(PatientRef(OTHER, PatientId("ana")), "refresh")


def told(change: Change) -> list[Watcher]:
    return [watcher for watcher in (ANA, CLARA, MARTA, STRANGER) if watcher.concerned_by(change)]


def test_a_change_of_one_patient_concerns_that_patient_and_the_staff() -> None:  # CA-8
    assert told(Change(ALBA, frozenset({"ana"}))) == [ANA, MARTA]


def test_a_change_of_nobody_concerns_the_staff_only() -> None:  # GD-2
    assert told(Change(ALBA)) == [MARTA]


def test_what_only_the_patient_sees_nudges_no_staff_page() -> None:  # GD-1
    assert told(Change(ALBA, frozenset({"ana"}), for_staff=False)) == [ANA]


def test_a_change_of_open_times_concerns_the_whole_practice() -> None:  # CA-8
    assert told(Change(ALBA, every_patient=True)) == [ANA, CLARA, MARTA]


def test_news_never_leaves_the_practice() -> None:  # PR-5
    assert told(Change(OTHER, every_patient=True)) == [STRANGER]


def test_news_that_is_kept_back_marks_no_page_before_its_time() -> None:  # CA-10
    async def marked(after: timedelta) -> set[str]:
        live._pages.loop = asyncio.get_running_loop()
        live.watch("tab", MARTA.person, MARTA.refresh)
        live.heard(Change(ALBA, after=after))
        await asyncio.sleep(0.05)
        return set(live._pages.due)

    try:
        assert asyncio.run(marked(timedelta(seconds=10))) == set()
        assert asyncio.run(marked(timedelta(seconds=0.01))) == {"tab"}
    finally:
        live._pages.loop = None
        live._forget("tab")
        live._pages.due = set()


def test_a_page_that_closed_is_watched_no_longer() -> None:
    for left_open in list(live._pages.watchers):
        live._forget(left_open)
    live.watch("tab", ANA.person, ANA.refresh)
    live.watch("tab", MARTA.person, MARTA.refresh)
    assert live._pages.watchers == {"tab": MARTA}
    live._forget("tab")
    assert (live._pages.watchers, dict(live._pages.practices)) == ({}, {})
