"""What series and set-up keep: an occurrence's planned date, a service's colour, a holiday that is worked through."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # Columns are added in place: SQLite rebuilds no table for it, so the triggers of 0002 stay.
    op.add_column("appointment", sa.Column("series_on", sa.Date(), nullable=True))
    op.add_column("service", sa.Column("hue", sa.Integer(), nullable=True))
    op.add_column("holiday", sa.Column("worked", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("holiday", "worked")
    op.drop_column("service", "hue")
    op.drop_column("appointment", "series_on")
