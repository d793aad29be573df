"""A real practice's first day: the practice, its first admin, and enough around them to begin with."""

from dataclasses import dataclass
from datetime import datetime, time

import sqlalchemy as sa
from sqlmodel import col

from models.activity import ActivityEntry
from models.practice import Centre, Practice, Service, StaffMember, WorkingHours
from models.vocabulary import Action, CentreKind, Locale, PracticeId, Role
from portal_app import clock
from portal_app.domain.problems import PracticeExists
from portal_app.domain.refs import NOWHERE
from portal_app.services import activity, staff_accounts, transaction

FIRST_HOURS = ((time(9), time(14)), (time(16), time(20)))
FIRST_LENGTH_MINUTES = 50
FIRST_SERVICE = {"es": "Sesión individual", "ca": "Sessió individual", "en": "Individual session"}


@dataclass(frozen=True, slots=True)
class NewPractice:
    """What has to be known. `region` is the one whose public holidays count, such as ES or CT for Catalonia."""

    name: str
    timezone: str
    locale: Locale
    region: str
    admin_name: str
    admin_email: str
    admin_password: str


def open_practice(new: NewPractice) -> str:
    """Open the installation's practice; its id. The admin holds an agenda too, which they can lay down later.

    `PracticeExists` when there is one already; `PasswordTooShort` and `PasswordTooCommon` as at the staff door.
    """
    staff_accounts.check_password(new.admin_password, about=(new.name, new.admin_name, new.admin_email))
    password_hash = staff_accounts.hash_password(new.admin_password)
    now = clock.now()
    with transaction.write() as db:
        if db.scalar(sa.select(sa.func.count()).select_from(Practice)):
            raise PracticeExists
        practice = Practice(
            slug="practice",
            name=new.name,
            timezone=new.timezone,
            locale=new.locale,
            region=new.region,
            guide="",
            notice_date=now.date(),
            created_at=now,
        )
        admin = StaffMember(
            practice_id=practice.id,
            name=new.admin_name,
            given_name=new.admin_name.split()[0],
            email=new.admin_email.strip().lower(),
            password_hash=password_hash,
            role=Role.ADMIN,
            holds_agenda=True,
            locale=new.locale,
            created_at=now,
        )
        place = Centre(practice_id=practice.id, name=new.name, region=new.region)
        online = Centre(practice_id=practice.id, name="Online", kind=CentreKind.ONLINE, region=new.region, position=1)
        service = Service(practice_id=practice.id, names=FIRST_SERVICE, length_minutes=FIRST_LENGTH_MINUTES)
        for row in (practice, admin, place, online, service):
            db.add(row)
            db.flush()
        for weekday in range(5):
            for starts, ends in FIRST_HOURS:
                db.add(
                    WorkingHours(
                        practice_id=practice.id,
                        therapist_id=admin.id,
                        centre_id=place.id,
                        weekday=weekday,
                        starts=starts,
                        ends=ends,
                    )
                )
        db.flush()
        activity.record(
            db, practice_id=practice.id, action=Action.PRACTICE_CHANGED, actor=None, origin=NOWHERE, change="opened"
        )
        return practice.id


def practices() -> list[tuple[PracticeId, str]]:
    """The id and name of every practice of the installation."""
    with transaction.read() as db:
        found = db.execute(sa.select(col(Practice.id), col(Practice.name)).order_by(col(Practice.name)))
        return [(PracticeId(row.id), row.name) for row in found]


def last_entry_at() -> datetime | None:
    """When the newest entry of any practice's trail was made; None: there is none."""
    with transaction.read() as db:
        found = [
            db.scalar(
                sa.select(col(ActivityEntry.at))
                .where(col(ActivityEntry.practice_id) == practice_id)
                .order_by(col(ActivityEntry.number).desc())
                .limit(1)
            )
            for practice_id in db.scalars(sa.select(col(Practice.id))).all()
        ]
    return max((at for at in found if at is not None), default=None)


@dataclass(frozen=True, slots=True)
class Trail:
    """A practice's activity trail: its last entry (0: none), and the first that is wrong."""

    practice: str
    last: int
    last_hash: str
    broken: int | None


def trails() -> list[Trail]:
    """Every practice's activity trail, read from its beginning (GD-1)."""
    found: list[Trail] = []
    for practice_id, name in practices():
        with transaction.read() as db:
            found.append(Trail(name, *activity.head(db, practice_id), activity.first_broken(db, practice_id)))
    return found
