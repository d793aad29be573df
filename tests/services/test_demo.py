"""The demo practice makes sense on any day, and is the same for everybody on the same day."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from shutil import copyfile
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.tables import (
    AccessCode,
    ActivityEntry,
    Appointment,
    NoticeAcceptance,
    Patient,
    PatientAccess,
    Practice,
    ProposedTime,
    SessionPack,
    SlotRequest,
    StaffMember,
    metadata,
)
from models.vocabulary import Action, AppointmentStatus, Locale, PatientStatus, PracticeId, RequestStatus
from portal_app import demo
from portal_app.demo import DemoSummary
from portal_app.demo.days import Days
from portal_app.domain import pins
from portal_app.domain.door_problems import Blocked
from portal_app.domain.interest_groups import Interest, interest_groups
from portal_app.domain.refs import NOWHERE
from portal_app.domain.time_ranges import TimeRange
from portal_app.services import (
    activity,
    availability,
    fitting,
    hashing,
    packs,
    sign_in,
    staff_accounts,
    staff_sign_in,
    transaction,
)
from portal_app.services.fitting import Wanted
from portal_app.services.transaction import Database, read
from tests.conftest import StandingClock

# The demo is one file that is made and thrown away.
pytestmark = pytest.mark.only("sqlite")

BARCELONA = ZoneInfo("Europe/Madrid")
DAYS = (
    "2026-10-19",  # an ordinary Monday
    "2026-10-24",  # the Saturday before the clocks go back
    "2026-10-25",  # the Sunday they do
    "2027-03-28",  # the Sunday they go forward
    "2026-12-07",  # between a Sunday and a holiday
    "2026-12-24",  # Christmas Eve
    "2027-01-01",  # New Year's Day, a Friday
    "2027-03-24",  # before Easter
    "2028-02-29",
    "2026-08-14",
)
MADE_ANEW = {("staff_member", "password_hash"), ("patient_access", "pin_hash"), ("access_code", "ciphertext")}


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that was built, and the day it was built for."""

    today: date
    summary: DemoSummary
    data_dir: Path


@pytest.fixture(autouse=True)
def quick_hashes() -> Iterator[None]:
    """The slow hash is somebody else's test."""
    hashing.use_keys(b"the tests' own secret, of no use anywhere else", rounds=4)
    yield
    hashing._chosen.clear()


def built(today: date, data_dir: Path) -> Demo:
    return Demo(today, demo.build("http://localhost:8000", today=today, data_dir=data_dir), data_dir)


@pytest.fixture
def monday(database: Database, standing_clock: StandingClock, tmp_path: Path) -> Demo:
    return built(date(2026, 10, 19), tmp_path)


@pytest.fixture(params=DAYS)
def on_any_day(
    request: pytest.FixtureRequest, database: Database, standing_clock: StandingClock, tmp_path: Path
) -> Demo:
    today = date.fromisoformat(request.param)
    standing_clock.move_to(datetime.combine(today, time(23), BARCELONA))
    return built(today, tmp_path)


