"""PR-1, AV-6, AV-10: the practice, its services and its centres are set up in the app, without a browser."""

import pytest
from pydantic import ValidationError

from portal_app.domain.problems import SignedOut
from portal_app.states import gate
from portal_app.states.staff.forming import ON
from portal_app.states.staff.settings.centres import CentresState
from portal_app.states.staff.settings.holidays import HolidaysState
from portal_app.states.staff.settings.hours import HoursState
from portal_app.states.staff.settings.policies import GeneralState, PoliciesState
from portal_app.states.staff.settings.services import ServicesState
from portal_app.states.staff.settings.time_off import TimeOffState
from tests.builders import Cast, appointment
from tests.states.settings_page import loaded
from tests.states.staff_page import go, open_page, send

PAGES = [GeneralState, ServicesState, CentresState, HoursState, TimeOffState, HolidaysState, PoliciesState]


@pytest.mark.parametrize("kind", PAGES)
async def test_nothing_answers_without_a_session(kind: type[GeneralState], cast: Cast) -> None:  # ID-8
    page = await open_page(kind, None, "/es/staff/settings")
    for event in ("load", "refresh"):
        with pytest.raises(SignedOut):
            await send(page, event)
    assert not page.loaded


@pytest.mark.parametrize("kind", [GeneralState, ServicesState, CentresState, HolidaysState, PoliciesState])
async def test_reception_may_look_and_not_change(kind: type[GeneralState], cast: Cast) -> None:  # ID-8
    page = await loaded(kind, cast.ruth)
    assert (page.loaded, page.may_change) == (True, False)


@pytest.mark.parametrize(
    ("payload", "passes"),
    [
        ({"form": {"__reflex_form_data__": [["name", "Alba"], ["phone", ""]]}}, True),
        ({"form": {"__reflex_form_data__": []}}, True),
        ({"form": {"name": "Alba"}}, False),
        ({"form": {"__reflex_form_data__": [["name", "Alba"]], "more": 1}}, False),
        ({"form": {"__reflex_form_data__": [["name", 1]]}}, False),
        ({"form": {"__reflex_form_data__": [["name"]]}}, False),
        ({"form": {"__reflex_form_data__": [["name", "a" * 1_001]]}}, False),
        ({"form": {"__reflex_form_data__": [["name", "a"]] * 61}}, False),
        ({}, False),
    ],
)
def test_the_gate_knows_a_form_as_the_page_sends_it(payload: dict[str, object], passes: bool) -> None:
    entry = gate.entry_for(f"{GeneralState.get_full_name()}.save")
    assert entry is not None
    try:
        entry.arguments.model_validate(payload)
    except ValidationError:
        assert not passes
    else:
        assert passes


async def test_the_practices_name_is_changed_by_an_admin(cast: Cast) -> None:  # PR-1
    page = await loaded(GeneralState, cast.olga)
    assert (page.filled["name"], page.filled["whatsapp"]) == ("Alba Psicologia", "600 123 456")
    await send(page, "save", form={**page.filled, "name": "Espai Alba", "whatsapp": "611 22 33 44"})
    await send(page, "refresh")
    assert (page.errors, page.said) == ({}, "Guardado.")
    assert (await loaded(GeneralState, cast.ruth)).filled["whatsapp"] == "611 223 344"


async def test_a_bad_value_is_refused_beside_its_field_and_stays(cast: Cast) -> None:  # PR-1
    page = await loaded(PoliciesState, cast.olga)
    typed = {**page.filled, "notice_hours": "mucho", "horizon_days": "30"}
    await send(page, "save", form=typed)
    assert page.errors == {"notice_hours": "Escribe un número entero."}
    assert (page.filled["notice_hours"], page.filled["horizon_days"], page.refused) == ("mucho", "30", 1)
    assert (await loaded(PoliciesState, cast.olga)).filled["horizon_days"] == "60"


async def test_who_may_not_change_the_policies_is_told_why(cast: Cast) -> None:  # ID-8
    page = await loaded(PoliciesState, cast.ruth)
    await send(page, "save", form={**page.filled, "notice_hours": "1"})
    assert "administra" in page.trouble
    assert (await loaded(PoliciesState, cast.olga)).filled["notice_hours"] == "12"


