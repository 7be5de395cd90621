"""What was measured of a product, from the record: values by part and quantity."""

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from inspector.store.faults import told
from inspector.store.schema import PANEL
from inspector.store.store import Store

MOST_PANELS = 400
"""Newest panels that are looked at: enough to see a spread, unpacked in a second or two."""

Values = Mapping[tuple[str, str], NDArray[np.float64]]
"""By reference designator and quantity: every value of every pin, board and panel; none is NaN.

What was measured between the parts stands under no designator, ``""``.
"""


def measured_values(folder: Path, product: str, most: int = MOST_PANELS) -> Values:
    """Give what the newest panels of a product have measured.

    Raises
    ------
    StoreError
        If there is no record, or it cannot be read.
    """
    found: dict[tuple[str, str], list[float]] = {}
    with Store(folder, "read") as store:
        for sequence in _newest(store, product, most):
            for board in store.get(sequence).result.boards:
                between = board.surface.regions if board.surface else ()
                measured = [(part.refdes, m) for part in board.parts for m in part.measurements]
                measured += [("", m) for region in between for m in region.measurements]
                for refdes, m in measured:
                    if math.isfinite(m.value):
                        found.setdefault((refdes, m.quantity), []).append(m.value)
    return {key: np.array(values, np.float64) for key, values in found.items()}


def _newest(store: Store, product: str, most: int) -> tuple[int, ...]:
    query = select(PANEL.c.sequence).where(PANEL.c.product == product)
    query = query.order_by(PANEL.c.sequence.desc()).limit(most)
    with told(store.file), store.connection.begin():
        return tuple(store.connection.scalars(query))
