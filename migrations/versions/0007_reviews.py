"""Doubts about bodies for reviewers, and checks of a province's conditions.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REGION_CODE = sa.String(length=20).with_variant(sa.String(length=20, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "party_findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purchaser_id", sa.Integer(), nullable=True),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("clause", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("region_code", REGION_CODE, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["purchaser_id"], ["purchasers.id"], name=op.f("fk_party_findings_purchaser_id_purchasers")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.id"], name=op.f("fk_party_findings_provider_id_providers")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_party_findings_region_code_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_findings")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("party_findings", schema=None) as batch_op:
        batch_op.create_index("ix_party_findings_order", ["region_code", "id"], unique=False)
        batch_op.create_index("ix_party_findings_state", ["state", "region_code", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_findings_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_findings_purchaser_id"), ["purchaser_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_findings_region_code"), ["region_code"], unique=False)
    op.create_table(
        "condition_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("condition_id", sa.Integer(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.String(length=500), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("region_code", REGION_CODE, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.id"], name=op.f("fk_condition_checks_provider_id_providers")
        ),
        sa.ForeignKeyConstraint(
            ["condition_id"],
            ["provider_conditions.id"],
            name=op.f("fk_condition_checks_condition_id_provider_conditions"),
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_condition_checks_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition_checks")),
        sa.UniqueConstraint(
            "provider_id", "condition_id", name=op.f("uq_condition_checks_provider_id_condition_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("condition_checks", schema=None) as batch_op:
        batch_op.create_index("ix_condition_checks_order", ["region_code", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_condition_checks_condition_id"), ["condition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_condition_checks_region_code"), ["region_code"], unique=False)


def downgrade() -> None:
    op.drop_table("condition_checks")
    op.drop_table("party_findings")
