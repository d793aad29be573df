"""A number for each practice that every write to what decides its free times raises, so that they can be shared."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("practice", "centre", "service", "staff_member", "working_hours", "time_off", "holiday", "appointment")
EVENTS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}

SQLITE = """
CREATE TRIGGER times_of_{table}_{event} AFTER {event} ON {table}
BEGIN
  INSERT INTO times_version (practice_id, version) VALUES ({row}.{practice}, 1)
  ON CONFLICT (practice_id) DO UPDATE SET version = version + 1;
END
"""

# At the commit and once for all its rows: whoever holds the practice's number waits for nobody any more.
POSTGRES_FUNCTION = """
CREATE FUNCTION raise_times_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  whose text;
BEGIN
  IF TG_TABLE_NAME = 'practice' THEN
    whose := NEW.id;
  ELSIF TG_OP = 'DELETE' THEN
    whose := OLD.practice_id;
  ELSE
    whose := NEW.practice_id;
  END IF;
  IF current_setting('espai.times_of', true) IS DISTINCT FROM whose THEN
    INSERT INTO times_version (practice_id, version) SELECT id, 1 FROM practice WHERE id = whose
    ON CONFLICT (practice_id) DO UPDATE SET version = times_version.version + 1;
    PERFORM set_config('espai.times_of', whose, true);
  END IF;
  RETURN NULL;
END $$
"""
POSTGRES = """
CREATE CONSTRAINT TRIGGER times_of_{table} AFTER {events} ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_times_version()
"""


def upgrade() -> None:
    op.create_table(
        "times_version",
        sa.Column("practice_id", sa.String(40), sa.ForeignKey("practice.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRES_FUNCTION)
        for table in TABLES:
            op.execute(POSTGRES.format(table=table, events=" OR ".join(_events(table))))
        return
    for table in TABLES:
        practice = "id" if table == "practice" else "practice_id"
        for event in _events(table):
            op.execute(SQLITE.format(table=table, event=event, row=EVENTS[event], practice=practice))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"DROP TRIGGER times_of_{table} ON {table}")
        op.execute("DROP FUNCTION raise_times_version")
    else:
        for table in TABLES:
            for event in _events(table):
                op.execute(f"DROP TRIGGER times_of_{table}_{event}")
    op.drop_table("times_version")


def _events(table: str) -> list[str]:
    """What can happen to its rows; a practice that is gone has no times."""
    return [event for event in EVENTS if (table, event) != ("practice", "delete")]
