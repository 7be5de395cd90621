"""What is built: panel, board, fiducial, placement, package, termination, land, mask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from typing_extensions import override

from inspector.domain.geometry import Affine, Box, Polygon, rectangle_mm


class Side(StrEnum):
    """Which side of the board is seen."""

    TOP = "top"
    BOTTOM = "bottom"


class Family(StrEnum):
    """Kinds of package by the trade's names."""

    CHIP_RESISTOR = "chip_resistor"
    CHIP_CAPACITOR = "chip_capacitor"
    MELF = "melf"
    TANTALUM = "tantalum"
    ELECTROLYTIC = "electrolytic"
    SOT = "sot"
    SOIC = "soic"
    TSSOP = "tssop"
    QFP = "qfp"
    QFN = "qfn"
    BGA = "bga"
    WLCSP = "wlcsp"
    DPAK = "dpak"
    CONNECTOR = "connector"
    SHIELD = "shield"
    GASKET = "gasket"


class TerminationKind(StrEnum):
    """Kinds of termination as IPC-A-610 section 8.3 divides them."""

    BOTTOM_ONLY = "bottom_only"
    CHIP_END = "chip_end"
    CYLINDRICAL_END = "cylindrical_end"
    CASTELLATED = "castellated"
    GULL_WING = "gull_wing"
    J_LEAD = "j_lead"
    FLAT_LUG = "flat_lug"
    NO_LEAD = "no_lead"
    THERMAL_PAD = "thermal_pad"
    BALL = "ball"


class LandShape(StrEnum):
    """Outline of a land."""

    RECTANGLE = "rectangle"
    ROUNDED = "rounded"
    CIRCLE = "circle"


class FiducialShape(StrEnum):
    """Outline of a fiducial."""

    CIRCLE = "circle"
    CROSS = "cross"
    RECTANGLE = "rectangle"


class FiducialLevel(StrEnum):
    """What a fiducial aligns."""

    PANEL = "panel"
    BOARD = "board"
    PART = "part"


class MarkKind(StrEnum):
    """How a package shows its pin 1."""

    DOT = "dot"
    BAR = "bar"
    NOTCH = "notch"
    CHAMFER = "chamfer"


@dataclass(frozen=True, slots=True)
class Fiducial:
    """A mark for alignment, in board mm (panel mm at panel level).

    ``size_mm`` is the diameter of a circle, the arm span of a cross, the width (x) of a rectangle;
    ``size_y_mm`` is the height of a rectangle (0: square); ``arm_mm`` the arm width of a cross.
    ``opening_mm`` is the diameter of the solder-mask opening around it.
    """

    name: str
    x_mm: float
    y_mm: float
    size_mm: float
    shape: FiducialShape = FiducialShape.CIRCLE
    level: FiducialLevel = FiducialLevel.BOARD
    size_y_mm: float = 0.0
    arm_mm: float = 0.0
    opening_mm: float = 0.0
    refdes: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """One part by reference designator: where it belongs and what it is.

    Board mm and degrees as seen from the inspected side. ``fitted = False``: the site must be
    empty.
    """

    refdes: str
    package: str
    x_mm: float
    y_mm: float
    rotation_deg: float
    value: str = ""
    part_number: str = ""
    fitted: bool = True

    @property
    def pose(self) -> Affine:
        """Package mm to board mm."""
        return Affine.of(self.x_mm, self.y_mm, self.rotation_deg)


@dataclass(frozen=True, slots=True)
class Alternate:
    """An accepted part number for a placement: what may differ when it is fitted."""

    refdes: str
    part_number: str
    body_height_mm: float | None = None
    color: str = ""
    marking: str = ""


@dataclass(frozen=True, slots=True)
class Termination:
    """One end cap, lead foot or ball, in package mm at 0 degrees.

    ``length_mm`` (L) lies along ``direction_deg``, which points away from the body; ``width_mm``
    (W) across it. ``thickness_mm`` (T) is the metal's, ``height_mm`` (H) how high the solderable
    face stands. ``gap_mm`` (G) is the solder under it, which cannot be seen: a stated figure.
    """

    pin: str
    kind: TerminationKind
    x_mm: float
    y_mm: float
    length_mm: float
    width_mm: float
    direction_deg: float
    thickness_mm: float = 0.0
    height_mm: float = 0.0
    gap_mm: float = 0.0

    @property
    def outline_mm(self) -> Polygon:
        """Corners as seen from above, package mm."""
        return rectangle_mm(
            (self.x_mm, self.y_mm), (self.length_mm, self.width_mm), self.direction_deg
        )


