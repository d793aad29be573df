"""The patient's friendly figures (PK-3)."""

from datetime import UTC, datetime, timedelta

from models.vocabulary import AppointmentStatus as Status
from portal_app.domain.figures import Figures, figures
from portal_app.domain.time_ranges import TimeRange

NOW = datetime(2026, 10, 22, 10, tzinfo=UTC)


def session(hours_from_now: float, *, minutes: int = 50) -> TimeRange:
    starts_at = NOW + timedelta(hours=hours_from_now)
    return TimeRange(starts_at, starts_at + timedelta(minutes=minutes))


def test_sessions_held_and_to_come_are_counted_and_the_hours_of_those_held() -> None:  # PK-3
    held = [(session(-48), Status.ATTENDED), (session(-24, minutes=70), Status.CONFIRMED)]
    to_come = [(session(24), Status.CONFIRMED)]
    assert figures([*held, *to_come], now=NOW) == Figures(sessions=2, upcoming=1, therapy=timedelta(hours=2))
    assert figures(held, now=NOW).hours == 2


def test_a_session_missed_or_cancelled_is_no_therapy() -> None:
    lost = [Status.NO_SHOW, Status.CANCELLED_BY_PATIENT, Status.CANCELLED_BY_PRACTICE]
    times = (session(-24), session(24))
    assert figures([(time, status) for status in lost for time in times], now=NOW) == Figures(0, 0, timedelta())


def test_a_session_that_goes_on_is_still_to_come() -> None:
    assert figures([(session(-0.5), Status.CONFIRMED)], now=NOW).upcoming == 1
    ended_now = TimeRange(NOW - timedelta(minutes=50), NOW)
    assert figures([(ended_now, Status.CONFIRMED)], now=NOW).sessions == 1
