"""How a spreadsheet's cells and a calendar's titles are read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Locale
from portal_app.domain.imports import cells
from portal_app.domain.imports.columns import Field, mapped, recognised
from portal_app.domain.imports.flaws import Reason, shown
from portal_app.domain.imports.patient_names import Candidate, PatientNames, Unmatched, is_online
from portal_app.domain.imports.sheets import MOST_BYTES, MOST_ROWS, Unreadable, read_sheet

TODAY = date(2026, 10, 19)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_read_whatever_separates_it_and_however_its_letters_are_written(
    delimiter: str, encoding: str
) -> None:
    lines = [("Nombre", "Teléfono"), ("Núria Peña", "600 000 101"), ("Ana", "600 000 102")]
    sheet = read_sheet("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    assert sheet.header == lines[0]
    assert sheet.rows == ((2, lines[1]), (3, lines[2]))


def test_a_comma_inside_names_does_not_win_over_the_semicolon_between_columns() -> None:
    sheet = read_sheet("Nombre;Teléfono\nPuig, Ana;1\nCosta, Biel;2\n".encode())
    assert sheet.header == ("Nombre", "Teléfono")


def test_a_row_keeps_its_number_after_quoted_line_breaks_and_empty_rows() -> None:
    sheet = read_sheet(b'Name,Notes\nAna,"one\ntwo"\n,\nBiel,x\n')
    assert [number for number, _ in sheet.rows] == [2, 4]


def test_excel_s_own_first_line_is_no_row() -> None:
    assert read_sheet(b"sep=;\r\nName;Phone\r\nAna;1\r\n").rows == ((2, ("Ana", "1")),)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.FILE_EMPTY),
        (b"\xef\xbb\xbf\r\n ; ;\r\n", Reason.FILE_EMPTY),
        (b"x" * (MOST_BYTES + 1), Reason.FILE_TOO_BIG),
        (b"Name\n" + b"Ana\n" * (MOST_ROWS + 1), Reason.TOO_MANY_ROWS),
        (b"x" * 200_000, Reason.FILE_NOT_A_TABLE),
        (b";" * 200, Reason.FILE_EMPTY),
        (b"a;" * 200, Reason.FILE_NOT_A_TABLE),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(data: bytes, reason: Reason) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_sheet(data)
    assert refusal.value.flaw.reason is reason


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (["Nombre", "Apellidos", "Móvil"], [Field.GIVEN_NAME, Field.SURNAMES, Field.PHONE]),
        (["Nombre", "Teléfono"], [Field.NAME, Field.PHONE]),
        (["Nom", "Cognoms", "Telèfon mòbil", "Correu"], [Field.GIVEN_NAME, Field.SURNAMES, Field.PHONE, Field.EMAIL]),
        (["NOMBRE Y APELLIDOS", "e-mail", "Idioma"], [Field.NAME, Field.EMAIL, Field.LOCALE]),
        (["Full name", "Date of birth", "Language"], [Field.NAME, Field.BIRTH_DATE, Field.LOCALE]),
        (["Paciente", "F. nacimiento", "Tlf."], [Field.NAME, Field.BIRTH_DATE, Field.PHONE]),
        (["Pacient", "Data d’alta", "Psicòloga"], [Field.NAME, Field.SINCE, Field.THERAPIST]),
        (["Teléfono", "Móvil", "Nombre"], [Field.PHONE, Field.PHONE, Field.NAME]),
    ],
)
def test_columns_are_known_by_what_people_call_them_in_three_languages(header: list[str], fields: list[Field]) -> None:
    found = recognised(header)
    assert [found[place] for place in range(len(header))] == fields


def test_what_the_user_says_of_a_column_counts_more_than_its_name() -> None:
    found, flaws = mapped(["Nombre", "Alias", "Tel"], {"alias": "name", "Tel": ""})
    assert (found, flaws) == ({1: Field.NAME}, [])


@pytest.mark.parametrize(
    ("header", "wishes", "reason"),
    [
        (["Nombre"], {"Apodo": "name"}, Reason.UNKNOWN_COLUMN),
        (["Nombre"], {"Nombre": "nickname"}, Reason.UNKNOWN_FIELD),
        (["A", "B"], {"A": "name", "B": "name"}, Reason.TWO_COLUMNS_FOR_ONE_FIELD),
        (["A", "B"], {}, Reason.NO_HEADER),
        (["Teléfono", "B"], {}, Reason.NO_NAME_COLUMN),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(header: list[str], wishes: dict[str, str], reason: Reason) -> None:
    assert mapped(header, wishes)[1][0].reason is reason


@pytest.mark.parametrize(
    ("name", "given", "surnames", "whole", "called"),
    [
        ("Ana Ribas Font", "", "", "Ana Ribas Font", "Ana"),
        ("Ribas Font, Ana", "", "", "Ana Ribas Font", "Ana"),
        ("RIBAS DE LA FONT, ANA MARÍA", "", "", "Ana María Ribas de la Font", "Ana"),
        ("josep-maria d’arc", "", "", "Josep-Maria D’Arc", "Josep-Maria"),
        ("Kim McArthur", "", "", "Kim McArthur", "Kim"),
        ("", "José Luis", "Peña", "José Luis Peña", "José Luis"),
        ("", "", "Peña", "Peña", "Peña"),
    ],
)
def test_a_name_is_put_together_as_it_is_said(name: str, given: str, surnames: str, whole: str, called: str) -> None:
    assert cells.whole_name(name, given, surnames) == (whole, called)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("03/05/1991", date(1991, 5, 3)),
        ("3-5-91", date(1991, 5, 3)),
        ("3.5.1991", date(1991, 5, 3)),
        ("1991-05-03", date(1991, 5, 3)),
        ("1991-05-03T00:00:00", date(1991, 5, 3)),
        ("03/05/1991 0:00", date(1991, 5, 3)),
        ("1/2/26", date(2026, 2, 1)),
        ("1/2/27", date(1927, 2, 1)),
        ("29/02/1988", date(1988, 2, 29)),
    ],
)
def test_a_date_is_read_as_it_is_written_here(text: str, on: date) -> None:
    assert cells.date_of(text, TODAY) == on


@pytest.mark.parametrize("text", ["31/02/1990", "20/10/2026", "1/1/1870", "5/13/1990"])
def test_a_day_that_has_never_been_is_no_date(text: str) -> None:
    with pytest.raises(cells.DateImpossible):
        cells.date_of(text, TODAY)


@pytest.mark.parametrize("text", ["mayo", "33361", "1990", "03/05", "٣/٥/1990x"])
def test_anything_else_is_no_date_either(text: str) -> None:
    with pytest.raises(cells.DateUnreadable):
        cells.date_of(text, TODAY)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Castellano", Locale.ES),
        ("español", Locale.ES),
        ("Català", Locale.CA),
        ("valencià", Locale.CA),
        ("en-GB", Locale.EN),
        ("Inglés", Locale.EN),
        ("klingon", None),
        ("", None),
    ],
)
def test_a_language_is_known_by_its_names(text: str, locale: Locale | None) -> None:
    assert cells.locale_of(text) is locale


@pytest.mark.parametrize(
    ("cell", "text"),
    [('="600000101"', "600000101"), ("'600000101", "600000101"), ("\u00a0 Ana \n Ribas ", "Ana Ribas"), ('=""', '=""')],
)
def test_what_a_spreadsheet_puts_around_text_is_taken_off(cell: str, text: str) -> None:
    assert cells.unwrapped(cell) == text


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@SUM(A1)"])
def test_a_formula_is_known_by_its_first_sign(text: str) -> None:
    assert cells.is_formula(text)
    assert not cells.is_formula(f"a{text}")


PATIENTS = (
    Candidate("ana", "Ana Ribas Font", "marta", "ana@mail.example"),
    Candidate("ana-2", "Ana Puig", "jordi"),
    Candidate("biel", "Biel Costa Vila", "marta"),
    Candidate("clara", "Clara Stone", "jordi"),
    Candidate("couple", "Martí i Clara", "marta"),
    Candidate("alex", "Àlex Romero Díaz", "marta"),
    Candidate("mm", "Maria Mercè Soler Pi", "marta"),
    Candidate("a-arc", "Aurora Arc", "marta"),
)


@pytest.mark.parametrize(
    ("title", "patient"),
    [
        ("Ana Ribas Font", "ana"),
        ("Sesión Ana Ribas", "ana"),
        ("ANA RIBAS (online)", "ana"),
        ("Sessió amb l’Ana Ribas", "ana"),
        ("Ana R.", "ana"),
        ("Ana R. (cambio) [2/10]", "ana"),
        ("Cita: Ana R. F.", "ana"),
        ("Sesión Ana P.", "ana-2"),
        ("Biel C 16h", "biel"),
        ("Sessió d’Aurora A.", "a-arc"),
        ("biel", "biel"),
        ("Primera visita con Biel", "biel"),
        ("Alex Romero", "alex"),
        ("Martí i Clara", "couple"),
        ("Sessió Martí Clara", "couple"),
        ("Clara S.", "clara"),
        ("Maria Mercè Soler", "mm"),
    ],
)
def test_the_patient_is_recognised_by_what_a_therapist_writes(title: str, patient: str) -> None:
    found = PatientNames(PATIENTS).meant(title, therapist_id="marta")
    assert isinstance(found, Candidate)
    assert found.patient_id == patient


@pytest.mark.parametrize(
    "title", ["", "Comida", "Comida con Ana", "Comida (Ana)", "Supervisión", "Cumpleaños de Biel", "Ana Zeta", "R."]
)
def test_whoever_is_not_recognised_for_sure_is_nobody(title: str) -> None:
    assert PatientNames(PATIENTS).meant(title, therapist_id="marta") is Unmatched.NOBODY


def test_among_several_the_therapist_s_own_patient_is_meant() -> None:
    names = PatientNames(PATIENTS)
    for therapist, patient in (("marta", "ana"), ("jordi", "ana-2")):
        found = names.meant("Sesión Ana", therapist_id=therapist)
        assert isinstance(found, Candidate)
        assert found.patient_id == patient
    assert names.meant("Sesión Ana", therapist_id="olga") is Unmatched.SEVERAL


def test_an_invited_address_decides() -> None:
    found = PatientNames(PATIENTS).meant("Biel Costa", therapist_id="marta", emails=["x@y.z", "ANA@mail.example "])
    assert isinstance(found, Candidate)
    assert found.patient_id == "ana"


def test_an_address_that_siblings_share_decides_nothing() -> None:
    names = PatientNames([Candidate("a", "Ana Roca", "marta", "m@x.y"), Candidate("b", "Pol Roca", "marta", "m@x.y")])
    assert names.meant("Sesión", therapist_id="marta", emails=["m@x.y"]) is Unmatched.NOBODY


@pytest.mark.parametrize("text", ["Ana (online)", "Videollamada Ana", "Microsoft Teams", "Zoom"])
def test_a_video_call_is_known_by_its_words(text: str) -> None:
    assert is_online(text)
    assert not is_online("Gràcia")


@given(st.text())
def test_what_is_shown_of_a_cell_is_one_short_line(text: str) -> None:
    line = shown(text)
    assert len(line) <= 60
    assert line.isprintable()


@given(st.binary(max_size=400))
def test_any_bytes_make_a_sheet_or_a_refusal(data: bytes) -> None:
    try:
        header = read_sheet(data).header
    except Unreadable:
        return
    assert header


@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=30), max_size=4))
def test_any_title_means_one_patient_or_nobody(title: str, names: list[str]) -> None:
    patients = PatientNames(Candidate(str(number), name, "marta") for number, name in enumerate(names))
    found = patients.meant(title, therapist_id="marta")
    assert isinstance(found, Unmatched | Candidate)


@given(st.text(max_size=30))
def test_any_text_is_a_date_that_has_been_or_none(text: str) -> None:
    try:
        on = cells.date_of(text, TODAY)
    except (cells.DateUnreadable, cells.DateImpossible):
        return
    assert on <= TODAY
