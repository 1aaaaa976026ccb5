"""The access log is read by account, too: what was done to one.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_access_events_row", "access_events", ["register", "row_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_access_events_row", "access_events")