@dataclass(frozen=True, slots=True)
class Land:
    """Copper under one termination, in package mm at 0 degrees, its sizes along x and y."""

    pin: str
    x_mm: float
    y_mm: float
    size_x_mm: float
    size_y_mm: float
    shape: LandShape = LandShape.RECTANGLE
    corner_mm: float = 0.0

    @property
    def box(self) -> Box:
        """Extent in package mm."""
        return Box(
            self.x_mm - self.size_x_mm / 2,
            self.y_mm - self.size_y_mm / 2,
            self.size_x_mm,
            self.size_y_mm,
        )


@dataclass(frozen=True, slots=True)
class PolarityMark:
    """The mark of pin 1 on the body, in package mm at 0 degrees."""

    kind: MarkKind
    x_mm: float
    y_mm: float
    size_x_mm: float
    size_y_mm: float


@dataclass(frozen=True, slots=True)
class Package:
    """Body and land pattern of a kind of part (IPC-7351 name), at 0 degrees.

    Length lies along x at 0 degrees for chips; for every package ``body_x_mm`` and ``body_y_mm``
    are the moulded or ceramic body's extents along x and y (for a chip over its end caps).
    ``symmetry_deg`` is the smallest turn after which a correct part looks correct again.
    """

    name: str
    family: Family
    body_x_mm: float
    body_y_mm: float
    body_height_mm: float
    terminations: tuple[Termination, ...]
    lands: tuple[Land, ...]
    body_x_tol_mm: float = 0.0
    body_y_tol_mm: float = 0.0
    body_height_tol_mm: float = 0.0
    standoff_mm: float = 0.0
    symmetry_deg: float = 360.0
    mark: PolarityMark | None = None

    @override
    def __hash__(self) -> int:
        # packages are keys of what is remembered of them: a hash over all pins takes too long
        return hash(self.name)

    @property
    def pins(self) -> tuple[str, ...]:
        """Names of the terminations, in order."""
        return tuple(t.pin for t in self.terminations)

    def termination(self, pin: str) -> Termination:
        """Give the termination of a pin; KeyError where there is none."""
        for termination in self.terminations:
            if termination.pin == pin:
                return termination
        raise KeyError(f"{self.name} has no pin {pin}")

    def land(self, pin: str) -> Land | None:
        """Give the land under a pin, or None."""
        return next((land for land in self.lands if land.pin == pin), None)

    @property
    def extent(self) -> Box:
        """Body, terminations and lands together, package mm."""
        half_x, half_y = self.body_x_mm / 2, self.body_y_mm / 2
        points = [(-half_x, -half_y), (half_x, half_y)]
        points += [corner for t in self.terminations for corner in t.outline_mm]
        points += [corner for land in self.lands for corner in land.box.corners_mm]
        return Box.around(points)


@dataclass(frozen=True, slots=True)
class Mask:
    """A polygon (board mm) not to be inspected, with the reason and who drew it."""

    polygon_mm: Polygon
    reason: str
    author: str


@dataclass(frozen=True, slots=True)
class Board:
    """The design of one side: outline, fiducials, placements, packages and alternates."""

    outline_mm: Polygon
    fiducials: tuple[Fiducial, ...]
    placements: tuple[Placement, ...]
    packages: Mapping[str, Package]
    alternates: tuple[Alternate, ...] = ()
    masks: tuple[Mask, ...] = ()
    side: Side = Side.TOP

    @property
    def extent(self) -> Box:
        """Box around the outline."""
        return Box.around(self.outline_mm)

    def package_of(self, placement: Placement) -> Package:
        """Give the package of a placement; KeyError where the library lacks it."""
        return self.packages[placement.package]


@dataclass(frozen=True, slots=True)
class BoardSite:
    """Where one board lies in the panel: its origin and turn, panel mm; bad mark in board mm."""

    index: int
    x_mm: float = 0.0
    y_mm: float = 0.0
    rotation_deg: float = 0.0
    bad_mark: Box | None = None

    @property
    def pose(self) -> Affine:
        """Board mm to panel mm."""
        return Affine.of(self.x_mm, self.y_mm, self.rotation_deg)


@dataclass(frozen=True, slots=True)
class Panel:
    """What travels: one or several boards of one design; a single board is a panel of one."""

    sites: tuple[BoardSite, ...] = (BoardSite(0),)
    outline_mm: Polygon = ()
    fiducials: tuple[Fiducial, ...] = field(default=())
