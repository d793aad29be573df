"""Half-open stretches of time, and what is left of some when others are taken out of them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class TimeRange:
    """From `starts_at` up to, and without, `ends_at`: two that touch do not overlap."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "TimeRange") -> bool:
        """Whether some instant lies in both; in an empty one lies none."""
        return max(self.starts_at, other.starts_at) < min(self.ends_at, other.ends_at)

    def covers(self, other: "TimeRange") -> bool:
        """Whether the whole of `other` lies in this one."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at


def merged(ranges: Iterable[TimeRange]) -> list[TimeRange]:
    """The same instants in as few ranges as can be, in order; empty ranges vanish."""
    result: list[TimeRange] = []
    for item in sorted(ranges, key=_start):
        if item.starts_at >= item.ends_at:
            continue
        if not result or result[-1].ends_at < item.starts_at:
            result.append(item)
        elif result[-1].ends_at < item.ends_at:
            result[-1] = TimeRange(result[-1].starts_at, item.ends_at)
    return result


def remaining(item: TimeRange, holes: Sequence[TimeRange]) -> list[TimeRange]:
    """What is left of one range; `holes` as `merged` gives them."""
    left: list[TimeRange] = []
    starts_at = item.starts_at
    for number in range(bisect_right(holes, starts_at, key=_end), len(holes)):
        hole = holes[number]
        if hole.starts_at >= item.ends_at:
            break
        if starts_at < hole.starts_at:
            left.append(TimeRange(starts_at, hole.starts_at))
        starts_at = hole.ends_at
    if starts_at < item.ends_at:
        left.append(TimeRange(starts_at, item.ends_at))
    return left


def without(ranges: Iterable[TimeRange], taken: Iterable[TimeRange]) -> list[TimeRange]:
    """The instants of `ranges` that lie in none of `taken`, in order. Neither needs to be."""
    holes = merged(taken)
    return [left for item in merged(ranges) for left in remaining(item, holes)]


def common(ranges: Iterable[TimeRange], others: Iterable[TimeRange]) -> list[TimeRange]:
    """The instants that lie in both, in order."""
    kept = merged(ranges)
    return without(kept, without(kept, others))


def _start(item: TimeRange) -> datetime:
    return item.starts_at


def _end(item: TimeRange) -> datetime:
    return item.ends_at
