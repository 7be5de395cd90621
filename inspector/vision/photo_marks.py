"""Fiducials in a photograph, where nothing says where they should be.

Without a nominal place the evidence must be stricter: the whole outline, an even inside, and a
clear rim of bare board all around, which a via, a test point or a pad with a track does not have.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import Fiducial
from inspector.vision.edges import circle_through, find_edges
from inspector.vision.fiducial import candidates, matches
from inspector.vision.mark_outline import (
    FiducialFit,
    FiducialMiss,
    examine_circle,
    on_outline,
    polar,
)

Floats = NDArray[np.float64]
Gray = NDArray[np.float32]

SIZE_STEP = 1.08
"""Sizes are tried in these steps; a candidate's size may be off by a tenth."""
MOST_CANDIDATES = 24
"""A size."""
LEAST_SUPPORT = 0.85
LEAST_CLEAR = 0.985
"""Share of rays on which the rim around the mark is board and nothing else."""
RIM = (1.18, 1.45)
"""The rim, in radii: a mark's clearance is as wide as the mark or half of it (IPC-7351)."""
ROUGHEST = 0.03
"""Scatter of the outline that is still a circle, as a share of its radius."""
SOFTENED = 0.03
"""Blur laid over a photograph, as a share of a mark's radius: wider than a camera's halos."""
RING_TOLERANCE = 0.06
"""A ring's radii against the disc's, and its centre against theirs, may be off by so much."""
RING_PX = 4.0
"""Width of a ring in the reduced picture in which it is looked for."""
LEAST_RING_SUPPORT = 0.8
SMALLEST = 0.25
"""A template's disc is at least this share of the picture."""
STEP_CONTRAST = 0.10
"""Of full scale: a smaller step of a design's mean profile is texture."""


@dataclass(frozen=True, slots=True)
class MarkDesign:
    """What a mark looks like: its disc, and the ring around it, if any.

    ``diameter_px`` is the range in which the disc's lies. ``ring`` is inner and outer radius of a
    ring of the same metal, in radii of the disc: where paste hides the disc, the ring tells.
    """

    diameter_px: tuple[float, float]
    ring: tuple[float, float] | None = None


def design_of(template: Gray, spread: float = 0.1) -> MarkDesign:
    """Measure a mark's design from a close-up of one, the mark in the middle.

    Parameters
    ----------
    template
        ``(H, W)`` float32.
    spread
        How far other marks' diameters may lie from this one's, relative.

    Raises
    ------
    ValueError
        If there is no disc in the middle.
    """
    center = ((template.shape[0] - 1) / 2, (template.shape[1] - 1) / 2)
    template = _softened(template, 2 * SMALLEST * min(center))
    reach = min(center)
    radii = np.arange(2.0, reach)
    profile = np.nanmedian(polar(template, center, radii, 180), axis=0)
    steps = _steps(profile)
    if not steps or steps[0][1] > 0:
        raise ValueError("the template shows no bright disc in its middle")
    radius = float(radii[steps[0][0]])
    fit = examine_circle(template, (*center, 1), radius)
    if isinstance(fit, FiducialMiss):
        raise ValueError(f"the template shows no disc in its middle: {fit.reason}")
    radii = np.arange(2.0, min(fit.row_px, fit.col_px, *_opposite(template, fit)))
    profile = np.nanmedian(polar(template, (fit.row_px, fit.col_px), radii, 180), axis=0)
    ups = [radii[i] for i, rise in _steps(profile) if rise > 0]
    downs = [radii[i] for i, rise in _steps(profile) if rise < 0 and ups and radii[i] > ups[0]]
    radius = fit.size_px / 2
    ring = (float(ups[0]) / radius, float(downs[0]) / radius) if ups and downs else None
    return MarkDesign((fit.size_px * (1 - spread), fit.size_px * (1 + spread)), ring)


def _opposite(template: Gray, fit: FiducialFit) -> tuple[float, float]:
    return template.shape[0] - 1 - fit.row_px, template.shape[1] - 1 - fit.col_px


def _steps(profile: Floats) -> list[tuple[int, float]]:
    """Give (index, rise) of the steps of a radial profile, from the middle outwards."""
    smooth = cv2.GaussianBlur(profile.astype(np.float32)[None], (0, 0), 2.0)[0]
    slope = np.gradient(smooth)
    steps: list[tuple[int, float]] = []
    start = 0
    for i in range(1, len(slope) + 1):
        if i == len(slope) or slope[i] * slope[start] <= 0:
            rise = float(slope[start:i].sum())
            if abs(rise) > STEP_CONTRAST:
                steps.append((start + int(np.abs(slope[start:i]).argmax()), rise))
            start = i
    return steps


def find_fiducials_in_photo(gray: Gray, design: MarkDesign) -> list[FiducialFit]:
    """Find all marks of a design.

    Parameters
    ----------
    gray
        ``(H, W)`` float32, 0 to 1; a photograph's gamma does not matter.

    Returns
    -------
    Marks from left to right; none where nothing is one.
    """
    gray = _softened(gray, design.diameter_px[0])
    found: list[FiducialFit] = []
    for fit in (*_discs(gray, design), *_rings(gray, design)):
        near = [
            o
            for o in found
            if math.hypot(o.row_px - fit.row_px, o.col_px - fit.col_px) < fit.size_px / 2
        ]
        if not near:
            found.append(fit)
    return sorted(found, key=lambda fit: fit.col_px)


