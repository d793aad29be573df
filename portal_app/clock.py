"""The one place that knows what time it is."""

from datetime import UTC, datetime, timedelta

_ahead = timedelta()


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC) + _ahead


def start_at(instant: datetime | None) -> None:
    """Let the clock run on from `instant` (ESPAI_NOW, for demos and tests); None: from the real time again."""
    global _ahead
    _ahead = timedelta() if instant is None else instant.astimezone(UTC) - datetime.now(UTC)
