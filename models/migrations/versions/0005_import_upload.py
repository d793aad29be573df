"""A file that is looked at before it is imported (PR-4)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.columns import UtcDateTime

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "import_upload",
        sa.Column("staff_id", sa.String(40), sa.ForeignKey("staff_member.id"), primary_key=True),
        sa.Column("practice_id", sa.String(40), sa.ForeignKey("practice.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_import_upload_practice_id", "import_upload", ["practice_id"])
    op.create_index("ix_import_upload_at", "import_upload", ["at"])


def downgrade() -> None:
    op.drop_table("import_upload")