def rows_of(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, without what a salt makes different."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            kept = [column for column in table.columns if (table.name, column.name) not in MADE_ANEW]
            found[table.name] = sorted((tuple(row) for row in connection.execute(sa.select(*kept))), key=repr)
    return found


def test_the_same_day_makes_the_same_demo(migrated: Path, tmp_path: Path) -> None:
    seen = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        copyfile(migrated, folder / "espai.db")
        database = Database(f"sqlite:///{folder / 'espai.db'}")
        transaction.use(database)
        built(date(2026, 10, 19), folder)
        seen.append((rows_of(database), (folder / "demo.json").read_bytes()))
        database.close()
    assert seen[0][1] == seen[1][1]
    assert seen[0][0] == seen[1][0]


def test_another_day_makes_another_demo() -> None:
    assert Days(date(2026, 10, 19)).new_id() != Days(date(2026, 10, 20)).new_id()


def test_demo_json_names_who_can_sign_in(monday: Demo) -> None:
    path = monday.data_dir / "demo.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["url"] == "http://localhost:8000"
    assert [one["role"] for one in told["staff"]] == ["therapist", "admin", "therapist", "scheduler"]
    assert all(set(one) >= {"email", "password", "role"} for one in told["staff"])
    assert len(told["patients"]) == 40
    assert all(set(one) >= {"code", "pin", "locale", "name"} for one in told["patients"])
    assert {one["locale"] for one in told["patients"]} == {"es", "ca", "en"}
    assert path.stat().st_mode & 0o077 == 0
    assert demo.read_summary(monday.data_dir) == monday.summary


def test_nothing_is_read_from_a_broken_demo_json(tmp_path: Path) -> None:
    assert demo.read_summary(tmp_path) is None
    (tmp_path / "demo.json").write_text('{"staff": 3}')
    assert demo.read_summary(tmp_path) is None


def test_everybody_with_a_pin_gets_in(monday: Demo) -> None:
    for patient in monday.summary.patients:
        if patient.pin is not None and not patient.note:
            assert sign_in.enter(patient.code, patient.pin, device_token=None, origin=NOWHERE).locale == patient.locale


def test_the_one_who_is_locked_out_does_not_get_in_with_the_right_pin(monday: Demo) -> None:
    locked = next(one for one in monday.summary.patients if one.note == "locked out")
    assert locked.pin is not None
    with pytest.raises(Blocked):
        sign_in.enter(locked.code, locked.pin, device_token=None, origin=NOWHERE)


def test_the_team_gets_in(monday: Demo) -> None:
    for member in monday.summary.staff:
        staff_accounts.check_password(member.password)
        staff_sign_in.enter(member.email, member.password, origin=NOWHERE)


def test_at_least_four_who_can_sign_in_share_marta_and_may_ask_for_more(on_any_day: Demo) -> None:
    """They drive "a second patient asks for the same slot"."""
    sharing = [
        one.code
        for one in on_any_day.summary.patients
        if one.therapist.startswith("Marta") and one.pin is not None and not one.note
    ]
    assert len(sharing) >= 4
    with read() as db:
        practice = db.scalars(sa.select(Practice)).one()
        for code in sharing:
            patient = db.scalars(
                sa.select(Patient)
                .join(AccessCode, col(AccessCode.patient_id) == col(Patient.id))
                .where(col(AccessCode.lookup_hash) == hashing.code_hash(code))
            ).one()
            pending = db.scalar(
                sa.select(sa.func.count()).where(
                    col(SlotRequest.patient_id) == patient.id, col(SlotRequest.status) == RequestStatus.PENDING
                )
            )
            assert pending is not None
            assert pending < practice.most_pending - 1
            slots = availability.free_slots(
                db,
                practice_id=practice.id,
                therapist_id=patient.therapist_id,
                service_id=patient.service_id,
                first_on=on_any_day.today,
                last_on=on_any_day.today + timedelta(days=10),
            )
            assert len(slots) > 10


def test_three_interest_groups_are_in_the_next_days_at_times_that_are_really_open(on_any_day: Demo) -> None:
    with read() as db:
        practice = db.scalars(sa.select(Practice)).one()
        marta = db.scalars(sa.select(StaffMember).where(col(StaffMember.email) == "marta@alba.example")).one()
        pending = db.scalars(sa.select(SlotRequest).where(col(SlotRequest.status) == RequestStatus.PENDING)).all()
        for request in pending:
            slots = availability.free_slots(
                db,
                practice_id=practice.id,
                therapist_id=request.therapist_id,
                service_id=request.service_id,
                first_on=request.starts_at.date(),
                last_on=request.starts_at.date(),
            )
            assert (request.starts_at, request.ends_at) in {(slot.starts_at, slot.ends_at) for slot in slots}
    groups = interest_groups(
        Interest(one.id, one.patient_id, one.therapist_id, one.starts_at, one.ends_at, one.created_at)
        for one in pending
        if one.therapist_id == marta.id
    )
    assert [group.count for group in groups] == [3, 2, 1, 1]
    # Around Christmas and Easter the next open days are further away.
    assert groups[2].starts_at.date() - on_any_day.today <= timedelta(days=14)


def test_what_is_proposed_can_be_taken(on_any_day: Demo) -> None:  # AG-4
    with read() as db:
        proposed = db.execute(
            sa.select(ProposedTime, SlotRequest).join(SlotRequest, col(SlotRequest.id) == col(ProposedTime.request_id))
        ).all()
        for time, request in proposed:
            wanted = Wanted(
                time.practice_id, request.therapist_id, request.patient_id, request.service_id, request.centre_id
            )
            asked = TimeRange(time.starts_at, time.ends_at)
            fit = fitting.load(db, wanted, over=asked).fit(asked)
            assert (fit.overlaps, fit.reasons) == (False, ()), (on_any_day.today, time.starts_at)
    assert len(proposed) == 2


def test_every_appointment_ahead_is_inside_the_hours_and_outside_time_off(on_any_day: Demo) -> None:
    """Were the agenda empty, each of its times would be offered."""
    now = datetime.combine(on_any_day.today, time(23), BARCELONA)
    with read() as db:
        practice = db.scalars(sa.select(Practice)).one()
        ahead = db.scalars(sa.select(Appointment).where(col(Appointment.starts_at) > now + timedelta(hours=12))).all()
        for therapist_id, service_id in {(one.therapist_id, one.service_id) for one in ahead}:
            rules = availability.rules_of(db, practice_id=practice.id, service_id=service_id)
            span = {"first_on": rules.today(), "last_on": rules.last_day()}
            agenda = availability.agendas(db, rules, therapist_ids=[therapist_id], **span)[therapist_id]
            offered = {slot.starts_at for slot in agenda.free_slots(*span.values(), were_nobody_there=True)}
            mine = {
                one.starts_at
                for one in ahead
                if (one.therapist_id, one.service_id) == (therapist_id, service_id)
                and one.starts_at.astimezone(BARCELONA).date() <= rules.last_day()
            }
            assert mine
            assert mine <= offered


def test_six_months_are_behind_and_two_ahead(on_any_day: Demo) -> None:
    midnight = datetime.combine(on_any_day.today, time(), BARCELONA)
    with read() as db:
        first, last = db.execute(
            sa.select(sa.func.min(col(Appointment.starts_at)), sa.func.max(col(Appointment.starts_at)))
        ).one()
        statuses = {
            past: Counter(
                db.scalars(sa.select(col(Appointment.status)).where((col(Appointment.starts_at) < midnight) == past))
            )
            for past in (True, False)
        }
    assert timedelta(days=175) < midnight - first < timedelta(days=195)
    assert timedelta(days=49) < last - midnight < timedelta(days=70)
    assert set(statuses[False]) == {AppointmentStatus.CONFIRMED}
    assert set(statuses[True]) == set(AppointmentStatus) - {AppointmentStatus.CONFIRMED}
    assert statuses[True][AppointmentStatus.ATTENDED] > 0.85 * statuses[True].total()


def test_some_packs_are_half_used_some_have_one_left_some_are_finished(on_any_day: Demo) -> None:
    with read() as db:
        practice = db.scalars(sa.select(Practice)).one()
        owners = set(db.scalars(sa.select(col(SessionPack.patient_id))))
        counts = [sold.pack.count for owner in owners for sold in packs.packs_of(db, owner, practice.id)]
    assert sum(count.last_one for count in counts) >= 2
    assert sum(count.left == 0 for count in counts) >= 2
    assert any(count.used * 2 == count.total for count in counts)
    assert min(count.left for count in counts) == 0


def test_a_session_is_taken_from_one_of_the_patient_s_own_packs_that_covers_its_service(on_any_day: Demo) -> None:
    with read() as db:
        strays = db.execute(
            sa.select(col(Appointment.id))
            .join(SessionPack, col(SessionPack.id) == col(Appointment.pack_id))
            .where(
                (col(SessionPack.patient_id) != col(Appointment.patient_id))
                | (col(SessionPack.service_id) != col(Appointment.service_id))
            )
        ).all()
    assert strays == []


def test_nothing_has_happened_after_the_evening_before(on_any_day: Demo) -> None:
    midnight = datetime.combine(on_any_day.today, time(), BARCELONA)
    with read() as db:
        for column in (
            col(ActivityEntry.at),
            col(Appointment.created_at),
            col(Appointment.changed_at),
            col(SlotRequest.created_at),
            col(SlotRequest.decided_at),
            col(PatientAccess.last_entry_at),
            col(AccessCode.sent_at),
            col(SessionPack.created_at),
            col(Patient.created_at),
        ):
            latest = db.scalar(sa.select(sa.func.max(column)))
            assert latest is not None
            assert latest < midnight, column


def test_the_trail_is_whole_and_tells_of_everything(on_any_day: Demo) -> None:
    with read() as db:
        practice = db.scalars(sa.select(Practice)).one()
        assert activity.first_broken(db, PracticeId(practice.id)) is None
        told = Counter(db.scalars(sa.select(col(ActivityEntry.action))))
        counts = {
            table: db.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (Patient, SessionPack, SlotRequest, NoticeAcceptance, AccessCode)
        }
        marked = db.scalar(
            sa.select(sa.func.count()).where(
                col(Appointment.status).in_([AppointmentStatus.ATTENDED, AppointmentStatus.NO_SHOW])
            )
        )
    assert told[Action.PATIENT_CREATED] == counts[Patient] == 40
    assert told[Action.PACK_SOLD] == counts[SessionPack]
    assert told[Action.REQUEST_MADE] == counts[SlotRequest]
    assert told[Action.NOTICE_ACCEPTED] == told[Action.PIN_SET] == counts[NoticeAcceptance]
    assert told[Action.CODE_CREATED] == counts[AccessCode]
    assert told[Action.APPOINTMENT_MARKED] == marked
    assert told[Action.SIGN_IN_BLOCKED] == 1


def test_each_state_of_a_door_and_of_a_request_can_be_seen(on_any_day: Demo) -> None:
    notes = Counter(one.note for one in on_any_day.summary.patients)
    assert set(notes) == {
        "",
        "never entered",
        "never entered, code lapsed",
        "code not sent yet",
        "locked out",
        "discharged",
    }
    with read() as db:
        assert set(db.scalars(sa.select(col(SlotRequest.status)))) == set(RequestStatus)
        assert (
            db.scalar(sa.select(sa.func.count()).where(col(Patient.status) == PatientStatus.DISCHARGED))
            == notes["discharged"]
        )
        assert set(db.scalars(sa.select(col(Patient.locale)))) == set(Locale)


def test_no_pin_of_the_demo_would_be_refused(on_any_day: Demo) -> None:
    with read() as db:
        born = dict(
            db.execute(
                sa.select(col(AccessCode.lookup_hash), col(Patient.birth_date)).join(
                    Patient, col(Patient.id) == col(AccessCode.patient_id)
                )
            ).all()
        )
    for one in on_any_day.summary.patients:
        if one.pin is not None:
            pins.choose(one.pin, one.pin, birth_date=born[hashing.code_hash(one.code)])
