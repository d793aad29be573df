"""What the clock on a practice's wall shows, and when: the one place that knows of clock changes (AV-3).

Every instant shows one time on the wall; a time on the wall may be shown by no instant (02:30 on the spring day), by
one, or by two (02:30 on the autumn day). What begins at such a time begins the first time the wall shows it or has
jumped over it. Times on the wall are naive datetimes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from portal_app.domain.time_ranges import TimeRange

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class _Season:
    """A time during which the wall is `offset` ahead of UTC."""

    starts_at: datetime
    ends_at: datetime
    offset: timedelta


@dataclass(frozen=True, slots=True)
class WallClock:
    """The wall clock of some days; made by `wall_clock`."""

    seasons: tuple[_Season, ...]

    def first(self, shown: datetime) -> datetime:
        """The first instant at which the wall shows this time or a later one."""
        shown = shown.replace(tzinfo=UTC)
        for season in self.seasons:
            instant = shown - season.offset
            if instant < season.ends_at:
                return max(instant, season.starts_at)
        return self.seasons[-1].ends_at

    def last(self, shown: datetime) -> datetime:
        """The instant from which on the wall shows no earlier time than this any more."""
        shown = shown.replace(tzinfo=UTC)
        for season in reversed(self.seasons):
            instant = shown - season.offset
            if instant > season.starts_at:
                return min(instant, season.ends_at)
        return self.seasons[0].starts_at

    def grid(self, starts: datetime, ends: datetime, step: timedelta) -> Iterator[datetime]:
        """The instants at which the wall shows `starts`, a step later, another step later … before `ends`.

        A time the wall jumps over has none; a time it shows twice counts the first time only.
        """
        shown, ends = starts.replace(tzinfo=UTC), ends.replace(tzinfo=UTC)
        for season in self.seasons:
            instant = shown - season.offset
            if instant < season.starts_at:
                instant += step * -((instant - season.starts_at) // step)
            last = min(ends - season.offset, season.ends_at)
            while instant < last:
                yield instant
                instant += step
            shown = instant + season.offset

    def day(self, on: date) -> TimeRange:
        """The instants of that date: 23, 24 or 25 hours."""
        return TimeRange(self.first(datetime.combine(on, MIDNIGHT)), self.first(datetime.combine(on + DAY, MIDNIGHT)))

    @property
    def beginning(self) -> datetime:
        """An instant before all of these days."""
        return self.seasons[0].starts_at


@lru_cache(maxsize=512)
def wall_clock(zone: ZoneInfo, first_on: date, last_on: date) -> WallClock:
    """The wall clock of these days, both included, in that zone."""
    at = datetime.combine(first_on - DAY, MIDNIGHT, UTC)
    end = datetime.combine(last_on + 2 * DAY, MIDNIGHT, UTC)
    seasons: list[_Season] = []
    since, offset = at, _offset(at, zone)
    while at < end:
        after = min(at + DAY, end)
        if _offset(after, zone) != offset:
            change = _change(at, after, zone)
            seasons.append(_Season(since, change, offset))
            since, offset = change, _offset(after, zone)
        at = after
    return WallClock((*seasons, _Season(since, end, offset)))


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first second of the new offset, between two instants with different ones."""
    old = _offset(before, zone)
    while after - before > SECOND:
        middle = before + SECOND * ((after - before) // SECOND // 2)
        if _offset(middle, zone) == old:
            before = middle
        else:
            after = middle
    return after
