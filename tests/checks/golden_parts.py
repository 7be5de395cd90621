"""Parts of the library painted from above with print on their tops, and a golden part beside."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from inspector.domain.geometry import Affine, Box
from inspector.domain.view import GoldenPart
from inspector.formats.packages import read_packages
from inspector.formats.shipped import shipped
from inspector.vision.likeness import picture_for
from tests.checks.painting import SHADOW, UPRIGHT_RAYS, Canvas, Look, solder, view_of

COARSE = 0.02
"""Of the golden board, mm per pixel; views have half of that."""
TOP, PRINT = (0.12, 0.11, 0.10), (0.35, 0.35, 0.35)
MELF, QFN, WLCSP = "DIOMELF2012N", "QFN of 2 mm", "BGA16C40P4X4_160X160X60N"
TANTALUM, RESISTOR = "CAPMP3216X180N", "RESC2012X70N"


@dataclass(frozen=True)
class Part:
    """A part as it lies; the lands stay where they are."""

    package: str = QFN
    x: float = 0.0
    y: float = 0.0
    turn: float = 0.0
    present: bool = True
    seed: int = 0


@cache
def library():
    known = read_packages(shipped("recipes") / "library" / "packages.toml")
    return {**known, QFN: _halved(known["QFN50P400X400X80-25N"])}


def _halved(package):
    """Give a small part of the same kind: quick to paint."""
    terminations = tuple(
        replace(t, x_mm=t.x_mm / 2, y_mm=t.y_mm / 2, length_mm=t.length_mm / 2, width_mm=0.13)
        for t in package.terminations
    )
    lands = tuple(
        replace(
            land,
            x_mm=land.x_mm / 2,
            y_mm=land.y_mm / 2,
            size_x_mm=land.size_x_mm / 2,
            size_y_mm=land.size_y_mm / 2,
        )
        for land in package.lands
    )
    return replace(
        package,
        body_x_mm=package.body_x_mm / 2,
        body_y_mm=package.body_y_mm / 2,
        terminations=terminations,
        lands=lands,
    )


@cache
def draw(part=Part()):
    package = library()[part.package]
    canvas = Canvas(package, Look(), margin_mm=0.5)
    solder(canvas, package, "bare")
    if part.present:
        pose = Affine.of(part.x, part.y, part.turn)
        x, y = package.body_x_mm, package.body_y_mm
        canvas.paint(Box(-x / 2, -y / 2, x, y), [(-0.05, SHADOW), (0.0, TOP)], pose)
        own = pose.inverse().apply(np.stack((canvas.x, canvas.y), axis=-1))
        u, v = own[..., 0], own[..., 1]
        canvas.pixels[np.hypot(u + 0.35 * x, v - 0.35 * y) < 0.09 * min(x, y)] = PRINT
        for k in range(6):
            canvas.pixels[(abs(u - (k - 2.5) * 0.1 * x) < 0.02 * x) & (abs(v) < 0.1 * y)] = PRINT
    return view_of(canvas, package, UPRIGHT_RAYS, part.seed)


def beside(view, golden, shot="ring"):
    """Give a view with the golden part of another."""
    codes, picture = picture_for(golden, shot, COARSE), picture_for(view, shot, COARSE)
    return replace(view, golden=GoldenPart(codes, picture, COARSE))


def against_golden(part):
    """Give a part beside the golden part of its package, which lies in its place."""
    return beside(draw(part), draw(Part(part.package, seed=99)))
