"""What the database itself refuses, whatever the code above does.

AV-4: two appointments of one therapist that hold time never overlap, and none is longer than a day. CA-3: a patient
has no more pending requests than the practice allows. GD-1: the activity trail is only ever added to. Each refusal
carries the name of its rule.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

HOLDS_TIME = "NOT IN ('cancelled_by_patient', 'cancelled_by_practice')"

# A decision taken back by staff (WL-4) is let through: the limit is for what the patient does.
PENDING_AGAIN = "NEW.status = 'pending' AND OLD.status NOT IN ('pending', 'accepted', 'rejected')"

SQLITE_OVERLAP = f"""
CREATE TRIGGER appointments_overlap_{{event}} BEFORE {{what}} ON appointment
WHEN NEW.status {HOLDS_TIME}
BEGIN
  SELECT RAISE(ABORT, 'appointments_overlap') WHERE EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.therapist_id = NEW.therapist_id AND other.id <> NEW.id AND other.status {HOLDS_TIME}
      AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
      AND other.starts_at > datetime(NEW.starts_at, '-1 day', '-1 second')
  );
END
"""

# So a look for overlaps goes back a day and not through the whole history.
SQLITE_LENGTH = """
CREATE TRIGGER appointment_lasts_a_day_{event} BEFORE {what} ON appointment
BEGIN
  SELECT RAISE(ABORT, 'appointment_lasts_a_day') WHERE NEW.ends_at > datetime(NEW.starts_at, '+1 day', '+1 second');
END
"""

SQLITE_PENDING = """
CREATE TRIGGER too_many_pending_{event} BEFORE {what} ON slot_request
WHEN {condition}
BEGIN
  SELECT RAISE(ABORT, 'too_many_pending') WHERE (
    SELECT count(*) FROM slot_request AS other WHERE other.patient_id = NEW.patient_id AND other.status = 'pending'
  ) >= (SELECT most_pending FROM practice WHERE id = NEW.practice_id);
END
"""

SQLITE_ACTIVITY = """
CREATE TRIGGER activity_is_append_only_{event} BEFORE {event} ON activity_entry
BEGIN
  SELECT RAISE(ABORT, 'activity_is_append_only');
END
"""

POSTGRES = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "ALTER TABLE appointment ADD CONSTRAINT appointment_lasts_a_day CHECK (ends_at <= starts_at + interval '1 day')",
    f"""
    ALTER TABLE appointment ADD CONSTRAINT appointments_overlap
    EXCLUDE USING gist (therapist_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (status {HOLDS_TIME})
    """,
    # The lock on the patient's row makes two requests at once count one after the other.
    """
    CREATE FUNCTION refuse_too_many_pending() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM patient WHERE id = NEW.patient_id FOR NO KEY UPDATE;
      IF (SELECT count(*) FROM slot_request WHERE patient_id = NEW.patient_id AND status = 'pending')
         >= (SELECT most_pending FROM practice WHERE id = NEW.practice_id) THEN
        RAISE EXCEPTION 'too_many_pending' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER too_many_pending_insert BEFORE INSERT ON slot_request
    FOR EACH ROW WHEN (NEW.status = 'pending') EXECUTE FUNCTION refuse_too_many_pending()
    """,
    f"""
    CREATE TRIGGER too_many_pending_update BEFORE UPDATE OF status ON slot_request
    FOR EACH ROW WHEN ({PENDING_AGAIN}) EXECUTE FUNCTION refuse_too_many_pending()
    """,
    """
    CREATE FUNCTION refuse_to_change_activity() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'activity_is_append_only' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER activity_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON activity_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_activity()
    """,
)


POSTGRES_DOWN = (
    "DROP TRIGGER activity_is_append_only ON activity_entry",
    "DROP FUNCTION refuse_to_change_activity",
    "DROP TRIGGER too_many_pending_update ON slot_request",
    "DROP TRIGGER too_many_pending_insert ON slot_request",
    "DROP FUNCTION refuse_too_many_pending",
    "ALTER TABLE appointment DROP CONSTRAINT appointments_overlap",
    "ALTER TABLE appointment DROP CONSTRAINT appointment_lasts_a_day",
)
SQLITE_RULES = ("appointments_overlap", "appointment_lasts_a_day", "too_many_pending")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in POSTGRES:
            op.execute(statement)
        return
    op.execute(SQLITE_OVERLAP.format(event="insert", what="INSERT"))
    op.execute(SQLITE_OVERLAP.format(event="update", what="UPDATE OF therapist_id, starts_at, ends_at, status"))
    op.execute(SQLITE_LENGTH.format(event="insert", what="INSERT"))
    op.execute(SQLITE_LENGTH.format(event="update", what="UPDATE OF starts_at, ends_at"))
    op.execute(SQLITE_PENDING.format(event="insert", what="INSERT", condition="NEW.status = 'pending'"))
    op.execute(SQLITE_PENDING.format(event="update", what="UPDATE OF status", condition=PENDING_AGAIN))
    op.execute(SQLITE_ACTIVITY.format(event="update"))
    op.execute(SQLITE_ACTIVITY.format(event="delete"))


def downgrade() -> None:
    # The extension stays: others may use it.
    if op.get_bind().dialect.name == "postgresql":
        for statement in POSTGRES_DOWN:
            op.execute(statement)
        return
    for rule in SQLITE_RULES:
        op.execute(f"DROP TRIGGER {rule}_insert")
        op.execute(f"DROP TRIGGER {rule}_update")
    op.execute("DROP TRIGGER activity_is_append_only_update")
    op.execute("DROP TRIGGER activity_is_append_only_delete")
