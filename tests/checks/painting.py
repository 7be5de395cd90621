"""Parts drawn with a few lines of paint: what lies flat is red, what is steep is blue or dark.

Nothing of the product's own drawn world is in here, so the two can only agree with the truth.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np

from inspector.domain.board import (
    Family,
    Land,
    MarkKind,
    Package,
    Placement,
    PolarityMark,
    Termination,
    TerminationKind,
)
from inspector.domain.geometry import Affine, Box
from inspector.domain.view import Rays, View

MM_PER_PX = 0.01
FINER = 3
AS_DRAWN, UPRIGHT_RAYS = Affine(), Rays()
BOARD = (0.09, 0.10, 0.02)
STEEP, SHADOW = (0.05, 0.10, 0.25), (0.02, 0.03, 0.03)
BLUE, GREEN, FLAT = (0.05, 0.25, 0.9), (0.3, 0.9, 0.1), (0.95, 0.4, 0.05)
CAP = (0.88, 0.49, 0.17)
BLACK, BROWN, WHITE = (0.10, 0.03, 0.02), (0.24, 0.23, 0.09), (0.5, 0.6, 0.55)


def chip_package(length=1.0, width=0.5, cap=0.22, height=0.35):
    ends = tuple(
        Termination(
            pin,
            TerminationKind.CHIP_END,
            sign * (length - cap) / 2,
            0.0,
            cap,
            width,
            0.0 if sign > 0 else 180.0,
            0.02,
            height,
        )
        for pin, sign in (("1", -1), ("2", 1))
    )
    lands = tuple(
        Land(pin, sign * (length / 2 + 0.02), 0.0, 0.56, width + 0.14)
        for pin, sign in (("1", -1), ("2", 1))
    )
    return Package(
        "RESC", Family.CHIP_RESISTOR, length, width, height, ends, lands, 0.1, 0.1, 0.05,
        symmetry_deg=180.0,
    )  # fmt: skip


def soic_package():
    leads, lands = [], []
    for k in range(8):
        sign, y = (-1, 1.905 - 1.27 * k) if k < 4 else (1, -1.905 + 1.27 * (k - 4))
        turn = 180.0 if sign < 0 else 0.0
        leads.append(
            Termination(
                str(k + 1), TerminationKind.GULL_WING, sign * 2.7, y, 0.6, 0.41, turn, 0.2, 0.2
            )
        )
        lands.append(Land(str(k + 1), sign * 2.475, y, 1.95, 0.6))
    mark = PolarityMark(MarkKind.DOT, -1.3, 1.8, 0.5, 0.5)
    return Package(
        "SOIC8", Family.SOIC, 3.9, 4.9, 1.55, tuple(leads), tuple(lands), 0.1, 0.1, 0.1, mark=mark
    )


@dataclass(frozen=True)
class Look:
    """What may differ from part to part."""

    body: tuple = BLACK
    cap: tuple = CAP
    rim_mm: float = 0.03
    board: tuple = BOARD
    gain: float = 1.0
    noise: float = 0.012


class Canvas:
    """A finer picture in package mm; paint covers what was there."""

    def __init__(self, package, look, margin_mm=0.8):
        box = package.extent.grown(margin_mm)
        self.half = np.ceil(
            [max(-box.y_mm, box.y_mm + box.height_mm), max(-box.x_mm, box.x_mm + box.width_mm)]
            / np.array(MM_PER_PX)
        ).astype(int)
        shape = (2 * self.half + 1) * FINER
        self.pixels = np.tile(np.float32(look.board), (*shape, 1))
        rows, cols = (np.arange(n) - (n - 1) / 2 for n in shape)
        self.x, self.y = np.meshgrid(cols, -rows)
        self.x, self.y = self.x * MM_PER_PX / FINER, self.y * MM_PER_PX / FINER
        self.look = look

    def window(self, box, pose, z_mm, rays):
        """Rows and columns that a rectangle lying in a pose can touch."""
        seen = pose.apply(box.grown(MM_PER_PX).corners_mm) * (1.0 + z_mm * rays.spread_per_mm)
        seen += z_mm * np.array([rays.x_slope, rays.y_slope])
        step = MM_PER_PX / FINER
        rows, cols = (np.array(self.x.shape) - 1) / 2
        (left, low), (right, high) = seen.min(axis=0) / step, seen.max(axis=0) / step
        span = (rows - high, rows - low + 1), (cols + left, cols + right + 1)
        return tuple(slice(max(0, int(a)), max(0, int(np.ceil(b)))) for a, b in span)

    def depth(self, box, pose, z_mm, rays, where):
        """Distance to the edge of a rectangle that lies in a pose at a height, mm."""
        shrink = 1.0 + z_mm * rays.spread_per_mm
        x = (self.x[where] - z_mm * rays.x_slope) / shrink
        y = (self.y[where] - z_mm * rays.y_slope) / shrink
        own = pose.inverse().apply(np.stack((x, y), axis=-1))
        (cx, cy), half = box.center_mm, (box.width_mm / 2, box.height_mm / 2)
        return np.minimum(half[0] - abs(own[..., 0] - cx), half[1] - abs(own[..., 1] - cy))

    def paint(self, box, bands, pose=AS_DRAWN, rays=UPRIGHT_RAYS, z_mm=0.0):
        """Paint a rectangle by distance from its edge: each band from its depth inwards."""
        begin = min(band[0] for band in bands)
        where = self.window(box.grown(max(0.0, -begin)), pose, z_mm, rays)
        depth = self.depth(box, pose, z_mm, rays, where)
        for inwards, color in bands:
            self.pixels[where][depth > inwards] = color

    def picture(self, seed):
        coarse = cv2.resize(
            self.pixels, None, fx=1 / FINER, fy=1 / FINER, interpolation=cv2.INTER_AREA
        )
        blurred = cv2.GaussianBlur(coarse, (0, 0), 0.8)
        rng = np.random.default_rng(seed)
        noisy = self.look.gain * blurred + rng.normal(0, self.look.noise, blurred.shape)
        return np.clip(noisy, 0, 1).astype(np.float32)


def view_of(canvas, package, rays, seed):
    picture = canvas.picture(seed)
    picture.setflags(write=False)
    center = (float(canvas.half[0]), float(canvas.half[1]))
    placement = Placement("R1", package.name, 10.0, 8.0, 0.0)
    valid = np.ones(picture.shape[:2], bool)
    return View(placement, package, {"ring": picture}, valid, MM_PER_PX, center, rays=rays)


def solder(canvas, package, style):
    flat = (0.12, FLAT) if style == "bare" else (0.1, STEEP)
    for land in package.lands:
        canvas.paint(land.box, [(0.0, BLUE), (0.03, GREEN), (0.07, FLAT), flat])


CHIP_0402 = chip_package()


@dataclass(frozen=True)
class Chip:
    """A chip as it lies; ``present=False`` leaves bare soldered lands."""

    x: float = 0.0
    y: float = 0.0
    turn: float = 0.0
    package: Package = CHIP_0402
    look: Look = Look()
    rays: Rays = UPRIGHT_RAYS
    present: bool = True
    seed: int = 0


@lru_cache(maxsize=16)
def draw_chip(chip=Chip()):
    package, look = chip.package, chip.look
    canvas = Canvas(package, look)
    solder(canvas, package, "steep" if chip.present else "bare")
    if chip.present:
        pose, z = Affine.of(chip.x, chip.y, chip.turn), package.body_height_mm
        half_x, half_y = package.body_x_mm / 2, package.body_y_mm / 2
        body = Box(-half_x, -half_y, 2 * half_x, 2 * half_y)
        canvas.paint(body, [(-0.02, SHADOW), (0.01, look.body)], pose, chip.rays, z)
        rim = look.rim_mm
        cap_bands = [(0.0, STEEP), (0.4 * rim, BLUE), (0.6 * rim, GREEN), (rim, look.cap)]
        for end in package.terminations:
            left = end.x_mm - end.length_mm / 2
            cap = replace(body, x_mm=left, width_mm=end.length_mm)
            canvas.paint(cap, cap_bands, pose, chip.rays, z)
    return view_of(canvas, package, chip.rays, chip.seed)


@dataclass(frozen=True)
class Soic:
    """An SOIC-8 as it lies; ``mark_turn`` turns its top, ``text`` covers the corner opposite."""

    x: float = 0.0
    y: float = 0.0
    turn: float = 0.0
    mark_turn: float = 0.0
    text: bool = False
    present: bool = True
    seed: int = 0
    dot: tuple = (0.28, 0.28, 0.28)


@lru_cache(maxsize=16)
def draw_soic(part=Soic()):
    package, look = soic_package(), Look()
    canvas = Canvas(package, look)
    solder(canvas, package, "bare")
    if part.present:
        pose = Affine.of(part.x, part.y, part.turn)
        body = Box(-1.95, -2.45, 3.9, 4.9)
        canvas.paint(body, [(-0.2, SHADOW)], pose)
        for end in package.terminations:
            foot = Box(end.x_mm - 0.3, end.y_mm - 0.205, 0.6, 0.41)
            canvas.paint(foot, [(-0.03, STEEP), (0.0, FLAT)], pose)
        canvas.paint(body, [(0.0, (0.12, 0.11, 0.10))], pose)
        print_top(canvas, part, Affine.of(0, 0, part.mark_turn).then(pose), package.mark)
    return view_of(canvas, package, UPRIGHT_RAYS, part.seed)


def print_top(canvas, part, marked, mark):
    own = marked.inverse().apply(np.stack((canvas.x, canvas.y), axis=-1))
    x, y = own[..., 0], own[..., 1]
    canvas.pixels[np.hypot(x - mark.x_mm, y - mark.y_mm) < mark.size_x_mm / 2] = part.dot
    if part.text:
        dx, dy = abs(x + mark.x_mm), abs(y + mark.y_mm)
        ink = ((dy < 0.06) & (abs(x) < 1.8)) | ((dx < 0.05) & (dy < 0.3))
        canvas.pixels[ink] = (0.35, 0.35, 0.35)


def measured(check, view):
    """Value by quantity and pin."""
    return {(m.quantity, m.pin): m.value for m in check.measure(view, {})}
