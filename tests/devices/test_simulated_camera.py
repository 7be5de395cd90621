"""The drawn world behind the camera protocol, through inspection to the verdict."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from inspector.batch.capture import inspect_capture, read_asked
from inspector.cli.drawing import Order, draw_capture
from inspector.devices.camera import CameraState, Counters
from inspector.devices.counted import with_counters
from inspector.devices.light import Flash, SimulatedLight, Wiring
from inspector.devices.plan import expected_capture, kind_of, plan_fields, visited
from inspector.devices.session import without_pixels
from inspector.devices.simulated import DrawnPanels, Fault, FaultKind, SimulatedCamera
from inspector.domain.errors import DeviceError
from inspector.domain.image import FrameStatus, Shot
from inspector.domain.result import Acquisition, DefectCode, Timing, Verdict
from inspector.formats.calibration import read_calibration
from inspector.formats.capture import read_capture
from inspector.formats.recipe import read_recipe
from inspector.formats.result import result_from_json, result_to_json
from inspector.inspection import field_order, inspect_panel
from inspector.twin.defects import DefectRequest
from inspector.twin.machine import Machine, entocentric
from inspector.twin.worlds import WORLDS

FINE = Machine("fine", entocentric(320, 400, 0.020), 0.020)
"""Takes the small board of 9 x 7 mm in four fields."""
COARSE = Machine("coarse", entocentric(80, 100, 0.080), 0.080)
"""The same fields, drawn in no time: for what needs no verdict."""
MISSING = DefectRequest(DefectCode.MISSING, 1.0, "R2")


@pytest.fixture
def recipe(small_recipe):
    return read_recipe(small_recipe)


@pytest.fixture
def coarse(recipe):
    """A camera, open, and its plan of four fields."""
    with SimulatedCamera(DrawnPanels(recipe, WORLDS["plain"]), COARSE) as camera:
        plan = plan_fields(recipe, camera.optics, camera.pictures)
        assert len(plan) == 4
        yield camera, plan


def pixels_of(fields):
    return [frame.pixels for one in fields for frame in one.frames]


def same(a, b):
    return all(np.array_equal(x, y) for x, y in zip(pixels_of(a), pixels_of(b), strict=True))


@pytest.fixture(scope="module")
def folders(small_recipe, tmp_path_factory):
    """What `twin draw` writes of a good unit and of one without R2."""
    out = tmp_path_factory.mktemp("drawn")
    read = read_recipe(small_recipe)
    order = Order(WORLDS["plain"], FINE)
    draw_capture(read, order, 1, out)
    draw_capture(read, replace(order, defects=(MISSING,)), 2, out)
    return out


def inspected_live(camera, asked, folder, *faults):
    """Inspect the next panel of a camera as a station does, beside a folder's calibration."""
    recipe, taken = asked.recipe, read_capture(folder)
    calibration = read_calibration(folder / taken.calibration)
    plan = plan_fields(recipe, camera.optics, camera.pictures)
    about = (camera.optics, camera.pictures, camera.upcoming_serial, taken.captured_utc)
    capture = replace(expected_capture(recipe, plan, *about), station=taken.station)
    camera.inject(*faults)
    before = camera.counters
    fields = camera.grab(visited(plan, field_order(recipe, capture, calibration)))
    result = inspect_panel(recipe, capture, fields, calibration, golden=asked.golden).result
    return with_counters(result, before, camera.counters)


@pytest.fixture
def live(small_recipe, folders):
    """Inspect the first panel, or the second, with faults; give its result."""
    asked = read_asked(small_recipe)

    def inspect(serial, *faults):
        panels = DrawnPanels(
            asked.recipe, WORLDS["plain"], int(serial[2:]), ((), (MISSING,))[int(serial[2:]) - 1 :]
        )
        with SimulatedCamera(panels, FINE) as camera:
            return inspected_live(camera, asked, folders / serial, *faults)

    return inspect


@pytest.mark.parametrize(
    ("serial", "verdict"), [("SN000001", Verdict.PASS), ("SN000002", Verdict.FAIL)]
)
def test_a_drawn_camera_and_the_folder_of_the_same_unit_give_the_same_result(
    live, folders, small_recipe, serial, verdict
):
    from_folder = inspect_capture(read_asked(small_recipe), folders / serial).result
    from_camera = live(serial)
    assert from_camera.verdict is verdict
    assert from_camera.acquisition == Acquisition(delivered=4)
    same_time = {"timing": Timing(0, 0)}
    assert replace(from_camera, **same_time) == replace(from_folder, **same_time)