def _softened(gray: Gray, diameter_px: float) -> Gray:
    """Undo the sharpening of a photograph: its halos are no part of an edge's erf."""
    return np.asarray(cv2.GaussianBlur(gray, (0, 0), SOFTENED * diameter_px / 2), np.float32)


def _sizes(design: MarkDesign) -> Iterator[float]:
    low, high = design.diameter_px
    count = max(1, math.ceil(math.log(high / low) / math.log(SIZE_STEP)))
    return (low * (high / low) ** ((k + 0.5) / count) for k in range(count))


def _discs(gray: Gray, design: MarkDesign) -> Iterator[FiducialFit]:
    low, high = design.diameter_px
    for size in _sizes(design):
        for candidate in candidates(gray, Fiducial("", 0, 0, size), 1.0, 0.0, MOST_CANDIDATES):
            fit = examine_circle(gray, candidate, size / 2)
            if isinstance(fit, FiducialMiss) or not low <= fit.size_px <= high:
                continue
            if fit.support >= LEAST_SUPPORT and _clear(gray, fit) >= LEAST_CLEAR:
                yield fit


def _clear(gray: Gray, fit: FiducialFit) -> float:
    """Give the share of rays on which the rim does not look like the mark, nor like its ring."""
    radius, center = fit.size_px / 2, (fit.row_px, fit.col_px)
    inside = float(np.nanmedian(polar(gray, center, np.linspace(0.3, 0.85, 6) * radius)))
    rim = polar(gray, center, np.linspace(*RIM, 8) * radius, 180)
    outside = float(np.nanmedian(rim))
    like = np.nanmean(rim, axis=1) - outside > 0.3 * (inside - outside)
    if inside < outside:
        like = np.nanmean(rim, axis=1) - outside < 0.3 * (inside - outside)
    return 1.0 - float(like.mean())


def _rings(gray: Gray, design: MarkDesign) -> Iterator[FiducialFit]:
    """Find marks whose disc is hidden, by both outlines of the ring around it."""
    if design.ring is None:
        return
    for size in _sizes(design):
        pattern, scale = _ring_pattern(size / 2, design.ring)
        for row, col, sign in matches(gray, pattern, scale, MOST_CANDIDATES):
            if sign < 0:
                continue
            fit = _ring_at(gray, (row, col), size / 2, design.ring)
            if fit is not None:
                yield fit


def _ring_pattern(radius: float, ring: tuple[float, float]) -> tuple[Gray, float]:
    """Draw a ring and its surroundings, anti-aliased, and give how much smaller it was drawn."""
    fine, inner, outer = 5, ring[0] * radius, ring[1] * radius
    # half a dozen pixels of the reduced picture across the ring's width
    scale = max(1.0, (outer - inner) / RING_PX)
    size = int(2.4 * outer / scale) // 2 * 2 + 1
    axis = (np.arange(size * fine) - (size * fine - 1) / 2) * scale / fine
    far = np.hypot(*np.meshgrid(axis, axis))
    inside = ((far > inner) & (far < outer)).reshape(size, fine, size, fine)
    return np.ascontiguousarray(inside.mean(axis=(1, 3)), np.float32), scale


def _ring_at(
    gray: Gray, center: tuple[float, float], radius: float, ring: tuple[float, float]
) -> FiducialFit | None:
    circles, supports = [], []
    for share, polarity in ((ring[1], -1), (ring[0], 1)):
        near, far = (share - 0.14) * radius, (share + 0.14) * radius
        count = int(math.pi * (near + far))
        angle = np.arange(count) * (2 * math.pi / count)
        out = np.column_stack((np.sin(angle), np.cos(angle)))
        start, end = np.array(center) + near * out, np.array(center) + far * out
        edges = find_edges(gray, start, end, max(1.0, ROUGHEST * radius / 2), polarity)
        circle = circle_through(edges.points_px, None)
        if circle is None or on_outline(edges, circle).mean() < LEAST_RING_SUPPORT:
            return None
        off = abs(circle.radius_px / (share * radius) - 1)
        if off > RING_TOLERANCE or circle.rms_px > ROUGHEST * radius:
            return None
        circles.append(circle)
        supports.append(float(on_outline(edges, circle).mean()))
        center = (circle.row_px, circle.col_px)
    one, two = circles
    apart = math.hypot(one.row_px - two.row_px, one.col_px - two.col_px)
    ratio = two.radius_px / one.radius_px / (ring[0] / ring[1])
    if apart > RING_TOLERANCE * radius or abs(ratio - 1) > RING_TOLERANCE / 2:
        return None
    u = math.hypot(apart / 2, math.sqrt(float(one.covariance[0, 0] + two.covariance[0, 0]) / 2))
    support = min(supports)
    return FiducialFit(
        (one.row_px + two.row_px) / 2,
        (one.col_px + two.col_px) / 2,
        u,
        2 * (one.radius_px / ring[1] + two.radius_px / ring[0]) / 2,
        math.nan,
        support,
        support,
    )
