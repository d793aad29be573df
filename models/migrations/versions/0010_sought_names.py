"""Patients are found by a name kept as a search compares it (AG-5)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.folding import folded

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("patient", sa.Column("sought_name", sa.String(240), nullable=False, server_default=""))
    connection = op.get_bind()
    patient = sa.table("patient", sa.column("id", sa.String), sa.column("name"), sa.column("sought_name"))
    rows = connection.execute(sa.select(patient.c.id, patient.c.name)).all()
    if rows:
        connection.execute(
            sa.update(patient).where(patient.c.id == sa.bindparam("key")).values(sought_name=sa.bindparam("folded")),
            [{"key": row.id, "folded": folded(row.name)[:240]} for row in rows],
        )
    op.create_index("ix_patient_sought", "patient", ["practice_id", "status", "sought_name"])


def downgrade() -> None:
    op.drop_index("ix_patient_sought", "patient")
    op.drop_column("patient", "sought_name")
