"""Which fields a camera must take to see a panel, from a recipe and the optics alone.

Nothing of this knows how a picture is made: a recorder, a station and the drawn world are all told
the same plan.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inspector.devices.camera import FieldPlan, Optics
from inspector.domain.errors import DeviceError
from inspector.domain.geometry import Box
from inspector.domain.image import Capture, Frame, FrameInfo, FrameStatus, PixelFormat, Shot
from inspector.domain.recipe import Recipe

OVERLAP_MM = 2.5
"""By how much neighbouring fields overlap at least: a part up to this size lies whole in one."""
MARGIN_MM = 1.0
"""What is seen around the panel: how far it may lie beside its commanded place."""


@dataclass(frozen=True, slots=True)
class PictureKind:
    """What pictures of a camera are like: their size in pixels and their format."""

    rows: int
    cols: int
    pixel_format: PixelFormat

    def size_mm(self, optics: Optics) -> tuple[float, float]:
        """Give width and height that a field surely shows: of one that is turned, what is upright.

        A picture turned by some degrees shows less of a row of fields than its own width: its
        corners lie beyond, and what is left is a smaller upright box of the same shape.
        """
        width, height = self.cols * optics.mm_per_px, self.rows * optics.mm_per_px
        turn = math.radians(optics.rotation_deg)
        cos, sin = abs(math.cos(turn)), abs(math.sin(turn))
        if cos < sin:  # mounted across: what is wide in the picture is high in the machine
            width, height, cos, sin = height, width, sin, cos
        share = min(width / (width * cos + height * sin), height / (width * sin + height * cos))
        return width * share, height * share


def kind_of(frame: Frame) -> PictureKind:
    """Give what one frame tells of all that its camera will take.

    Raises
    ------
    DeviceError
        If it did not arrive whole.
    """
    if frame.info.status is not FrameStatus.OK:
        cause = f"its first frame is {frame.info.status}: its size is not known"
        raise DeviceError(f"{frame.info.camera}: {cause}; look at its cable")
    rows, cols = frame.pixels.shape[:2]
    return PictureKind(rows, cols, frame.info.pixel_format)


def plan_seen(
    recipe: Recipe, frame: Frame, origin_mm: tuple[float, float] = (0.0, 0.0)
) -> tuple[FieldPlan, ...]:
    """Give the plan of a recipe for the camera that took a frame.

    Raises
    ------
    DeviceError
        As `kind_of` and `plan_fields` do.
    """
    info = frame.info
    optics = Optics(info.mm_per_px, info.z_mm, info.rotation_deg)
    return plan_fields(recipe, optics, kind_of(frame), origin_mm=origin_mm)


def plan_fields(
    recipe: Recipe,
    optics: Optics,
    kind: PictureKind,
    *,
    origin_mm: tuple[float, float] = (0.0, 0.0),
    overlap_mm: float = OVERLAP_MM,
    margin_mm: float = MARGIN_MM,
) -> tuple[FieldPlan, ...]:
    """Give the fields that cover a recipe's panel, row by row to and fro, with its shots.

    Parameters
    ----------
    optics, kind
        How large a field is.
    origin_mm
        Where the panel's origin lies in the machine.
    overlap_mm
        By how much neighbouring fields overlap at least.
    margin_mm
        What is seen around the panel.

    Raises
    ------
    DeviceError
        If a field is not larger than the overlap, or the recipe asks for no shot.
    """
    shots = tuple(dict.fromkeys(recipe.shots))
    if not shots:
        raise DeviceError(f"recipe {recipe.product}: it asks for no shot; write shots into it")
    extent = panel_box(recipe).grown(margin_mm)
    width, height = kind.size_mm(optics)
    if min(width, height) <= overlap_mm:
        raise DeviceError(
            f"a field of {width:.3g} x {height:.3g} mm has no room for an overlap of "
            f"{overlap_mm:g} mm; ask for less of it"
        )
    x, y = extent.x_mm + origin_mm[0], extent.y_mm + origin_mm[1]
    centers = to_and_fro(
        steps_of((x, x + extent.width_mm), width, overlap_mm),
        steps_of((y, y + extent.height_mm), height, overlap_mm),
    )
    return tuple(FieldPlan(index, center, shots) for index, center in enumerate(centers))


def panel_box(recipe: Recipe) -> Box:
    """Give the box around the panel and all its boards, panel mm."""
    sites, outline = recipe.panel.sites, recipe.board.outline_mm
    boards = [site.pose.at(*corner) for site in sites for corner in outline]
    return Box.around([*recipe.panel.outline_mm, *boards])


def steps_of(span_mm: tuple[float, float], field_mm: float, overlap_mm: float) -> tuple[float, ...]:
    """Give the centres of the fewest fields that cover a span, evenly spread.

    Several end with the span; a single one has it in its middle.

    Examples
    --------
    >>> steps_of((0.0, 30.0), 12.0, 2.0)
    (6.0, 15.0, 24.0)
    >>> steps_of((0.0, 5.0), 12.0, 2.0)
    (2.5,)
    """
    start, length = span_mm[0], span_mm[1] - span_mm[0]
    count = max(1, math.ceil((length - overlap_mm) / (field_mm - overlap_mm)))
    if count == 1:
        return (start + length / 2,)
    step = (length - field_mm) / (count - 1)
    return tuple(start + field_mm / 2 + i * step for i in range(count))


def to_and_fro(xs_mm: Sequence[float], ys_mm: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Give a grid of places row by row, every other row backwards: the stage never flies back.

    Examples
    --------
    >>> to_and_fro((1.0, 2.0), (5.0, 6.0))
    ((1.0, 5.0), (2.0, 5.0), (2.0, 6.0), (1.0, 6.0))
    """
    rows = (xs_mm if number % 2 == 0 else xs_mm[::-1] for number in range(len(ys_mm)))
    return tuple((x, y) for y, row in zip(ys_mm, rows, strict=True) for x in row)


def visited(plan: Sequence[FieldPlan], order: Sequence[int]) -> tuple[FieldPlan, ...]:
    """Give the plan in another order of its fields, such as `inspection.field_order`'s.

    Raises
    ------
    ValueError
        If the order does not name each field of the plan once.
    """
    by_index = {field.index: field for field in plan}
    if sorted(order) != sorted(by_index):
        raise ValueError(f"order {tuple(order)} is not of the fields {sorted(by_index)}")
    return tuple(by_index[index] for index in order)


def expected_capture(
    recipe: Recipe,
    plan: Sequence[FieldPlan],
    optics: Optics,
    kind: PictureKind,
    serial: str,
    captured_utc: datetime,
) -> Capture:
    """Give what a camera is asked to take, as inspection wants it before the first frame is there.

    Raises
    ------
    ValueError
        If the time is naive: an instant is UTC.
    """
    if captured_utc.tzinfo is None:
        raise ValueError(f"{captured_utc} has no time zone")
    frames = tuple(frame_info(field, shot, optics, kind) for field in plan for shot in field.shots)
    side = recipe.board.side
    return Capture(recipe.product, serial, side, captured_utc, frames)


def frame_info(field: FieldPlan, shot: Shot, optics: Optics, kind: PictureKind) -> FrameInfo:
    """Give what is known of a frame before it is taken."""
    return FrameInfo(
        field=field.index,
        shot=shot,
        pixel_format=kind.pixel_format,
        center_mm=field.center_mm,
        mm_per_px=optics.mm_per_px,
        z_mm=optics.z_mm,
        rotation_deg=optics.rotation_deg,
        bits=kind.pixel_format.bits,
    )
