"""How high the neighbours stand against the sky, seen from each cell: compiled."""

import math

import numpy as np
from numpy.typing import NDArray

from inspector.jit import kernel


@kernel
def horizon(
    tops: NDArray[np.float32],
    receivers: NDArray[np.float32],
    pitch: float,
    reach: float,
    growth: float,
    out: NDArray[np.float32],
) -> None:
    """Fill the elevation below which light is hidden.

    Parameters
    ----------
    tops
        ``(H + 2 M, W + 2 M)`` mm: height of what stands in a cell; row 0 at the smallest y. It goes
        on for M cells on each side of what is lit.
    receivers
        ``(H, W)`` mm: height of what is lit; below 0: not asked for.
    pitch
        Size of a cell, mm.
    reach
        How far to look, mm.
    growth
        Each step is longer than the last by this factor.
    out
        ``(A, H, W)`` degrees, filled; azimuth a is at 360 a / A, counter-clockwise from x.
    """
    azimuths, high, wide = out.shape
    margin = (tops.shape[0] - high) // 2
    highest = 0.0
    for row in range(tops.shape[0]):
        for col in range(tops.shape[1]):
            highest = max(highest, tops[row, col])
    for a in range(azimuths):
        angle = 2.0 * math.pi * a / azimuths
        dx, dy = math.cos(angle), math.sin(angle)
        for row in range(high):
            for col in range(wide):
                best = 0.0
                z = receivers[row, col]
                if z < 0.0:
                    out[a, row, col] = 0.0
                    continue
                away = pitch
                while away < reach and highest - z > best * away:
                    r = margin + math.floor(row + dy * away / pitch + 0.5)
                    c = margin + math.floor(col + dx * away / pitch + 0.5)
                    if r < 0 or c < 0 or r >= tops.shape[0] or c >= tops.shape[1]:
                        break
                    best = max(best, (tops[r, c] - z) / away)
                    away += max(pitch, away * (growth - 1.0))
                out[a, row, col] = math.degrees(math.atan(best))


def horizon_plain(
    tops: NDArray[np.float32],
    receivers: NDArray[np.float32],
    pitch: float,
    reach: float,
    growth: float,
    azimuths: int,
) -> NDArray[np.float32]:
    """Give what `horizon` fills, in plain numpy: ``(A, H, W)`` degrees."""
    high, wide = receivers.shape
    margin = (tops.shape[0] - high) // 2
    rows, cols = np.mgrid[:high, :wide]
    out = np.zeros((azimuths, high, wide))
    for a in range(azimuths):
        angle = 2 * np.pi * a / azimuths
        away = pitch
        while away < reach:
            r = margin + np.floor(rows + np.sin(angle) * away / pitch + 0.5).astype(int)
            c = margin + np.floor(cols + np.cos(angle) * away / pitch + 0.5).astype(int)
            within = (r >= 0) & (c >= 0) & (r < tops.shape[0]) & (c < tops.shape[1])
            top = tops[np.clip(r, 0, tops.shape[0] - 1), np.clip(c, 0, tops.shape[1] - 1)]
            rise = np.where(within, (top - receivers) / away, 0.0)
            out[a] = np.maximum(out[a], rise)
            away += max(pitch, away * (growth - 1))
    return np.asarray(np.where(receivers < 0, 0.0, np.degrees(np.arctan(out))), np.float32)
