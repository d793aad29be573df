"""The team: who works here, in which role, and how each gets in the first time (PR-1, ID-8)."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.tables import ActivityEntry, Patient, SlotRequest, StaffMember
from models.vocabulary import Action, Locale, RequestStatus, Role, StaffId
from portal_app.domain.door_problems import PasswordsDiffer, PasswordTooCommon, PasswordTooShort, WrongSecret
from portal_app.domain.problems import (
    BadFields,
    ChangedMeanwhile,
    LastAdmin,
    NotAllowed,
    NotYours,
    SignedOut,
    StillInUse,
)
from portal_app.domain.refs import NOWHERE, StaffRef
from portal_app.domain.set_up import MemberDraft
from portal_app.services import appointments, device_sessions, devices, staff_sign_in
from portal_app.services.set_up import team
from portal_app.services.set_up.team import FIRST_PASSWORD_LASTS, Member
from portal_app.services.staff_sign_in import MustChoose, StaffEntered
from portal_app.services.transaction import read, write
from tests.builders import Cast, appointment, slot_request, the_cast
from tests.conftest import StandingClock

NEIL = MemberDraft("Neil  Bosch Pi", " Neil@Example.COM ", Role.THERAPIST, licence="12.345", whatsapp="600 000 200")
OWN = "seven quiet herons"


def member(cast: Cast, staff_id: str) -> Member:
    return next(one for one in team.listed(cast.olga) if one.staff_id == staff_id)


def hire(cast: Cast, draft: MemberDraft = NEIL) -> StaffId:
    return team.create(cast.olga, draft, origin=NOWHERE)


def change(cast: Cast, staff_id: str, draft: MemberDraft, *, by: StaffRef | None = None) -> None:
    team.change(by or cast.olga, staff_id, draft, seen=member(cast, staff_id).state, origin=NOWHERE)


def leave(cast: Cast, staff: StaffRef, *, instead: str | None = None) -> None:
    seen = member(cast, staff.staff_id).state
    team.retire(cast.olga, staff.staff_id, instead=instead, seen=seen, origin=NOWHERE)


def refused(draft: MemberDraft, cast: Cast) -> list[tuple[str, str]]:
    with pytest.raises(BadFields) as refusal:
        hire(cast, draft)
    fields: Any = refusal.value.facts["fields"]
    return [(one.name, one.code) for one in fields]


def let_in(staff_id: str) -> str:
    """A session of somebody who is in already."""
    with write() as db:
        row = db.get_one(StaffMember, staff_id)
        return device_sessions.open_staff_session(db, practice_id=row.practice_id, staff_id=row.id, origin=NOWHERE)


def test_a_new_therapist_holds_an_agenda_and_cannot_enter_yet(cast: Cast) -> None:
    neil = member(cast, hire(cast))
    assert neil.draft == MemberDraft(
        "Neil Bosch Pi",
        "neil@example.com",
        Role.THERAPIST,
        holds_agenda=True,
        licence="12.345",
        whatsapp="+34600000200",
        locale=Locale.ES,
    )
    assert (neil.active, neil.has_password, neil.invited_until) == (True, False, None)


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (MemberDraft("", "", Role.SCHEDULER), [("name", "empty"), ("email", "empty")]),
        (MemberDraft("Neil", "no address", Role.SCHEDULER), [("email", "no_email")]),
        (MemberDraft("Neil", "n@example.com", Role.SCHEDULER, whatsapp="12"), [("whatsapp", "no_phone")]),
        (MemberDraft("N" * 121, "n@example.com", Role.SCHEDULER), [("name", "too_long")]),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    cast: Cast, draft: MemberDraft, expected: list[tuple[str, str]]
) -> None:
    assert refused(draft, cast) == expected


def test_one_address_is_one_persons_in_the_whole_installation(cast: Cast) -> None:
    hire(cast)
    assert refused(MemberDraft("Nil", "NEIL@example.com", Role.SCHEDULER), cast) == [("email", "email_taken")]


def test_reception_holds_no_agenda_whatever_the_form_says(cast: Cast) -> None:
    staff_id = hire(cast, MemberDraft("Rut", "rut@example.com", Role.SCHEDULER, holds_agenda=True))
    assert not member(cast, staff_id).draft.holds_agenda


@pytest.mark.parametrize("who", ["marta", "ruth"])
def test_only_an_admin_changes_the_team_and_sees_addresses(cast: Cast, who: str) -> None:  # ID-8, GD-2
    staff = getattr(cast, who)
    for doing in (
        lambda: team.create(staff, NEIL, origin=NOWHERE),
        lambda: change(cast, cast.jordi.staff_id, NEIL, by=staff),
        lambda: team.retire(staff, cast.jordi.staff_id, seen="", origin=NOWHERE),
        lambda: team.bring_back(staff, cast.jordi.staff_id, origin=NOWHERE),
        lambda: team.give_first_password(staff, cast.jordi.staff_id, origin=NOWHERE),
    ):
        with pytest.raises(NotAllowed):
            doing()
    seen = team.listed(staff)
    assert {one.draft.name for one in seen} >= {"Marta Soler Puig", "Olga Ferrer Mas"}
    assert {(one.draft.email, one.draft.whatsapp, one.last_entry) for one in seen} == {("", "", None)}


def test_nobody_reaches_a_neighbours_team(cast: Cast) -> None:  # PR-5
    neighbour = the_cast(name="Beta", slug="beta")
    with pytest.raises(NotYours):
        team.give_first_password(cast.olga, neighbour.marta.staff_id, origin=NOWHERE)
    with pytest.raises(NotYours):
        team.change(cast.olga, neighbour.marta.staff_id, NEIL, seen="", origin=NOWHERE)


def test_the_practice_keeps_an_admin(cast: Cast) -> None:
    olga = member(cast, cast.olga.staff_id).draft
    with pytest.raises(LastAdmin):
        change(cast, cast.olga.staff_id, MemberDraft(olga.name, olga.email, Role.SCHEDULER))
    with pytest.raises(LastAdmin):
        leave(cast, cast.olga)
    hire(cast, MemberDraft("Ona", "ona@example.com", Role.ADMIN))
    change(cast, cast.olga.staff_id, MemberDraft(olga.name, olga.email, Role.SCHEDULER))
    assert member(cast, cast.olga.staff_id).draft.role is Role.SCHEDULER


def test_a_new_role_holds_from_the_next_tap_on(cast: Cast) -> None:
    secret = let_in(cast.ruth.staff_id)
    ruth = member(cast, cast.ruth.staff_id).draft
    change(cast, cast.ruth.staff_id, MemberDraft(ruth.name, ruth.email, Role.ADMIN))
    assert devices.staff_of(secret).role is Role.ADMIN


def test_two_admins_at_once_the_second_is_told(cast: Cast) -> None:
    ruth = member(cast, cast.ruth.staff_id)
    change(cast, ruth.staff_id, MemberDraft("Ruth Campos", ruth.draft.email, Role.SCHEDULER))
    with pytest.raises(ChangedMeanwhile):
        team.change(cast.olga, ruth.staff_id, ruth.draft, seen=ruth.state, origin=NOWHERE)


def test_who_leaves_is_out_at_once_and_comes_back_with_a_new_first_password(cast: Cast) -> None:
    secret = let_in(cast.ruth.staff_id)
    leave(cast, cast.ruth)
    with pytest.raises(SignedOut):
        devices.staff_of(secret)
    with pytest.raises(NotYours):
        team.give_first_password(cast.olga, cast.ruth.staff_id, origin=NOWHERE)
    team.bring_back(cast.olga, cast.ruth.staff_id, origin=NOWHERE)
    back = member(cast, cast.ruth.staff_id)
    assert (back.active, back.has_password) == (True, False)


def test_a_therapist_leaves_once_nothing_is_to_come_and_the_patients_have_somebody(cast: Cast) -> None:
    booked = appointment(cast, cast.ana, "2026-10-22 10:00")
    wish = slot_request(cast, cast.biel, "2026-10-23 10:00")
    with pytest.raises(StillInUse) as refusal:
        leave(cast, cast.marta, instead=cast.jordi.staff_id)
    assert (refusal.value.facts["appointments"], refusal.value.facts["patients"]) == (1, 2)
    appointments.cancel(cast.olga, booked, origin=NOWHERE)
    with pytest.raises(StillInUse):
        leave(cast, cast.marta)
    with pytest.raises(NotYours):
        leave(cast, cast.marta, instead=cast.ruth.staff_id)
    leave(cast, cast.marta, instead=cast.jordi.staff_id)
    with read() as db:
        therapists = set(db.scalars(sa.select(col(Patient.therapist_id))))
        status = db.scalar(sa.select(col(SlotRequest.status)).where(col(SlotRequest.id) == wish))
    assert therapists == {cast.jordi.staff_id}
    assert status is RequestStatus.REJECTED


def test_an_agenda_with_patients_in_it_is_not_laid_down(cast: Cast) -> None:
    marta = member(cast, cast.marta.staff_id).draft
    with pytest.raises(StillInUse):
        change(cast, cast.marta.staff_id, MemberDraft(marta.name, marta.email, Role.SCHEDULER))


# the first password


def first(cast: Cast, staff_id: str) -> str:
    return team.give_first_password(cast.olga, staff_id, origin=NOWHERE).password


def enter(email: str, password: str) -> StaffEntered | MustChoose:
    return staff_sign_in.enter(email, password, origin=NOWHERE)


def proof_of(entered: StaffEntered | MustChoose) -> str:
    assert isinstance(entered, MustChoose)
    return entered.proof


def test_a_first_password_opens_only_the_choice_of_an_own_one(cast: Cast) -> None:
    neil = hire(cast)
    given = first(cast, neil)
    proof = proof_of(enter("neil@example.com", given))
    entered = staff_sign_in.choose_password(proof, OWN, OWN, origin=NOWHERE)
    assert devices.staff_of(entered.session_secret).staff_id == neil
    assert isinstance(enter("neil@example.com", OWN), StaffEntered)
    with pytest.raises(WrongSecret):
        enter("neil@example.com", given)
    with pytest.raises(SignedOut):
        staff_sign_in.choose_password(proof, OWN + "!", OWN + "!", origin=NOWHERE)
    with read() as db:
        told = db.scalars(
            sa.select(col(ActivityEntry.action))
            .where(col(ActivityEntry.action).in_((Action.PASSWORD_GIVEN, Action.PASSWORD_CHOSEN, Action.SIGNED_IN)))
            .order_by(col(ActivityEntry.number))
        ).all()
    assert told == [Action.PASSWORD_GIVEN, Action.PASSWORD_CHOSEN, Action.SIGNED_IN, Action.SIGNED_IN]


def test_it_is_good_for_seven_days(cast: Cast, standing_clock: StandingClock) -> None:
    neil = hire(cast)
    given = first(cast, neil)
    proof = proof_of(enter("neil@example.com", given))
    standing_clock.shift(FIRST_PASSWORD_LASTS)
    with pytest.raises(SignedOut):
        staff_sign_in.choose_password(proof, OWN, OWN, origin=NOWHERE)
    with pytest.raises(WrongSecret):
        enter("neil@example.com", given)


def test_a_second_one_ends_the_first_and_what_it_proved(cast: Cast) -> None:
    neil = hire(cast)
    proof = proof_of(enter("neil@example.com", first(cast, neil)))
    first(cast, neil)
    with pytest.raises(SignedOut):
        staff_sign_in.choose_password(proof, OWN, OWN, origin=NOWHERE)


def test_it_ends_the_password_and_the_pages_they_had(cast: Cast) -> None:
    neil = hire(cast)
    proof = proof_of(enter("neil@example.com", first(cast, neil)))
    secret = staff_sign_in.choose_password(proof, OWN, OWN, origin=NOWHERE).session_secret
    first(cast, neil)
    with pytest.raises(SignedOut):
        devices.staff_of(secret)
    with pytest.raises(WrongSecret):
        enter("neil@example.com", OWN)


def test_an_own_password_is_written_twice_and_not_a_weak_one(cast: Cast) -> None:
    neil = hire(cast)
    proof = proof_of(enter("neil@example.com", first(cast, neil)))
    with pytest.raises(PasswordsDiffer):
        staff_sign_in.choose_password(proof, OWN, OWN + "x", origin=NOWHERE)
    with pytest.raises(PasswordTooShort):
        staff_sign_in.choose_password(proof, "short", "short", origin=NOWHERE)
    with pytest.raises(PasswordTooCommon):
        staff_sign_in.choose_password(proof, "albapsicologia", "albapsicologia", origin=NOWHERE)
    assert isinstance(staff_sign_in.choose_password(proof, OWN, OWN, origin=NOWHERE), StaffEntered)


def test_nobody_gives_themselves_one(cast: Cast) -> None:
    with pytest.raises(NotYours):
        first(cast, cast.olga.staff_id)
