"""Which secret a known browser's cookie was sealed with, so that it can be told whether an old one is still needed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("device", sa.Column("secret_mark", sa.String(length=8), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("device", "secret_mark")
