"""What of a recipe decides the numbers themselves, and not what is thought of them.

Stored measurements may be judged by other limits, masks or classes; never by a recipe that looked
at another place, with another check or by another light.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum

from inspector.domain.board import Placement
from inspector.domain.recipe import Recipe


def measured_sha256(recipe: Recipe) -> str:
    """Give the hash of all that measurements depend on; limits, masks and class do not count.

    Sites, placements (place, turn, package, fitted), packages in use, checks with their parameters,
    shots, fiducials, registration, outlines, alternates, models and scale. The order of placements
    does not count, nor does a field that is as by default: a later version may add one. 5,000
    placements take about 15 ms (one core of a 2026 server).
    """
    board = recipe.board
    used = sorted({p.package for p in board.placements})
    pieces = [
        *map(_placement, sorted(board.placements, key=lambda p: p.refdes)),
        *(_text(board.packages[name]) for name in used if name in board.packages),
        *(f"{n}{_text(recipe.programs[n].checks)}" for n in used if n in recipe.programs),
        _text(recipe.panel),
        _text((board.outline_mm, board.fiducials, board.alternates, board.side)),
        _text((recipe.registration, recipe.shots, recipe.models, recipe.mm_per_px)),
    ]
    if recipe.surface:
        pieces.append(_text((recipe.surface.check, recipe.surface.shot)))
    if recipe.empty_site:
        pieces.append(f"empty{_text(recipe.empty_site.checks)}")
    if recipe.codes:
        pieces.append(f"codes{_text(recipe.codes)}")
    return hashlib.sha256("\n".join(pieces).encode("utf-8", "surrogatepass")).hexdigest()


def _placement(p: Placement) -> str:
    place = (float(p.x_mm), float(p.y_mm), float(p.rotation_deg), p.fitted)
    return f"{p.refdes!r} {p.package!r} {place!r}"


def _text(value: object) -> str:
    """Give a value as text that is the same for equal values."""
    if isinstance(value, Enum):
        return repr(value.value)
    if is_dataclass(value) and not isinstance(value, type):
        stated = {
            f.name: getattr(value, f.name)
            for f in fields(value)
            if f.default is MISSING or getattr(value, f.name) != f.default
        }
        return f"{type(value).__name__}{_text(stated)}"
    if isinstance(value, Mapping):
        return f"{{{','.join(sorted(f'{key}:{_text(inner)}' for key, inner in value.items()))}}}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return f"[{','.join(map(_text, value))}]"
    if isinstance(value, int) and not isinstance(value, bool):
        return repr(float(value))
    return repr(value)
