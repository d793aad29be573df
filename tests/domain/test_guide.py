"""A practice's first steps (PR-1)."""

import pytest

from portal_app.domain.guide import CLOSED, Facts, Step, done, read, written

NOTHING = Facts(reachable=False, addressed=False, priced=False, own_hours=False, patient=False)
EVERYTHING = Facts(reachable=True, addressed=True, priced=True, own_hours=True, patient=True)


@pytest.mark.parametrize("step", list(Step))
def test_a_step_is_done_by_what_it_is_about_or_because_somebody_found_it_right(step: Step) -> None:
    assert not done(step, NOTHING, frozenset())
    assert done(step, EVERYTHING, frozenset())
    assert done(step, NOTHING, frozenset({step}))
    assert not done(step, NOTHING, frozenset(Step) - {step})


def test_what_is_kept_is_read_again_and_a_strange_word_is_nothing() -> None:
    assert read(written(frozenset({Step.HOURS, Step.CENTRE}))) == {Step.HOURS, Step.CENTRE}
    assert written(frozenset({Step.HOURS, Step.CENTRE})) == "centre hours"
    assert read(f"{CLOSED} hours") == {Step.HOURS}
    assert read("") == frozenset()
