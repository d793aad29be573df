"""The one place that knows what time it is."""

from datetime import UTC, datetime, timedelta


class _Hands:
    """How far the clock is ahead of the machine's."""

    ahead = timedelta()


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC) + _Hands.ahead


def start_at(instant: datetime | None) -> None:
    """Let the clock run on from `instant` (ESPAI_NOW, for demos and tests); None: from the real time again."""
    _Hands.ahead = timedelta() if instant is None else instant.astimezone(UTC) - datetime.now(UTC)