@pytest.mark.parametrize(
    ("kind", "acquisition"),
    [
        (FaultKind.LOST, Acquisition(3, incomplete=1, id_gaps=1)),
        (FaultKind.INCOMPLETE, Acquisition(3, incomplete=1)),
        (FaultKind.WRONG_SIZE, Acquisition(4)),
    ],
)
@pytest.mark.parametrize("field", range(4))
def test_a_frame_that_did_not_arrive_as_asked_is_never_a_pass(live, kind, acquisition, field):
    result = live("SN000001", Fault(kind, field))
    assert result.verdict is Verdict.NOT_INSPECTED
    unseen = [p for b in result.boards for p in b.parts if p.verdict is not Verdict.PASS]
    assert all(p.verdict is Verdict.NOT_INSPECTED and p.reason for p in unseen)
    assert unseen or result.reason
    assert result.acquisition == acquisition
    assert result_from_json(result_to_json(result), "r").acquisition == acquisition


def test_a_camera_unplugged_in_the_middle_stops_the_inspection_with_the_reason(live):
    with pytest.raises(DeviceError, match=r"fine: field 3: .* was unplugged"):
        live("SN000001", Fault(FaultKind.UNPLUGGED, 3))


def test_a_light_that_fails_stops_the_board_with_the_lights_reason(recipe):
    light = SimulatedLight(Wiring((1,), {"ring": {1: Flash(50.0)}}), "L1")
    panels = DrawnPanels(recipe, WORLDS["plain"])
    with light, SimulatedCamera(panels, COARSE, light=light) as camera:
        fields = camera.grab(plan_fields(recipe, camera.optics, camera.pictures))
        next(fields)
        light.unplug()
        with pytest.raises(DeviceError, match="L1: select ring: no answer"):
            next(fields)
        assert camera.state is CameraState.OPEN
        assert camera.upcoming_serial == "SN000001"


def test_fields_come_in_the_plans_order_at_their_commanded_places(coarse):
    camera, plan = coarse
    fields = list(camera.grab(plan[::-1]))
    assert [one.index for one in fields] == [3, 2, 1, 0]
    frames = [one.frames[0] for one in fields]
    assert [f.info.center_mm for f in frames] == [p.center_mm for p in plan[::-1]]
    assert [f.info.frame_id for f in frames] == [1, 2, 3, 4]
    assert all(f.pixels.shape == (80, 100, 3) for f in frames)
    assert not any(f.pixels.flags.writeable for f in frames)
    assert camera.counters == Counters(delivered=4)


def test_every_panel_is_another_board_and_a_seed_gives_the_same_bytes(coarse, recipe):
    camera, plan = coarse
    serials = []
    taken = []
    for _ in range(2):
        serials.append(camera.upcoming_serial)
        taken.append(list(camera.grab(plan)))
    assert serials == ["SN000001", "SN000002"]
    assert not same(*taken)
    panels = DrawnPanels(recipe, WORLDS["plain"], first_seed=2)
    with SimulatedCamera(panels, COARSE, ahead=4, workers=3) as other:
        assert same(list(other.grab(plan)), taken[1])


def test_a_panel_that_was_not_taken_whole_is_still_there(coarse):
    camera, plan = coarse
    left = camera.grab(plan)
    first = next(left)
    assert camera.upcoming_serial == "SN000001"
    fields = list(camera.grab(plan))
    assert list(left) == []
    assert np.array_equal(first.frames[0].pixels, fields[0].frames[0].pixels)
    assert camera.upcoming_serial == "SN000002"


def test_all_shots_of_a_field_are_in_it_in_the_order_asked(coarse):
    camera, plan = coarse
    shots = (Shot("white"), Shot("fringe", "east", 2.0, 0, 4), Shot("ring"))
    (one,) = camera.grab([replace(plan[0], shots=shots)])
    assert tuple(frame.info.shot for frame in one.frames) == shots
    assert one.frames[1].pixels.ndim == 2


def test_a_light_that_the_machine_has_not_is_refused(coarse):
    camera, plan = coarse
    with pytest.raises(DeviceError, match="coarse has no projector 'up'"):
        camera.grab([replace(plan[0], shots=(Shot("fringe", "up", 2.0, 0, 4),))])
    assert camera.state is CameraState.OPEN


