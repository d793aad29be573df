"""A therapist's calendar becomes their agenda: all of it, or nothing, and twice changes nothing (PR-4)."""

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col

from models.tables import ActivityEntry, Appointment, ImportBatch, Patient, SlotRequest, TimeOff
from models.vocabulary import Action, ActorKind, AppointmentStatus, RequestStatus
from portal_app.domain.imports.flaws import Flaw, Reason
from portal_app.domain.problems import NotAllowed, NotYours
from portal_app.domain.refs import NOWHERE
from portal_app.services import imports, transaction
from portal_app.services.imports import AgendaFile, ImportedAgenda, NoPatient, read_agenda_ics
from portal_app.services.imports.calendar_file import MOST_BYTES
from portal_app.services.transaction import read
from tests import builders
from tests.builders import BARCELONA, Cast, at, on
from tests.services.free_times import free_on

FILES = Path(__file__).parent / "files"
TODAY = date(2026, 10, 19)


def file_of(name: str) -> AgendaFile:
    return read_agenda_ics((FILES / name).read_bytes(), zone=BARCELONA, today=TODAY)


def calendar(*events: str) -> AgendaFile:
    """A calendar of these events, each as its lines without the frame."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    for number, event in enumerate(events, 1):
        own = event.strip().splitlines()
        uid = [] if any(line.startswith("UID") for line in own) else [f"UID:event-{number}"]
        lines += ["BEGIN:VEVENT", *uid, *(line.strip() for line in own), "END:VEVENT"]
    return read_agenda_ics("\r\n".join([*lines, "END:VCALENDAR", ""]).encode(), zone=BARCELONA, today=TODAY)


def event(title: str, starts: str, ends: str) -> str:
    """`event("Ana", "20261022T100000", "20261022T105000")`, in floating time."""
    return f"SUMMARY:{title}\nDTSTART:{starts}\nDTEND:{ends}"


def bring_in(cast: Cast, file: AgendaFile, **options: object) -> ImportedAgenda:
    chosen = {"origin": NOWHERE, "file_name": "agenda.ics", "therapist_id": cast.marta.staff_id, **options}
    by = chosen.pop("by", cast.olga)
    return imports.import_agenda(by, file, practice_id=cast.practice_id, **chosen)  # type: ignore[arg-type]


def sessions(cast: Cast) -> list[tuple[str, datetime, AppointmentStatus]]:
    """Whose, when and in what state, of everything in the agenda."""
    with read() as db:
        rows = db.execute(
            sa.select(col(Patient.given_name), col(Appointment.starts_at), col(Appointment.status))
            .join(Patient, col(Patient.id) == col(Appointment.patient_id))
            .where(col(Appointment.practice_id) == cast.practice_id)
            .order_by(col(Appointment.starts_at))
        )
        return [(row.given_name, row.starts_at, row.status) for row in rows]


def blocks() -> list[tuple[str, date, date, time | None, time | None]]:
    with read() as db:
        rows = db.scalars(sa.select(TimeOff).order_by(col(TimeOff.first_on)))
        return [(row.title, row.first_on, row.last_on, row.starts, row.ends) for row in rows]


def reasons(flaws: Sequence[Flaw]) -> list[tuple[int, Reason]]:
    return [(flaw.number, flaw.reason) for flaw in flaws]


def test_what_google_exports_becomes_the_agenda(cast: Cast) -> None:
    with transaction.write() as db:
        db.execute(
            sa.update(Patient).where(col(Patient.id) == cast.biel.patient_id).values(email="biel.costa@mail.example")
        )
    outcome = bring_in(cast, file_of("google.ics"))
    assert outcome.flaws == ()
    confirmed, attended = AppointmentStatus.CONFIRMED, AppointmentStatus.ATTENDED
    assert sessions(cast) == [
        ("Ana", at("2026-10-05 10:00"), attended),
        # The 12th is left out by EXDATE.
        ("Ana", at("2026-10-19 10:00"), confirmed),
        ("Biel", at("2026-10-20 10:00"), confirmed),
        # The 26th was moved by a RECURRENCE-ID; a weekly 10:00 stays at 10:00 when the clocks change.
        ("Ana", at("2026-10-27 16:00"), confirmed),
        ("Ana", at("2026-11-02 10:00"), confirmed),
        # The 9th was cancelled.
        ("Ana", at("2026-11-16 10:00"), confirmed),
        ("Ana", at("2026-11-23 10:00"), confirmed),
        ("Ana", at("2026-11-30 10:00"), confirmed),
    ]
    assert blocks() == [
        ("Comida", on("2026-10-21"), on("2026-10-21"), time(14), time(15)),
        ("Comida", on("2026-10-28"), on("2026-10-28"), time(14), time(15)),
        ("Comida", on("2026-11-04"), on("2026-11-04"), time(14), time(15)),
        ("Vacances de Nadal", on("2026-12-24"), on("2027-01-01"), None, None),
    ]
    assert {reason for _, reason in reasons(outcome.notes)} == {Reason.NO_PATIENT}


def test_a_call_goes_to_the_online_centre_and_a_named_place_to_its_own(cast: Cast) -> None:
    bring_in(
        cast,
        calendar(
            event("Ana Ribas", "20261022T100000", "20261022T105000") + "\nLOCATION:https://meet.google.com/abc",
            event("Ana Ribas (online)", "20261023T100000", "20261023T105000"),
            event("Ana Ribas", "20261026T100000", "20261026T105000") + "\nLOCATION:Consulta de Gràcia\\, 2n pis",
        ),
    )
    with read() as db:
        found = db.execute(
            sa.select(col(Appointment.centre_id), col(Appointment.video_url)).order_by(col(Appointment.starts_at))
        ).all()
    assert [tuple(row) for row in found] == [
        (cast.online, "https://meet.google.com/abc"),
        (cast.online, ""),
        (cast.gracia, ""),
    ]


def test_outlook_s_own_names_of_time_zones_are_understood(cast: Cast) -> None:
    assert bring_in(cast, file_of("outlook.ics")).flaws == ()
    assert [(who, starts) for who, starts, _ in sessions(cast)] == [
        ("Ana", at("2026-10-21 16:00")),
        ("Biel", at("2026-10-23 16:00")),
        ("Biel", at("2026-10-23 18:00")),
        ("Ana", at("2026-10-28 16:00")),
    ]


def test_apple_s_export_is_read_and_a_night_s_duty_ends_at_midnight(cast: Cast) -> None:
    assert bring_in(cast, file_of("apple.ics")).flaws == ()
    assert sessions(cast) == [("Ana", at("2026-10-29 10:00"), AppointmentStatus.CONFIRMED)]
    assert blocks() == [("Guàrdia", on("2026-10-30"), on("2026-10-30"), time(22), time(0))]


def test_a_time_without_a_zone_is_the_practice_s(cast: Cast) -> None:
    bring_in(cast, calendar(event("Ana Ribas", "20261026T100000", "20261026T105000")))
    assert sessions(cast)[0][1] == at("2026-10-26 10:00")


def test_a_zone_that_nobody_knows_is_taken_for_the_practice_s(cast: Cast) -> None:
    bring_in(
        cast,
        calendar("SUMMARY:Ana Ribas\nDTSTART;TZID=Far/Away:20261026T100000\nDTEND;TZID=Far/Away:20261026T105000"),
    )
    assert sessions(cast)[0][1] == at("2026-10-26 10:00")


def test_an_imported_block_takes_the_open_times_away(cast: Cast) -> None:
    bring_in(cast, calendar(event("Dentista", "20261022T100000", "20261022T130000")))
    starts = {slot.starts_at for slot in free_on(cast, "2026-10-22")}
    assert at("2026-10-22 09:00") in starts
    assert at("2026-10-22 10:00") not in starts
    assert at("2026-10-22 13:00") in starts


def test_importing_twice_changes_nothing_twice(cast: Cast) -> None:
    first = bring_in(cast, file_of("google.ics"))
    before = (sessions(cast), blocks())
    again = bring_in(cast, file_of("google.ics"))
    assert (again.written, again.unchanged, again.batch_id) == (0, first.written, None)
    assert (sessions(cast), blocks()) == before
    with read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 1


def test_one_more_event_in_the_next_export_is_all_that_is_added(cast: Cast) -> None:
    one = event("Ana Ribas", "20261022T100000", "20261022T105000") + "\nUID:a"
    bring_in(cast, calendar(one))
    again = bring_in(cast, calendar(event("Biel", "20261022T110000", "20261022T115000") + "\nUID:b", one))
    assert (again.appointments, again.unchanged) == (1, 1)
    assert [who for who, _, _ in sessions(cast)] == ["Ana", "Biel"]


def test_an_event_moved_since_keeps_its_time_in_the_agenda_and_is_told(cast: Cast) -> None:
    bring_in(cast, calendar(event("Ana Ribas", "20261022T100000", "20261022T105000") + "\nUID:a"))
    again = bring_in(cast, calendar(event("Ana Ribas", "20261023T100000", "20261023T105000") + "\nUID:a"))
    assert reasons(again.notes) == [(1, Reason.CHANGED_SINCE)]
    assert [starts for _, starts, _ in sessions(cast)] == [at("2026-10-22 10:00")]


def test_what_was_written_by_hand_already_is_not_written_again(cast: Cast) -> None:
    builders.appointment(cast, cast.ana, "2026-10-22 10:00")
    outcome = bring_in(cast, calendar(event("Ana Ribas", "20261022T100000", "20261022T105000")))
    assert (outcome.appointments, outcome.unchanged, outcome.flaws) == (0, 1, ())


def test_overlapping_sessions_are_refused_and_nothing_is_written(cast: Cast) -> None:
    builders.appointment(cast, cast.clara, "2026-10-23 10:00", therapist=cast.marta)
    before = sessions(cast)
    outcome = bring_in(
        cast,
        calendar(
            event("Ana Ribas", "20261022T100000", "20261022T105000"),
            event("Biel Costa", "20261022T103000", "20261022T112000"),
            event("Biel Costa", "20261023T103000", "20261023T112000"),
            event("Comida", "20261023T140000", "20261023T150000"),
        ),
    )
    assert (outcome.refused, outcome.written) == (True, 0)
    assert reasons(outcome.flaws) == [(2, Reason.OVERLAPS_IN_FILE), (3, Reason.OVERLAPS_IN_AGENDA)]
    assert (sessions(cast), blocks()) == (before, [])


def test_sessions_that_touch_do_not_overlap(cast: Cast) -> None:
    outcome = bring_in(
        cast,
        calendar(
            event("Ana Ribas", "20261022T100000", "20261022T110000"),
            event("Biel Costa", "20261022T110000", "20261022T120000"),
        ),
    )
    assert outcome.appointments == 2


def test_a_patient_is_not_in_two_places_at_once(cast: Cast) -> None:
    builders.appointment(cast, cast.ana, "2026-10-22 10:00", therapist=cast.jordi)
    outcome = bring_in(cast, calendar(event("Ana Ribas", "20261022T103000", "20261022T112000")))
    assert reasons(outcome.flaws) == [(1, Reason.PATIENT_TAKEN)]


def test_the_events_with_problems_are_left_out_when_the_user_says_so(cast: Cast) -> None:
    outcome = bring_in(
        cast,
        calendar(
            event("Ana Ribas", "20261022T100000", "20261022T105000"),
            event("Biel Costa", "20261022T103000", "20261022T112000"),
        ),
        skip_bad=True,
    )
    assert (outcome.refused, outcome.appointments) == (False, 1)


def test_an_event_without_a_patient_is_time_off_or_a_problem_as_chosen(cast: Cast) -> None:
    file = calendar(event("Reunión", "20261022T100000", "20261022T110000"))
    refused = bring_in(cast, file, no_patient=NoPatient.REFUSE)
    assert reasons(refused.flaws) == [(1, Reason.NO_PATIENT)]
    assert blocks() == []
    taken = bring_in(cast, file, no_patient=NoPatient.BLOCK)
    assert reasons(taken.notes) == [(1, Reason.NO_PATIENT)]
    assert blocks() == [("Reunión", on("2026-10-22"), on("2026-10-22"), time(10), time(11))]


def test_an_imported_appointment_settles_the_requests_it_overlaps(cast: Cast) -> None:  # WL-3
    request_id = builders.slot_request(cast, cast.biel, "2026-10-22 10:30")
    other_id = builders.slot_request(cast, cast.biel, "2026-10-22 12:00")
    for by in (None, cast.olga):
        bring_in(cast, calendar(event("Ana Ribas", "20261022T100000", "20261022T105000")), by=by)
    with read() as db:
        statuses = dict(db.execute(sa.select(col(SlotRequest.id), col(SlotRequest.status))).all())
    assert statuses == {request_id: RequestStatus.REJECTED, other_id: RequestStatus.PENDING}


def test_an_appointment_ahead_books_a_pack_session_and_one_behind_does_not(cast: Cast) -> None:
    bring_in(
        cast,
        calendar(
            event("Ana Ribas", "20261015T100000", "20261015T105000"),
            event("Ana Ribas", "20261022T100000", "20261022T105000"),
        ),
    )
    with read() as db:
        packs = db.scalars(sa.select(col(Appointment.pack_id)).order_by(col(Appointment.starts_at))).all()
    assert packs == [None, cast.ana_pack]


def test_a_dry_run_writes_nothing(cast: Cast) -> None:
    outcome = bring_in(cast, file_of("google.ics"), dry_run=True)
    assert outcome.written > 0
    assert (sessions(cast), blocks()) == ([], [])


def test_only_admins_and_the_operator_import_an_agenda(cast: Cast) -> None:
    file = file_of("apple.ics")
    for staff in (cast.marta, cast.ruth):
        with pytest.raises(NotAllowed):
            bring_in(cast, file, by=staff)
    with pytest.raises(NotYours):
        bring_in(cast, file, therapist_id=cast.ruth.staff_id)
    with pytest.raises(NotYours):
        imports.therapist_with(cast.practice_id, "ruth@alba.example")
    assert imports.therapist_with(cast.practice_id, "Marta@alba.example ") == cast.marta.staff_id
    assert bring_in(cast, file, by=None).written == 2


def test_an_agenda_s_import_leaves_one_entry_and_can_be_told_apart(cast: Cast) -> None:
    outcome = bring_in(cast, file_of("google.ics"), by=None)
    with read() as db:
        entry = db.scalars(sa.select(ActivityEntry)).one()
        marked = [
            db.scalar(sa.select(sa.func.count()).select_from(table).where(col(table.import_id) == outcome.batch_id))
            for table in (Appointment, TimeOff)
        ]
    assert (entry.action, entry.actor_kind) == (Action.IMPORTED, ActorKind.SYSTEM)
    assert marked == [outcome.appointments, outcome.blocks]


def test_an_endless_rule_ends_a_year_from_now_and_broken_events_are_listed() -> None:
    file = file_of("endless.ics")
    days = [one.starts_at.astimezone(BARCELONA).date() for one in file.occurrences if one.starts_at]
    assert (min(days), max(days)) == (on("2025-10-18"), on("2027-10-20"))
    assert reasons(file.flaws) == [
        (2, Reason.RULE_TOO_FAST),
        (3, Reason.RULE_UNREADABLE),
        (4, Reason.EVENT_UNREADABLE),
        (5, Reason.EVENT_UNREADABLE),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.FILE_NOT_A_CALENDAR),
        (b"Nombre;Telefono\n", Reason.FILE_NOT_A_CALENDAR),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", Reason.FILE_NOT_A_CALENDAR),
        (b"x" * (MOST_BYTES + 1), Reason.FILE_TOO_BIG),
    ],
)
def test_what_is_no_calendar_is_refused_with_the_reason(data: bytes, reason: Reason) -> None:
    file = read_agenda_ics(data, zone=BARCELONA, today=TODAY)
    assert reasons(file.flaws) == [(0, reason)]


def test_a_birthday_takes_no_day_and_holidays_marked_as_free_do() -> None:
    file = calendar(
        "SUMMARY:Aniversari\nDTSTART;VALUE=DATE:20000101\nRRULE:FREQ=YEARLY\nTRANSP:TRANSPARENT",
        "SUMMARY:Vacaciones\nDTSTART;VALUE=DATE:20261102\nDTEND;VALUE=DATE:20261107\nTRANSP:TRANSPARENT",
    )
    assert [(one.title, one.first_on, one.last_on) for one in file.occurrences] == [
        ("Vacaciones", on("2026-11-02"), on("2026-11-06"))
    ]
    assert file.left_out > 0


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "BEGIN:VEVENT",
                "END:VEVENT",
                "UID:a",
                "UID:b",
                "SUMMARY:Ana",
                "DTSTART:20261022T100000",
                "DTSTART;TZID=Europe/Madrid:20261022T100000",
                "DTSTART;VALUE=DATE:20261022",
                "DTSTART:20261022T100000Z",
                "DTEND:20261022T110000",
                "DTEND;VALUE=DATE:20261020",
                "DURATION:PT50M",
                "DURATION:-P1D",
                "RRULE:FREQ=WEEKLY;COUNT=3",
                "RRULE:FREQ=YEARLY;BYMONTH=13",
                "RRULE:FREQ=WEEKLY;UNTIL=20261101",
                "RRULE:FREQ=MONTHLY;BYDAY=9MO",
                "EXDATE:20261029T100000",
                "RDATE;VALUE=PERIOD:20261022T100000/PT1H",
                "RECURRENCE-ID:20261022T100000",
                "RECURRENCE-ID;RANGE=THISANDFUTURE:20261029T100000",
                "STATUS:CANCELLED",
                "ATTENDEE:mailto:",
                "BEGIN:VTIMEZONE",
                "END:VTIMEZONE",
                "TZID:X",
                "X-WR-TIMEZONE:Nowhere/Land",
            ]
        ),
        st.text(max_size=40),
    ),
    max_size=25,
)


@settings(max_examples=250, deadline=None)
@given(LINES)
def test_no_lines_break_the_reader(lines: list[str]) -> None:
    data = "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""]).encode()
    file = read_agenda_ics(data, zone=BARCELONA, today=TODAY)
    for one in file.occurrences:
        if one.starts_at is None:
            assert one.first_on is not None
            assert one.last_on is not None
            assert one.first_on <= one.last_on
        else:
            assert one.ends_at is not None
            assert one.starts_at < one.ends_at


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=500))
def test_no_bytes_break_the_calendar_reader(data: bytes) -> None:
    file = read_agenda_ics(data, zone=BARCELONA, today=TODAY)
    assert file.flaws or not file.occurrences
