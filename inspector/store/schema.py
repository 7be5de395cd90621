"""The tables of the record as of the newest step in ``steps/versions``.

What is asked for by serial, time, part or code stands in columns. The whole result stands beside
it as one compressed document with its hash: measurements are read by the panel, not one by one.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

METADATA = MetaData()

PANEL = Table(
    "panel",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("product", String, nullable=False),
    Column("serial", String, nullable=False, index=True),
    Column("captured_utc", String, nullable=False),
    Column("source", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("recorded_utc", String, nullable=False),
    Column("verdict", String, nullable=False, index=True),
    Column("reason", String, nullable=False),
    Column("recipe_sha256", String, nullable=False),
    Column("calibration_sha256", String, nullable=False),
    Column("software", String, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("document_sha256", String, nullable=False),
    UniqueConstraint("source", "serial", "captured_utc", "fingerprint"),
)
"""One row a panel. ``document``: result/1 as JSON, zstd; ``document_sha256`` is of the JSON."""

BOARD = Table(
    "board",
    METADATA,
    Column("sequence", ForeignKey("panel.sequence"), primary_key=True),
    Column("board_index", Integer, primary_key=True),
    Column("skipped", Boolean, nullable=False),
    Column("verdict", String),
    Column("reason", String, nullable=False),
)

PART = Table(
    "part",
    METADATA,
    Column("sequence", ForeignKey("panel.sequence"), primary_key=True),
    Column("board_index", Integer, primary_key=True),
    Column("refdes", String, primary_key=True),
    Column("verdict", String, nullable=False),
    Column("reason", String, nullable=False),
)

DEFECT = Table(
    "defect",
    METADATA,
    Column("sequence", ForeignKey("panel.sequence"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("board_index", Integer, nullable=False),
    Column("refdes", String, nullable=False, index=True),
    Column("pin", String, nullable=False),
    Column("code", String, nullable=False, index=True),
    Column("quantity", String, nullable=False),
    Column("value", Float, nullable=False),
    Column("unit", String, nullable=False),
    Column("low", Float),
    Column("high", Float),
    Column("clause", String, nullable=False),
)
"""Defects of parts, and of the surface with an empty ``refdes``; unbounded is null."""

CROP = Table(
    "crop",
    METADATA,
    Column("sequence", ForeignKey("panel.sequence"), primary_key=True),
    Column("board_index", Integer, primary_key=True),
    Column("refdes", String, primary_key=True),
    Column("light", String, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("sha256", String, nullable=False, index=True),
)
"""Pictures of parts that did not pass, one a light; the file is named by its hash.

``number`` orders the lights of a part: 0 is what it was judged by. ``light`` is the shot's name;
empty in records of before, which have one picture a part.
"""

ANSWER = Table(
    "answer",
    METADATA,
    Column("sequence", ForeignKey("panel.sequence"), primary_key=True),
    Column("verdict", String, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("acknowledged_utc", String),
    Column("told", String),
)
"""What the line is told of each panel: ``pending`` until it has acknowledged the sequence.

``waiting``: nothing yet, a person is to verify it first. ``told`` is what was decided after that,
as JSON; null: as the machine found it.
"""

ARRIVAL = Table(
    "arrival",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("line", String, nullable=False),
    Column("line_number", Integer, nullable=False),
    Column("serial", String, nullable=False),
    Column("arrived_utc", String, nullable=False),
    Column("sequence", ForeignKey("panel.sequence"), unique=True),
    Column("lost_utc", String),
)
"""Panels that a line has brought, noted before anything is done with them.

``sequence`` is null until the panel is recorded; ``lost_utc``: it has gone without a record.
"""

RULING = Table(
    "ruling",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("sequence", ForeignKey("panel.sequence"), nullable=False, index=True),
    Column("board_index", Integer, nullable=False),
    Column("refdes", String, nullable=False),
    Column("pin", String, nullable=False),
    Column("code", String, nullable=False),
    Column("ruling", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at_utc", String, nullable=False),
    Column("note", String, nullable=False),
)
"""What people ruled on defects; the last word on each counts, none is ever changed."""

ESCAPE = Table(
    "escape",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("serial", String, nullable=False, index=True),
    Column("board_index", Integer, nullable=False),
    Column("refdes", String, nullable=False),
    Column("code", String, nullable=False),
    Column("found_at", String, nullable=False),
    Column("at_utc", String, nullable=False),
    Column("note", String, nullable=False),
)
"""Real defects that passed here and were found later; the panel need not be in this record."""

PROOF = Table(
    "proof",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("sequence", ForeignKey("panel.sequence"), nullable=False),
    Column("board_index", Integer, nullable=False),
    Column("refdes", String, nullable=False),
    Column("found", Boolean, nullable=False),
    Column("by", String, nullable=False),
    Column("at_utc", String, nullable=False),
)
"""Known defects that were shown again among the suspects, and whether the person found them."""

DELIVERY = Table(
    "delivery",
    METADATA,
    Column("receiver", String, primary_key=True),
    Column("sequence", Integer, nullable=False),
)
"""Up to which panel, this one too, a receiver beside the line has been told; 0: none yet."""
