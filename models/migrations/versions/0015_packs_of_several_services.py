"""A session pack may be for several services (PK-1)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("session_pack", sa.Column("more_services", sa.String(1200), nullable=False, server_default=""))


def downgrade() -> None:
    # The versions before know one service or every one: who paid for several loses none of them.
    op.execute("UPDATE session_pack SET service_id = NULL WHERE more_services <> ''")
    op.drop_column("session_pack", "more_services")
