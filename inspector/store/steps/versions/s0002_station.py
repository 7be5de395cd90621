"""The station: arrivals at the line, rulings of people, answers that were decided after them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make two tables and a column."""
    op.add_column("answer", sa.Column("told", sa.String))
    op.create_table(
        "arrival",
        sa.Column("number", sa.Integer, primary_key=True),
        *_texts("line"),
        sa.Column("line_number", sa.Integer, nullable=False),
        *_texts("serial", "arrived_utc"),
        sa.Column("sequence", sa.Integer, sa.ForeignKey("panel.sequence"), unique=True),
        sa.Column("lost_utc", sa.String),
    )
    op.create_table(
        "ruling",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("sequence", sa.Integer, sa.ForeignKey("panel.sequence"), nullable=False),
        sa.Column("board_index", sa.Integer, nullable=False),
        *_texts("refdes", "pin", "code", "ruling", "by", "at_utc", "note"),
    )
    op.create_index("ix_ruling_sequence", "ruling", ["sequence"])


def _texts(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String, nullable=False) for name in names)
