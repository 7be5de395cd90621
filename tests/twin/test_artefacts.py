"""Artefacts are seen where, as high and as bright as their truth says."""

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from inspector.domain.errors import InspectorError
from inspector.domain.image import Shot
from inspector.domain.station import Telecentric
from inspector.twin.artefacts import (
    COLOURS,
    DRAWN_U_MM,
    GREYS,
    KINDS,
    RAISED_U_MM,
    REFLECTANCE_U,
    STEP_U_MM,
    artefact_of,
    draw_artefact,
    lying_of,
)
from inspector.twin.light import RING_LIGHT, matt_table
from inspector.twin.machine import MACHINES, Machine, Sensor, entocentric

PER_PX = 0.01
QUIET = Machine(
    "quiet",
    Telecentric(800, 1000, PER_PX, 399.5, 499.5),
    PER_PX,
    Sensor(noise=False, falloff=0.0),
    stage_sigma_mm=0.0,
)
COARSE = replace(QUIET, camera=Telecentric(375, 500, 0.04, 187.0, 249.5), mm_per_px=0.04)
WHITE = (Shot("white"),)


def picture(artefact, machine=QUIET, shots=WHITE, height=0.0, place=(0.0, 0.0)):
    [field] = draw_artefact(artefact, machine, 3, shots, [place], height)
    return field.frames[0].pixels.astype(float)


def pixel_of(x_mm, y_mm):
    """Where the plain camera sees a place of an artefact that lies as seed 3 says: row, col."""
    x, y = lying_of(3).pose.at(x_mm, y_mm)
    return 399.5 - y / PER_PX, 499.5 + x / PER_PX


def middle_of(gray, row, col, half):
    """Centre of gravity of what is brighter than its black ground, in a window."""
    window = np.s_[row - half : row + half + 1, col - half : col + half + 1]
    light = gray[window] - np.quantile(gray[window], 0.1)
    # the ground is even: what is this dark is ground
    light[light < 3] = 0
    rows, cols = np.mgrid[window]
    return (rows * light).sum() / light.sum(), (cols * light).sum() / light.sum()


def test_dots_are_seen_where_they_truly_are():
    dots = artefact_of("dots", 5)
    gray = picture(dots)[..., 1]
    dark = np.median(gray[:40])
    off = []
    for mark in dots.marks:
        row, col = pixel_of(*mark.true)
        if not (60 < row < 740 and 60 < col < 940):
            continue
        off.append(np.subtract(middle_of(gray, round(row), round(col), 45), (row, col)))
    assert len(off) > 20
    assert np.abs(off).max() < 0.02
    assert dark < 30


def test_dots_are_off_by_what_the_certificate_states():
    off = np.array([np.subtract(m.true, m.nominal) for m in artefact_of("dots", 7).marks])
    off -= (
        np.array([m.nominal for m in artefact_of("dots", 7).marks])
        * np.polyfit([m.nominal[0] for m in artefact_of("dots", 7).marks], off[:, 0], 1)[0]
    )
    assert off.std() == pytest.approx(DRAWN_U_MM, rel=0.15)
    assert np.abs(off).max() <= 3.1 * DRAWN_U_MM


def edge_of(lines):
    """Mean place of the one edge that crosses each line of pixels, from the share that is lit."""
    first, last = lines[:, :6].mean(1), lines[:, -6:].mean(1)
    lit = ((lines - first[:, None]) / (last - first)[:, None]).sum(1)
    return (lines.shape[1] - 0.5 - lit).mean()


def corner_of(gray, row, col, arm=slice(8, 60), half=15):
    """Where four squares meet: the middle of the edges on both sides, along rows and columns."""
    away = np.arange(arm.start, arm.stop)
    across = range(col - half, col + half + 1), range(row - half, row + half + 1)
    cols = [edge_of(gray[np.ix_(row + side * away, across[0])]) for side in (-1, 1)]
    rows = [edge_of(gray[np.ix_(across[1], col + side * away)].T) for side in (-1, 1)]
    return row - half + np.mean(rows), col - half + np.mean(cols)


def test_a_charuco_board_is_read_by_opencv():
    gray = picture(artefact_of("charuco", 5))[..., 1].astype(np.uint8)
    book = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_1000)
    _, ids, _ = cv2.aruco.ArucoDetector(book).detectMarkers(gray)
    assert ids is not None
    assert len(ids) >= 10


def test_corners_of_a_charuco_board_are_seen_where_they_truly_are():
    board = artefact_of("charuco", 5)
    gray = picture(board)[..., 1]
    off = []
    for mark in board.marks:
        row, col = pixel_of(*mark.true)
        if 80 < row < 720 and 80 < col < 920:
            off.append(np.subtract(corner_of(gray, round(row), round(col)), (row, col)))
    assert len(off) > 20
    assert np.abs(off).max() < 0.02


def height_at(artefact, x_mm, y_mm, raised_mm=0.0):
    """How high a place of an artefact that lies as seed 3 says is: level, slope and bowl."""
    lies = lying_of(3, raised_mm)
    level = lies.height_mm + lies.slope_x * x_mm + lies.slope_y * y_mm
    return level + artefact.bend_per_mm * (x_mm**2 + y_mm**2)


