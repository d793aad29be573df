"""Friendly figures for the patient (PK-3). No clinical indicators."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.vocabulary import AppointmentStatus
from portal_app.domain.time_ranges import TimeRange


@dataclass(frozen=True, slots=True)
class Figures:
    """Sessions so far, sessions to come, and how long those so far took together."""

    sessions: int
    upcoming: int
    therapy: timedelta

    @property
    def hours(self) -> float:
        """Therapy time in hours."""
        return self.therapy / timedelta(hours=1)


def figures(appointments: Iterable[tuple[TimeRange, AppointmentStatus]], *, now: datetime) -> Figures:
    """Count what was held and what is to come.

    A confirmed appointment that is over counts as held although nobody marked it yet; a no-show was not.
    """
    sessions = upcoming = 0
    therapy = timedelta()
    for when, status in appointments:
        over = when.ends_at <= now
        if status is AppointmentStatus.ATTENDED or (status is AppointmentStatus.CONFIRMED and over):
            sessions += 1
            therapy += when.ends_at - when.starts_at
        elif status is AppointmentStatus.CONFIRMED:
            upcoming += 1
    return Figures(sessions, upcoming, therapy)
