"""The message with the code says what the practice wants it to say, and never loses the way in (AG-6)."""

from typing import Any

import pytest

from models.vocabulary import Locale
from portal_app.domain.problems import BadFields, ChangedMeanwhile, NotAllowed
from portal_app.domain.refs import NOWHERE
from portal_app.domain.set_up import LONGEST_MESSAGE
from portal_app.i18n.text import text
from portal_app.presenters.staff import messages as presenter
from portal_app.services import practice
from portal_app.services.set_up import messages
from tests.builders import Cast, the_cast

OWN = "Hola {name}! És a {link}\nEl teu codi: {code}"


def change(cast: Cast, body: str, *, locale: Locale = Locale.CA, seen: str | None = None, by: str = "olga") -> None:
    messages.change(
        getattr(cast, by),
        {locale: body},
        seen=messages.shown(cast.olga).state if seen is None else seen,
        origin=NOWHERE,
    )


def ana_reads(cast: Cast) -> str:
    return presenter.code_message(practice.code_message(cast.marta, cast.ana.patient_id), "K7M4QP")


def test_patients_of_that_language_read_the_practices_own_words(cast: Cast) -> None:
    ours = ana_reads(cast)
    change(cast, f"  {OWN.replace(' El', '   El')}  ")
    assert ana_reads(cast).startswith("Hola Ana! És a ")
    assert ana_reads(cast).endswith("\nEl teu codi: K7M-4QP")
    change(cast, "Hola {name}: {link} {code}", locale=Locale.ES)
    assert ana_reads(cast).startswith("Hola Ana! És a ")
    change(cast, "")
    assert ana_reads(cast) == ours


@pytest.mark.parametrize(
    ("body", "code", "facts"),
    [
        ("El teu codi: {code}", "lacks", {"what": "{link}"}),
        ("Entra a {link}", "lacks", {"what": "{code}"}),
        ("{link} {code} " + "a" * LONGEST_MESSAGE, "too_long", {"most": LONGEST_MESSAGE}),
    ],
)
def test_a_message_without_its_places_is_refused_beside_its_field(
    cast: Cast, body: str, code: str, facts: dict[str, object]
) -> None:
    with pytest.raises(BadFields) as refusal:
        change(cast, body)
    fields: Any = refusal.value.facts["fields"]
    (field,) = fields
    assert (field.name, field.code, field.facts) == ("body_ca", code, facts)
    assert messages.shown(cast.olga).bodies == {}


def test_two_admins_at_once_the_second_is_told(cast: Cast) -> None:
    seen = messages.shown(cast.olga).state
    change(cast, OWN)
    with pytest.raises(ChangedMeanwhile):
        change(cast, "Another {link} {code}", seen=seen)
    assert messages.shown(cast.olga).bodies == {Locale.CA: OWN}


@pytest.mark.parametrize("who", ["marta", "ruth"])
def test_only_an_admin_changes_it(cast: Cast, who: str) -> None:  # ID-8
    with pytest.raises(NotAllowed):
        change(cast, OWN, by=who)
    assert not messages.shown(getattr(cast, who)).may_change


def test_a_neighbours_words_stay_theirs(cast: Cast) -> None:  # PR-5
    neighbour = the_cast(name="Beta", slug="beta")
    change(cast, OWN)
    assert messages.shown(neighbour.olga).bodies == {}


@pytest.mark.parametrize("locale", list(Locale))
def test_our_own_words_have_every_place_in_every_language(locale: Locale) -> None:  # UX-1
    usual = presenter.usual(text(locale))
    assert all(place in usual for place in ("{name}", "{practice}", "{link}", "{code}"))
