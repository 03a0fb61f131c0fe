"""Count members when they are asked for."""

import sqlalchemy as sa
from alembic import op

from server.platform.db.migrations.tools import altered

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("meeting", "member_count", schema=altered("meetings"))


def downgrade() -> None:
    nobody = sa.Column("member_count", sa.Integer(), nullable=False, server_default="0")
    op.add_column("meeting", nobody, schema=altered("meetings"))
