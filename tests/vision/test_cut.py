"""Parts cut out of drawn fields: upright, in mm, from RGB and Bayer, from one field or several."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from inspector.domain.geometry import Affine
from inspector.domain.image import Field, Frame, FrameStatus, PixelFormat, Shot
from inspector.vision.camera_model import field_corners_mm, machine_to_local, project
from inspector.vision.cut import COARSE_STEP, absent_shots, assign_parts, cut_view
from inspector.vision.edges import find_edges, line_through
from inspector.vision.kernels import raw, raw_reference
from inspector.vision.pose import FieldPose, PoseFit, Registration
from tests.vision.scene import CALIBRATION, CAMERA, CENTERS, LAND, MASK, Truth, draw, recipe

WHAT = recipe(4)
EXACT = PoseFit(Affine(), np.zeros((6, 6)), (0.0, 0.0), 0.0, 0.0)
TURNED = Truth(panel=Affine.of(20.2, 11.6, 183.7), shading=0.0)


def registered(truth):
    fit = replace(EXACT, transform=truth.panel)
    return Registration(WHAT.registration, {0: fit})


def posed(field, truth):
    """The field with its true pose: cutting is tested here, not registering."""
    to_local = truth.panel.then(machine_to_local(field.frames[0].info))
    return field, FieldPose(field.index, {0: to_local}, {0: EXACT}, 0.001, 0.01)


def placed(refdes):
    return next(p for p in WHAT.board.placements if p.refdes == refdes)


def views(truth, pixel_format=PixelFormat.RGB8, margin_mm=0.4):
    fields = draw(WHAT, truth, pixel_format)
    infos = [field.frames[0].info for field in fields]
    where = assign_parts(WHAT, registered(truth), infos, CALIBRATION, margin_mm)
    for placement in WHAT.board.placements:
        indices = where[0, placement.refdes]
        if indices:
            seen = [posed(fields[i], truth) for i in indices]
            yield cut_view(WHAT, placement, 0, seen, CALIBRATION, margin_mm)


def outer_lands_mm(view):
    """The ends of the two lands along x, package mm, by their edges."""
    ends = []
    for sign in (1.0, -1.0):
        y = np.linspace(-0.3, 0.3, 25)
        start = [view.at_px(sign * 1.15, v) for v in y]
        end = [view.at_px(sign * 1.55, v) for v in y]
        gray = np.ascontiguousarray(view.ring.mean(axis=2))
        found = find_edges(gray, start, end, 0.9, polarity=-1)
        line = line_through(found.points_px, found.u_px)
        ends.append(view.at_mm(*line.point_px)[0])
    return ends


@pytest.mark.parametrize(
    ("pixel_format", "limit_um"),
    [
        (PixelFormat.RGB8, 0.8),
        (PixelFormat.BAYER_RG8, 1.2),
        (PixelFormat.BAYER_GB12, 1.2),
        (PixelFormat.RGB12, 0.8),
    ],
)
def test_a_part_at_any_turn_is_cut_upright_in_millimetres(pixel_format, limit_um):
    errors = [
        np.subtract(outer_lands_mm(view), (1.35, -1.35)) for view in views(TURNED, pixel_format)
    ]
    assert len(errors) >= 8
    # the middle: noise and blur of a single edge at 20 um per pixel are symmetric
    middle = np.mean(errors, axis=1) * 1e3
    assert np.sqrt(np.mean(middle**2)) < limit_um


@pytest.mark.parametrize("pixel_format", [PixelFormat.RGB8, PixelFormat.BAYER_RG8])
def test_colours_are_linear_and_of_full_scale(pixel_format):
    view = next(iter(views(TURNED, pixel_format)))
    row, col = (round(v) for v in view.at_px(0.85 + 0.35, 0.0))
    patch = view.ring[row - 2 : row + 3, col - 2 : col + 3].mean(axis=(0, 1))
    assert patch == pytest.approx(np.array(LAND) / 255, abs=0.02)
    board = view.ring[2:12].mean(axis=(0, 1))
    assert board == pytest.approx(np.array(MASK) / 255, abs=0.02)


def test_black_level_and_bits_are_taken_off():
    field = draw(WHAT, TURNED)[0]
    frame = field.frames[0]
    info = replace(frame.info, pixel_format=PixelFormat.RGB16, bits=16, black_level=1000.0)
    lifted = (frame.pixels.astype(np.float64) / 255 * 64535 + 1000).round().astype(np.uint16)
    placement = placed(_part_of(field.index))
    one = cut_view(WHAT, placement, 0, [posed(field, TURNED)], CALIBRATION)
    other = Field(field.index, (Frame(info, lifted),))
    two = cut_view(WHAT, placement, 0, [posed(other, TURNED)], CALIBRATION)
    assert np.allclose(one.ring, two.ring, atol=1e-4)


def _part_of(index):
    infos = [field.frames[0].info for field in draw(WHAT, TURNED)]
    where = assign_parts(WHAT, registered(TURNED), infos, CALIBRATION)
    return next(refdes for (_, refdes), fields in where.items() if fields == (index,))


def test_the_map_is_exact_to_a_hundredth_of_a_pixel():
    to_local = Affine.of(3.6, -2.0, 33.0)
    fine = np.arange(0, 161)
    coarse = np.arange(0, 161 + COARSE_STEP, COARSE_STEP)

    def places(steps):
        grid = np.stack(np.meshgrid(steps * 0.02 - 1.6, 1.6 - steps * 0.02), axis=-1)
        px = project(CAMERA, to_local.apply(grid).reshape(-1, 2))
        return px.reshape(len(steps), len(steps), 2)

    rows, cols = np.meshgrid(np.arange(480.0), np.arange(640.0), indexing="ij")
    ramps = np.stack((rows, cols), axis=-1).astype(np.float32)  # each pixel tells its own place
    out, valid = np.empty((161, 161, 2), np.float32), np.empty((161, 161), bool)
    raw.sample(ramps, places(coarse), COARSE_STEP, out, valid)
    assert valid.all()
    assert np.abs(out - places(fine)).max() < 0.01


def test_the_sampling_kernel_gives_what_scipy_gives():
    random = np.random.default_rng(0)
    picture = gaussian_filter(random.uniform(0, 1, (60, 80, 3)), (2, 2, 0)).astype(np.float32)
    at = np.stack(np.meshgrid(np.arange(40) * 1.1 - 2, np.arange(50) * 0.9, indexing="ij"), axis=-1)
    out, valid = np.empty((40, 50, 3), np.float32), np.empty((40, 50), bool)
    whole = np.stack(np.meshgrid(np.arange(41) * 1.1 - 2, np.arange(51) * 0.9, indexing="ij"), -1)
    raw.sample(picture, np.ascontiguousarray(whole), 1, out, valid)
    slow = raw_reference.sample(picture, at)
    assert (valid == np.isfinite(slow).all(axis=2)).all()
    assert np.allclose(out[valid], slow[valid], atol=1e-5)
    assert (out[~valid] == 0).all()


@pytest.mark.parametrize("parity", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_the_demosaic_kernel_gives_what_the_published_filters_give(parity):
    mosaic = np.random.default_rng(1).uniform(0, 1, (24, 30)).astype(np.float32)
    out = np.empty((24, 30, 3), np.float32)
    raw.demosaic(np.pad(mosaic, 2, mode="reflect"), *parity, out)
    assert np.allclose(out, raw_reference.demosaic(mosaic, *parity), atol=1e-5)


def test_every_part_has_one_field_and_lies_inside_it():
    infos = [field.frames[0].info for field in draw(WHAT)]
    where = assign_parts(WHAT, None, infos, CALIBRATION)
    assert set(where) == {(0, p.refdes) for p in WHAT.board.placements}
    assert all(len(fields) == 1 for fields in where.values())
    nearest = {f"R{i}": min(range(4), key=lambda k: _far(k, x, y)) for i, x, y in _middles()}
    agree = [where[0, refdes] == (field,) for refdes, field in nearest.items()]
    assert np.mean(agree) > 0.7  # farthest from the border is mostly, not always, nearest


def _middles():
    return [(i, p.x_mm, p.y_mm) for i, p in enumerate(WHAT.board.placements, 1)]


def _far(index, x, y):
    # in shares of the field's own size: what is inside by most
    return max(abs(x - CENTERS[index][0]) / 6.4, abs(y - CENTERS[index][1]) / 4.8)


def test_a_part_in_no_field_has_none():
    infos = [replace(field.frames[0].info, center_mm=(90.0, 90.0)) for field in draw(WHAT)]
    assert set(assign_parts(WHAT, None, infos, CALIBRATION).values()) == {()}
    with pytest.raises(ValueError, match="no field shows it"):
        cut_view(WHAT, placed("R1"), 0, [], CALIBRATION)


def _split(turned=0.0, second_mm=0.0):
    """A part on the border of two fields, as neither shows the whole of it."""
    truth = Truth(panel=Affine.of(0.2, -0.15, turned), shading=0.0)
    x, y = truth.panel.at(placed("R9").x_mm, placed("R9").y_mm)
    centers = [(x - 6.0, y), (x + 6.0, y)]
    fields = draw(WHAT, truth, centers=centers)
    moved = replace(truth, panel=truth.panel.then(Affine.of(0.0, second_mm, 0.0)))
    return truth, [posed(fields[0], truth), posed(fields[1], moved)], fields


def test_a_part_larger_than_a_field_is_assembled():
    truth, seen, fields = _split()
    infos = [field.frames[0].info for field in fields]
    where = assign_parts(WHAT, registered(truth), infos, CALIBRATION)
    assert sorted(where[0, "R9"]) == [0, 1]
    view = cut_view(WHAT, placed("R9"), 0, seen, CALIBRATION)
    assert view.valid.all()
    assert outer_lands_mm(view) == pytest.approx((1.35, -1.35), abs=0.006)
    one = cut_view(WHAT, placed("R9"), 0, seen[:1], CALIBRATION)
    assert 0.3 < one.valid.mean() < 0.9


def test_where_two_fields_disagree_nothing_is_valid():
    _, seen, _ = _split(second_mm=0.3)
    view = cut_view(WHAT, placed("R9"), 0, seen, CALIBRATION)
    both = np.array([cut_view(WHAT, placed("R9"), 0, [s], CALIBRATION).valid for s in seen])
    assert (view.valid | both.any(axis=0)).all()
    lost = ~view.valid & both.all(axis=0)
    assert lost.sum() > 0.2 * both.all(axis=0).sum()


def test_what_a_field_lacks_is_said_and_is_not_in_the_view():
    field = draw(WHAT, TURNED)[0]
    frame = field.frames[0]
    broken = Frame(replace(frame.info, status=FrameStatus.INCOMPLETE), frame.pixels)
    white = Frame(replace(frame.info, shot=Shot("white")), frame.pixels)
    assert absent_shots(WHAT, field) == ()
    assert "incomplete" in absent_shots(WHAT, Field(0, (broken,)))[0]
    assert "no ring shot" in absent_shots(WHAT, Field(0, (white,)))[0]
    placement = placed(_part_of(0))
    view = cut_view(WHAT, placement, 0, [posed(Field(0, (broken,)), TURNED)], CALIBRATION)
    assert not view.images
    assert not view.valid.any()
    view = cut_view(WHAT, placement, 0, [posed(Field(0, (white, broken)), TURNED)], CALIBRATION)
    assert set(view.images) == {"white"}


def test_mono_pictures_stay_without_colours():
    field = draw(WHAT, TURNED)[0]
    frame = field.frames[0]
    info = replace(frame.info, pixel_format=PixelFormat.MONO8)
    mono = Field(0, (Frame(info, np.ascontiguousarray(frame.pixels[..., 1])),))
    view = cut_view(WHAT, placed(_part_of(0)), 0, [posed(mono, TURNED)], CALIBRATION)
    assert view.ring.shape == view.valid.shape


def test_a_view_knows_its_rays_its_place_and_cannot_be_written():
    field = draw(WHAT, TURNED)[0]
    placement = placed(_part_of(0))
    _, pose = posed(field, TURNED)
    view = cut_view(WHAT, placement, 0, [(field, pose)], CALIBRATION)
    x, y = 0.3, -0.2
    top = placement.pose.then(pose.to_local[0]).at(x, y)
    px = project(CAMERA, [(*top, 0.5)])[0]
    # where the lens shows a point half a millimetre up, by the view's own rays
    appears = view.at_mm(*view.at_px(x, y, 0.5))
    there = placement.pose.then(pose.to_local[0]).at(*appears)
    assert project(CAMERA, [there])[0] == pytest.approx(px, abs=0.02)
    assert view.u_place_mm == pytest.approx(0.001)
    assert view.rays.u_slope == CALIBRATION.uncertainty.slope
    with pytest.raises(ValueError, match="read-only"):
        view.ring[0, 0] = 0


def test_a_field_that_shows_the_bare_part_whole_is_enough():
    # assembled from two fields, what stands up would disagree by parallax
    part = placed("R1")
    assert part.rotation_deg % 180 == 0
    reach = WHAT.board.package_of(part).extent.width_mm / 2
    half = float(field_corners_mm(CAMERA)[:, 0].max())
    info = draw(WHAT)[0].frames[0].info
    # the part ends 0.2 mm inside the left field's border, and mostly outside the right one
    left = replace(info, field=0, center_mm=(part.x_mm + reach + 0.2 - half, part.y_mm))
    right = replace(info, field=1, center_mm=(part.x_mm + half, part.y_mm))
    assert assign_parts(WHAT, None, [left, right], CALIBRATION, 0.4)[0, "R1"] == (0,)
