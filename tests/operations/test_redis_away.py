"""Redis freezes, or dies and comes back with nothing in it: nobody gets in, and pages go on by themselves (OP-6)."""

import threading
from collections.abc import Iterator

import httpx
import pytest

from tests import engines
from tests.hostile.client import Socket, delta
from tests.hostile.pages import fired, is_sent_away
from tests.operations.house import House, house, wait_until


@pytest.fixture(scope="module")
def redis() -> Iterator[engines.Engine]:
    with engines.redis() as engine:
        yield engine


@pytest.fixture(scope="module")
def practice(redis: engines.Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("away"), redis_url=f"redis://127.0.0.1:{redis.port}/0", workers=2) as one:
        one.start()
        yield one


def answers(practice: House, page: Socket) -> bool:
    """Whether the page is answered, whatever it asks for."""
    frames = fired(page, practice.event("security_state.refresh"), {})
    return bool(frames) and frames[-1] != "closed"


def test_while_redis_is_frozen_the_door_opens_and_pages_go_on_when_it_thaws(
    practice: House, redis: engines.Engine
) -> None:
    page = practice.page(practice.patient(0), "/es/me/security")
    assert answers(practice, page)
    redis.freeze()
    try:
        ready = httpx.get(f"{practice.url}/health/ready", timeout=10)
        assert (ready.status_code, ready.json()["waits_for"]) == (503, "redis")
        someone = practice.patient(1)
    finally:
        redis.thaw()
    wait_until(practice.is_ready)
    assert answers(practice, page)
    assert delta(practice.page(someone, "/es/me/security").heard)


def test_redis_that_comes_back_empty_lets_nobody_in_and_pages_load_anew(practice: House, redis: engines.Engine) -> None:
    inside, outside = practice.patient(2), practice.patient(3)
    left = practice.page(outside, "/es/me/security")
    left.fire(practice.event("security_state.sign_out_everywhere"))
    left.frames(until=lambda frame: is_sent_away([frame]))
    redis.kill()
    assert not practice.is_ready()
    redis.start()
    wait_until(practice.is_ready)
    wait_until(lambda: bool(delta(practice.page(inside, "/es/me/security").heard)), most=20)
    assert "security_state" in str(delta(practice.page(inside, "/es/me/security").heard))
    assert is_sent_away(practice.page(outside, "/es/me/security").heard)


def test_a_start_without_redis_says_what_it_waits_for_and_takes_people_when_it_comes(
    practice: House, redis: engines.Engine
) -> None:
    someone = practice.patient(4)
    assert practice.stop() == 0
    redis.kill()
    starting = threading.Thread(target=practice.start)
    starting.start()
    try:
        wait_until(lambda: _waits_for(practice) == "redis", most=60)
    finally:
        redis.start()
        starting.join()
    assert delta(practice.page(someone, "/es/me/security").heard)


def _waits_for(practice: House) -> str:
    try:
        return httpx.get(f"{practice.url}/health/ready", timeout=10).json().get("waits_for", "")
    except httpx.TransportError:
        return ""
