"""Which working hours can be laid down: periods that last and never lie over one another (AV-2, PR-1)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from portal_app.domain.fields import Fields

MOST_PERIODS = 12
WEEKDAYS = range(7)


@dataclass(frozen=True, slots=True)
class PeriodDraft:
    """Hours from `starts` to `ends` (00:00: the end of the day) at a centre; `online_too`: or by video call.

    Without validity it holds for ever. On a date of its own the validity stays empty.
    """

    starts: time
    ends: time
    centre_id: str
    online_too: bool = True
    valid_from: date | None = None
    valid_to: date | None = None


def check_week(week: Mapping[int, Sequence[PeriodDraft]], centres: Collection[str], *, today: date) -> None:
    """`BadFields` for a weekday that cannot be worked so; fields `0.1.starts`: Monday's second period.

    What is laid down holds from today on, so none of it may be over already.
    """
    fields = Fields()
    for weekday, periods in week.items():
        if weekday not in WEEKDAYS:
            fields.refuse(str(weekday), "unknown")
        _check(fields, f"{weekday}.", periods, centres)
        for number, period in enumerate(periods):
            if period.valid_to is not None and period.valid_to < today:
                fields.refuse(f"{weekday}.{number}.valid_to", "past")
    fields.done()


def check_date(on: date, periods: Sequence[PeriodDraft], centres: Collection[str], *, today: date) -> None:
    """`BadFields` for a date that is over, or cannot be worked so; fields `on`, `0.starts`."""
    fields = Fields()
    if on < today:
        fields.refuse("on", "past")
    for number, period in enumerate(periods):
        if period.valid_from is not None or period.valid_to is not None:
            fields.refuse(f"{number}.valid_to", "unknown")
    _check(fields, "", periods, centres)
    fields.done()


def _check(fields: Fields, prefix: str, periods: Sequence[PeriodDraft], centres: Collection[str]) -> None:
    if len(periods) > MOST_PERIODS:
        fields.refuse(f"{prefix}{MOST_PERIODS}.starts", "too_many", most=MOST_PERIODS)
        return
    for number, period in enumerate(periods):
        place = f"{prefix}{number}."
        if _end(period) <= _minute(period.starts):
            fields.refuse(f"{place}ends", "before_start")
        elif any(_meet(period, earlier) for earlier in periods[:number]):
            fields.refuse(f"{place}starts", "overlaps")
        if period.centre_id not in centres:
            fields.refuse(f"{place}centre_id", "unknown")
        if period.valid_from is not None and period.valid_to is not None and period.valid_to < period.valid_from:
            fields.refuse(f"{place}valid_to", "before_start")


def _meet(one: PeriodDraft, other: PeriodDraft) -> bool:
    """Whether both hold at some time of some day."""
    never_together = (one.valid_to or date.max) < (other.valid_from or date.min) or (other.valid_to or date.max) < (
        one.valid_from or date.min
    )
    return not never_together and _minute(one.starts) < _end(other) and _minute(other.starts) < _end(one)


def _minute(shown: time) -> int:
    return shown.hour * 60 + shown.minute


def _end(period: PeriodDraft) -> int:
    return _minute(period.ends) or 24 * 60
