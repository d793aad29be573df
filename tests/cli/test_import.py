"""`espai import`: a practice made of other programs' files works for patient and staff (PR-4)."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlmodel import col

from models.tables import Patient, Practice, StaffMember
from models.vocabulary import Locale, PatientId, PracticeId, Role, StaffId
from portal_app import clock, settings
from portal_app.cli import main
from portal_app.domain.refs import NOWHERE, PatientRef, StaffRef
from portal_app.services import access_codes, availability, hashing, sign_in, slot_requests
from portal_app.services.transaction import read

FILES = Path(__file__).parents[1] / "services" / "files"
PATIENTS = "Nombre;Teléfono;Idioma\nAna Ribas Font;600 000 101;ca\nBiel Costa Vila;600 000 102;es\n"


@pytest.fixture(autouse=True)
def practice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A real practice, just opened, and a folder for files."""
    monkeypatch.setenv("ESPAI_MODE", "production")
    monkeypatch.setenv("ESPAI_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ESPAI_PUBLIC_URL", "https://portal.example")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.delenv("ESPAI_SECRET_KEY")
    hashing.use_keys(b"the tests' own secret, of no use anywhere else", rounds=4)
    opened = espai(
        "init",
        "--name=Consulta Lumen",
        "--timezone=Europe/Madrid",
        "--admin-name=Olga Ferrer",
        "--admin-email=olga@lumen.example",
        "--admin-password=sol-i-ombra-42",
    )
    assert opened.exit_code == 0, opened.output
    yield tmp_path
    hashing._chosen.clear()
    settings.forget()


def espai(*arguments: str) -> Result:
    settings.forget()
    return CliRunner().invoke(main, arguments)


def patients_file(folder: Path, text: str = PATIENTS) -> str:
    path = folder / "pacientes.csv"
    path.write_text(text, encoding="cp1252")
    return str(path)


def agenda_file(folder: Path) -> str:
    """Ana comes next week, on a day within the first hours."""
    monday = clock.now().date() + timedelta(days=7 - clock.now().weekday())
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//test//EN",
        "BEGIN:VEVENT",
        "UID:ana",
        f"DTSTART;TZID=Europe/Madrid:{monday:%Y%m%d}T100000",
        f"DTEND;TZID=Europe/Madrid:{monday:%Y%m%d}T105000",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "SUMMARY:Sesión Ana R.",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:lunch",
        f"DTSTART;TZID=Europe/Madrid:{monday:%Y%m%d}T130000",
        f"DTEND;TZID=Europe/Madrid:{monday:%Y%m%d}T140000",
        "SUMMARY:Comida",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    path = folder / "agenda.ics"
    path.write_bytes("\r\n".join(lines).encode())
    return str(path)


def test_the_main_job_runs_on_a_practice_made_of_files(practice: Path) -> None:
    assert "2 patients imported" in espai("import", "patients", patients_file(practice)).output
    answer = espai("import", "agenda", agenda_file(practice), "--therapist=olga@lumen.example")
    assert "Appointments: 4 · time off: 1 · there already: 0" in answer.output
    with read() as db:
        practice_id = PracticeId(db.scalars(sa.select(col(Practice.id))).one())
        olga = StaffRef(practice_id, StaffId(db.scalars(sa.select(col(StaffMember.id))).one()), Role.ADMIN)
        files = {row.given_name: row for row in db.scalars(sa.select(Patient))}
        free = availability.free_slots(
            db,
            practice_id=practice_id,
            therapist_id=olga.staff_id,
            service_id=files["Ana"].service_id,
            first_on=clock.now().date(),
            last_on=clock.now().date() + timedelta(days=12),
        )
    wanted = free[3]
    requests = {}
    for name, pin in (("Ana", "4938"), ("Biel", "7204")):
        code = access_codes.reveal(olga, files[name].id, origin=NOWHERE)
        entered = sign_in.first_entry(code, pin, pin, notice_version="1.0", locale=Locale.CA, origin=NOWHERE)
        assert entered.opened
        ana = PatientRef(practice_id, PatientId(files[name].id))
        requests[name] = slot_requests.ask(
            ana, wanted.starts_at, centre_id=wanted.centre_id, message="", key=name, origin=NOWHERE
        )
    assert slot_requests.accept(olga, requests["Biel"], origin=NOWHERE).rejected == 1


def test_bad_rows_are_listed_by_number_and_nothing_is_imported(practice: Path) -> None:
    answer = espai("import", "patients", str(FILES / "bad-rows.csv"))
    assert answer.exit_code == 1
    listed = re.findall(r"^Row (\d+): ", answer.output, re.MULTILINE)
    assert [int(number) for number in listed] == [3, 4, 4, 4, 4, 5, 6, 7, 8, 9, 10]
    assert "Nothing was imported because of 11 problems." in answer.output
    with read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Patient)) == 0


def test_the_bad_rows_are_told_in_the_language_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ca_ES.UTF-8")
    assert "Fila 6: Falta el nom." in espai("import", "patients", str(FILES / "bad-rows.csv")).output


def test_a_dry_run_prints_what_would_be(practice: Path) -> None:
    path = patients_file(practice)
    answer = espai("import", "patients", path, "--dry-run")
    assert (answer.exit_code, "2 patients would be imported." in answer.output) == (0, True)
    assert espai("import", "patients", path).exit_code == 0


def test_a_script_gets_json(practice: Path) -> None:
    told = json.loads(espai("import", "patients", str(FILES / "bad-rows.csv"), "--json").stdout)
    assert (told["written"], told["refused"]) == (0, True)
    assert told["problems"][0]["row"] == 3
    assert told["problems"][0]["reason"] == "phone_lost_digits"
    assert {"title": "Nombre", "field": "name"} in told["columns"]
    espai("import", "patients", patients_file(practice))
    told = json.loads(
        espai("import", "agenda", agenda_file(practice), "--therapist=olga@lumen.example", "--json").stdout
    )
    assert (told["appointments"], told["time_off"], told["problems"]) == (4, 1, [])


def test_a_column_can_be_named(practice: Path) -> None:
    path = patients_file(practice, "Quién;Dónde\nAna Ribas;600000101\n")
    assert espai("import", "patients", path).exit_code == 1
    answer = espai("import", "patients", path, "--map", "Quién=name", "--map", "Dónde=phone")
    assert "1 patient imported" in answer.output


@pytest.mark.parametrize(
    "wrong",
    [
        ["patients", "nowhere.csv"],
        ["patients"],
        ["agenda", str(FILES / "apple.ics")],
        ["agenda", str(FILES / "apple.ics"), "--therapist=nobody@lumen.example"],
        ["patients", str(FILES / "excel-es.csv"), "--map", "Nombre"],
    ],
)
def test_called_wrongly_it_exits_with_two(wrong: list[str]) -> None:
    assert espai("import", *wrong).exit_code == 2


def test_a_calendar_that_is_none_exits_with_one() -> None:
    answer = espai("import", "agenda", str(FILES / "excel-es.csv"), "--therapist=olga@lumen.example")
    assert answer.exit_code == 1
    assert "This is not a calendar that can be read." in answer.output