def test_a_fault_hits_the_frame_it_names_once_and_counts(coarse):
    camera, plan = coarse
    camera.inject(Fault(FaultKind.LOST, 1), Fault(FaultKind.INCOMPLETE, 2, panel=1))
    statuses = [[f.info.status for one in camera.grab(plan) for f in one.frames] for _ in range(3)]
    ok, lost, incomplete = FrameStatus.OK, FrameStatus.LOST, FrameStatus.INCOMPLETE
    assert statuses == [[ok, lost, ok, ok], [ok, ok, incomplete, ok], [ok] * 4]
    assert camera.counters == Counters(delivered=10, incomplete=1, id_gaps=1)


def test_an_unplugged_camera_is_lost_and_comes_back_when_plugged_in(coarse):
    camera, plan = coarse
    camera.inject(Fault(FaultKind.UNPLUGGED, 1))
    fields = camera.grab(plan)
    assert next(fields).index == 0
    assert camera.state is CameraState.STREAMING
    with pytest.raises(DeviceError, match="field 1: ring: it was unplugged; plug it in"):
        next(fields)
    assert camera.state is CameraState.LOST
    with pytest.raises(DeviceError, match=r"did not come back within 0\.01 s; plug it in"):
        camera.grab(plan, timeout_s=0.01)
    camera.plug_in()
    assert len(list(camera.grab(plan))) == 4
    assert camera.counters == Counters(delivered=5, reconnects=1)
    assert camera.upcoming_serial == "SN000002"


def test_a_frame_that_never_comes_is_an_error_in_time(coarse):
    camera, plan = coarse
    camera.inject(Fault(FaultKind.SILENT, 0))
    with pytest.raises(DeviceError, match=r"field 0: ring: no frame within 0.05 s of its trigger"):
        list(camera.grab(plan, timeout_s=0.05))
    assert camera.state is CameraState.OPEN


def test_closing_wakes_who_waits_for_a_frame(recipe):
    camera = SimulatedCamera(DrawnPanels(recipe, WORLDS["plain"]), COARSE)
    said = []

    def take():
        try:
            list(camera.grab(plan, timeout_s=60.0))
        except DeviceError as error:
            said.append(str(error))

    with camera:
        plan = plan_fields(recipe, camera.optics, camera.pictures)
        camera.inject(Fault(FaultKind.SILENT, 1))
        waiting = threading.Thread(target=take)
        waiting.start()
        while camera.counters.delivered < 1:
            waiting.join(0.01)
    waiting.join(10.0)
    assert not waiting.is_alive()
    assert "closed while a frame was awaited" in said[0]


def test_a_closed_camera_refuses_and_leaving_it_ends_what_is_taken(recipe):
    camera = SimulatedCamera(DrawnPanels(recipe, WORLDS["plain"]), COARSE)
    with camera:
        plan = plan_fields(recipe, camera.optics, camera.pictures)
        fields = camera.grab(plan)
        next(fields)
    assert camera.state is CameraState.CLOSED
    assert list(fields) == []
    for request in (lambda: camera.grab(plan), camera.live):
        with pytest.raises(DeviceError, match="it is not open; open it"):
            request()


def test_live_does_not_disturb_a_panel_that_is_taken_and_one_left_half_way_ends_by_itself(coarse):
    camera, plan = coarse
    fields = camera.grab(plan)
    next(fields)
    with pytest.raises(DeviceError, match="live: a panel is being taken"):
        camera.live()
    assert len(list(fields)) == 3
    next(camera.grab(plan))  # nobody holds the rest of it
    assert camera.state is CameraState.OPEN
    camera.live()


def test_live_shows_the_panel_under_the_camera_with_new_numbers(coarse):
    camera, plan = coarse
    first, second = camera.live(), camera.live()
    assert kind_of(first) == camera.pictures
    with pytest.raises(DeviceError, match="its first frame is lost"):
        kind_of(without_pixels(first.info, FrameStatus.LOST))
    assert first.pixels.shape == (80, 100, 3)
    assert (first.info.frame_id, second.info.frame_id) == (1, 2)
    list(camera.grab(plan))
    assert not np.array_equal(camera.live().pixels, first.pixels)


def test_the_truth_is_of_the_panel_taken_last(recipe):
    panels = DrawnPanels(recipe, WORLDS["plain"], defects=((), (MISSING,)))
    with SimulatedCamera(panels, COARSE) as camera:
        plan = plan_fields(recipe, camera.optics, camera.pictures)
        with pytest.raises(DeviceError, match="no panel was taken"):
            camera.truth()
        list(camera.grab(plan))
        assert not camera.truth().defects
        list(camera.grab(plan))
        assert [(d.code, d.refdes) for d in camera.truth().defects] == [("missing", "R2")]
        assert camera.truth().serial == "SN000002"
