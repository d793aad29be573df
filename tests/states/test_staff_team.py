"""PR-1, ID-8: the team in the app, without a browser."""

import pytest

from models.vocabulary import Role
from portal_app.domain.problems import SignedOut
from portal_app.services.set_up import team
from portal_app.states.staff.settings.team import TeamState
from tests.builders import Cast
from tests.states.staff_page import open_page, send

ADDRESS = "/en/staff/settings/team"


async def opened(cast: Cast, who: str = "olga") -> TeamState:
    page = await open_page(TeamState, getattr(cast, who), ADDRESS)
    await send(page, "load")
    return page


async def test_nothing_answers_without_a_session(cast: Cast) -> None:  # ID-8
    page = await open_page(TeamState, None, ADDRESS)
    for event in ("load", "refresh", "start", "discard", "ask_retire", "keep"):
        with pytest.raises(SignedOut):
            await send(page, event)


async def test_somebody_new_is_on_the_list_with_what_is_missing(cast: Cast) -> None:
    page = await opened(cast)
    await send(page, "start")
    await send(page, "save", form={**page.filled, "name": "Neil Bosch", "email": "neil@example.com"})
    (neil,) = [row for row in page.rows if row.title == "Neil Bosch"]
    assert (neil.detail, neil.note) == ("Therapist · neil@example.com", "Cannot enter yet: give a first password")
    assert page.opened == ""


async def test_an_address_that_is_taken_is_refused_beside_its_field(cast: Cast) -> None:
    page = await opened(cast)
    await send(page, "start")
    taken = next(one for one in team.listed(cast.olga) if one.staff_id == cast.ruth.staff_id).draft.email
    await send(page, "save", form={**page.filled, "name": "Neil", "email": taken, "role": "nonsense"})
    assert page.errors == {"role": "Choose one from the list."}
    await send(page, "save", form={**page.filled, "role": Role.SCHEDULER.value})
    assert page.errors == {"email": "Somebody signs in with that address already."}


async def test_only_who_holds_an_agenda_can_take_over_patients(cast: Cast) -> None:
    page = await opened(cast)
    await send(page, "open", key=cast.marta.staff_id)
    assert [one.text for one in page.others] == ["Jordi Vidal Roca"]
    assert not page.oneself
    await send(page, "open", key=cast.olga.staff_id)
    assert page.oneself


async def test_somebody_leaves_after_it_was_asked(cast: Cast) -> None:
    page = await opened(cast)
    await send(page, "open", key=cast.ruth.staff_id)
    await send(page, "retire", form={})
    assert all(row.active for row in page.rows)
    await send(page, "ask_retire")
    await send(page, "retire", form={})
    assert [row.title for row in page.rows if not row.active] == ["Ruth Campos Gil"]


async def test_a_therapist_reads_names_and_changes_nothing(cast: Cast) -> None:  # ID-8, GD-2
    page = await opened(cast, "marta")
    assert (page.loaded, page.may_change) == (True, False)
    assert all("@" not in row.detail for row in page.rows)
    await send(page, "start")
    assert page.opened == ""
    await send(page, "open", key=cast.olga.staff_id)
    assert page.filled["email"] == ""
