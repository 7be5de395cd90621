"""Review: defects that escaped, and known defects that were shown to measure people."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make two tables."""
    op.create_table(
        "escape",
        sa.Column("number", sa.Integer, primary_key=True),
        *_texts("serial"),
        sa.Column("board_index", sa.Integer, nullable=False),
        *_texts("refdes", "code", "found_at", "at_utc", "note"),
    )
    op.create_index("ix_escape_serial", "escape", ["serial"])
    op.create_table(
        "proof",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("sequence", sa.Integer, sa.ForeignKey("panel.sequence"), nullable=False),
        sa.Column("board_index", sa.Integer, nullable=False),
        *_texts("refdes"),
        sa.Column("found", sa.Boolean, nullable=False),
        *_texts("by", "at_utc"),
    )


def _texts(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String, nullable=False) for name in names)
