"""PR-1: the guide through the first steps, without a browser."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.tables import Practice
from portal_app.domain.problems import NotAllowed, SignedOut
from portal_app.services.transaction import write
from portal_app.states.staff.guide import GuideState
from portal_app.states.staff.surroundings import Surroundings
from tests.builders import Cast
from tests.states.staff_page import open_page, send

ADDRESS = "/en/staff/start"


@pytest.fixture
def new(cast: Cast) -> Cast:
    """The practice on its first day: reachable, with an address, a price and patients, and the usual hours."""
    with write() as db:
        db.execute(sa.update(Practice).where(col(Practice.id) == cast.practice_id).values(guide=""))
    return cast


async def opened(cast: Cast, who: str = "olga") -> GuideState:
    page = await open_page(GuideState, getattr(cast, who), ADDRESS)
    await send(page, "load")
    return page


async def test_nothing_answers_without_a_session(cast: Cast) -> None:  # ID-8
    page = await open_page(GuideState, None, ADDRESS)
    for event in ("load", "refresh", "put_away"):
        with pytest.raises(SignedOut):
            await send(page, event)


async def test_the_steps_lead_on_and_every_page_says_how_far_one_is(new: Cast) -> None:
    page = await opened(new)
    around = await page.get_state(Surroundings)
    assert len(page.steps) == 5
    assert page.heading == around.guide
    before = sum(step.done for step in page.steps)
    for step in [step.key for step in page.steps if not step.done]:
        await send(page, "find_right", step=step)
    assert (page.all_done, around.guide, before < 5) == (True, "First steps: 5 of 5", True)
    await send(page, "put_away")
    assert (page.steps, around.guide) == ([], "")


async def test_nobody_but_an_admin_is_led(new: Cast) -> None:  # ID-8
    page = await opened(new, "marta")
    assert (page.steps, (await page.get_state(Surroundings)).guide) == ([], "")
    with pytest.raises(NotAllowed):
        await send(page, "put_away")
