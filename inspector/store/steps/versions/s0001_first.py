"""The first schema: panel, board, part, defect, crop, answer."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "panel",
        sa.Column("sequence", sa.Integer, primary_key=True),
        *_texts("product", "serial", "captured_utc", "source", "fingerprint", "recorded_utc"),
        *_texts("verdict", "reason", "recipe_sha256", "calibration_sha256", "software"),
        sa.Column("document", sa.LargeBinary, nullable=False),
        *_texts("document_sha256"),
        sa.UniqueConstraint("source", "serial", "captured_utc", "fingerprint"),
    )
    op.create_table(
        "board",
        *_keys(),
        sa.Column("skipped", sa.Boolean, nullable=False),
        sa.Column("verdict", sa.String),
        *_texts("reason"),
    )
    op.create_table("part", *_keys(), _refdes(), *_texts("verdict", "reason"))
    op.create_table(
        "defect",
        _sequence(),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("board_index", sa.Integer, nullable=False),
        *_texts("refdes", "pin", "code", "quantity"),
        sa.Column("value", sa.Float, nullable=False),
        *_texts("unit"),
        sa.Column("low", sa.Float),
        sa.Column("high", sa.Float),
        *_texts("clause"),
    )
    op.create_table("crop", *_keys(), _refdes(), *_texts("sha256"))
    op.create_table(
        "answer",
        _sequence(),
        *_texts("verdict", "state"),
        sa.Column("acknowledged_utc", sa.String),
    )
    for table, column in INDEXED:
        op.create_index(f"ix_{table}_{column}", table, [column])


INDEXED = (
    ("panel", "serial"),
    ("panel", "verdict"),
    ("defect", "refdes"),
    ("defect", "code"),
    ("crop", "sha256"),
    ("answer", "state"),
)


def _texts(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String, nullable=False) for name in names)


def _sequence() -> sa.Column[int]:
    return sa.Column("sequence", sa.Integer, sa.ForeignKey("panel.sequence"), primary_key=True)


def _keys() -> tuple[sa.Column[int], ...]:
    return _sequence(), sa.Column("board_index", sa.Integer, primary_key=True)


def _refdes() -> sa.Column[str]:
    return sa.Column("refdes", sa.String, primary_key=True)
