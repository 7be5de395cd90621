"""Real scans of one product without labels: each unit against a golden board of the others.

What is measured is how well a unit is laid onto the golden board, and how much of a unit that
nobody called bad differs from it. Natural stains and dents are among that: they do differ.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspector.checks.surface import BESIDE, COPPER, MATTER, PRINT, Surface, area_of
from inspector.domain.board import Board, Panel
from inspector.domain.errors import InspectorError, RegistrationError
from inspector.domain.geometry import Box
from inspector.domain.golden import Golden
from inspector.domain.image import Shot
from inspector.domain.recipe import (
    IpcClass,
    LimitRule,
    ProcessStage,
    Recipe,
    RegistrationKind,
    SurfaceProgram,
)
from inspector.domain.result import DefectCode
from inspector.formats.picture import PHOTOGRAPHS, decode
from inspector.inspection.surface import ready, regions_in
from inspector.vision.golden_align import corners_in, corners_of, lay
from inspector.vision.golden_learn import Sample, learn
from inspector.vision.surface import STEP, Raster, Window, coded_picture, compare

SAME_VIEW = 0.05
"""Sides of pictures of one view differ by less than this share."""
MM_PER_PX = 0.01
"""Assumed: the set states no scale. Figures are given in px."""
LIMIT_PX = 400
"""Area from which on a region is called: twenty by twenty pixels."""
SURFACE = Surface(
    mm_per_px=MM_PER_PX,
    edge_tolerance_mm=3 * MM_PER_PX,
    joining_mm=0.05,
    least_mm2=20 * MM_PER_PX**2,
    clearance_mm=10 * MM_PER_PX,
    most_deviating=0.3,
)
"""Film stretches: edges lie up to three pixels off after it was laid onto the golden board."""


@dataclass(frozen=True, slots=True)
class UnitOutcome:
    """One unit: px of residual (held-out corners), and what differs above the limit.

    ``residual_px`` is NaN where too few corners agreed and the unit was laid by its edges as a
    whole. ``share`` of the surface that was looked at, ``regions`` above the limit and the area of
    the largest, px; ``beyond_px``: pixels beyond the tolerance, in regions of any size.
    ``uninspected`` is the share of the golden board that was not looked at. ``reason`` says why it
    could not be inspected, empty if it was.
    """

    name: str
    learned_from: int
    residual_px: float = math.nan
    moved_px: float = math.nan
    share: float = math.nan
    regions: int = 0
    largest_px: float = 0.0
    beyond_px: int = 0
    uninspected: float = math.nan
    reason: str = ""
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class ScanReport:
    """All units, and how pictures of the other view were answered."""

    units: tuple[UnitOutcome, ...]
    other_views: tuple[tuple[str, str], ...]

    def to_data(self) -> dict[str, Any]:
        """Give all figures as plain data."""
        return {
            "limit_px": LIMIT_PX,
            "units": [asdict(unit) for unit in self.units],
            "other_views": dict(self.other_views),
        }


def measure_scans(
    folder: Path, progress: Callable[[int, int], None] | None = None
) -> tuple[ScanReport, dict[str, NDArray[np.uint8]]]:
    """Hold every scan of a folder against a golden board learned from the others of its view.

    Returns
    -------
    report, pictures
        The latter ``(H, W, 3)`` RGB by name: each unit, what differs above the limit in magenta.

    Raises
    ------
    InspectorError
        If there are fewer than three scans.
    """
    inside = folder.iterdir() if folder.is_dir() else ()
    files = sorted(f for f in inside if f.suffix.lower() in PHOTOGRAPHS)
    if len(files) < 3:  # noqa: PLR2004 - two others are the least
        raise InspectorError(f"{folder}: {len(files)} scans lie there, three are the least")
    codes = {file.name: coded_picture(decode(file, PHOTOGRAPHS)) for file in files}
    views = list(_views(codes))
    units: list[UnitOutcome] = []
    pictures: dict[str, NDArray[np.uint8]] = {}
    for view in views:
        for name in view:
            unit, picture = _unit(name, [codes[other] for other in view if other != name], codes)
            units.append(unit)
            pictures[name] = picture
            if progress:
                progress(len(units), len(files))
    return ScanReport(tuple(units), tuple(_other_views(views, codes))), pictures


def _views(codes: dict[str, NDArray[np.uint8]]) -> Iterator[list[str]]:
    left = list(codes)
    while left:
        shape = np.array(codes[left[0]].shape[:2])
        alike = [n for n in left if (np.abs(codes[n].shape[:2] / shape - 1) < 2 * SAME_VIEW).all()]
        yield alike
        left = [name for name in left if name not in alike]


def scan_recipe(shape: tuple[int, int]) -> Recipe:
    """Give the recipe of a film that one scan of ``shape`` (rows, cols) shows whole."""
    high, wide = (side * MM_PER_PX for side in shape)
    outline = ((0.0, 0.0), (wide, 0.0), (wide, high), (0.0, high))
    limit = LIMIT_PX * MM_PER_PX**2
    # whatever it is taken for, nothing larger than the limit is hidden
    limits = tuple(LimitRule(area_of(code), code, high=limit) for code in (*MATTER, *COPPER))
    limits += tuple(LimitRule(kind, DefectCode.FOREIGN, high=limit) for kind in (PRINT, BESIDE))
    return Recipe(
        product="film",
        revision="A",
        process_stage=ProcessStage.PRE_REFLOW,
        ipc_class=IpcClass.CLASS_3,
        registration=RegistrationKind.CONTENT,
        shots=(Shot("white"),),
        panel=Panel(),
        board=Board(outline, (), (), {}),
        programs={},
        mm_per_px=MM_PER_PX,
        surface=SurfaceProgram(SURFACE, limits, "white", most_uninspected_mm2=0.1 * wide * high),
    )


def _unit(
    name: str, others: Sequence[NDArray[np.uint8]], codes: dict[str, NDArray[np.uint8]]
) -> tuple[UnitOutcome, NDArray[np.uint8]]:
    if not others:
        return UnitOutcome(name, 0, reason="there is no other scan of its view"), codes[name]
    shape = others[0].shape[:2]
    recipe = scan_recipe((shape[0], shape[1]))
    raster = Raster(recipe.board.extent, MM_PER_PX)
    golden = _golden(others, raster)
    shown = _fitted(codes[name], golden.mean.shape)
    try:
        laid = lay(corners_of(golden), shown, STEP)
    except RegistrationError as error:
        return UnitOutcome(name, len(others), reason=str(error)), shown
    even, seen = _resampled(shown, laid.shifts)
    made = ready(recipe, golden)
    envelope = made.envelopes[0]
    piece = compare(envelope, even, seen, Window(0, 0, *shape))
    surface = regions_in(recipe, made, envelope, [piece])
    bad = [region for region in surface.regions if region.defects]
    areas = [region.measurements[0].value / MM_PER_PX**2 for region in bad]
    picture = even.copy()
    for region in bad:
        _outline(picture, region.box, raster)
    wanted = float(envelope.wanted.sum())
    return UnitOutcome(
        name,
        len(others),
        laid.residual_px,
        laid.farthest_px,
        sum(areas) / max(1, piece.looked_at),
        len(bad),
        max(areas, default=0.0),
        piece.deviates,
        1.0 - piece.looked_at / wanted,
        surface.reason,
        tuple(region.box for region in bad),
    ), picture


def _golden(others: Sequence[NDArray[np.uint8]], raster: Raster) -> Golden:
    """Learn from the others, each laid onto the first."""
    first = others[0]
    corners = corners_in(first, np.ones(first.shape[:2], np.bool_))
    samples = [Sample("0", first, np.ones(first.shape[:2], np.bool_))]
    for number, other in enumerate(others[1:], 1):
        shown = _fitted(other, first.shape)
        even, seen = _resampled(shown, lay(corners, shown, STEP).shifts)
        samples.append(Sample(str(number), even, seen))
    return learn(samples, raster, "white")


def _fitted(codes: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Give a picture cut or filled up (black) to a shape."""
    out = np.zeros((*shape[:2], codes.shape[2]), np.uint8)
    rows, cols = (min(a, b) for a, b in zip(shape[:2], codes.shape[:2], strict=True))
    out[:rows, :cols] = codes[:rows, :cols]
    return out


