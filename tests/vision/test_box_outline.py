"""The rectangle of a QFN's body among lands, copper and print, drawn by closed formulas."""

import numpy as np
import pytest

from inspector.domain.board import Family, Land, Package, Placement, Termination, TerminationKind
from inspector.domain.view import View
from inspector.vision.box_outline import fit_box, is_boxed
from tests.vision.drawing import box, coverage

MM_PER_PX = 0.01
SIDE, BODY, PITCH = 360, 2.0, 0.5
MASK, COPPER, PRINT = (0.05, 0.11, 0.03), (0.10, 0.22, 0.06), (0.55, 0.6, 0.5)
LAND, MOULD = (0.9, 0.4, 0.06), (0.11, 0.07, 0.06)


def package():
    ends, lands = [], []
    for turn in (0.0, 90.0, 180.0, 270.0):
        cos, sin = round(np.cos(np.radians(turn))), round(np.sin(np.radians(turn)))
        for k in (-1, 0, 1):
            pin, along = str(len(ends) + 1), PITCH * k
            x, y = 0.85 * cos - along * sin, 0.85 * sin + along * cos
            kind = TerminationKind.BOTTOM_ONLY
            ends.append(Termination(pin, kind, x, y, 0.3, 0.25, turn, 0.02, 0.02))
            size = (0.8, 0.28) if cos else (0.28, 0.8)
            lands.append(Land(pin, x * (1.1 if cos else 1), y * (1.1 if sin else 1), *size))
    return Package("QFN12", Family.QFN, BODY, BODY, 0.8, tuple(ends), tuple(lands), 0.05, 0.05)


def view(x=0.0, y=0.0, turn=0.0, mould=MOULD, seed=0, body=BODY):
    """A part that lies there: lands, a track and two lines of print around it stay in place."""
    middle = (SIDE - 1) / 2
    ring = np.empty((SIDE, SIDE, 3), np.float64)
    ring[...] = MASK

    def lay(color, at, half, turned=0.0):
        shape = box(middle - at[1] / MM_PER_PX, middle + at[0] / MM_PER_PX,
                    tuple(h / MM_PER_PX for h in half), turned)  # fmt: skip
        share = coverage(shape, (SIDE, SIDE))[..., None]
        ring[:] = ring * (1 - share) + np.array(color) * share

    lay(COPPER, (-1.2, 0.5), (0.5, 0.6))
    lay(PRINT, (1.25, -1.3), (0.05, 0.6))
    lay(PRINT, (-0.5, 1.22), (0.4, 0.05))
    for land in package().lands:
        lay(LAND, (land.x_mm, land.y_mm), (land.size_x_mm / 2, land.size_y_mm / 2))
    if mould is not None:
        lay(mould, (x, y), (body / 2, body / 2), turn)
        lay(PRINT, (x, y + 0.1), (0.5, 0.08), turn)
    noise = np.random.default_rng(seed).normal(0, 0.004, ring.shape)
    valid = np.ones((SIDE, SIDE), bool)
    placement = Placement("U1", "QFN12", 10.0, 10.0, 0.0)
    images = {"ring": (ring + noise).astype(np.float32)}
    return View(placement, package(), images, valid, MM_PER_PX, (middle, middle))


@pytest.mark.parametrize("mould", [MOULD, (0.03, 0.02, 0.02), (0.3, 0.3, 0.28)])
@pytest.mark.parametrize("lies", [(0.0, 0.0, 0.0), (0.05, -0.06, 0.6), (-0.03, 0.02, -1.0)])
def test_a_body_is_measured_whatever_its_colour(mould, lies):
    found = fit_box(view(*lies, mould=mould))
    assert found is not None
    assert (found.x_mm, found.y_mm) == pytest.approx(lies[:2], abs=0.003)
    assert found.rotation_deg == pytest.approx(lies[2], abs=0.15)
    assert (found.length_mm, found.width_mm) == pytest.approx((BODY, BODY), abs=0.006)
    assert 0.1 < found.contrast <= 1.0


def test_lands_without_a_body_are_none():
    assert fit_box(view(mould=None)) is None


def test_a_body_of_another_size_is_none():
    larger = fit_box(view(body=BODY + 0.12))  # within its tolerance and SIZE_MM
    assert larger is not None
    assert larger.length_mm == pytest.approx(BODY + 0.12, abs=0.006)
    assert fit_box(view(body=BODY + 0.18)) is None


def test_kinds_with_caps_and_leads_are_measured_elsewhere():
    assert is_boxed(package())
    assert not is_boxed(Package("R", Family.CHIP_RESISTOR, 1.0, 0.5, 0.3, (), ()))
