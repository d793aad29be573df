"""Which column holds what, by the names people give their columns in three languages (PR-4)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

from portal_app.domain.imports.flaws import Flaw, Reason, shown


class Field(StrEnum):
    """What a patient's file can take from a column. A name comes whole, or in two parts."""

    NAME = "name"
    GIVEN_NAME = "given_name"
    SURNAMES = "surnames"
    PHONE = "phone"
    EMAIL = "email"
    BIRTH_DATE = "birth_date"
    LOCALE = "locale"
    THERAPIST = "therapist"
    SINCE = "since"


_NAMES: Mapping[Field, str] = {
    Field.NAME: (
        "nombre completo|nombre y apellidos|nombre apellidos|apellidos y nombre|paciente|cliente|contacto|titular|"
        "nom complet|nom i cognoms|nom cognoms|cognoms i nom|pacient|client|contacte|"
        "full name|name|patient|patient name|client name|contact|display name|nombre del paciente|nom del pacient|"
        "nombre paciente|nom pacient|nombre mostrado"
    ),
    Field.GIVEN_NAME: "nombre|nombre de pila|nom|nom de pila|first name|given name|firstname|givenname|forename|prenom",
    Field.SURNAMES: (
        "apellidos|apellido|primer apellido|cognoms|cognom|primer cognom|last name|surname|surnames|family name|"
        "lastname|familyname"
    ),
    Field.PHONE: (
        "telefono|telefonos|tel|tlf|tfno|tfn|tlfno|telf|movil|telefono movil|tel movil|telefono 1|celular|whatsapp|"
        "telefono de contacto|numero de telefono|n telefono|telefon|telefons|mobil|telefon mobil|tel mobil|"
        "telefon de contacte|numero de telefon|phone|phones|phone number|mobile|mobile phone|mobile number|cell|"
        "telephone|phone 1 value|phone 1|tel contacto"
    ),
    Field.EMAIL: (
        "correo|correo electronico|email|e mail|mail|direccion de correo|direccion de correo electronico|correo e|"
        "correu|correu electronic|adreca electronica|adreca de correu|adreca electronica de contacte|"
        "email address|e mail address|mail address|e mail 1 value|email 1"
    ),
    Field.BIRTH_DATE: (
        "fecha de nacimiento|fecha nacimiento|f nacimiento|f nac|fecha nac|fnac|nacimiento|nacido|cumpleanos|"
        "data de naixement|data naixement|d naixement|naixement|aniversari|"
        "birth date|birthdate|date of birth|dob|birthday|born"
    ),
    Field.LOCALE: "idioma|lengua|idioma preferido|llengua|idioma preferit|language|preferred language|lang|locale",
    Field.THERAPIST: (
        "terapeuta|psicologo|psicologa|psicologo a|profesional|especialista|doctor|psicoleg|psicologa assignada|"
        "professional|therapist|psychologist|practitioner|clinician|terapeuta asignado|terapeuta assignat"
    ),
    Field.SINCE: (
        "alta|fecha de alta|fecha alta|desde|inicio|fecha inicio|fecha de inicio|primera visita|data d alta|data alta|"
        "des de|inici|data d inici|data inici|since|start date|first visit|created|registered"
    ),
}
_BY_NAME = {name: field for field, names in _NAMES.items() for name in names.split("|")}


def folded(text: str) -> str:
    """The text as names are compared: small letters, no accents, signs as spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("·", ""))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())


def recognised(header: Sequence[str]) -> dict[int, Field]:
    """The columns whose names are known, each field once, the first that says so; telephones as many as there are.

    A lone "Nombre" is the whole name unless there are surnames beside it.
    """
    found: dict[int, Field] = {}
    for number, title in enumerate(header):
        field = _BY_NAME.get(folded(title))
        if field is not None and (field is Field.PHONE or field not in found.values()):
            found[number] = field
    fields = set(found.values())
    if Field.GIVEN_NAME in fields and Field.SURNAMES not in fields and Field.NAME not in fields:
        found = {number: Field.NAME if field is Field.GIVEN_NAME else field for number, field in found.items()}
    return found


def mapped(header: Sequence[str], wishes: Mapping[str, str]) -> tuple[dict[int, Field], list[Flaw]]:
    """The recognised columns with what the user says of some (column name → field name), and what is wrong with that.

    An empty field name leaves the column out.
    """
    found, flaws = recognised(header), list[Flaw]()
    places = {folded(title): number for number, title in reversed(list(enumerate(header)))}
    said: dict[int, Field] = {}
    for title, wish in wishes.items():
        number = places.get(folded(title))
        if number is None:
            flaws.append(Flaw(0, Reason.UNKNOWN_COLUMN, value=shown(title)))
            continue
        found.pop(number, None)
        if not wish:
            continue
        try:
            field = Field(wish.strip().lower())
        except ValueError:
            flaws.append(Flaw(0, Reason.UNKNOWN_FIELD, value=shown(wish)))
            continue
        if field in said.values():
            flaws.append(Flaw(0, Reason.TWO_COLUMNS_FOR_ONE_FIELD, value=field.value))
            continue
        found = {place: other for place, other in found.items() if other is not field}
        said[number] = field
    found.update(said)
    if not found:
        flaws.append(Flaw(1, Reason.NO_HEADER, value=shown(" · ".join(header))))
    elif not {Field.NAME, Field.GIVEN_NAME, Field.SURNAMES} & set(found.values()):
        flaws.append(Flaw(1, Reason.NO_NAME_COLUMN, value=shown(" · ".join(header))))
    return found, flaws
