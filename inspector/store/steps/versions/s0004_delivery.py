"""Delivery: up to which panel each receiver beside the line has been told."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make one table."""
    op.create_table(
        "delivery",
        sa.Column("receiver", sa.String, primary_key=True),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