def _resampled(
    codes: NDArray[np.uint8], shifts: NDArray[np.float64]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Give a picture as it lies on the golden board, and what of that it shows."""
    import cv2

    rows, cols = codes.shape[:2]
    y, x = np.mgrid[:rows, :cols].astype(np.float32)
    nodes = np.ascontiguousarray(shifts, np.float32)
    moved = cv2.remap(nodes, x / STEP, y / STEP, cv2.INTER_LINEAR)
    row, col = y + moved[..., 0], x + moved[..., 1]
    out = np.empty(codes.shape, np.uint8)
    out[:] = cv2.remap(codes, col, row, cv2.INTER_LINEAR).reshape(codes.shape)
    seen = (row >= 0) & (col >= 0) & (row <= rows - 1) & (col <= cols - 1)
    return out, np.asarray(seen & (codes.max(axis=2) > 0))


def _outline(picture: NDArray[np.uint8], box: Box, raster: Raster) -> None:
    import cv2

    corners = np.array(box.grown(5 * MM_PER_PX).corners_mm)
    rows, cols = raster.at_px(corners[:, 0], corners[:, 1])
    low = int(cols.min()), int(rows.min())
    high = int(cols.max()), int(rows.max())
    cv2.rectangle(picture, low, high, (255, 0, 255), 2)


def _other_views(
    views: Sequence[Sequence[str]], codes: dict[str, NDArray[np.uint8]]
) -> Iterator[tuple[str, str]]:
    """Give how a picture of each other view is answered when it is held against the first."""
    first = codes[views[0][0]]
    corners = corners_in(first, np.ones(first.shape[:2], np.bool_))
    for view in views[1:]:
        try:
            laid = lay(corners, _fitted(codes[view[0]], first.shape), STEP)
            yield view[0], f"laid on {laid.corners} corners"
        except RegistrationError as error:
            yield view[0], f"refused: {error}"