@pytest.mark.parametrize("live", [True, False])
async def test_the_second_of_two_admins_is_told_and_keeps_what_was_typed(cast: Cast, live: bool) -> None:  # PR-1
    first, second = await loaded(PoliciesState, cast.olga), await loaded(PoliciesState, cast.olga)
    await send(first, "save", form={**first.filled, "notice_hours": "24", "most_pending": "3"})
    await send(second, "typed", name="horizon_days", value="90")
    await send(second, "typed", name="most_pending", value="7")
    if live:
        await send(second, "refresh")
    await send(second, "save", form=second.filled)
    assert second.meanwhile.startswith("Olga Ferrer Mas")
    assert second.theirs == {"notice_hours": "24", "most_pending": "3"}
    assert (second.filled["notice_hours"], second.filled["horizon_days"]) == ("12", "90")
    await send(second, "keep_mine")
    assert (second.meanwhile, second.theirs) == ("", {})
    await send(second, "save", form=second.filled)
    assert second.said == "Guardado."
    again = (await loaded(PoliciesState, cast.olga)).filled
    assert (again["notice_hours"], again["horizon_days"], again["most_pending"]) == ("24", "90", "7")


async def test_an_open_form_is_never_filled_anew_by_what_somebody_else_saves(cast: Cast) -> None:  # PR-1
    first, second = await loaded(PoliciesState, cast.olga), await loaded(PoliciesState, cast.olga)
    opened = second.number
    await send(first, "save", form={**first.filled, "notice_hours": "24"})
    await send(second, "refresh")
    assert (second.number, second.filled["notice_hours"], second.theirs) == (opened, "12", {"notice_hours": "24"})
    await send(second, "take_theirs")
    assert (second.filled["notice_hours"], second.theirs) == ("24", {})


async def test_the_practice_says_which_languages_it_offers(cast: Cast) -> None:  # PR-1
    page = await loaded(GeneralState, cast.olga)
    assert [page.filled[f"language_{code}"] for code in ("es", "ca", "en")] == [ON, ON, ON]
    none = {f"language_{code}": "" for code in ("es", "ca", "en")}
    await send(page, "save", form={**page.filled, **none})
    assert page.errors == {"languages": "Elige al menos uno."}
    await send(page, "save", form={**page.filled, **none, "language_ca": ON, "locale": "es"})
    assert set(page.errors) == {"locale"}
    await send(page, "save", form={**page.filled, **none, "language_ca": ON, "locale": "ca"})
    assert page.said == "Guardado."
    services = await loaded(ServicesState, cast.olga)
    await send(services, "start")
    await send(services, "save", form={**services.filled, "name_ca": "Parella"})
    assert (services.errors, services.rows[-1].title) == ({}, "Parella")


async def test_choices_of_another_page_stand_in_nobodys_way(cast: Cast) -> None:  # PR-1
    rules, general = await loaded(PoliciesState, cast.olga), await loaded(GeneralState, cast.olga)
    await send(general, "save", form={**general.filled, "name": "Espai Alba"})
    await send(rules, "save", form={**rules.filled, "notice_hours": "24"})
    assert (rules.said, rules.meanwhile) == ("Guardado.", "")
    assert (await loaded(GeneralState, cast.ruth)).filled["name"] == "Espai Alba"


async def test_another_time_zone_asks_about_what_it_leaves_outside_the_hours(cast: Cast) -> None:  # AV-10
    appointment(cast, cast.ana, "2026-10-22 09:00")
    page = await loaded(GeneralState, cast.olga)
    await send(page, "save", form={**page.filled, "timezone": "Atlantic/Canary"})
    assert [one.patient for one in page.covered] == ["Ana Ribas Font"]
    await send(page, "decide_all", decision="keep")
    await send(page, "go_on")
    assert (page.covered, page.filled["timezone"]) == ([], "Atlantic/Canary")


async def test_discarding_shows_what_is_saved(cast: Cast) -> None:
    page = await loaded(PoliciesState, cast.olga)
    await send(page, "typed", name="notice_hours", value="99")
    await send(page, "discard")
    assert page.filled["notice_hours"] == "12"


