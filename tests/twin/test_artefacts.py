"""Artefacts are seen where, as high and as bright as their truth says."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from inspector.domain.image import Shot
from inspector.domain.station import Telecentric
from inspector.twin.artefacts import (
    COLOURS,
    DOT_U_MM,
    GREYS,
    KINDS,
    REFLECTANCE_U,
    STEP_U_MM,
    artefact_of,
    draw_artefact,
    lying_of,
)
from inspector.twin.light import RING_LIGHT, matt_table
from inspector.twin.machine import MACHINES, Machine, Sensor

PER_PX = 0.01
QUIET = Machine(
    "quiet",
    Telecentric(800, 1000, PER_PX, 399.5, 499.5),
    PER_PX,
    Sensor(noise=False, falloff=0.0),
    stage_sigma_mm=0.0,
)
WHITE = (Shot("white"),)


def picture(artefact, machine=QUIET, shots=WHITE, height=0.0, place=(0.0, 0.0)):
    [field] = draw_artefact(artefact, machine, 3, shots, [place], height)
    return field.frames[0].pixels.astype(float)


def pixel_of(x_mm, y_mm):
    """Where the plain camera sees a place of an artefact that lies as seed 3 says: row, col."""
    x, y = lying_of(3).at(x_mm, y_mm)
    return 399.5 - y / PER_PX, 499.5 + x / PER_PX


def test_dots_are_seen_where_they_truly_are():
    dots = artefact_of("dots", 5)
    gray = picture(dots)[..., 1]
    dark = np.median(gray[:40])
    off = []
    for mark in dots.marks:
        row, col = pixel_of(*mark.true)
        if not (60 < row < 740 and 60 < col < 940):
            continue
        r, c = round(row), round(col)
        window = gray[r - 45 : r + 46, c - 45 : c + 46] - np.median(gray[r - 45 : r + 46, c - 45])
        window = np.clip(window, 0, None)
        rows, cols = np.mgrid[r - 45 : r + 46, c - 45 : c + 46]
        total = window.sum()
        off.append(((rows * window).sum() / total - row, (cols * window).sum() / total - col))
    assert len(off) > 20
    assert np.abs(off).max() < 0.02
    assert dark < 30


def test_dots_are_off_by_what_the_certificate_states():
    off = np.array([np.subtract(m.true, m.nominal) for m in artefact_of("dots", 7).marks])
    off -= (
        np.array([m.nominal for m in artefact_of("dots", 7).marks])
        * np.polyfit([m.nominal[0] for m in artefact_of("dots", 7).marks], off[:, 0], 1)[0]
    )
    assert off.std() == pytest.approx(DOT_U_MM, rel=0.15)
    assert np.abs(off).max() <= 3.1 * DOT_U_MM


def test_a_charuco_board_is_read_by_opencv_with_its_corners_where_they_are():
    board = artefact_of("charuco", 5)
    image = picture(board)[..., 1]
    gray = np.clip(image * 2, 0, 255).astype(np.uint8)
    book = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_250)
    _, ids, _ = cv2.aruco.ArucoDetector(book).detectMarkers(gray)
    assert ids is not None
    assert len(ids) >= 10
    off = []
    for mark in board.marks:
        row, col = pixel_of(*mark.true)
        if not (60 < row < 740 and 60 < col < 940):
            continue
        start = np.array([[[col, row]]], np.float32) + 1.2
        criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_COUNT, 60, 1e-4)
        [[found]] = cv2.cornerSubPix(gray, start.copy(), (9, 9), (-1, -1), criteria)
        off.append(found - (col, row))
    # single corners are as good as OpenCV's search is beside the bits of a marker
    assert len(off) > 10
    assert np.abs(np.mean(off, 0)).max() < 0.02
    assert np.abs(off).max() < 0.06


def test_steps_are_as_high_as_they_are():
    steps = artefact_of("steps", 5)
    camera = replace(QUIET.camera, x_slope=0.1)
    leaning = picture(steps, replace(QUIET, camera=camera), (Shot("range"),))
    for mark in steps.marks:
        x = float(mark.name.split(",")[0])
        row, col = pixel_of(x, 0.0)
        if not 60 < col < 940:
            continue
        z = -2.0 + 0.0005 * np.median(leaning[round(row) - 20 : round(row) + 21, round(col)])
        assert z == pytest.approx(mark.true[0], abs=0.001)
    assert max(abs(m.true[0] - m.nominal[0]) for m in steps.marks) <= 3 * STEP_U_MM


def test_a_raised_plane_is_as_high_as_it_is_raised():
    [field] = draw_artefact(artefact_of("plane", 5), QUIET, 3, (Shot("range"),), [(0, 0)], 1.0)
    z = -2.0 + 0.0005 * field.frames[0].pixels
    assert z == pytest.approx(1.0, abs=0.008)  # its flatness, and the camera's noise
    assert z.mean() == pytest.approx(1.0, abs=0.002)


@pytest.mark.parametrize(
    ("kind", "stated"), [("grey", [(g,) * 3 for g in GREYS]), ("colour", COLOURS)]
)
def test_fields_of_a_card_are_as_bright_as_their_reflectance(kind, stated):
    card = artefact_of(kind, 5)
    machine = replace(QUIET, camera=Telecentric(375, 500, 0.04, 187.0, 249.5), mm_per_px=0.04)
    image = picture(card, machine)
    lit = 0.55 * matt_table(RING_LIGHT.rings[:3])[:, 0].sum() * QUIET.sensor.exposure * 255
    assert [m.nominal for m in card.marks] == [tuple(s) for s in stated]
    for mark in card.marks:
        x, y = lying_of(3).at(*(float(v) for v in mark.name.split(",")))
        got = image[round(187.0 - y / 0.04), round(249.5 + x / 0.04)]
        assert got == pytest.approx(np.minimum(np.array(mark.true) * lit, 255), abs=2.0)
        assert mark.true == pytest.approx(mark.nominal, rel=3.1 * REFLECTANCE_U)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_same_seed_makes_the_same_artefact_and_another_another(kind):
    one, two, other = artefact_of(kind, 5), artefact_of(kind, 5), artefact_of(kind, 6)
    assert (one.marks, one.warp, one.serial) == (two.marks, two.warp, two.serial)
    assert (one.marks, one.warp) != (other.marks, other.warp)
    machine = MACHINES["telecentric-3mp"]
    pictures = [picture(a, machine) for a in (one, two)]
    assert np.array_equal(*pictures)
