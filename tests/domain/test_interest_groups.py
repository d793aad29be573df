"""Who is interested in the same time (WL-2)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal_app.domain.interest_groups import Interest, interest_groups

TEN = datetime(2026, 10, 22, 10, tzinfo=UTC)


def wish(
    patient: str, starts: int = 0, length: int = 50, *, therapist: str = "marta", asked: int = 0, name: str = ""
) -> Interest:
    """A request so many minutes after ten, made so many minutes after another."""
    starts_at = TEN + timedelta(minutes=starts)
    return Interest(
        request_id=name or f"{patient} at {starts}",
        patient_id=patient,
        therapist_id=therapist,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=length),
        created_at=TEN - timedelta(days=3) + timedelta(minutes=asked),
    )


def test_requests_that_overlap_make_one_group_over_their_span() -> None:  # WL-2
    (group,) = interest_groups([wish("ana"), wish("biel", 30)])
    assert (group.starts_at, group.ends_at) == (TEN, TEN + timedelta(minutes=80))
    assert group.count == 2


def test_requests_that_overlap_by_way_of_a_third_are_one_group() -> None:  # WL-2
    (group,) = interest_groups([wish("ana"), wish("clara", 60), wish("biel", 30)])
    assert group.count == 3


def test_requests_that_only_touch_are_two_groups() -> None:
    assert [group.count for group in interest_groups([wish("ana"), wish("biel", 50)])] == [1, 1]


def test_each_therapist_has_groups_of_their_own() -> None:
    groups = interest_groups([wish("ana"), wish("biel", therapist="jordi")])
    assert {group.therapist_id for group in groups} == {"marta", "jordi"}


def test_a_patient_who_asked_for_two_times_counts_once() -> None:
    (group,) = interest_groups([wish("ana"), wish("ana", 30)])
    assert (group.count, len(group.requests)) == (1, 2)


def test_who_waits_longest_comes_first() -> None:
    (group,) = interest_groups([wish("ana", asked=20), wish("biel", 30, asked=5)])
    assert [one.patient_id for one in group.requests] == ["biel", "ana"]


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(5, 60), st.sampled_from(["marta", "jordi"])), max_size=12))
def test_groups_are_what_overlapping_joins_and_nothing_more(drawn: list[tuple[int, int, str]]) -> None:
    wishes = [
        wish(f"p{number}", starts, length, therapist=therapist, name=str(number))
        for number, (starts, length, therapist) in enumerate(drawn)
    ]
    together = {frozenset([one.request_id]) for one in wishes}
    for one in wishes:
        for other in wishes:
            meet = one.starts_at < other.ends_at and other.starts_at < one.ends_at
            if meet and one.therapist_id == other.therapist_id:
                joined = {group for group in together if group & {one.request_id, other.request_id}}
                together = (together - joined) | {frozenset().union(*joined)}
    assert {frozenset(one.request_id for one in group.requests) for group in interest_groups(wishes)} == together
