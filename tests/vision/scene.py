"""A small board drawn by closed formulas through the camera's own projection, supersampled."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import cv2
import numpy as np

from inspector.domain.board import (
    Board,
    BoardSite,
    Family,
    Fiducial,
    Land,
    Package,
    Panel,
    Placement,
    Termination,
    TerminationKind,
)
from inspector.domain.geometry import Affine
from inspector.domain.image import Field, Frame, FrameInfo, PixelFormat, Shot
from inspector.domain.recipe import IpcClass, ProcessStage, Recipe, RegistrationKind
from inspector.domain.station import (
    Artefact,
    Calibration,
    CameraUncertainty,
    Entocentric,
    StageCalibration,
)
from inspector.vision.camera_model import machine_to_local, project

CAMERA = Entocentric(
    480, 640, 8000.0, 8005.0, 321.0, 238.0, math.pi, 0.002, 0.001, 0.05, -0.04, 160.0, k1=-0.2
)
CALIBRATION = Calibration(
    camera_name="drawn",
    camera=CAMERA,
    uncertainty=CameraUncertainty(place_mm=0.001, scale=1e-5, slope=0.001),
    plane_z_mm=0.0,
    z_range_mm=(-1.0, 2.0),
    stage=StageCalibration(u_place_mm=0.008),
    artefact=Artefact("drawn", "", "", 0.0),
    made_by="test",
    made_utc=datetime(2026, 1, 1, tzinfo=UTC),
    valid_until_utc=datetime(2030, 1, 1, tzinfo=UTC),
)
CAP = TerminationKind.CHIP_END
CHIP = Package(
    "CHIP",
    Family.CHIP_RESISTOR,
    1.6,
    0.8,
    0.5,
    (Termination("1", CAP, -0.65, 0, 0.3, 0.8, 180), Termination("2", CAP, 0.65, 0, 0.3, 0.8, 0)),
    (Land("1", -0.85, 0, 1.0, 1.0), Land("2", 0.85, 0, 1.0, 1.0)),
)
PLACES = [(3, 8.5, 0), (6.5, 8.7, 90), (10, 8.4, 0), (14, 8.6, 180), (17.4, 7, 90)]
PLACES += [(3.2, 5, 90), (6, 5.4, 45), (9.5, 4.6, 0), (13, 5, 0), (16, 3.6, 30)]
PLACES += [(3.4, 2.2, 0), (7, 1.7, 0), (10.5, 1.8, 90), (13.6, 1.6, 0)]
MARKS = [(1.2, 1.2), (18.8, 1.2), (1.2, 10.8), (18.8, 10.8)]
CENTERS = [(5.6, 4.3), (14.4, 4.3), (14.4, 7.7), (5.6, 7.7)]
MASK, LAND, BODY, MARK = (25, 60, 35), (190, 150, 90), (30, 30, 30), (210, 170, 100)


PANEL = Affine.of(0.2, -0.15, 0.4)
SINGLE = (BoardSite(0),)


@dataclass(frozen=True)
class Truth:
    """How the panel lies, and where the stage went instead of its commanded places."""

    panel: Affine = PANEL
    stage_mm: tuple[tuple[float, float], ...] = ((0.0, 0.0),) * 4
    turned: bool = False
    moved_mark_mm: float = 0.0
    marks: bool = True
    shading: float = 0.2


STRAIGHT = Truth()


def recipe(marks=3, kind=RegistrationKind.FIDUCIALS, sites=SINGLE, panel_marks=()):
    """A board of 20 x 12 mm with 14 chips."""
    placements = tuple(
        Placement(f"R{i}", "CHIP", x, y, turn) for i, (x, y, turn) in enumerate(PLACES, 1)
    )
    fiducials = tuple(Fiducial(f"F{i}", *MARKS[i], 0.8) for i in range(marks))
    board = Board(((0, 0), (20, 0), (20, 12), (0, 12)), fiducials, placements, {"CHIP": CHIP})
    return Recipe(
        "drawn", "A", ProcessStage.POST_REFLOW, IpcClass.CLASS_3, kind, (Shot("ring"),),
        Panel(sites, (), panel_marks), board, {},
    )  # fmt: skip


def draw(recipe, truth=STRAIGHT, pixel_format=PixelFormat.RGB8, centers=CENTERS):
    """Give the fields of the panel."""
    return [_field(i, center, recipe, truth, pixel_format) for i, center in enumerate(centers)]


def _field(index, center, recipe, truth, pixel_format):
    off = truth.stage_mm[index % len(truth.stage_mm)]
    info = FrameInfo(index, Shot("ring"), pixel_format, center, 0.02, bits=pixel_format.bits)
    there = replace(info, center_mm=(center[0] + off[0], center[1] + off[1]))
    to_local = truth.panel.then(machine_to_local(there))
    picture = np.empty((CAMERA.rows, CAMERA.cols, 3), np.float64)
    picture[:] = MASK
    for site in recipe.panel.sites:
        board = site.pose.then(to_local)
        if truth.turned:
            board = Affine.of(20, 12, 180).then(board)
        _board(picture, recipe.board, board, truth)
    for mark in recipe.panel.fiducials:
        _ink(picture, to_local, _disc(mark.x_mm, mark.y_mm, mark.size_mm / 2), MARK)
    return Field(index, (Frame(info, _sensor(picture, info, truth, index)),))


def _board(picture, board, to_local, truth):
    for i, mark in enumerate(board.fiducials):
        if truth.marks:
            off = truth.moved_mark_mm if i == 1 else 0.0
            _ink(picture, to_local, _disc(mark.x_mm + off, mark.y_mm, mark.size_mm / 2), MARK)
    for placement in board.placements:
        pose = placement.pose.then(to_local)
        for land in CHIP.lands:
            _ink(picture, pose, _box(land.x_mm, land.y_mm, land.size_x_mm, land.size_y_mm), LAND)
        _ink(picture, pose, _box(0.02, 0, 1.6, 0.8), BODY)


def _disc(x, y, radius):
    return (x, y, radius * 1.5), lambda u, v: np.hypot(u - x, v - y) <= radius


def _box(x, y, width, height):
    reach = math.hypot(width, height) / 2
    return (x, y, reach), lambda u, v: (abs(u - x) <= width / 2) & (abs(v - y) <= height / 2)


def _ink(picture, to_local, shape, color, fine=4):
    """Lay a shape over the picture, each pixel by the share of it that is covered."""
    (x, y, reach), inside = shape
    # over one shape the lens is straight: its curvature there is below a thousandth of a pixel
    at = project(CAMERA, to_local.apply([(x, y), (x + reach, y), (x, y + reach)]))
    along, up = (at[1] - at[0]) / reach, (at[2] - at[0]) / reach
    half = reach * (np.abs(along) + np.abs(up))
    r0, c0 = np.maximum(np.floor(at[0] - half).astype(int) - 1, 0)
    r1, c1 = np.minimum(np.ceil(at[0] + half).astype(int) + 2, picture.shape[:2])
    if r1 <= r0 or c1 <= c0:
        return
    steps = (np.arange(fine) - (fine - 1) / 2) / fine
    rows = (np.arange(r0, r1)[:, None] + steps).reshape(-1, 1) - at[0][0]
    cols = (np.arange(c0, c1)[:, None] + steps).reshape(1, -1) - at[0][1]
    det = along[0] * up[1] - along[1] * up[0]
    u = x + (up[1] * rows - up[0] * cols) / det
    v = y + (along[0] * cols - along[1] * rows) / det
    share = inside(u, v).reshape(r1 - r0, fine, c1 - c0, fine).mean(axis=(1, 3))[..., None]
    picture[r0:r1, c0:c1] = picture[r0:r1, c0:c1] * (1 - share) + share * np.array(color)


def _sensor(picture, info, truth, seed):
    blurred = cv2.GaussianBlur(picture, (0, 0), 0.7)
    light = 1 + truth.shading * (np.linspace(-0.5, 0.5, CAMERA.cols)[None, :, None])
    noisy = blurred * light + np.random.default_rng(seed).normal(0, 3, picture.shape)
    full = 2**info.bits - 1
    values = np.clip(np.round(noisy / 255 * (full - info.black_level) + info.black_level), 0, full)
    dtype = np.uint8 if info.bits <= 8 else np.uint16
    if not info.pixel_format.is_bayer:
        return values.astype(dtype)
    rows, cols = np.indices(values.shape[:2])
    red_row, red_col = {"RG": (0, 0), "GB": (1, 0)}[info.pixel_format.value[5:7]]
    channel = (rows % 2 != red_row).astype(int) + (cols % 2 != red_col)
    return np.take_along_axis(values, channel[..., None], axis=2)[..., 0].astype(dtype)
