"""The practice and what it is made of: centres, services, staff, hours, time off, holidays, words."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import id_field, instant, to, word
from models.vocabulary import CentreKind, Locale, Role, Theme, WhoMayAsk


class Practice(SQLModel, table=True):
    """The tenant: every other row belongs to one practice (PR-5)."""

    id: str = id_field()
    slug: str = Field(unique=True, max_length=60)
    name: str = Field(max_length=120)
    timezone: str = Field(max_length=60)
    locale: Locale = word(Locale, Locale.ES)
    languages: str = Field(default="es ca en", max_length=20, description="The codes of those offered, with blanks.")
    region: str = Field(default="ES", max_length=10)
    phone: str = Field(default="", max_length=20)
    whatsapp: str = Field(default="", max_length=20)
    brand_hue: int = Field(default=218)
    brand_chroma: float = Field(default=0.078)
    interval_minutes: int = Field(default=30)
    notice_hours: int = Field(default=12)
    horizon_days: int = Field(default=60)
    most_pending: int = Field(default=5)
    who_may_ask: WhoMayAsk = word(WhoMayAsk, WhoMayAsk.ALL)
    therapists_see_all: bool = Field(default=False)
    no_show_uses_pack: bool = Field(default=True)
    code_lapses_days: int = Field(default=14)
    asks_birth_date: bool = Field(default=False)
    guide: str = Field(
        default="closed", max_length=100, description="Steps of the first-run guide found right; or closed."
    )
    notice_version: str = Field(default="1.0", max_length=20)
    notice_date: date
    created_at: datetime = instant()


class Centre(SQLModel, table=True):
    """A place, or online. Public holidays follow the centre's region."""

    id: str = id_field()
    practice_id: str = to("practice")
    kind: CentreKind = word(CentreKind, CentreKind.PLACE)
    name: str = Field(max_length=80)
    address: str = Field(default="", max_length=200)
    region: str = Field(default="", max_length=10)
    position: int = Field(default=0)
    active: bool = Field(default=True)


class Service(SQLModel, table=True):
    """What is booked: its length, its price, and the buffers that keep the time around it free."""

    id: str = id_field()
    practice_id: str = to("practice")
    names: dict[str, str] = Field(sa_type=sa.JSON)
    length_minutes: int
    buffer_before_minutes: int = Field(default=0)
    buffer_after_minutes: int = Field(default=0)
    price_cents: int = Field(default=0)
    currency: str = Field(default="EUR", max_length=3)
    hue: int | None = Field(default=None, description="Its colour in the agenda, 0 to 359; null: the brand's.")
    patients_may_ask: bool = Field(default=True)
    position: int = Field(default=0)
    active: bool = Field(default=True)


class StaffMember(SQLModel, table=True):
    """Who signs in at the staff door (ID-8). A therapist holds an agenda; so may an admin.

    While `first_password_until` is set, the password is one that an admin handed over: it opens nothing but the choice
    of an own one, and only until then.
    """

    __tablename__ = "staff_member"
    id: str = id_field()
    practice_id: str = to("practice")
    name: str = Field(max_length=120)
    given_name: str = Field(max_length=60)
    email: str = Field(unique=True, max_length=200)
    password_hash: str = Field(default="", max_length=100)
    first_password_until: datetime | None = instant(nullable=True)
    role: Role = word(Role)
    holds_agenda: bool = Field(default=False)
    visible_to_patients: bool = Field(default=True)
    licence: str = Field(default="", max_length=30)
    whatsapp: str = Field(default="", max_length=20)
    locale: Locale = word(Locale, Locale.ES)
    theme: Theme = word(Theme, Theme.SYSTEM)
    active: bool = Field(default=True)
    created_at: datetime = instant()


class WorkingHours(SQLModel, table=True):
    """One period of a therapist's week, or of one date, in the practice's wall-clock time (AV-2).

    Either `weekday` (0 is Monday) or `on` is set. Rows with `on` replace the week's periods for that date;
    one without times closes the date.
    """

    __tablename__ = "working_hours"
    __table_args__ = (sa.CheckConstraint('(weekday IS NULL) <> ("on" IS NULL)', name="weekday_or_date"),)
    id: str = id_field()
    practice_id: str = to("practice")
    therapist_id: str = to("staff_member")
    centre_id: str = to("centre", index=False)
    online_too: bool = Field(default=True)
    weekday: int | None = Field(default=None)
    on: date | None = Field(default=None)
    starts: time | None = Field(default=None)
    ends: time | None = Field(default=None)
    valid_from: date | None = Field(default=None)
    valid_to: date | None = Field(default=None)


class TimeOff(SQLModel, table=True):
    """Time that is not worked, in wall-clock time: whole days when `starts` is empty, recurring by RRULE.

    `therapist_id` empty: the whole practice.
    """

    __tablename__ = "time_off"
    id: str = id_field()
    practice_id: str = to("practice")
    therapist_id: str | None = to("staff_member", nullable=True)
    title: str = Field(default="", max_length=120)
    first_on: date
    last_on: date
    starts: time | None = Field(default=None)
    ends: time | None = Field(default=None)
    rrule: str | None = Field(default=None, max_length=300)
    until: date | None = Field(default=None, description="The last day a recurring one can begin on; null: for ever.")
    import_id: str | None = to("import_batch", nullable=True)


class Holiday(SQLModel, table=True):
    """A public holiday entered by hand: the municipality's two days, or a bridge; or one that is `worked` through."""

    id: str = id_field()
    practice_id: str = to("practice")
    centre_id: str | None = to("centre", nullable=True, index=False)
    on: date = Field(index=True)
    name: str = Field(max_length=120)
    worked: bool = Field(default=False)


class MessageTemplate(SQLModel, table=True):
    """The practice's own wording of a message, per language (AG-6)."""

    __tablename__ = "message_template"
    __table_args__ = (sa.UniqueConstraint("practice_id", "kind", "locale"),)
    id: str = id_field()
    practice_id: str = to("practice")
    kind: str = Field(max_length=40)
    locale: Locale = word(Locale)
    body: str = Field(max_length=1000)


class ImportBatch(SQLModel, table=True):
    """One import, so that it can be told apart and undone (PR-4)."""

    __tablename__ = "import_batch"
    id: str = id_field()
    practice_id: str = to("practice")
    kind: str = Field(max_length=20)
    file_name: str = Field(max_length=200)
    rows: int = Field(default=0)
    staff_id: str | None = to("staff_member", nullable=True, index=False)
    at: datetime = instant()
    undone_at: datetime | None = instant(nullable=True)


class ImportUpload(SQLModel, table=True):
    """A file that somebody is about to import, sealed, for the hour in which they look at it (PR-4)."""

    __tablename__ = "import_upload"
    staff_id: str = Field(primary_key=True, foreign_key="staff_member.id", max_length=40)
    practice_id: str = to("practice")
    kind: str = Field(max_length=20)
    file_name: str = Field(max_length=200)
    content: str = Field(sa_type=sa.Text)
    at: datetime = instant(index=True)


class TimesVersion(SQLModel, table=True):
    """A number that every write to what decides a practice's free times raises: the database does it itself (AV-1).

    What was worked out from those rows holds as long as the number stays.
    """

    __tablename__ = "times_version"
    practice_id: str = Field(primary_key=True, foreign_key="practice.id", ondelete="CASCADE", max_length=40)
    version: int


class Lease(SQLModel, table=True):
    """Who may run the jobs now: one row a job, taken for a while and renewed."""

    name: str = Field(primary_key=True, max_length=40)
    holder: str = Field(max_length=60)
    until: datetime = instant()
