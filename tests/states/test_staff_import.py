"""PR-4: a file is looked at, imported and taken back in the app, without a browser."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.tables import Patient
from portal_app.domain.problems import SignedOut
from portal_app.domain.refs import NOWHERE
from portal_app.services.imports import uploads
from portal_app.services.imports.uploads import UploadKind
from portal_app.services.transaction import read
from portal_app.states.staff.settings.importing import ImportState
from tests.builders import Cast
from tests.states.staff_page import open_page, send

ADDRESS = "/en/staff/settings/import"
SHEET = "Quién;Número;Terapeuta\nNoa Serra;600 000 111;Marta\nPol Prats;nonsense;Marta\nIu Mas;600 000 113;Jordi\n"


def put_by(cast: Cast, text: str = SHEET, kind: UploadKind = UploadKind.PATIENTS) -> None:
    uploads.keep(cast.olga, kind, file_name="patients.csv", data=text.encode(), origin=NOWHERE)


def imported() -> list[str]:
    with read() as db:
        return sorted(db.scalars(sa.select(col(Patient.name)).where(col(Patient.import_id).is_not(None))))


async def looked_at(cast: Cast) -> ImportState:
    page = await open_page(ImportState, cast.olga, ADDRESS)
    await send(page, "load")
    return page


async def test_nothing_answers_without_a_session(cast: Cast) -> None:  # ID-8
    page = await open_page(ImportState, None, ADDRESS)
    for event in ("load", "refresh", "carry_out", "put_away", "undo", "keep"):
        with pytest.raises(SignedOut):
            await send(page, event)


async def test_reception_sees_neither_files_nor_imports(cast: Cast) -> None:  # ID-8
    put_by(cast)
    page = await open_page(ImportState, cast.ruth, ADDRESS)
    await send(page, "load")
    assert (page.loaded, page.may_change, page.desk.kind, page.past) == (True, False, "", [])


async def test_columns_are_named_and_the_good_rows_taken(cast: Cast) -> None:
    put_by(cast)
    page = await looked_at(cast)
    assert not page.desk.ready
    assert [column.field for column in page.columns] == ["", "", "therapist"]
    await send(page, "hold", place=0, holds="name")
    await send(page, "hold", place=1, holds="phone")
    assert [(flaw.where, flaw.words) for flaw in page.flaws] == [("Row 3", "“nonsense” is not a telephone number.")]
    assert (page.desk.flawed, page.desk.ready) == ("1 row has a problem.", False)
    await send(page, "carry_out")
    assert imported() == []
    await send(page, "tick", name="skip", value=True)
    assert (page.desk.count, page.desk.button) == ("2 patients would be imported.", "Import 2 patients")
    await send(page, "carry_out")
    assert imported() == ["Iu Mas", "Noa Serra"]
    assert (page.desk.kind, page.said) == ("", "2 patients imported, each with an access code.")
    assert uploads.kept(cast.olga) is None


async def test_a_second_tap_imports_nothing_twice(cast: Cast) -> None:
    put_by(cast, "Name\nNoa Serra\n")
    page = await looked_at(cast)
    await send(page, "give_to", therapist_id=cast.marta.staff_id)
    await send(page, "carry_out")
    await send(page, "carry_out")
    assert imported() == ["Noa Serra"]


async def test_an_import_is_undone_after_it_was_asked(cast: Cast) -> None:
    put_by(cast, "Name;Therapist\nNoa Serra;Marta\n")
    page = await looked_at(cast)
    await send(page, "carry_out")
    (made,) = page.past
    await send(page, "undo")
    assert imported() == ["Noa Serra"]
    await send(page, "ask_undo", key=made.key)
    assert page.question == "1 patient goes, with the code."
    await send(page, "undo")
    assert imported() == []
    assert (page.past[0].undone, page.said) == (True, "Undone: 1 entry is gone.")


async def test_a_long_list_of_problems_is_cut_and_counted(cast: Cast) -> None:
    rows = "".join(f"Name {number};nonsense {number}\n" for number in range(150))
    put_by(cast, f"Name;Phone\n{rows}")
    page = await looked_at(cast)
    await send(page, "give_to", therapist_id=cast.marta.staff_id)
    assert (len(page.flaws), page.desk.more, page.desk.flawed) == (100, "And 50 more.", "150 rows have problems.")


async def test_a_calendar_says_whose_it_is_and_what_becomes_of_the_rest(cast: Cast) -> None:
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tests//EN",
        "BEGIN:VEVENT",
        "UID:1",
        "SUMMARY:Dentista",
        "DTSTART:20261026T100000Z",
        "DTEND:20261026T110000Z",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
    put_by(cast, "\r\n".join(lines), UploadKind.AGENDA)
    page = await looked_at(cast)
    assert page.desk.detail == "0 sessions · 1 period of time off"
    assert {one.text for one in page.therapists} == {"Marta Soler Puig", "Jordi Vidal Roca"}
    await send(page, "tick", name="patients_only", value=True)
    assert (page.desk.ready, page.flaws[0].words) == (False, "No patient is recognised in “Dentista”.")
    await send(page, "give_to", therapist_id=cast.ruth.staff_id)
    assert page.chosen["therapist"] in {cast.marta.staff_id, cast.jordi.staff_id}


async def test_what_was_chosen_is_forgotten_with_the_file(cast: Cast) -> None:
    put_by(cast)
    page = await looked_at(cast)
    await send(page, "hold", place=0, holds="name")
    await send(page, "put_away")
    assert (page.desk.kind, uploads.kept(cast.olga)) == ("", None)
    put_by(cast)
    await send(page, "refresh")
    assert page.columns[0].field == ""
