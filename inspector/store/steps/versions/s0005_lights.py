"""Lights: a part has one picture under each; the one that it had keeps an empty name."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table anew: SQLite cannot change a primary key."""
    op.drop_index("ix_crop_sha256", "crop")
    op.rename_table("crop", "crop_before")
    op.create_table(
        "crop",
        sa.Column("sequence", sa.Integer, sa.ForeignKey("panel.sequence"), primary_key=True),
        sa.Column("board_index", sa.Integer, primary_key=True),
        sa.Column("refdes", sa.String, primary_key=True),
        sa.Column("light", sa.String, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
    )
    op.execute(
        "INSERT INTO crop SELECT sequence, board_index, refdes, '', 0, sha256 FROM crop_before"
    )
    op.drop_table("crop_before")
    op.create_index("ix_crop_sha256", "crop", ["sha256"])
