"""Time off that recurs: the few patterns that people mean, and as the rule they are kept by (AV-2, RFC 5545)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Every(StrEnum):
    """What a recurring absence counts in. `MONTH` keeps the day of the month, `MONTH_WEEKDAY` as «second Tuesday»."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    MONTH_WEEKDAY = "month_weekday"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Every `interval` days, weeks or months, from the first day on; `until` None: for ever.

    `weekdays` (0 is Monday) are for weeks alone; none: the first day's.
    """

    every: Every
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    until: date | None = None
