"""A new practice is led through its first steps, and an old one is left in peace (PR-1)."""

from dataclasses import replace
from datetime import time

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.tables import Practice, StaffMember
from models.vocabulary import Locale, PracticeId, Role, StaffId
from portal_app.domain.guide import Step
from portal_app.domain.problems import NotAllowed
from portal_app.domain.refs import NOWHERE, StaffRef
from portal_app.domain.set_up import CentreDraft
from portal_app.services import imports, installation
from portal_app.services.imports import read_patients_csv
from portal_app.services.installation import NewPractice
from portal_app.services.set_up import centres, guide, policies, services_offered
from portal_app.services.transaction import Database, read, write
from tests.builders import Cast
from tests.conftest import StandingClock


@pytest.fixture
def admin(database: Database, standing_clock: StandingClock) -> StaffRef:
    """The first admin of a practice that was opened just now."""
    installation.open_practice(
        NewPractice("Nova", "Europe/Madrid", Locale.CA, "CT", "Ona Serra", "ona@example.com", "seven quiet herons")
    )
    with read() as db:
        row = db.execute(sa.select(col(StaffMember.id), col(StaffMember.practice_id))).one()
    return StaffRef(PracticeId(row.practice_id), StaffId(row.id), Role.ADMIN)


def open_steps(admin: StaffRef) -> list[Step]:
    shown = guide.shown(admin)
    assert shown is not None
    return [step for step, done in shown.steps if not done]


def test_nothing_is_done_in_a_practice_that_was_just_opened(admin: StaffRef) -> None:
    assert open_steps(admin) == list(Step)


def test_each_step_is_done_by_doing_it(admin: StaffRef) -> None:
    was = policies.shown(admin)
    policies.change(admin, replace(was.policies, phone="931 234 567"), seen=was.state, origin=NOWHERE)
    assert open_steps(admin) == [Step.CENTRE, Step.SERVICE, Step.HOURS, Step.PATIENT]
    centres.create(admin, CentreDraft("Gràcia", address="Carrer de Verdi 28"), origin=NOWHERE)
    assert open_steps(admin) == [Step.SERVICE, Step.HOURS, Step.PATIENT]
    (service,) = services_offered.listed(admin)
    services_offered.change(
        admin, service.service_id, replace(service.draft, price_cents=6_000), seen=service.state, origin=NOWHERE
    )
    assert open_steps(admin) == [Step.HOURS, Step.PATIENT]
    with write() as db:
        db.execute(sa.text("UPDATE working_hours SET starts = :starts WHERE weekday = 0"), {"starts": str(time(10))})
    assert open_steps(admin) == [Step.PATIENT]
    imports.import_patients(
        admin,
        read_patients_csv(b"Name\nNoa Serra\n"),
        practice_id=admin.practice_id,
        file_name="patients.csv",
        origin=NOWHERE,
    )
    assert open_steps(admin) == []


def test_or_by_finding_it_right_as_it_is(admin: StaffRef) -> None:
    guide.find_right(admin, Step.HOURS, origin=NOWHERE)
    guide.find_right(admin, Step.HOURS, origin=NOWHERE)
    assert Step.HOURS not in open_steps(admin)


def test_it_is_put_away_for_good(admin: StaffRef) -> None:
    guide.close(admin, origin=NOWHERE)
    guide.find_right(admin, Step.HOURS, origin=NOWHERE)
    assert guide.shown(admin) is None


def test_a_practice_that_has_been_there_is_left_in_peace(cast: Cast) -> None:
    assert guide.shown(cast.olga) is None


@pytest.mark.parametrize("who", ["marta", "ruth"])
def test_only_an_admin_is_led(cast: Cast, who: str) -> None:  # ID-8
    with write() as db:
        db.execute(sa.update(Practice).where(col(Practice.id) == cast.practice_id).values(guide=""))
    staff = getattr(cast, who)
    assert guide.shown(staff) is None
    for doing in (
        lambda: guide.find_right(staff, Step.HOURS, origin=NOWHERE),
        lambda: guide.close(staff, origin=NOWHERE),
    ):
        with pytest.raises(NotAllowed):
            doing()
    assert guide.shown(cast.olga) is not None
