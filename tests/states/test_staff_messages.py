"""AG-6: the message with the code is worded in the app, with what patients read beside it."""

import pytest

from models.vocabulary import Locale
from portal_app.domain.problems import SignedOut
from portal_app.domain.refs import NOWHERE
from portal_app.services.set_up import messages
from portal_app.states.staff.settings.messages import MessagesState
from tests.builders import Cast
from tests.states.staff_page import go, open_page, send

ADDRESS = "/en/staff/settings/messages"
OWN = "Hi {name}: {link} {code}"


async def opened(cast: Cast, who: str = "olga") -> MessagesState:
    page = await open_page(MessagesState, getattr(cast, who), ADDRESS)
    await send(page, "load")
    return page


def form(page: MessagesState, **changed: str) -> dict[str, str]:
    return {**page.filled, **changed}


async def test_nothing_answers_without_a_session(cast: Cast) -> None:  # ID-8
    page = await open_page(MessagesState, None, ADDRESS)
    for event in ("load", "refresh", "discard"):
        with pytest.raises(SignedOut):
            await send(page, event)


async def test_our_words_are_there_to_begin_from_and_the_preview_follows_what_is_typed(cast: Cast) -> None:
    page = await opened(cast)
    assert "{code}" in page.filled["body_en"]
    await send(page, "typed", name="body_en", value=OWN)
    shown = {one.lang: one.words for one in page.previews}
    assert shown["en"] == "Hi Emma: http://localhost:8000 K7M-4QP"
    assert "Alba Psicologia" in shown["ca"]


async def test_only_what_differs_from_our_words_is_kept(cast: Cast) -> None:
    page = await opened(cast)
    await send(page, "save", form=form(page, body_en=OWN))
    assert page.said == "Saved."
    assert messages.shown(cast.olga).bodies == {Locale.EN: OWN}


async def test_a_refusal_stands_beside_its_field_in_the_pages_language_and_keeps_what_was_typed(cast: Cast) -> None:
    page = await opened(cast)
    await send(page, "save", form=form(page, body_en="Only {link}"))
    assert page.errors == {"body_en": "Write {code} where it belongs: without it the patient cannot get in."}
    go(page, "/es/staff/settings/messages")
    await send(page, "load")
    assert page.errors["body_en"].startswith("Escribe {code}")
    assert page.filled["body_en"] == "Only {link}"


async def test_news_leave_what_is_typed_alone_and_the_second_to_save_is_told(cast: Cast) -> None:
    page = await opened(cast)
    await send(page, "typed", name="body_en", value=OWN)
    seen = messages.shown(cast.olga).state
    messages.change(cast.olga, {Locale.CA: "Ei {link} {code}"}, seen=seen, origin=NOWHERE)
    await send(page, "refresh")
    assert page.filled["body_en"] == OWN
    await send(page, "save", form=form(page))
    assert page.trouble.startswith("Somebody has changed this meanwhile.")
    await send(page, "save", form=form(page))
    assert messages.shown(cast.olga).bodies[Locale.EN] == OWN


async def test_reception_may_look_and_not_change(cast: Cast) -> None:  # ID-8
    page = await opened(cast, "ruth")
    assert (page.loaded, page.may_change) == (True, False)
    await send(page, "save", form=form(page, body_en=OWN))
    assert page.trouble
    assert messages.shown(cast.olga).bodies == {}