def test_steps_are_as_high_as_they_are():
    steps = artefact_of("steps", 5)
    heights = -2.0 + 0.0005 * picture(steps, COARSE, (Shot("range"),))
    for mark in steps.marks:
        x = float(mark.name.split(",")[0])
        at_x, at_y = lying_of(3).pose.at(x, 0.0)
        row, col = round(187.0 - at_y / 0.04), round(249.5 + at_x / 0.04)
        z = heights[row - 20 : row + 21, col - 5 : col + 6].mean()
        assert z - height_at(steps, x, 0.0) == pytest.approx(mark.true[0], abs=0.0004)
    off = [m.true[0] - m.nominal[0] for m in steps.marks]
    assert 0 < max(np.abs(off)) <= 3 * STEP_U_MM


@pytest.mark.parametrize("raised_mm", [0.0, 1.0])
def test_a_plane_is_as_high_as_it_is_raised_and_as_level_as_it_lies(raised_mm):
    plane = artefact_of("plane", 5)
    heights = -2.0 + 0.0005 * picture(plane, shots=(Shot("range"),), height=raised_mm)
    for x, y in ((0.0, 0.0), (4.0, 3.0), (-4.0, 3.0), (4.0, -3.0)):
        row, col = (round(at) for at in pixel_of(x, y))
        z = heights[row - 20 : row + 21, col - 20 : col + 21].mean()
        assert z == pytest.approx(height_at(plane, x, y, raised_mm), abs=0.0003)
    off = [lying_of(seed, raised_mm).height_mm - raised_mm for seed in range(400)]
    assert np.std(off) == pytest.approx(RAISED_U_MM, rel=0.15)


@pytest.mark.parametrize("kind", ["plane", "steps"])
def test_stripes_on_planes_and_steps_do_not_saturate(kind):
    shots = [Shot("fringe", "east", 2.0, step, 4) for step in range(4)]
    [field] = draw_artefact(artefact_of(kind, 5), QUIET, 3, shots, [(-2.0, 0.0)])
    steps = np.stack([frame.pixels.astype(float) for frame in field.frames])
    assert steps.max() < 240
    swing = np.hypot(steps[0] - steps[2], steps[3] - steps[1]) / 2
    assert np.median(swing) > 40


def test_raised_dots_are_seen_where_a_pinhole_puts_them():
    distance, raised, f = 130.0, 2.0, 130.0 / 0.02
    camera = entocentric(400, 600, 0.02, distance_mm=distance, imperfect=False)
    pinhole = replace(QUIET, camera=camera, mm_per_px=0.02)
    dots = artefact_of("dots", 5)
    gray = picture(dots, pinhole, height=raised, place=(5.0, -3.0))[..., 1]
    off = []
    for mark in dots.marks:
        x, y = lying_of(3, raised).pose.at(*mark.true)
        depth = distance - height_at(dots, *mark.true, raised)
        row, col = 199.5 - f * (y + 3.0) / depth, 299.5 + f * (x - 5.0) / depth
        if 30 < row < 370 and 30 < col < 570:
            off.append(np.subtract(middle_of(gray, round(row), round(col), 22), (row, col)))
    assert len(off) > 40
    assert np.abs(off).max() < 0.02


def test_every_field_of_dots_shows_how_it_is_turned():
    dots = artefact_of("dots", 5)
    wide = {m.name for m, art in zip(dots.marks, dots.art, strict=True) if art.at[2] > 0.3}
    for col, row in ((0, 0), (-20, 10), (10, -10)):
        assert {f"{col},{row}", f"{col + 2},{row}", f"{col},{row + 3}"} <= wide
    assert len(wide) < len(dots.marks) / 20


@pytest.mark.parametrize("height_mm", [math.nan, math.inf, 11.0])
def test_heights_that_are_none_are_refused(height_mm):
    with pytest.raises(InspectorError, match="at most 10 mm"):
        picture(artefact_of("plane", 5), height=height_mm)


@pytest.mark.parametrize(
    ("kind", "stated"), [("grey", [(g,) * 3 for g in GREYS]), ("colour", COLOURS)]
)
def test_fields_of_a_card_are_as_bright_as_their_reflectance(kind, stated):
    card = artefact_of(kind, 5)
    image = picture(card, COARSE)
    lit = 0.55 * matt_table(RING_LIGHT.rings[:3])[:, 0].sum() * QUIET.sensor.exposure * 255
    assert [m.nominal for m in card.marks] == [tuple(s) for s in stated]
    for mark in card.marks:
        x, y = lying_of(3).pose.at(*(float(v) for v in mark.name.split(",")))
        got = image[round(187.0 - y / 0.04), round(249.5 + x / 0.04)]
        assert got == pytest.approx(np.minimum(np.array(mark.true) * lit, 255), abs=2.0)
        assert mark.true == pytest.approx(mark.nominal, rel=3.1 * REFLECTANCE_U)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_same_seed_makes_the_same_artefact_and_another_another(kind):
    one, two, other = artefact_of(kind, 5), artefact_of(kind, 5), artefact_of(kind, 6)
    assert (one.marks, one.bend_per_mm, one.serial) == (two.marks, two.bend_per_mm, two.serial)
    assert (one.marks, one.bend_per_mm) != (other.marks, other.bend_per_mm)
    machine = MACHINES["telecentric-3mp"]
    pictures = [picture(a, machine) for a in (one, two)]
    assert np.array_equal(*pictures)
