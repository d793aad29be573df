"""A password that an admin hands over opens only the choice of an own one (ID-8)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.columns import UtcDateTime

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("staff_member", sa.Column("first_password_until", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("staff_member", "first_password_until")