async def test_the_words_that_patients_read_follow_what_is_typed(cast: Cast) -> None:  # AV-1, AV-6
    page = await loaded(PoliciesState, cast.olga, "/en/staff/settings/policies")
    assert page.promise[0] == "You can ask for a time up to 12 h before it."
    await send(page, "typed", name="notice_hours", value="48")
    assert page.promise[0] == "You can ask for a time up to 2 days before it."
    await send(page, "typed", name="who_may_ask", value="nobody")
    assert page.promise == ["Times cannot be asked for in the portal: patients write to the practice."]


async def test_a_therapist_is_hidden_from_patients(cast: Cast) -> None:  # AV-6
    page = await loaded(PoliciesState, cast.olga)
    await send(page, "show_therapist", staff_id=cast.jordi.staff_id, value=False)
    assert [(row.name, row.visible) for row in page.therapists] == [
        ("Jordi Vidal Roca", False),
        ("Marta Soler Puig", True),
    ]


async def test_what_is_typed_outlives_a_change_of_language(cast: Cast) -> None:  # UX-1
    page = await loaded(PoliciesState, cast.olga)
    await send(page, "save", form={**page.filled, "notice_hours": "mucho"})
    go(page, "/ca/staff/settings/policies")
    await send(page, "load")
    assert (page.filled["notice_hours"], page.errors["notice_hours"]) == ("mucho", "Escriu un nombre enter.")


async def test_a_service_is_made_changed_and_retired(cast: Cast) -> None:  # PR-1
    page = await loaded(ServicesState, cast.olga)
    await send(page, "start")
    names = {"name_es": "Pareja", "name_ca": "Parella", "name_en": "Couple"}
    await send(page, "save", form={**page.filled, **names, "length_minutes": "75", "price_cents": "85,50"})
    couple = page.rows[-1]
    assert (couple.title, couple.detail.replace("\xa0", " ")) == ("Pareja", "75 min · 85,50 €")
    await send(page, "open", key=couple.key)
    await send(page, "save", form={**page.filled, "after_minutes": "10", "hue": "165", "patients_may_ask": ""})
    assert "10 min después" in page.rows[-1].detail
    assert page.rows[-1].hue == "165"
    await send(page, "open", key=couple.key)
    await send(page, "ask_retire")
    await send(page, "retire", form={"instead": ""})
    assert [(row.title, row.active) for row in page.rows][-1] == ("Pareja", False)
    await send(page, "bring_back", key=couple.key)
    assert page.rows[-1].active


async def test_a_services_bad_values_are_refused_each_beside_its_field(cast: Cast) -> None:  # PR-1
    page = await loaded(ServicesState, cast.olga)
    await send(page, "start")
    await send(page, "save", form={**page.filled, "name_es": "Pareja", "length_minutes": "0", "price_cents": "60"})
    assert set(page.errors) == {"name_ca", "name_en", "length_minutes"}
    assert (page.opened, page.filled["name_es"], len(page.rows)) == ("new", "Pareja", 1)


async def test_the_patients_of_a_retired_service_need_another(cast: Cast) -> None:  # PR-1
    page = await loaded(ServicesState, cast.olga)
    await send(page, "start")
    names = {f"name_{locale}": "Breve" for locale in ("es", "ca", "en")}
    await send(page, "save", form={**page.filled, **names})
    brief = page.rows[-1]
    await send(page, "open", key=cast.individual)
    await send(page, "ask_retire")
    assert "3 pacientes" in page.question
    await send(page, "retire", form={"instead": ""})
    assert "3 pacientes" in page.trouble
    await send(page, "ask_retire")
    await send(page, "retire", form={"instead": brief.key})
    assert [(row.title, row.active) for row in page.rows] == [("Breve", True), ("Sesión individual", False)]


async def test_a_centre_is_put_before_another(cast: Cast) -> None:  # PR-1
    page = await loaded(CentresState, cast.olga)
    await send(page, "shift", key=cast.online, by=-1)
    assert [row.title for row in page.rows] == ["Online", "Gràcia"]
    await send(page, "shift", key=cast.online, by=-1)
    assert [row.title for row in page.rows] == ["Online", "Gràcia"]


async def test_a_centre_where_somebody_works_says_who(cast: Cast) -> None:  # PR-1
    page = await loaded(CentresState, cast.olga)
    await send(page, "open", key=cast.gracia)
    await send(page, "ask_retire")
    await send(page, "retire", form={"instead": cast.online})
    assert "Marta Soler Puig" in page.trouble
