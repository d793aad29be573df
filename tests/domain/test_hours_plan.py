"""Working hours that can be laid down: each lasts, none lies over another (AV-2, PR-1)."""

from datetime import date, time
from typing import Any

import pytest

from portal_app.domain.hours_plan import MOST_PERIODS, PeriodDraft, check_date, check_week
from portal_app.domain.problems import BadFields

CENTRES = {"gracia", "sants"}
TODAY = date(2026, 10, 19)


def period(span: str, centre_id: str = "gracia", **more: Any) -> PeriodDraft:
    starts, _, ends = span.partition("-")
    return PeriodDraft(time.fromisoformat(starts), time.fromisoformat(ends), centre_id, **more)


def refused(periods: list[PeriodDraft], weekday: int = 1) -> list[tuple[str, str]]:
    with pytest.raises(BadFields) as refusal:
        check_week({weekday: periods}, CENTRES, today=TODAY)
    return [(one.name, one.code) for one in refusal.value.facts["fields"]]


@pytest.mark.parametrize(
    "periods",
    [
        [],
        [period("09:00-14:00"), period("14:00-20:00", "sants"), period("20:00-00:00")],
        [period("00:00-00:00")],
        [period("16:00-20:00"), period("09:00-12:00")],
        [period("09:00-14:00", valid_to=date(2026, 12, 31)), period("10:00-13:00", valid_from=date(2027, 1, 1))],
        [
            period("09:00-14:00", valid_from=date(2027, 1, 1), valid_to=date(2027, 1, 1)),
            period("09:00-14:00", valid_from=date(2027, 1, 2)),
        ],
    ],
)
def test_periods_that_touch_or_hold_at_other_times_may_stand_side_by_side(periods: list[PeriodDraft]) -> None:
    check_week({1: periods}, CENTRES, today=TODAY)


@pytest.mark.parametrize(
    ("periods", "problems"),
    [
        ([period("14:00-09:00")], [("1.0.ends", "before_start")]),
        ([period("09:00-09:00")], [("1.0.ends", "before_start")]),
        ([period("09:00-14:00"), period("13:59-15:00", "sants")], [("1.1.starts", "overlaps")]),
        ([period("20:00-00:00"), period("23:00-23:30")], [("1.1.starts", "overlaps")]),
        (
            [period("09:00-14:00", valid_to=date(2027, 1, 1)), period("10:00-13:00", valid_from=date(2027, 1, 1))],
            [("1.1.starts", "overlaps")],
        ),
        ([period("09:00-14:00", "elsewhere")], [("1.0.centre_id", "unknown")]),
        (
            [period("09:00-14:00", valid_from=date(2027, 1, 2), valid_to=date(2027, 1, 1))],
            [("1.0.valid_to", "before_start")],
        ),
        ([period("09:00-09:30")] * (MOST_PERIODS + 1), [("1.12.starts", "too_many")]),
    ],
)
def test_what_cannot_be_worked_is_told_beside_its_field(
    periods: list[PeriodDraft], problems: list[tuple[str, str]]
) -> None:
    assert refused(periods) == problems


def test_there_are_seven_weekdays() -> None:
    assert refused([], weekday=7) == [("7", "unknown")]


@pytest.mark.parametrize(
    ("on", "periods", "problems"),
    [
        (date(2026, 10, 18), [], [("on", "past")]),
        (TODAY, [period("09:00-10:00", valid_to=TODAY)], [("0.valid_to", "unknown")]),
        (TODAY, [period("09:00-08:00")], [("0.ends", "before_start")]),
    ],
)
def test_a_date_of_its_own_is_to_come_and_has_no_validity(
    on: date, periods: list[PeriodDraft], problems: list[tuple[str, str]]
) -> None:
    with pytest.raises(BadFields) as refusal:
        check_date(on, periods, CENTRES, today=TODAY)
    assert [(one.name, one.code) for one in refusal.value.facts["fields"]] == problems
    check_date(TODAY, [period("09:00-10:00")], CENTRES, today=TODAY)
