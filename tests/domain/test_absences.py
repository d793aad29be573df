"""Time off as it is entered: bounds, and the patterns that recur (AV-2)."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from portal_app.domain.absences import Every, Recurrence, TimeOffDraft, recurrence_of, rule_of, tidy
from portal_app.domain.problems import BadFields

TUESDAY = date(2026, 10, 20)


def draft(**values: Any) -> TimeOffDraft:
    return TimeOffDraft(**{"therapist_id": None, "first_on": TUESDAY, "last_on": TUESDAY, **values})


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"last_on": TUESDAY - timedelta(days=1)}, [("last_on", "before_start")]),
        ({"last_on": TUESDAY + timedelta(days=367)}, [("last_on", "too_many_days")]),
        ({"title": "x" * 121}, [("title", "too_long")]),
        ({"starts": time(10)}, [("ends", "empty")]),
        ({"ends": time(10)}, [("starts", "empty")]),
        ({"starts": time(10), "ends": time(10)}, [("ends", "before_start")]),
        ({"starts": time(10), "ends": time(9)}, [("ends", "before_start")]),
        ({"recurrence": Recurrence(Every.WEEK, 0)}, [("interval", "too_small")]),
        ({"recurrence": Recurrence(Every.WEEK, 13)}, [("interval", "too_big")]),
        ({"recurrence": Recurrence(Every.WEEK, weekdays=(7,))}, [("weekdays", "unknown")]),
        ({"recurrence": Recurrence(Every.DAY, weekdays=(1,))}, [("weekdays", "unknown")]),
        (
            {"recurrence": Recurrence(Every.WEEK, until=TUESDAY - timedelta(days=1))},
            [("until", "before_first")],
        ),
        ({"title": "x" * 121, "starts": time(10)}, [("title", "too_long"), ("ends", "empty")]),
    ],
)  # fmt: skip
def test_each_value_that_cannot_be_is_told_beside_its_field(
    values: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    with pytest.raises(BadFields) as refused:
        tidy(draft(**values))
    assert [(one.name, one.code) for one in refused.value.facts["fields"]] == problems


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"last_on": TUESDAY + timedelta(days=366)},
        {"starts": time(18), "ends": time()},
        {"starts": time(18), "ends": time(9), "last_on": TUESDAY + timedelta(days=1)},
        {"recurrence": Recurrence(Every.WEEK, 2, (0, 4), TUESDAY)},
    ],
)
def test_what_can_be_is_let_through(values: dict[str, Any]) -> None:
    assert tidy(draft(title="  Congrés   de psicologia ", **values)) == draft(title="Congrés de psicologia", **values)


@pytest.mark.parametrize(
    ("recurrence", "first_on", "rule"),
    [
        (Recurrence(Every.DAY, 3), TUESDAY, "FREQ=DAILY;INTERVAL=3"),
        (Recurrence(Every.WEEK), TUESDAY, "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU"),
        (Recurrence(Every.WEEK, 2, (4, 0, 0)), TUESDAY, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR"),
        (Recurrence(Every.MONTH, 2), TUESDAY, "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=20"),
        (Recurrence(Every.MONTH_WEEKDAY), TUESDAY, "FREQ=MONTHLY;INTERVAL=1;BYDAY=3TU"),
        (Recurrence(Every.MONTH_WEEKDAY), date(2026, 10, 30), "FREQ=MONTHLY;INTERVAL=1;BYDAY=-1FR"),
    ],
)
def test_a_pattern_is_kept_as_a_rule(recurrence: Recurrence, first_on: date, rule: str) -> None:  # RFC 5545
    assert rule_of(recurrence, first_on) == rule


@pytest.mark.parametrize(
    "recurrence",
    [
        Recurrence(Every.DAY, 3),
        Recurrence(Every.WEEK, 1, (1,)),
        Recurrence(Every.WEEK, 2, (0, 4)),
        Recurrence(Every.MONTH, 2),
        Recurrence(Every.MONTH_WEEKDAY, until=TUESDAY),
    ],
)
def test_a_kept_rule_is_read_again_as_the_pattern(recurrence: Recurrence) -> None:
    again = recurrence_of(rule_of(recurrence, TUESDAY), first_on=TUESDAY, until=recurrence.until)
    assert again == recurrence


@pytest.mark.parametrize(
    ("rule", "read"),
    [
        ("RRULE:FREQ=WEEKLY;BYDAY=TU", Recurrence(Every.WEEK, 1, (1,))),
        ("freq=daily", Recurrence(Every.DAY)),
        ("FREQ=YEARLY", None),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=3", None),
        ("FREQ=MONTHLY;BYDAY=1MO", None),
        ("FREQ=WEEKLY;INTERVAL=x;BYDAY=TU", None),
        ("nonsense", None),
    ],
)
def test_a_calendars_rule_is_read_where_we_have_a_pattern_for_it(rule: str, read: Recurrence | None) -> None:
    assert recurrence_of(rule, first_on=TUESDAY, until=None) == read
