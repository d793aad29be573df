"""AG-6, ID-8: what surrounds the staff pages, and the practice's own words."""

import pytest

from models.practice import MessageTemplate
from models.vocabulary import Locale
from portal_app.domain.problems import NotYours
from portal_app.services import practice, transaction
from portal_app.services.practice import CODE_MESSAGE
from tests.builders import Cast, slot_request


def test_what_waits_is_counted_for_those_who_may_answer_it(cast: Cast) -> None:  # AG-4
    slot_request(cast, cast.ana, "2026-10-23 10:00")
    slot_request(cast, cast.biel, "2026-10-23 10:00")
    slot_request(cast, cast.clara, "2026-10-23 10:00")
    assert practice.surroundings(cast.marta).waiting == 1, "two who want one time are one decision"
    assert practice.surroundings(cast.ruth).waiting == 2


def test_the_code_message_is_in_the_patients_language_and_the_practices_words(cast: Cast) -> None:  # AG-6
    with transaction.write() as db:
        for locale, body in ((Locale.CA, "Hola {name}"), (Locale.ES, "Buenas {name}")):
            db.add(MessageTemplate(practice_id=cast.practice_id, kind=CODE_MESSAGE, locale=locale, body=body))
    message = practice.code_message(cast.marta, cast.ana.patient_id)
    assert (message.locale, message.template, message.given_name) == (Locale.CA, "Hola {name}", "Ana")
    assert practice.code_message(cast.jordi, cast.clara.patient_id).template == ""


def test_the_code_message_of_another_therapists_patient_is_not_there(cast: Cast) -> None:  # ID-8
    with pytest.raises(NotYours):
        practice.code_message(cast.marta, cast.clara.patient_id)


def test_the_settings_tell_the_practices_data(cast: Cast) -> None:
    facts = practice.facts(cast.ruth)
    assert (facts.name, [one.name for one in facts.centres]) == ("Alba Psicologia", ["Gràcia", "Online"])
    assert facts.services[0].length_minutes == 50
