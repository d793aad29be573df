"""The pace a socket may keep."""

from portal_app.states.socket_server import BURST, MESSAGES_PER_SECOND, Allowance


def test_a_burst_passes_and_the_next_message_does_not() -> None:
    allowance = Allowance(refilled=0.0)
    assert all(allowance.take(0.0) for _ in range(BURST))
    assert not allowance.take(0.0)
    assert allowance.refused == 1


def test_the_bucket_refills_at_a_persons_pace_and_never_above_a_burst() -> None:
    allowance = Allowance(tokens=0.0, refilled=0.0)
    assert sum(allowance.take(1.0) for _ in range(BURST)) == MESSAGES_PER_SECOND
    assert sum(allowance.take(1_000.0) for _ in range(2 * BURST)) == BURST
