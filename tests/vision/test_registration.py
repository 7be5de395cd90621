"""Registration and refinement against boards drawn through the camera's own projection."""

import math
from dataclasses import replace

import numpy as np
import pytest

from inspector.domain.board import BoardSite, Fiducial, FiducialLevel
from inspector.domain.errors import CalibrationError, RegistrationError
from inspector.domain.geometry import Affine
from inspector.domain.image import Field, Frame, FrameStatus
from inspector.domain.recipe import RegistrationKind
from inspector.domain.station import Telecentric
from inspector.vision.camera_model import machine_to_local
from inspector.vision.pose import SeenMark, fit_pose
from inspector.vision.registration import (
    fiducial_fields,
    panel_fit,
    refine_field,
    register,
)
from tests.vision.scene import CALIBRATION, CAMERA, CENTERS, Truth, draw, recipe

CORNERS = [(1, 1), (19, 1), (19, 11), (1, 11), (10, 6)]
STAGE = ((0.012, -0.007), (-0.009, 0.011), (0.006, 0.013), (-0.014, -0.005))


def errors_um(fit, truth, site=Affine()):  # noqa: B008
    true = site.then(truth.panel)
    return (fit.transform.apply(CORNERS) - true.apply(CORNERS)) * 1e3


@pytest.mark.parametrize("marks", [2, 3, 4])
def test_fiducials_place_the_board_to_two_micrometres(marks):
    what, truth = recipe(marks), Truth()
    registration = register(what, draw(what, truth), CALIBRATION)
    fit = registration.fits[0]
    assert np.abs(errors_um(fit, truth)).max() < 2.0
    assert len(registration.marks) == marks
    assert (fit.residual_mm is None) == (marks == 2)


def test_four_fiducials_tell_stretch_and_shear():
    truth = Truth(panel=Affine(1.0010, 0.0006, 0.1, -0.0002, 0.9992, -0.1))
    what = recipe(4)
    fit = register(what, draw(what, truth), CALIBRATION).fits[0]
    assert np.abs(errors_um(fit, truth)).max() < 3.0
    assert fit.transform.stretches == pytest.approx(truth.panel.stretches, abs=2e-4)


def test_the_stated_uncertainty_is_what_the_stage_does_to_the_pose():
    what = recipe(3)
    clean = register(what, draw(what), CALIBRATION)
    nominal = np.array([mark.nominal_mm for mark in clean.marks])
    covariance = np.kron(np.eye(3), np.eye(2)) * CALIBRATION.stage.u_place_mm**2
    rng = np.random.default_rng(0)
    seen = []
    for _ in range(300):
        off = rng.normal(0, CALIBRATION.stage.u_place_mm, (3, 2))
        seen.append(fit_pose(nominal, nominal + off, covariance).transform.at(10, 6))
    stated = fit_pose(nominal, nominal, covariance).u_place_mm(10, 6)
    assert np.std(seen, axis=0) == pytest.approx(stated, rel=0.15)
    assert clean.fits[0].u_place_mm(10, 6) > stated  # camera, artwork and fit add to it


def test_the_fields_with_fiducials_come_first():
    what = recipe(2)
    infos = [field.frames[0].info for field in draw(what)]
    chosen = fiducial_fields(what, infos, CALIBRATION)
    assert {0, 1} <= set(chosen)
    few = [field for field in draw(what) if field.index in chosen]
    assert register(what, few, CALIBRATION).fits[0].residual_mm is None


@pytest.mark.parametrize(
    ("truth", "said"),
    [
        (Truth(panel=Affine.of(0, 0, 0, 1.01)), "times their nominal distance"),
        (Truth(panel=Affine(1.007, 0, 0, 0, 0.993, 0)), "times their nominal distance"),
        (Truth(panel=Affine.of(0.2, 0.1, 1.0), turned=True), "turned by 180 degrees"),
        (Truth(moved_mark_mm=0.25), "miss their places|nominal distance|sheared"),
        (Truth(marks=False), "0 of 4 fiducials found"),
    ],
    ids=["scale", "stretch", "turned", "moved", "none"],
)
def test_what_cannot_be_the_board_is_refused_with_its_reason(truth, said):
    what = recipe(4)
    with pytest.raises(RegistrationError, match=said):
        register(what, draw(what, truth), CALIBRATION)


