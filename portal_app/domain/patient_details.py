"""A patient's contact data and whom they see, as a form has them: each value in its bounds (AG-5)."""

from dataclasses import dataclass, replace
from datetime import date

from models.vocabulary import Locale
from portal_app.domain.fields import Fields
from portal_app.domain.imports.cells import EARLIEST_YEAR, is_email, whole_name

LONGEST_NAME, LONGEST_GIVEN_NAME, LONGEST_EMAIL = 120, 60, 200


@dataclass(frozen=True, slots=True)
class PatientDraft:
    """A patient as the form has them; the names of the fields are those of `BadFields`.

    `given_name` is how messages call them; empty: the first word of the name. `service_id` and `centre_id` None: the
    practice's usual ones, or what they are. `phone` is kept in E.164, however it was written; the caller reads it.
    """

    name: str
    phone: str
    locale: Locale
    therapist_id: str
    given_name: str = ""
    email: str = ""
    birth_date: date | None = None
    service_id: str | None = None
    centre_id: str | None = None
    may_ask: bool = True


def tidy_patient(draft: PatientDraft, fields: Fields, *, today: date) -> PatientDraft:
    """The patient with the texts tidied: "RIBAS FONT, ANA" is Ana Ribas Font.

    `BadFields`; codes of their own: `no_email`, `not_born_yet`.
    """
    written = fields.text("name", draft.name, most=LONGEST_NAME)
    name, called = whole_name(written, "", "")
    if name and not any(sign.isalpha() for sign in name):
        fields.refuse("name", "empty")
    given = fields.text("given_name", draft.given_name, most=LONGEST_GIVEN_NAME, needed=False)
    email = draft.email.strip().lower()
    if len(email) > LONGEST_EMAIL:
        fields.refuse("email", "too_long", most=LONGEST_EMAIL)
    elif email and not is_email(email):
        fields.refuse("email", "no_email")
    born = draft.birth_date
    if born is not None and (born > today or born.year < EARLIEST_YEAR):
        fields.refuse("birth_date", "not_born_yet")
    fields.done()
    return replace(draft, name=name, given_name=given or called[:LONGEST_GIVEN_NAME], email=email)
