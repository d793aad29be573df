"""Patients from a spreadsheet: all of them are written, or none (PR-4)."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlmodel import col

from models.tables import AccessCode, ActivityEntry, ImportBatch, Patient, Practice
from models.vocabulary import Action, ActorKind, Locale
from portal_app.domain.imports.columns import Field
from portal_app.domain.imports.flaws import DUPLICATES, Flaw, Reason
from portal_app.domain.problems import NotAllowed, NothingToBookYet, NotYours
from portal_app.domain.refs import NOWHERE, StaffRef
from portal_app.i18n import import_flaws
from portal_app.i18n.text import text
from portal_app.services import access_codes, imports, transaction
from portal_app.services.imports import Imported, PatientSheet, read_patients_csv
from portal_app.services.imports.phones import PhoneLostDigits, PhoneUnreadable, read_phone
from portal_app.services.transaction import read
from tests.builders import Cast, the_cast

FILES = Path(__file__).parent / "files"


def sheet_of(name: str) -> PatientSheet:
    return read_patients_csv((FILES / name).read_bytes())


def bring_in(cast: Cast, sheet: PatientSheet, **options: object) -> Imported:
    chosen = {"therapist_id": cast.marta.staff_id, "origin": NOWHERE, "file_name": "patients.csv", **options}
    by = chosen.pop("by", cast.olga)
    return imports.import_patients(by, sheet, practice_id=cast.practice_id, **chosen)  # type: ignore[arg-type]


def names(cast: Cast) -> list[str]:
    with read() as db:
        found = db.scalars(sa.select(col(Patient.name)).where(col(Patient.practice_id) == cast.practice_id))
        return sorted(found)


def reasons(sheet: PatientSheet | Imported) -> list[tuple[int, Reason]]:
    return [(flaw.number, flaw.reason) for flaw in sheet.flaws]


def test_a_language_that_the_practice_does_not_offer_is_told_by_row(cast: Cast) -> None:  # PR-1, PR-4
    with transaction.write() as db:
        db.get_one(Practice, cast.practice_id).languages = "es en"
    sheet = read_patients_csv("nombre;teléfono;idioma\nNoor El Amrani;611223344;catalán\nPol Vidal;;español\n".encode())
    outcome = bring_in(cast, sheet)
    assert (reasons(outcome), outcome.refused) == ([(2, Reason.LOCALE_NOT_OFFERED)], True)
    assert bring_in(cast, sheet, skip_bad=True).written == 1


def test_what_excel_exports_becomes_patients_with_a_code_each(cast: Cast) -> None:
    outcome = bring_in(cast, sheet_of("excel-es.csv"))
    assert (outcome.written, outcome.flaws, outcome.refused) == (4, (), False)
    with read() as db:
        rows = {
            row.given_name: row for row in db.scalars(sa.select(Patient).where(col(Patient.import_id).is_not(None)))
        }
        codes = db.scalar(
            sa.select(sa.func.count())
            .select_from(AccessCode)
            .where(col(AccessCode.patient_id).in_([row.id for row in rows.values()]))
        )
    assert codes == 4
    aina, jose = rows["Aina"], rows["José Luis"]
    assert (aina.name, aina.phone, aina.locale) == ("Aina Roca Font", "+34600000101", Locale.CA)
    assert (jose.name, jose.phone, str(jose.birth_date)) == ("José Luis Peña Muñoz", "+34600000102", "1974-11-17")
    assert rows["Emma"].phone == "+447700900123"
    assert {row.therapist_id for row in rows.values()} == {cast.marta.staff_id, cast.jordi.staff_id}
    assert {row.service_id for row in rows.values()} == {cast.individual}
    code = access_codes.reveal(cast.olga, aina.id, origin=NOWHERE)
    assert len(code) == 6


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("libreoffice-ca.csv", ["Aina Roca Font", "Pol Prats Vila", "Clara d’Arc i Mas"]),
        ("google-contacts.csv", ["Aina Roca", "Noa"]),
        ("excel-unicode.txt", ["Aina Roca", "Pol Prats"]),
    ],
)
def test_other_programs_files_are_read_as_well(name: str, expected: list[str]) -> None:
    sheet = sheet_of(name)
    assert [row.name for row in sheet.rows] == expected
    assert {row.phone[:3] for row in sheet.rows} == {"+34"}
    assert sheet.flaws == ()


def test_each_bad_row_is_listed_by_its_number_with_the_reason() -> None:
    assert reasons(sheet_of("bad-rows.csv")) == [
        (3, Reason.PHONE_LOST_DIGITS),
        (4, Reason.DATE_IMPOSSIBLE),
        (4, Reason.EMAIL_UNREADABLE),
        (4, Reason.LOCALE_UNKNOWN),
        (4, Reason.PHONE_UNREADABLE),
        (5, Reason.FORMULA),
        (6, Reason.NAME_MISSING),
        (7, Reason.SAME_NAME_IN_FILE),
        (8, Reason.SAME_PHONE_IN_FILE),
        (9, Reason.TOO_MANY_CELLS),
        (10, Reason.DATE_IMPOSSIBLE),
    ]


def test_one_bad_row_and_nothing_is_written(cast: Cast) -> None:
    before = names(cast)
    good = read_patients_csv(b"Name;Phone\nAina Roca;600000101\n")
    bad = read_patients_csv(b"Name;Phone\nAina Roca;600000101\nPol Prats;12\n")
    outcome = bring_in(cast, bad)
    assert (outcome.refused, outcome.written) == (True, 0)
    assert reasons(outcome) == [(3, Reason.PHONE_UNREADABLE)]
    assert names(cast) == before
    assert bring_in(cast, good).written == 1


def test_the_bad_rows_are_left_out_when_the_user_says_so(cast: Cast) -> None:
    before = names(cast)
    outcome = bring_in(cast, sheet_of("bad-rows.csv"), skip_bad=True)
    assert (outcome.refused, outcome.written, len(outcome.flaws)) == (False, 1, 11)
    assert names(cast) == sorted([*before, "Ana Ribas"])


def test_a_dry_run_says_what_would_be_and_writes_nothing(cast: Cast) -> None:
    before = names(cast)
    outcome = bring_in(cast, sheet_of("excel-es.csv"), dry_run=True)
    assert (outcome.written, outcome.batch_id) == (4, None)
    assert names(cast) == before
    with read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(ActivityEntry)) == 0


def test_the_same_file_again_finds_everybody_there(cast: Cast) -> None:
    sheet = sheet_of("excel-es.csv")
    bring_in(cast, sheet)
    before = names(cast)
    again = bring_in(cast, sheet)
    assert again.refused
    assert {reason for _, reason in reasons(again)} == {Reason.SAME_NAME_IN_PRACTICE}
    assert names(cast) == before


def test_siblings_may_share_a_telephone_when_the_user_says_so(cast: Cast) -> None:
    sheet = read_patients_csv(b"Name;Phone\nAina Roca;600000101\nPol Roca;600 000 101\n")
    assert bring_in(cast, sheet).refused
    assert bring_in(cast, sheet, allow_duplicates=True).written == 2


def test_a_neighbouring_practice_s_patients_are_no_duplicates(cast: Cast) -> None:
    lumen = the_cast(name="Lumen", slug="lumen")
    sheet = read_patients_csv(b"Name;Phone\nAina Roca;600000101\n")
    assert bring_in(cast, sheet).written == 1
    assert bring_in(lumen, sheet).written == 1


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("Marta", None), ("MARTA SOLER", None), ("marta@alba.example", None), ("Dra. Soler", None)]
    + [(cell, Reason.THERAPIST_UNKNOWN) for cell in ("Ruth", "olga@alba.example", "Martina", "???")],
)
def test_a_row_may_name_its_therapist(cast: Cast, cell: str, reason: Reason | None) -> None:
    sheet = read_patients_csv(f"Nombre;Terapeuta\nAina Roca;{cell}\n".encode())
    outcome = bring_in(cast, sheet, therapist_id=cast.jordi.staff_id)
    assert [found for _, found in reasons(outcome)] == ([reason] if reason else [])
    if reason is None:
        with read() as db:
            therapist = db.scalar(sa.select(col(Patient.therapist_id)).where(col(Patient.name) == "Aina Roca"))
        assert therapist == cast.marta.staff_id


def test_where_there_are_several_therapists_somebody_must_say_which(cast: Cast) -> None:
    sheet = read_patients_csv(b"Name\nAina Roca\n")
    assert reasons(bring_in(cast, sheet, therapist_id=None)) == [(2, Reason.THERAPIST_MISSING)]
    assert bring_in(cast, sheet).written == 1


def test_only_admins_and_the_operator_import(cast: Cast) -> None:
    sheet = read_patients_csv(b"Name\nAina Roca\n")
    for staff in (cast.marta, cast.ruth):
        with pytest.raises(NotAllowed):
            bring_in(cast, sheet, by=staff)
    with pytest.raises(NotYours):
        bring_in(cast, sheet, by=the_cast(name="Lumen", slug="lumen").olga)
    assert bring_in(cast, sheet, by=None).written == 1


@pytest.mark.parametrize("who", ["olga", None])
def test_an_import_leaves_one_entry_and_can_be_told_apart(cast: Cast, who: str | None) -> None:
    by: StaffRef | None = cast.olga if who else None
    outcome = bring_in(cast, sheet_of("excel-es.csv"), by=by, file_name="consulta/pacientes.csv")
    with read() as db:
        batch = db.scalars(sa.select(ImportBatch)).one()
        entry = db.scalars(sa.select(ActivityEntry)).one()
        marked = db.scalar(
            sa.select(sa.func.count()).select_from(Patient).where(col(Patient.import_id) == outcome.batch_id)
        )
    assert (batch.id, batch.kind, batch.rows, batch.file_name) == (
        outcome.batch_id,
        "patients",
        4,
        "consulta/pacientes.csv",
    )
    assert marked == 4
    assert entry.action is Action.IMPORTED
    assert entry.actor_kind is (ActorKind.STAFF if who else ActorKind.SYSTEM)


def test_nothing_is_imported_into_a_practice_without_a_service(cast: Cast) -> None:
    with transaction.write() as db:
        db.execute(sa.text("UPDATE service SET active = false"))
    with pytest.raises(NothingToBookYet):
        bring_in(cast, read_patients_csv(b"Name\nAina Roca\n"))


def test_the_preview_shows_what_becomes_of_each_column() -> None:
    sheet = read_patients_csv(b"Alias;Tel;Notas\nAina Roca;600000101;x\n", mapping={"ALIAS": "name"})
    assert [(column.title, column.field, column.samples) for column in sheet.columns] == [
        ("Alias", Field.NAME, ("Aina Roca",)),
        ("Tel", Field.PHONE, ("600000101",)),
        ("Notas", None, ("x",)),
    ]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("600 000 101", "+34600000101"),
        ("+34 600-000-101", "+34600000101"),
        ("0034600000101", "+34600000101"),
        ("34600000101", "+34600000101"),
        ("600.000.101", "+34600000101"),
        ("(+34) 600 000 101", "+34600000101"),
        ("600000101.0", "+34600000101"),
        ("934 000 102 / 600 000 102", "+34600000102"),
        ("600 000 101 (madre)", "+34600000101"),
        ("tel. 600000101", "+34600000101"),
        ("93 400 01 02", "+34934000102"),
        ("+44 7700 900123", "+447700900123"),
    ],
)
def test_a_telephone_number_is_read_as_people_write_it(written: str, number: str) -> None:
    assert read_phone(written) == number


def test_what_is_no_telephone_number_is_refused() -> None:
    for written in ("12", "no tiene", "60000010", "5551234567890123"):
        with pytest.raises(PhoneUnreadable):
            read_phone(written)
    for written in ("6,00E+08", "6.00000101E+08", "6E8"):
        with pytest.raises(PhoneLostDigits):
            read_phone(written)


def test_every_flaw_is_worded_in_the_three_languages() -> None:
    for reason in Reason:
        said = {import_flaws.words(text(locale), Flaw(3, reason, "", "valor")) for locale in Locale}
        assert len(said) == len(Locale), reason


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=600), st.text(max_size=400).map(str.encode)))
@example(b"Nombre;Tel\n" + b"\xff\xfe\x00;\n")
@example("Nombre,Teléfono,Nacimiento\n٣,+٣٤٦٠٠٠٠٠١٠١,٠١/٠١/١٩٩٠\n".encode())
def test_no_bytes_break_the_reader(data: bytes) -> None:
    sheet = read_patients_csv(data)
    assert sheet.rows or sheet.flaws or sheet.columns


CELL = st.one_of(
    st.text(max_size=30), st.sampled_from(["", "600000101", "=1+1", "1/1/1990", "Ana", "ca", "a@b.cd", '"', "\n"])
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELL, max_size=10), max_size=8))
def test_no_cells_break_the_reader(rows: list[list[str]]) -> None:
    header = "Nombre;Apellidos;Teléfono;Correo;Nacimiento;Idioma;Terapeuta;Alta"
    sheet = read_patients_csv("\n".join([header, *(";".join(row) for row in rows)]).encode())
    flawed = {flaw.number for flaw in sheet.flaws if flaw.reason not in DUPLICATES}
    assert not flawed & {row.number for row in sheet.rows}
    for row in sheet.rows:
        assert row.name[0] not in "=+-@"
        assert len(row.name) <= 120
