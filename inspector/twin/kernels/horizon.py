"""How high the neighbours stand against the sky, seen from each cell: compiled."""

import math

import numpy as np
from numpy.typing import NDArray

from inspector.jit import kernel

STEP_ROW, STEP_COL = (1, -1, 0, 0), (0, 0, 1, -1)
"""To the four neighbours of a cell."""


@kernel
def horizon(
    tops: NDArray[np.float32],
    made_of: NDArray[np.uint8],
    receivers: NDArray[np.float32],
    pitch: float,
    reach: float,
    growth: float,
    skyline: NDArray[np.float32],
    blocker: NDArray[np.uint8],
) -> None:
    """Fill the elevation below which light is hidden, and what hides it.

    Parameters
    ----------
    tops
        ``(H + 2 M, W + 2 M)`` mm: height of what stands in a cell; row 0 at the smallest y. It goes
        on for M cells on each side of what is lit.
    made_of
        The same shape: its material.
    receivers
        ``(H, W)`` mm: height of what is lit; below 0: not asked for.
    pitch
        Size of a cell, mm.
    reach
        How far to look, mm.
    growth
        Each step is longer than the last by this factor.
    skyline
        ``(H, W, A, 2)``, filled: tangent of the elevation; one over the distance, 1 / mm. Azimuth a
        is at 360 a / A, counter-clockwise from x.
    blocker
        ``(H, W, A)``, filled: material of what hides it; 0 where nothing does.
    """
    high, wide, azimuths, _ = skyline.shape
    margin = (tops.shape[0] - high) // 2
    # of each coarse cell the highest top near it: where all is low, nothing needs to be looked for
    coarse = 8
    tall, broad = -(-tops.shape[0] // coarse), -(-tops.shape[1] // coarse)
    most = np.zeros((tall, broad), np.float32)
    for row in range(tops.shape[0]):
        for col in range(tops.shape[1]):
            most[row // coarse, col // coarse] = max(
                most[row // coarse, col // coarse], tops[row, col]
            )
    ring = math.ceil(reach / pitch / coarse) + 1
    around = np.zeros((tall, broad), np.float32)
    for row in range(tall):
        for col in range(broad):
            for r in range(max(row - ring, 0), min(row + ring + 1, tall)):
                for c in range(max(col - ring, 0), min(col + ring + 1, broad)):
                    around[row, col] = max(around[row, col], most[r, c])
    cos, sin = np.empty(azimuths), np.empty(azimuths)
    for a in range(azimuths):
        angle = 2.0 * math.pi * a / azimuths
        cos[a], sin[a] = math.cos(angle), math.sin(angle)
    for row in range(high):
        for col in range(wide):
            z = receivers[row, col]
            highest = around[(margin + row) // coarse, (margin + col) // coarse]
            for a in range(azimuths):
                best, nearer, what = 0.0, 0.0, 0
                away = pitch
                while z >= 0.0 and away < reach and highest - z > best * away:
                    r = margin + math.floor(row + sin[a] * away / pitch + 0.5)
                    c = margin + math.floor(col + cos[a] * away / pitch + 0.5)
                    if r < 0 or c < 0 or r >= tops.shape[0] or c >= tops.shape[1]:
                        break
                    slope = (tops[r, c] - z) / away
                    if slope > best:
                        best, nearer, what = slope, 1.0 / away, made_of[r, c]
                    away += max(pitch, away * (growth - 1.0))
                skyline[row, col, a, 0], skyline[row, col, a, 1] = best, nearer
                blocker[row, col, a] = what


@kernel
def fill_from_beside(
    skyline: NDArray[np.float32],
    blocker: NDArray[np.uint8],
    known: NDArray[np.uint8],
    rounds: int,
) -> None:
    """Fill unknown cells with the mean of their known neighbours, as deep as there are rounds.

    ``skyline`` and ``blocker`` are as `horizon` fills them; ``known`` is ``(H, W)``: 1 where a cell
    is known, and afterwards where it has been filled too.
    """
    high, wide, azimuths, _ = skyline.shape
    for _ in range(rounds):
        before = known.copy()
        for row in range(high):
            for col in range(wide):
                if before[row, col] == 1:
                    continue
                count = 0
                for k in range(4):
                    r, c = row + STEP_ROW[k], col + STEP_COL[k]
                    if r < 0 or c < 0 or r >= high or c >= wide or before[r, c] == 0:
                        continue
                    if count == 0:
                        skyline[row, col] = 0.0
                        blocker[row, col] = 0
                    count += 1
                    for a in range(azimuths):
                        skyline[row, col, a, 0] += skyline[r, c, a, 0]
                        skyline[row, col, a, 1] += skyline[r, c, a, 1]
                        blocker[row, col, a] = max(blocker[row, col, a], blocker[r, c, a])
                if count > 0:
                    known[row, col] = 1
                    skyline[row, col] /= count


@kernel
def gather(
    skyline: NDArray[np.float32],
    blocker: NDArray[np.uint8],
    bands: NDArray[np.float32],
    shine: NDArray[np.float32],
    seen: NDArray[np.float32],
    bounce: NDArray[np.float32],
    highest: NDArray[np.float32],
) -> None:
    """Sum up what each cell sees over all azimuths, and smooth its skyline.

    Parameters
    ----------
    skyline, blocker
        ``(H, W, A, 2)`` and ``(H, W, A)`` as `horizon` fills them; the skyline is smoothed over
        neighbouring azimuths: a rough mirror gathers its light from a lobe, not from one direction.
    bands
        ``(R, 2)`` degrees: elevations of the rings, from, to.
    shine
        ``(M,)``: how much light each material throws onto what stands beside it.
    seen
        ``(H, W, R)``, filled: share of a ring's light that arrives.
    bounce
        ``(H, W)``, filled: share of the sky that is filled, times the shine of what fills it.
    highest
        ``(H, W)``, filled: elevation of the highest azimuth, degrees.
    """
    high, wide, azimuths, _ = skyline.shape
    rings = bands.shape[0]
    degrees, own = np.empty(azimuths), np.empty((azimuths, 2))
    for row in range(high):
        for col in range(wide):
            top, thrown = 0.0, 0.0
            for r in range(rings):
                seen[row, col, r] = 1.0
            for a in range(azimuths):
                own[a, 0], own[a, 1] = skyline[row, col, a, 0], skyline[row, col, a, 1]
                top = max(top, own[a, 0])
            bounce[row, col], highest[row, col] = 0.0, 0.0
            if top == 0.0:
                continue
            for a in range(azimuths):
                t = own[a, 0]
                degrees[a] = math.degrees(math.atan(t)) if t > 0.0 else 0.0
                thrown += t * t / (1.0 + t * t) * shine[blocker[row, col, a]]
                for k in range(2):
                    total = 0.375 * own[a, k]
                    total += 0.25 * (own[a - 1, k] + own[(a + 1) % azimuths, k])
                    total += 0.0625 * (own[a - 2, k] + own[(a + 2) % azimuths, k])
                    skyline[row, col, a, k] = total
            for r in range(rings):
                total = 0.0
                for a in range(azimuths):
                    part = (bands[r, 1] - degrees[a]) / (bands[r, 1] - bands[r, 0])
                    total += min(max(part, 0.0), 1.0)
                seen[row, col, r] = total / azimuths
            bounce[row, col] = thrown / azimuths
            highest[row, col] = math.degrees(math.atan(top))


def horizon_plain(
    tops: NDArray[np.float32],
    made_of: NDArray[np.uint8],
    receivers: NDArray[np.float32],
    pitch: float,
    reach: float,
    growth: float,
    azimuths: int,
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Give what `horizon` fills, in plain numpy: ``(H, W, A, 2)`` and ``(H, W, A)``."""
    high, wide = receivers.shape
    margin = (tops.shape[0] - high) // 2
    rows, cols = np.mgrid[:high, :wide]
    skyline = np.zeros((high, wide, azimuths, 2))
    blocker = np.zeros((high, wide, azimuths), np.uint8)
    for a in range(azimuths):
        angle = 2 * np.pi * a / azimuths
        away = pitch
        while away < reach:
            r = margin + np.floor(rows + np.sin(angle) * away / pitch + 0.5).astype(int)
            c = margin + np.floor(cols + np.cos(angle) * away / pitch + 0.5).astype(int)
            within = (r >= 0) & (c >= 0) & (r < tops.shape[0]) & (c < tops.shape[1])
            r, c = np.clip(r, 0, tops.shape[0] - 1), np.clip(c, 0, tops.shape[1] - 1)
            rise = np.where(within & (receivers >= 0), (tops[r, c] - receivers) / away, 0.0)
            more = rise > skyline[..., a, 0]
            skyline[more, a, 0], skyline[more, a, 1] = rise[more], 1 / away
            blocker[more, a] = made_of[r, c][more]
            away += max(pitch, away * (growth - 1))
    return skyline.astype(np.float32), blocker


def gather_plain(
    skyline: NDArray[np.float32],
    blocker: NDArray[np.uint8],
    bands: NDArray[np.float32],
    shine: NDArray[np.float32],
) -> tuple[NDArray[np.float64], ...]:
    """Give what `gather` fills, in plain numpy: the smooth skyline, seen, bounce, highest."""
    found = np.degrees(np.arctan(skyline[..., 0].astype(float)))
    weights = (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)
    smooth = sum(w * np.roll(skyline, i - 2, 2) for i, w in enumerate(weights))
    parts = [np.clip((end - found) / (end - start), 0, 1).mean(-1) for start, end in bands]
    bounce = np.mean(np.sin(np.radians(found)) ** 2 * shine[blocker], -1)
    return np.asarray(smooth), np.stack(parts, -1), np.asarray(bounce), found.max(-1)
