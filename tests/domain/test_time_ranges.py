"""Half-open ranges, against sets of minutes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal_app.domain.time_ranges import TimeRange, common, merged, remaining, without

NOON = datetime(2026, 10, 22, 12, tzinfo=UTC)


def span(first: int, last: int) -> TimeRange:
    """From so many minutes after noon to so many."""
    return TimeRange(NOON + timedelta(minutes=first), NOON + timedelta(minutes=last))


ranges = st.lists(st.builds(span, st.integers(0, 40), st.integers(0, 40)), max_size=8)


def instants(several: list[TimeRange]) -> set[int]:
    return {
        minute
        for one in several
        for minute in range(
            (one.starts_at - NOON) // timedelta(minutes=1), (one.ends_at - NOON) // timedelta(minutes=1)
        )
    }


def is_tidy(several: list[TimeRange]) -> bool:
    """In order, none empty, none touching the next."""
    bounds = [bound for one in several for bound in (one.starts_at, one.ends_at)]
    return bounds == sorted(set(bounds))


def test_two_that_touch_do_not_overlap() -> None:
    assert not span(0, 10).overlaps(span(10, 20))
    assert span(0, 11).overlaps(span(10, 20))


def test_an_empty_range_overlaps_nothing_not_even_what_is_around_it() -> None:
    assert not span(0, 20).overlaps(span(10, 10))
    assert not span(10, 10).overlaps(span(0, 20))


def test_a_range_covers_what_lies_wholly_in_it() -> None:
    assert span(0, 10).covers(span(0, 10))
    assert not span(0, 10).covers(span(5, 11))


@given(ranges)
def test_merging_keeps_the_instants_in_as_few_ranges_as_can_be(several: list[TimeRange]) -> None:
    assert instants(merged(several)) == instants(several)
    assert is_tidy(merged(several))


@given(ranges, ranges)
def test_taking_out_and_having_in_common_are_those_of_sets(several: list[TimeRange], others: list[TimeRange]) -> None:
    assert instants(without(several, others)) == instants(several) - instants(others)
    assert instants(common(several, others)) == instants(several) & instants(others)
    assert is_tidy(without(several, others))


@given(ranges)
def test_what_remains_of_one_range_is_what_is_left_when_the_holes_are_taken_out(holes: list[TimeRange]) -> None:
    assert remaining(span(5, 35), merged(holes)) == without([span(5, 35)], holes)
