"""A staff member's own way in: the password, and the sessions that are open under it (ID-8, ID-11)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from models.devices import StaffSession
from models.practice import Practice, StaffMember
from models.vocabulary import Action, AttemptOutcome
from portal_app import clock
from portal_app.domain import device_access, lockout
from portal_app.domain.door_problems import PasswordsDiffer, PasswordUnchanged, WrongSecret
from portal_app.domain.problems import SignedOut
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import activity, attempts, device_sessions, hashing, staff_accounts, staff_sign_in
from portal_app.services.staff_sign_in import LONGEST_PASSWORD
from portal_app.services.transaction import Transaction, read, write


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A living session as its owner's list shows it."""

    user_agent: str
    started_at: datetime
    last_active_at: datetime
    this_one: bool


@dataclass(frozen=True, slots=True)
class OwnAccess:
    """The sessions, this one first, then the latest used; and how the password may be tried."""

    sessions: tuple[OpenSession, ...]
    standing: lockout.Standing
    zone: ZoneInfo
    now: datetime


@dataclass(frozen=True, slots=True)
class _Self:
    email: str
    name: str
    practice: str
    password_hash: str


def shown(staff: StaffRef, session_secret: str, *, origin: Origin) -> OwnAccess:
    """What the page shows. `SignedOut` when the member left meanwhile."""
    now = clock.now()
    with read() as db:
        oneself = _oneself(db, staff)
        zone = db.scalars(sa.select(col(Practice.timezone)).where(col(Practice.id) == staff.practice_id)).one()
        rows = db.execute(
            sa.select(
                col(StaffSession.user_agent),
                col(StaffSession.started_at),
                col(StaffSession.last_active_at),
                col(StaffSession.secret_hash),
            )
            .where(
                col(StaffSession.practice_id) == staff.practice_id,
                col(StaffSession.staff_id) == staff.staff_id,
                col(StaffSession.ended_at).is_(None),
                col(StaffSession.last_active_at) > now - device_access.IDLE,
                col(StaffSession.started_at) > now - device_access.LONGEST,
            )
            .order_by(col(StaffSession.last_active_at).desc(), col(StaffSession.id))
        ).all()
        standing = attempts.standing(db, staff_sign_in.subject_of(oneself.email), origin, now)
    mine = hashing.token_hashes(session_secret)
    sessions = [
        OpenSession(row.user_agent, row.started_at, row.last_active_at, row.secret_hash in mine) for row in rows
    ]
    return OwnAccess(tuple(sorted(sessions, key=lambda one: not one.this_one)), standing, ZoneInfo(zone), now)


def sign_out_others(staff: StaffRef, session_secret: str, *, origin: Origin) -> None:
    """End every other session of this member; their open pages leave at once (ID-11)."""
    with write() as db:
        _end_sessions(db, staff, but=session_secret)
        activity.record(db, practice_id=staff.practice_id, action=Action.SIGNED_OUT_OTHERS, actor=staff, origin=origin)
        db.tell(staff.practice_id)


def change_password(staff: StaffRef, old: str, new: str, again: str, *, origin: Origin) -> str:
    """Put `new` in the place of `old`; the secret of the session that goes on. Every session of before ends.

    What is wrong with the new one alone is said before the old one is tried, and costs no try. `PasswordTooShort`,
    `PasswordTooCommon`, `PasswordUnchanged`, `PasswordsDiffer`; `WrongSecret` (`left`), `Locked` or `Crowded`
    (`until`); `SignedOut` when the member left meanwhile.
    """
    old, new = old[:LONGEST_PASSWORD], new[:LONGEST_PASSWORD]
    with read() as db:
        oneself = _oneself(db, staff)
    staff_accounts.check_password(new, about=(oneself.email, oneself.name, oneself.practice))
    if new == old:
        raise PasswordUnchanged
    if new != again[:LONGEST_PASSWORD]:
        raise PasswordsDiffer
    subject = staff_sign_in.subject_of(oneself.email)
    with write() as db:
        attempt_id = attempts.reserve(db, subject, origin, clock.now())
    if not staff_accounts.matches(old, oneself.password_hash):
        staff_sign_in.fail(attempt_id, subject, staff.practice_id, origin, actor=staff)
    kept = staff_accounts.hash_password(new)
    with write() as db:
        attempts.settle(db, attempt_id, AttemptOutcome.SUCCEEDED)
        member = db.scalars(
            sa.select(StaffMember)
            .where(col(StaffMember.practice_id) == staff.practice_id, col(StaffMember.id) == staff.staff_id)
            .with_for_update()
        ).one()
        if member.password_hash != oneself.password_hash or not member.active:
            raise WrongSecret(left=0)
        member.password_hash = kept
        _end_sessions(db, staff)
        secret = device_sessions.open_staff_session(
            db, practice_id=staff.practice_id, staff_id=staff.staff_id, origin=origin
        )
        activity.record(db, practice_id=staff.practice_id, action=Action.PASSWORD_CHANGED, actor=staff, origin=origin)
        db.tell(staff.practice_id)
    return secret


def _oneself(db: Transaction, staff: StaffRef) -> _Self:
    row = db.execute(
        sa.select(
            col(StaffMember.email),
            col(StaffMember.name),
            col(Practice.name).label("practice"),
            col(StaffMember.password_hash),
        )
        .join(Practice, col(Practice.id) == col(StaffMember.practice_id))
        .where(
            col(StaffMember.practice_id) == staff.practice_id,
            col(StaffMember.id) == staff.staff_id,
            col(StaffMember.active).is_(True),
        )
    ).first()
    if row is None:
        raise SignedOut(staff=True)
    return _Self(row.email, row.name, row.practice, row.password_hash)


def _end_sessions(db: Transaction, staff: StaffRef, *, but: str | None = None) -> None:
    which = [
        col(StaffSession.practice_id) == staff.practice_id,
        col(StaffSession.staff_id) == staff.staff_id,
        col(StaffSession.ended_at).is_(None),
    ]
    if but is not None:
        which.append(col(StaffSession.secret_hash).not_in(hashing.token_hashes(but)))
    db.execute(sa.update(StaffSession).where(*which).values(ended_at=clock.now()))