def test_three_marks_with_one_out_of_place_are_refused_by_their_residual():
    what = recipe(3)
    tight = replace(CALIBRATION, stage=replace(CALIBRATION.stage, u_place_mm=0.002))
    with pytest.raises(RegistrationError, match=r"miss their places by 0\.0\d+ mm"):
        register(what, draw(what, Truth(moved_mark_mm=0.12)), tight)


def test_mirrored_marks_are_refused():
    # a mirrored pose puts marks where the search cannot reach, unless they lie near an axis
    what = recipe(4)
    near = [(9.8, 1.2), (10.2, 1.2), (9.7, 10.8), (10.3, 10.8)]
    marks = tuple(
        replace(f, x_mm=x, y_mm=y, size_mm=0.3)
        for f, (x, y) in zip(what.board.fiducials, near, strict=True)
    )
    what = replace(what, board=replace(what.board, fiducials=marks))
    seen = [_mark(f.name, (f.x_mm, f.y_mm), (20 - f.x_mm, f.y_mm)) for f in marks]
    with pytest.raises(RegistrationError, match="mirrored"):
        panel_fit(what, seen, ())


def _mark(name, nominal, found):
    return SeenMark(name, FiducialLevel.BOARD, 0, nominal, found, 0.002, 0.005, 0, 1.0)


def test_an_empty_board_is_not_the_recipes():
    what = recipe(4)
    bare = replace(what, board=replace(what.board, placements=()))
    with pytest.raises(RegistrationError, match="of the lands are seen"):
        register(what, draw(bare), CALIBRATION)


def test_one_fiducial_that_is_missing_is_said_and_done_without():
    what = recipe(3)
    fields = draw(replace(what, board=replace(what.board, fiducials=what.board.fiducials[:2])))
    registration = register(what, fields, CALIBRATION)
    assert registration.fits[0].residual_mm is None
    assert "fiducial F2 was not found" in registration.notes[0]


def test_a_frame_that_did_not_arrive_whole_is_not_looked_at():
    what = recipe(2)
    fields = draw(what)
    frame = fields[0].frames[0]
    lost = Frame(replace(frame.info, status=FrameStatus.INCOMPLETE), frame.pixels)
    with pytest.raises(RegistrationError, match="no whole frame"):
        register(what, [Field(0, (lost,)), *fields[1:]], CALIBRATION)


def test_a_calibration_of_another_camera_is_refused():
    what = recipe(2)
    other = replace(CALIBRATION, camera=Telecentric(500, 640, 0.02, 250, 320))
    with pytest.raises(CalibrationError, match="480 x 640"):
        register(what, draw(what), other)


def test_boards_of_a_panel_are_placed_each_by_its_own_marks():
    sites = (BoardSite(0, 0.0, 0.0), BoardSite(1, 20.0, 24.5, 180.0))
    panel_marks = (
        Fiducial("P1", 10.0, 12.2, 0.8, level=FiducialLevel.PANEL),
        Fiducial("P2", 1.5, 12.2, 0.8, level=FiducialLevel.PANEL),
    )
    what, truth = recipe(2, sites=sites, panel_marks=panel_marks), Truth()
    centers = [*CENTERS, *((20 - x, 24.5 - y) for x, y in CENTERS), (5, 12), (12, 12)]
    registration = register(what, draw(what, truth, centers=centers), CALIBRATION)
    for site in sites:
        assert np.abs(errors_um(registration.fits[site.index], truth, site.pose)).max() < 3.0


