"""Own fields of provinces: definitions, their revision, unique values and indexes; every register can hold values.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "catalog_editions",
    "catalog_items",
    "item_successions",
    "key_areas",
    "liaison_points",
    "organizations",
    "purchaser_kinds",
    "provider_kinds",
    "policy_documents",
    "negative_list_entries",
    "prohibitive_rules",
    "provider_conditions",
    "listed_terms",
)
"""Those that had no column for own values yet; purchasers and providers had."""

CODE = sa.String(length=20).with_variant(sa.String(length=20, collation="C"), "postgresql")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("own", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    op.create_table(
        "field_definitions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=48), nullable=False),
        sa.Column("built_in", sa.Boolean(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("draft", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("in_force", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("region_code", CODE, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_field_definitions_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_definitions")),
        sa.UniqueConstraint(
            "region_code", "register", "key", name=op.f("uq_field_definitions_region_code_register_key")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_field_definitions_region_code"), "field_definitions", ["region_code"], unique=False)
    revisions = op.create_table(
        "field_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_revisions")),
        sqlite_autoincrement=True,
    )
    op.bulk_insert(revisions, [{"id": 1, "token": "first"}])
    op.create_table(
        "field_unique_values",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("region_code", CODE, nullable=False),
        sa.Column("value_digest", sa.String(length=64), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_unique_values")),
        sa.UniqueConstraint("register", "place", "region_code", "value_digest", name="uq_field_unique_values_value"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_field_unique_values_row", "field_unique_values", ["register", "row_id"], unique=False)
    op.create_table(
        "field_indexes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=63), nullable=False),
        sa.Column("register", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_indexes")),
        sa.UniqueConstraint("name", name=op.f("uq_field_indexes_name")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("field_indexes")
    op.drop_index("ix_field_unique_values_row", table_name="field_unique_values")
    op.drop_table("field_unique_values")
    op.drop_table("field_revisions")
    op.drop_index(op.f("ix_field_definitions_region_code"), table_name="field_definitions")
    op.drop_table("field_definitions")
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("own")
