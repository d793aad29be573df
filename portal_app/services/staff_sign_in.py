"""The staff door: e-mail and password, counted as the patients' tries are (ID-8)."""

from dataclasses import dataclass
from typing import NoReturn

import sqlalchemy as sa
from sqlmodel import col

from models.practice import Practice, StaffMember
from models.vocabulary import Action, AttemptOutcome, Door, Locale, PracticeId, StaffId
from portal_app import clock
from portal_app.domain import lockout
from portal_app.domain.door_problems import Locked, PasswordsDiffer, WrongSecret
from portal_app.domain.problems import SignedOut
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import activity, attempts, device_sessions, front, hashing, staff_accounts
from portal_app.services.attempts import Subject
from portal_app.services.transaction import read, write

LONGEST_PASSWORD = 1_000


@dataclass(frozen=True, slots=True)
class StaffEntered:
    """The staff door is open: the secret for the cookie, and the person's language."""

    session_secret: str
    locale: Locale


@dataclass(frozen=True, slots=True)
class MustChoose:
    """The password was a first one: `proof`, for a sealed cookie, lets its bearer choose their own, once."""

    proof: str
    locale: Locale


def standing(email: str, *, origin: Origin) -> lockout.Standing:
    """How the door stands for this address, without trying."""
    with read() as db:
        return attempts.standing(db, subject_of(email), origin, clock.now())


def enter(email: str, password: str, *, origin: Origin) -> StaffEntered | MustChoose:
    """Open the staff door: `WrongSecret` (`left`), `Locked` or `Crowded` (`until`), the same for nobody's address.

    A first password opens the choice of an own one and nothing else; one that nobody used in time, nothing at all.
    """
    subject = subject_of(email)
    with read() as db:
        attempts.refuse_if_closed(db, subject, origin, clock.now())
    with write() as db:
        attempt_id = attempts.reserve(db, subject, origin, clock.now())
        row = db.execute(
            sa.select(
                col(StaffMember.id),
                col(StaffMember.practice_id),
                col(StaffMember.password_hash),
                col(StaffMember.first_password_until),
                col(StaffMember.role),
                col(StaffMember.locale),
            ).where(col(StaffMember.email) == staff_accounts.normalise_email(email), col(StaffMember.active).is_(True))
        ).first()
    password = password[:LONGEST_PASSWORD]
    if not staff_accounts.matches(password, row.password_hash if row else None) or row is None:
        fail(attempt_id, subject, row.practice_id if row else None, origin)
    if row.first_password_until is not None:
        if row.first_password_until <= clock.now():
            fail(attempt_id, subject, row.practice_id, origin)
        with write() as db:
            attempts.settle(db, attempt_id, AttemptOutcome.SUCCEEDED)
        return MustChoose(f"{row.id}:{hashing.token_hash(row.password_hash)}", row.locale)
    renewed = staff_accounts.hash_anew(password, row.password_hash)
    with write() as db:
        attempts.settle(db, attempt_id, AttemptOutcome.SUCCEEDED)
        if renewed is not None:
            db.execute(sa.update(StaffMember).where(col(StaffMember.id) == row.id).values(password_hash=renewed))
        staff = StaffRef(PracticeId(row.practice_id), StaffId(row.id), row.role)
        secret = device_sessions.open_staff_session(db, practice_id=row.practice_id, staff_id=row.id, origin=origin)
        activity.record(db, practice_id=row.practice_id, action=Action.SIGNED_IN, actor=staff, origin=origin)
    return StaffEntered(secret, row.locale)


def choose_password(proof: str, password: str, again: str, *, origin: Origin) -> StaffEntered:
    """Choose one's own password in place of the first one, and enter.

    `SignedOut` when the proof is no longer good; `PasswordTooShort`, `PasswordTooCommon`, `PasswordsDiffer`.
    """
    if password != again:
        raise PasswordsDiffer
    staff_id, _, seen = proof.partition(":")
    with read() as db:
        names = db.execute(
            sa.select(col(StaffMember.name), col(StaffMember.email), col(Practice.name).label("practice"))
            .join(Practice, col(Practice.id) == col(StaffMember.practice_id))
            .where(col(StaffMember.id) == staff_id)
        ).first()
    if names is None:
        raise SignedOut(staff=True)
    staff_accounts.check_password(password[:LONGEST_PASSWORD], about=names)
    kept = staff_accounts.hash_password(password[:LONGEST_PASSWORD])
    with write() as db:
        member = db.scalar(
            sa.select(StaffMember).where(col(StaffMember.id) == staff_id, col(StaffMember.active)).with_for_update()
        )
        if (
            member is None
            or member.first_password_until is None
            or member.first_password_until <= clock.now()
            or seen not in hashing.token_hashes(member.password_hash)
        ):
            raise SignedOut(staff=True)
        member.password_hash, member.first_password_until = kept, None
        staff = StaffRef(PracticeId(member.practice_id), StaffId(member.id), member.role)
        secret = device_sessions.open_staff_session(
            db, practice_id=staff.practice_id, staff_id=member.id, origin=origin
        )
        for action in (Action.PASSWORD_CHOSEN, Action.SIGNED_IN):
            activity.record(db, practice_id=staff.practice_id, action=action, actor=staff, origin=origin)
        db.tell(staff.practice_id)
        return StaffEntered(secret, Locale(member.locale))


def fail(
    attempt_id: str, subject: Subject, practice_id: str | None, origin: Origin, *, actor: StaffRef | None = None
) -> NoReturn:
    """Write a failure down. `actor` is whose session it happened in, where it was not at the door."""
    with write() as db:
        attempts.settle(db, attempt_id, AttemptOutcome.FAILED)
        stands = attempts.standing(db, subject, origin, clock.now())
        practice_id = practice_id or front.first_practice(db)
        for action in [Action.SIGN_IN_FAILED] + [Action.SIGN_IN_LOCKED] * (not stands.open):
            activity.record(
                db, practice_id=practice_id, action=action, actor=actor, origin=origin, door=Door.STAFF.value
            )
    if stands.until is not None:
        raise Locked(until=stands.until)
    raise WrongSecret(left=stands.left)


def subject_of(email: str) -> Subject:
    """What the tries of an address are counted under."""
    return Subject(
        hashing.subject_hashes("staff", staff_accounts.normalise_email(email)), blocks=False, door=Door.STAFF
    )
