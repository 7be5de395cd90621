"""The camera model against OpenCV, closed pinhole formulas and its own inverse."""

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.domain.geometry import Affine
from inspector.domain.image import FrameInfo, PixelFormat, Shot
from inspector.domain.station import Entocentric, Telecentric
from inspector.vision.camera_model import (
    field_corners_mm,
    local_to_machine,
    machine_to_local,
    mm_per_px_at,
    part_rays,
    project,
    rays_at,
    unproject,
)

PINHOLE = Entocentric(3000, 4000, 40000, 40000, 1999.5, 1499.5, math.pi, 0, 0, 0, 0, 400)
LENS = Entocentric(
    3000, 4000, 40100, 40050, 1985.0, 1512.0, math.pi - 0.01, 0.008, -0.004, 0.3, -0.2, 401,
    k1=-0.8, k2=12.0, p1=0.002, p2=-0.001, k3=30.0,
)  # fmt: skip
PARALLEL = Telecentric(3000, 4000, 0.01, 1499.5, 1999.5, 0.3, 0.002, -0.001)


def grid(z=0.0):
    x, y = np.meshgrid(np.linspace(-19, 19, 7), np.linspace(-14, 14, 5))
    return np.column_stack((x.ravel(), y.ravel(), np.full(x.size, z)))


@pytest.mark.parametrize("z_mm", [-0.5, 0.0, 3.0])
def test_the_lens_maps_as_opencv_maps(z_mm):
    k = np.array([[LENS.fx_px, 0, LENS.cx_px], [0, LENS.fy_px, LENS.cy_px], [0, 0, 1]])
    bend = np.array([LENS.k1, LENS.k2, LENS.p1, LENS.p2, LENS.k3])
    turn = np.array([LENS.rx_rad, LENS.ry_rad, LENS.rz_rad])
    move = np.array([LENS.tx_mm, LENS.ty_mm, LENS.tz_mm])
    truth = cv2.projectPoints(grid(z_mm), turn, move, k, bend)[0].reshape(-1, 2)
    assert np.allclose(project(LENS, grid(z_mm))[:, ::-1], truth, atol=1e-6)


def test_a_pinhole_looking_down_is_similar_triangles():
    row, col = project(PINHOLE, [(2.0, 3.0, 1.0)])[0]
    assert col == pytest.approx(1999.5 + 40000 * 2 / 399)
    assert row == pytest.approx(1499.5 - 40000 * 3 / 399)


def test_height_moves_an_edge_outwards_by_the_lean_of_its_ray():
    x, y, spread = rays_at(PINHOLE, 10.0, -5.0)
    assert (x, y, spread) == pytest.approx((10 / 400, -5 / 400, 1 / 400), rel=1e-4)


@given(
    st.sampled_from([PINHOLE, LENS, PARALLEL]),
    st.floats(0, 2999),
    st.floats(0, 3999),
    st.floats(-1, 5),
)
def test_there_and_back_is_exact(camera, row, col, z):
    xy = unproject(camera, [(row, col)], z)
    back = project(camera, np.column_stack((xy, [[z]])))
    assert np.allclose(back, [(row, col)], atol=1e-6)


def test_telecentric_scale_turn_and_lean():
    camera = Telecentric(100, 100, 0.01, 50, 50, 90.0, 0.1, 0.0)
    assert project(camera, [(0.1, 0.0, 0.0)])[0] == pytest.approx((40, 50))
    assert project(camera, [(0.0, 0.0, 1.0)])[0] == pytest.approx((40, 50))
    assert rays_at(camera, 3, 4) == pytest.approx((0.1, 0.0, 0.0), abs=1e-9)


def test_beyond_the_fold_of_a_distortion_there_is_no_place():
    folded = Entocentric(100, 100, 100, 100, 50, 50, math.pi, 0, 0, 0, 0, 100, k1=-0.5)
    assert np.isnan(unproject(folded, [(50.0, 150.0)])).all()


def test_what_is_behind_the_camera_is_not_seen():
    assert np.isnan(project(PINHOLE, [(0.0, 0.0, 500.0)])).all()


def test_rays_of_a_turned_part_lean_in_its_own_axes():
    rays = part_rays(PINHOLE, Affine.of(10.0, 0.0, 90.0), 0.01)
    assert (rays.x_slope, rays.y_slope) == pytest.approx((0.0, -10 / 400), abs=1e-6)
    assert rays.u_slope == 0.01


def test_machine_and_field_are_each_others_inverse():
    info = FrameInfo(0, Shot("ring"), PixelFormat.RGB8, (12.0, 9.0), 0.01, rotation_deg=30.0)
    assert machine_to_local(info).at(12.0, 10.0) == pytest.approx((0.5, math.sqrt(0.75)))
    both = machine_to_local(info).then(local_to_machine(info))
    assert both.at(3.0, 4.0) == pytest.approx((3.0, 4.0))


def test_a_field_is_as_large_as_the_lens_shows():
    corners = field_corners_mm(PINHOLE)
    assert corners[0] == pytest.approx((-1999.5 / 100, -1499.5 / 100))
    assert corners[2] == pytest.approx((1999.5 / 100, 1499.5 / 100))
    assert mm_per_px_at(PINHOLE, 5.0, 5.0) == pytest.approx(0.01, rel=1e-6)
