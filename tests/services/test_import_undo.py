"""An import is taken back: what nobody has touched since goes, what is in use stays (PR-4)."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.tables import AccessCode, ActivityEntry, Appointment, Patient, SlotRequest, TimeOff
from models.vocabulary import Action, AppointmentStatus, RequestStatus
from portal_app.domain.problems import ImportUndone, NotAllowed, NotYours
from portal_app.domain.refs import NOWHERE
from portal_app.services import appointments, imports, patient_file
from portal_app.services.imports import read_agenda_ics, read_patients_csv, undoing
from portal_app.services.transaction import Database, read
from tests.builders import BARCELONA, NOW, Cast, slot_request, the_cast

SHEET = "Nombre;Teléfono\nNoa Serra;600 000 111\nPol Prats;600 000 112\nIu Mas;600 000 113\n"


def bring_patients(cast: Cast) -> str:
    outcome = imports.import_patients(
        cast.olga,
        read_patients_csv(SHEET.encode()),
        practice_id=cast.practice_id,
        file_name="patients.csv",
        origin=NOWHERE,
        therapist_id=cast.marta.staff_id,
    )
    assert outcome.batch_id is not None
    return outcome.batch_id


def event(uid: str, title: str, day: str, hours: tuple[str, str]) -> str:
    starts, ends = (f"DTSTART;TZID=Europe/Madrid:{day}T{hours[0]}00", f"DTEND;TZID=Europe/Madrid:{day}T{hours[1]}00")
    return "\r\n".join(("BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", starts, ends, "END:VEVENT"))


def bring_agenda(cast: Cast) -> str:
    events = (
        event("1", "Ana Ribas", "20261026", ("1000", "1050")),
        event("2", "Biel Costa", "20261027", ("1000", "1050")),
        event("3", "Dentista", "20261028", ("1200", "1300")),
    )
    calendar = "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tests//EN", *events, "END:VCALENDAR", ""))
    outcome = imports.import_agenda(
        cast.olga,
        read_agenda_ics(calendar.encode(), zone=BARCELONA, today=NOW.date()),
        practice_id=cast.practice_id,
        therapist_id=cast.marta.staff_id,
        file_name="marta.ics",
        origin=NOWHERE,
    )
    assert (outcome.appointments, outcome.blocks) == (2, 1)
    assert outcome.batch_id is not None
    return outcome.batch_id


def imported_names(batch_id: str) -> list[str]:
    with read() as db:
        return sorted(db.scalars(sa.select(col(Patient.name)).where(col(Patient.import_id) == batch_id)))


def test_an_untouched_import_of_patients_goes_whole_with_its_codes(cast: Cast) -> None:
    with read() as db:
        codes_before = db.scalar(sa.select(sa.func.count()).select_from(AccessCode))
    batch_id = bring_patients(cast)
    assert undoing.undo(cast.olga, batch_id, origin=NOWHERE) == undoing.Undone(gone=3, stayed=0)
    assert imported_names(batch_id) == []
    with read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(AccessCode)) == codes_before
        entry = db.scalars(sa.select(ActivityEntry).order_by(ActivityEntry.number.desc())).first()
    assert entry is not None
    assert (entry.action, entry.detail) == (
        Action.IMPORT_UNDONE,
        {"import_id": batch_id, "kind": "patients", "rows": "3"},
    )


def test_a_file_that_somebody_has_used_stays_and_is_counted(cast: Cast) -> None:
    batch_id = bring_patients(cast)
    with read() as db:
        noa = db.scalar(sa.select(col(Patient.id)).where(col(Patient.name) == "Noa Serra"))
    patient_file.open_file(cast.olga, str(noa), origin=NOWHERE)
    (past,) = undoing.listed(cast.olga)
    assert (past.going, past.staying, past.by, past.undone_at) == (2, 1, "Olga Ferrer Mas", None)
    assert undoing.undo(cast.olga, batch_id, origin=NOWHERE) == undoing.Undone(gone=2, stayed=1)
    assert imported_names(batch_id) == ["Noa Serra"]


def test_an_import_is_undone_once(cast: Cast) -> None:
    batch_id = bring_patients(cast)
    undoing.undo(cast.olga, batch_id, origin=NOWHERE)
    with pytest.raises(ImportUndone):
        undoing.undo(cast.olga, batch_id, origin=NOWHERE)
    (past,) = undoing.listed(cast.olga)
    assert past.undone_at == NOW


def test_an_agenda_goes_but_for_the_session_that_was_marked_since(cast: Cast) -> None:
    batch_id = bring_agenda(cast)
    with read() as db:
        anas = db.scalar(sa.select(col(Appointment.id)).where(col(Appointment.patient_id) == cast.ana.patient_id))
    appointments.cancel(cast.marta, str(anas), by_patient=True, reason="", origin=NOWHERE)
    assert undoing.undo(cast.olga, batch_id, origin=NOWHERE) == undoing.Undone(gone=2, stayed=1)
    with read() as db:
        left = db.scalars(sa.select(col(Appointment.status))).all()
        assert db.scalars(sa.select(TimeOff)).all() == []
    assert left == [AppointmentStatus.CANCELLED_BY_PATIENT]


def test_requests_that_an_undone_session_had_settled_wait_again(cast: Cast) -> None:  # WL-3
    slot_request(cast, cast.ana, "2026-10-27 10:00")
    batch_id = bring_agenda(cast)
    with read() as db:
        assert db.scalars(sa.select(col(SlotRequest.status))).all() == [RequestStatus.REJECTED]
    undoing.undo(cast.olga, batch_id, origin=NOWHERE)
    with read() as db:
        found = db.execute(sa.select(col(SlotRequest.status), col(SlotRequest.appointment_id))).all()
    assert [tuple(row) for row in found] == [(RequestStatus.PENDING, None)]


def test_only_an_admin_of_the_same_practice_undoes(cast: Cast) -> None:  # ID-8, PR-5
    batch_id = bring_patients(cast)
    with pytest.raises(NotAllowed):
        undoing.undo(cast.marta, batch_id, origin=NOWHERE)
    with pytest.raises(NotAllowed):
        undoing.listed(cast.ruth)
    with pytest.raises(NotYours):
        undoing.undo(the_cast(name="Beta", slug="beta").olga, batch_id, origin=NOWHERE)
    assert len(imported_names(batch_id)) == 3


def test_the_list_costs_the_same_however_many_imports_there_were(cast: Cast, database: Database) -> None:
    queries: list[str] = []
    sa.event.listen(database.engine, "before_cursor_execute", lambda _c, _k, statement, *_: queries.append(statement))
    bring_agenda(cast)
    queries.clear()
    undoing.listed(cast.olga)
    first = len(queries)
    bring_patients(cast)
    queries.clear()
    undoing.listed(cast.olga)
    assert len(queries) == first
