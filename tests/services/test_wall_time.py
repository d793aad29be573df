"""A time offered is the time kept and the time shown, in every zone, whatever the clocks do (AV-3).

Here the days around every change of the clocks; with ESPAI_TEST_LONG every day from 2026 to 2028.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from models.tables import Appointment
from models.vocabulary import Locale
from portal_app.domain.availability import ServiceTimes
from portal_app.domain.policies import Policy
from portal_app.i18n.text import text
from portal_app.services.transaction import read, write
from tests.domain.practices import Practice, every_weekday, minutes
from tests.domain.test_availability_oracle import DAY, ZONES, changes

LONG = bool(os.environ.get("ESPAI_TEST_LONG"))
QUARTER = minutes(15)
FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)
# A table for this alone, with the column in which appointments keep their beginning.
KEPT = sa.Table("wall_time", sa.MetaData(), sa.Column("starts_at", Appointment.__table__.c.starts_at.type))  # pyright: ignore[reportAttributeAccessIssue]  SQLModel makes it


def spans(zone: str) -> Iterator[tuple[date, date]]:
    """The days to look at, a few months at a time."""
    if not LONG:
        yield from ((on - DAY, on + DAY) for on in (*changes(zone), date(2026, 11, 24)))
        return
    first = FIRST
    while first <= LAST:
        last = min(first + timedelta(days=60), LAST)
        yield first, last
        first = last + DAY


def shown_on_the_wall(zone: ZoneInfo, first: date, last: date) -> list[tuple[date, str]]:
    """Every quarter that the wall shows on these days, once, in order: straight from the clock, without the engine."""
    instant = datetime.combine(first - DAY, time(), UTC)
    seen: dict[datetime, None] = {}
    while instant < datetime.combine(last + 2 * DAY, time(), UTC):
        wall = instant.astimezone(zone).replace(tzinfo=None)
        if first <= wall.date() <= last and not wall.minute % 15:
            seen.setdefault(wall)
        instant += QUARTER
    return [(wall.date(), f"{wall.hour}:{wall.minute:02}") for wall in seen]


def kept(instants: Sequence[datetime]) -> list[datetime]:
    """These instants as the database gives them back."""
    with write() as db:
        db.execute(sa.delete(KEPT))
        db.execute(sa.insert(KEPT), [{"starts_at": instant} for instant in instants])
    with read() as db:
        return list(db.scalars(sa.select(KEPT.c.starts_at).order_by(KEPT.c.starts_at)))


@pytest.mark.usefixtures("database")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("zone", ZONES)
def test_what_is_offered_is_what_is_kept_and_what_is_shown(zone: str) -> None:  # AV-3
    with write() as db:
        KEPT.create(db.connection())
    t = text(Locale.EN)
    practice = Practice(
        zone=ZoneInfo(zone),
        now=datetime(2025, 12, 1, tzinfo=UTC),
        hours=every_weekday("00:00-00:00"),
        service=ServiceTimes(QUARTER),
        policy=Policy(interval=QUARTER, notice=timedelta(), horizon=timedelta(days=2000)),
    )
    for first, last in spans(zone):
        offered = [slot.starts_at for slot in practice.slots(first, last)]
        stored = kept(offered)
        assert stored == offered
        local = [instant.astimezone(practice.zone) for instant in stored]
        assert [(one.date(), t.clock(one)) for one in local] == shown_on_the_wall(practice.zone, first, last)
