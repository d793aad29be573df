"""ID-12: why can't they get in?"""

from datetime import UTC, datetime, timedelta

import pytest

from portal_app.domain.way_in import Standing, WayIn, standing

NOW = datetime(2026, 10, 19, 9, tzinfo=UTC)
LONG_AGO, YESTERDAY, SOON = NOW - timedelta(days=15), NOW - timedelta(days=1), NOW + timedelta(minutes=3)


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        (WayIn(), Standing.NO_CODE),
        (WayIn(has_code=True), Standing.NOT_SENT),
        (WayIn(has_code=True, sent_at=YESTERDAY), Standing.SENT),
        (WayIn(has_code=True, sent_at=LONG_AGO), Standing.LAPSED),
        (WayIn(has_code=True, sent_at=LONG_AGO, first_entry_at=LONG_AGO), Standing.ACTIVE),
        (WayIn(has_code=True, first_entry_at=YESTERDAY), Standing.ACTIVE),
        (WayIn(has_code=True, first_entry_at=YESTERDAY, locked_until=SOON), Standing.LOCKED),
        (WayIn(has_code=True, first_entry_at=YESTERDAY, locked_until=YESTERDAY), Standing.ACTIVE),
        (WayIn(has_code=True, first_entry_at=YESTERDAY, locked_until=SOON, blocked_at=YESTERDAY), Standing.BLOCKED),
    ],
)
def test_what_keeps_a_patient_out_comes_first(way: WayIn, expected: Standing) -> None:
    assert standing(way, lapse_days=14, now=NOW) is expected
