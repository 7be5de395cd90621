"""One board as a drawing in SVG: outline, parts, what failed and what was not inspected."""

from collections.abc import Iterable
from dataclasses import dataclass

from inspector.domain.board import Board, Fiducial, FiducialShape, Package, Placement
from inspector.domain.geometry import Affine, Box, Polygon, rectangle_mm
from inspector.domain.result import BoardResult, PartResult, Verdict

MARGIN_MM = 1.5
MARKS_ACROSS = 34
"""A mark is this part of the drawing's longer edge: readable on A4 whatever the board's size."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A polygon of the drawing; ``points`` as SVG writes them, y downwards."""

    points: str
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered flag at a part that did not pass."""

    x: float
    y: float
    number: int
    refdes: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class BoardMap:
    """What the template draws; all places in mm with y downwards, inside ``box``."""

    index: int
    box: tuple[float, float, float, float]
    mark: float
    shapes: tuple[Shape, ...]
    discs: tuple[tuple[float, float, float], ...]
    marks: tuple[Mark, ...]

    @property
    def view_box(self) -> str:
        """The drawing's window as SVG writes it."""
        return " ".join(f"{value:.3f}" for value in self.box)


def board_map(board: Board, result: BoardResult, numbers: dict[str, int]) -> BoardMap:
    """Give the drawing of one board.

    Parameters
    ----------
    board
        The design.
    result
        What was found on it; parts that it does not name are drawn as not inspected.
    numbers
        The number of each part that did not pass, by refdes, as the list beside it has them.
    """
    outline = board.outline_mm or board.extent.corners_mm
    frame = Box.around(outline).grown(MARGIN_MM)
    mark = max(frame.width_mm, frame.height_mm) / MARKS_ACROSS
    parts = {part.refdes: part for part in result.parts}
    shapes = [_shape(outline, "outline")]
    shapes += [_shape(mask.polygon_mm, "mask") for mask in board.masks]
    for placement in board.placements:
        verdict = _verdict(result, parts.get(placement.refdes), placement)
        shapes += _part(placement, board.package_of(placement), verdict)
    for region in result.surface.regions if result.surface else ():
        shapes += [_shape(region.box.corners_mm, "fail")] * bool(region.defects)
    places = {p.refdes: p for p in board.placements}
    marks = tuple(
        Mark(places[r].x_mm, -places[r].y_mm, n, r, parts[r].verdict)
        for r, n in numbers.items()
        if r in places and r in parts
    )
    discs, squares = _fiducials(board.fiducials)
    box = (frame.x_mm, -(frame.y_mm + frame.height_mm), frame.width_mm, frame.height_mm)
    return BoardMap(result.index, box, mark, (*shapes, *squares), discs, marks)


def _verdict(result: BoardResult, part: PartResult | None, placement: Placement) -> str:
    if result.skipped:
        return "skipped"
    if part is not None:
        return part.verdict.name.lower()
    return "not_inspected" if placement.fitted else "unfitted"


def _part(placement: Placement, package: Package, verdict: str) -> Iterable[Shape]:
    pose = placement.pose
    for land in package.lands:
        yield _placed(pose, land.box.corners_mm, "land")
    body = rectangle_mm((0.0, 0.0), (package.body_x_mm, package.body_y_mm))
    yield _placed(pose, body, verdict)
    if verdict == "not_inspected":
        yield _placed(pose, body, "hatch")
    if package.mark:
        m = package.mark
        mark = rectangle_mm((m.x_mm, m.y_mm), (m.size_x_mm, m.size_y_mm))
        yield _placed(pose, mark, "pin1")


def _fiducials(
    fiducials: Iterable[Fiducial],
) -> tuple[tuple[tuple[float, float, float], ...], tuple[Shape, ...]]:
    discs, squares = [], []
    for f in fiducials:
        if f.shape is FiducialShape.CIRCLE:
            discs.append((f.x_mm, -f.y_mm, f.size_mm / 2))
        else:
            size = (f.size_mm, f.size_y_mm or f.size_mm)
            squares.append(_shape(rectangle_mm((f.x_mm, f.y_mm), size), "fiducial"))
    return tuple(discs), tuple(squares)


def _placed(pose: Affine, points_mm: Polygon, kind: str) -> Shape:
    return _shape(tuple(pose.at(x, y) for x, y in points_mm), kind)


def _shape(points_mm: Polygon, kind: str) -> Shape:
    return Shape(" ".join(f"{x:.3f},{-y:.3f}" for x, y in points_mm), kind)
