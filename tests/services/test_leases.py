"""A lease has one holder at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from portal_app.services import leases
from portal_app.services.transaction import Database
from tests.conftest import StandingClock

FOR_A_MINUTE = timedelta(minutes=1)


def test_nobody_else_takes_a_lease_that_is_held(database: Database) -> None:
    assert leases.take("jobs", holder="first", lasting=FOR_A_MINUTE)
    assert not leases.take("jobs", holder="second", lasting=FOR_A_MINUTE)


def test_its_holder_keeps_it(database: Database, standing_clock: StandingClock) -> None:
    assert leases.take("jobs", holder="first", lasting=FOR_A_MINUTE)
    standing_clock.shift(timedelta(seconds=45))
    assert leases.take("jobs", holder="first", lasting=FOR_A_MINUTE)
    standing_clock.shift(timedelta(seconds=45))
    assert not leases.take("jobs", holder="second", lasting=FOR_A_MINUTE)


def test_a_dead_holder_loses_it(database: Database, standing_clock: StandingClock) -> None:
    assert leases.take("jobs", holder="first", lasting=FOR_A_MINUTE)
    standing_clock.shift(FOR_A_MINUTE)
    assert leases.take("jobs", holder="second", lasting=FOR_A_MINUTE)


def test_one_that_was_given_back_is_free(database: Database) -> None:
    assert leases.take("jobs", holder="first", lasting=FOR_A_MINUTE)
    leases.give_back("jobs", holder="second")
    assert not leases.take("jobs", holder="second", lasting=FOR_A_MINUTE)
    leases.give_back("jobs", holder="first")
    assert leases.take("jobs", holder="second", lasting=FOR_A_MINUTE)


def test_of_many_at_once_one_gets_it(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = pool.map(lambda n: leases.take("jobs", holder=str(n), lasting=FOR_A_MINUTE), range(8))
    assert sum(taken) == 1
