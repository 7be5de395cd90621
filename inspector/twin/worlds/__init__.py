"""Worlds by name: what boards are made of, and the light and the line that they come from.

To add one: a ``World`` in ``tuning.py``, or in ``held_out.py`` where no threshold, no training and
no choice of a method may ever look at it before the last measurement.
"""

from collections.abc import Mapping

from inspector.twin.world import World
from inspector.twin.worlds import held_out, tuning

__all__ = ["HELD_OUT", "TUNING", "WORLDS"]

WORLDS: Mapping[str, World] = {w.name: w for w in (*tuning.worlds(), *held_out.worlds())}
"""By name."""
TUNING = tuple(name for name, world in WORLDS.items() if not world.held_out)
"""Names of worlds to tune in."""
HELD_OUT = tuple(name for name, world in WORLDS.items() if world.held_out)
"""Names of worlds to measure in, once."""