def test_a_board_without_marks_of_its_own_lies_where_the_panel_has_it():
    panel_marks = (Fiducial("P1", 1.2, 1.2, 0.8), Fiducial("P2", 18.8, 10.8, 0.8))
    sites = (BoardSite(0, 20.0, 12.0, 180.0),)
    what, truth = recipe(0, sites=sites, panel_marks=panel_marks), Truth()
    registration = register(what, draw(what, truth), CALIBRATION)
    assert np.abs(errors_um(registration.fits[0], truth, sites[0].pose)).max() < 3.0
    turned = registration.fits[0].transform.rotation_deg
    assert abs(turned) == pytest.approx(180 - 0.4, abs=0.01)


def test_lands_alone_place_a_board():
    what = recipe(0, RegistrationKind.CONTENT)
    truth = Truth(panel=Affine.of(0.9, -0.8, 1.2))
    fit = register(what, draw(what, truth), CALIBRATION).fits[0]
    assert np.abs(errors_um(fit, truth)).max() < 4.0


def test_lands_of_another_board_do_not_place_it():
    what = recipe(0, RegistrationKind.CONTENT)
    turned = [replace(p, x_mm=20 - p.x_mm, rotation_deg=37.0) for p in what.board.placements]
    other = replace(what, board=replace(what.board, placements=tuple(turned[:9])))
    with pytest.raises(RegistrationError):
        register(what, draw(other), CALIBRATION)


def test_as_commanded_is_known_badly_and_said_so():
    what = recipe(0, RegistrationKind.NONE)
    registration = register(what, (), CALIBRATION)
    assert registration.fits[0].transform == Affine()
    assert registration.pose(0, (10, 6)).u_place_mm > 0.5
    field = refine_field(draw(what)[0], registration, what, CALIBRATION)
    assert not field.refined
    assert field.u_place_at(0, 10, 6) > 0.5


def test_each_field_is_refined_on_its_lands():
    what, truth = recipe(4), Truth(stage_mm=STAGE)
    fields = draw(what, truth)
    registration = register(what, fields, CALIBRATION)
    before, after = [], []
    for field, off in zip(fields, STAGE, strict=True):
        info = field.frames[0].info
        there = replace(info, center_mm=tuple(np.add(info.center_mm, off)))
        true = truth.panel.then(machine_to_local(there))
        middle = true.inverse().at(0, 0)
        registered = registration.fits[0].transform.then(machine_to_local(info))
        pose = refine_field(field, registration, what, CALIBRATION)
        assert pose.refined, pose.reason
        before.append(np.subtract(registered.at(*middle), (0, 0)))
        after.append(np.subtract(pose.to_local[0].at(*middle), (0, 0)))
        assert pose.u_place_mm < 0.004
    assert np.sqrt(np.mean(np.square(before))) > 0.006
    assert np.sqrt(np.mean(np.square(after))) < 0.0015


@pytest.mark.parametrize("off_mm", [0.06, 0.1, 0.15, 0.3])
def test_a_field_at_another_place_than_the_stage_can_err_is_refused(off_mm):
    what = recipe(4)
    registration = register(what, draw(what), CALIBRATION)
    off = draw(what, Truth(stage_mm=((off_mm, 0.0),)))[0]
    with pytest.raises(RegistrationError, match=r"field 0: .*another place or board is shown"):
        refine_field(off, registration, what, CALIBRATION)


def test_a_field_with_few_lands_keeps_its_registration():
    what = recipe(4)
    registration = register(what, draw(what), CALIBRATION)
    few = replace(what, board=replace(what.board, placements=what.board.placements[:1]))
    field = draw(what)[1]
    pose = refine_field(field, registration, few, CALIBRATION)
    assert not pose.refined
    assert pose.to_local[0] == registration.fits[0].transform.then(
        machine_to_local(field.frames[0].info)
    )


def test_the_camera_of_the_tests_is_a_real_lens():
    assert CAMERA.k1 != 0
    assert math.degrees(math.atan(320 / CAMERA.fx_px)) > 2
