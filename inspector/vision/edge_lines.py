"""Many straight edges at once: strips laid across each, an erf step in every strip, a line through.

The same as `find_edges` and `line_through` of `inspector.vision.edges` do to one line, in one
compiled pass over all lines of a part.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.domain.view import View
from inspector.vision.body import pixels_of
from inspector.vision.edges import CUBIC_NOISE, LEAST_SNR, UNSTATED_U_PX
from inspector.vision.kernels import edge

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Strips:
    """Strips across lines: both ends ``(T, 2)`` (x, y), package mm, and height ``(T,)`` mm.

    Strips ``first[l]`` up to ``first[l + 1]`` belong to line l and are equally long.
    """

    start_mm: Floats
    end_mm: Floats
    z_mm: Floats
    first: Ints

    def px(self, view: View) -> Floats:
        """Give both ends ``(T, 4)`` as (row, col, row, col) in a view."""
        ends = [pixels_of(view, p, self.z_mm[:, None]) for p in (self.start_mm, self.end_mm)]
        return np.concatenate(ends, axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """What was seen, lines ``(L,)`` and strips ``(T,)``.

    ``middle_px`` ``(L, 2)`` is the mean place (row, col) of the strips that lie on the line,
    ``kept`` their number, ``u_px`` the standard uncertainty across. Of strips: ``points_px``
    ``(T, 2)``, NaN without an edge, ``point_u_px``, ``contrast`` (negative: falling), ``peak`` the
    highest sample beside the edge and beyond, ``weights`` 0 for what does not lie on its line.
    """

    middle_px: Floats
    kept: Ints
    u_px: Floats
    points_px: Floats
    point_u_px: Floats
    contrast: Floats
    peak: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class Look:
    """How edges are looked for: expected blur and width of a strip, px.

    ``widest_px`` is how far from its line a strip may lie; ``held``: what rises again beyond the
    first dip is not looked at; ``drawn_noise``: whether the profiles' scatter is put back to that
    of the picture, which interpolation has averaged; ``outermost``: of steps at least so many times
    as steep as the steepest in a strip the last is taken, if negative the first. ``polarity``: -1
    falling, 1 rising.
    """

    blur_px: float
    width_px: float
    least_u_px: float = UNSTATED_U_PX
    widest_px: float = math.inf
    held: bool = False
    drawn_noise: bool = True
    outermost: float = 1.0
    polarity: int = -1


def find_lines(image: NDArray[np.float32], ends_px: Floats, first: Ints, look: Look) -> Lines:
    """Find the edge in each strip and the line through those of each group.

    Parameters
    ----------
    image
        ``(H, W)`` float32, NaN where it is not valid.
    ends_px
        ``(T, 4)``, see `Strips.px`.
    first
        ``(L + 1,)``, see `Strips`.

    Notes
    -----
    One line of eight strips of 19 samples, three lines wide each, takes 0.09 ms of a core that has
    other work beside it.
    """
    strips = np.empty((len(ends_px), 6))
    lines = np.empty((len(first) - 1, 4))
    across = max(1, round(look.width_px))
    noise = 1.0
    if look.drawn_noise:
        noise = 1.0 / math.sqrt(CUBIC_NOISE * (across - 1 + CUBIC_NOISE) / across)
    limits = (LEAST_SNR, look.least_u_px, look.widest_px, look.outermost)
    blur, width = look.blur_px, look.width_px
    how = (look.polarity, look.held)
    edge.find_lines(image, ends_px, first, blur, width, limits, noise, *how, strips, lines)
    return Lines(
        lines[:, :2],
        lines[:, 2].astype(np.int64),
        lines[:, 3],
        strips[:, :2],
        strips[:, 2],
        strips[:, 3],
        strips[:, 4],
        strips[:, 5],
    )


def spread(low: Floats, high: Floats, counts: Ints) -> tuple[Floats, Ints, Ints]:
    """Give the middles of ``counts`` (L,) equal pieces of each stretch, one after another.

    Returns
    -------
    The middles ``(T,)``, the stretch that each belongs to ``(T,)``, and ``first`` ``(L + 1,)``.
    """
    first = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    of = np.repeat(np.arange(len(counts)), counts)
    number = np.arange(first[-1]) - first[of]
    share = (number + 0.5) / np.maximum(counts, 1)[of]
    return low[of] + (high - low)[of] * share, of, first
