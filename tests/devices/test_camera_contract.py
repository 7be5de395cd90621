"""What every camera does, whichever it is; the cameras stand in rigs.py."""

import time

import numpy as np
import pytest

from inspector.devices.camera import CameraState, Counters, FieldPlan
from inspector.domain.errors import DeviceError
from inspector.domain.image import FrameStatus
from tests.devices.rigs import BOUNDED, RIGS, SPOILED, UNPLUGGED, Rig

FOUND_AGAIN_S = 2.0


@pytest.fixture(params=sorted(RIGS))
def rig(request, tmp_path):
    with RIGS[request.param](tmp_path) as made:
        yield made


def only(names):
    """Make a test for some of the rigs alone."""
    return pytest.mark.parametrize("rig", sorted(names), indirect=True)


def plan_of(rig: Rig, fields: int = 3) -> list[FieldPlan]:
    return [FieldPlan(i, (10.0 + 5 * i, 7.0), rig.shots) for i in range(fields)]


def test_it_is_open_while_entered_and_closed_after_whatever_happened(rig):
    assert rig.camera.state is CameraState.CLOSED
    with pytest.raises(ZeroDivisionError), rig.camera:
        raise ZeroDivisionError
    assert rig.camera.state is CameraState.CLOSED
    with rig.camera as camera:
        assert camera is rig.camera
        assert camera.state is CameraState.OPEN
        assert camera.counters == Counters()


def test_it_says_which_one_it_is(rig):
    with rig.camera as camera:
        assert camera.info.model
        assert camera.info.serial


def test_a_grab_gives_every_shot_of_every_field_in_the_plans_order(rig):
    with rig.camera as camera:
        fields = list(camera.grab(plan_of(rig)))
        assert [field.index for field in fields] == [0, 1, 2]
        for field in fields:
            assert tuple(frame.info.shot for frame in field.frames) == rig.shots
            for frame in field.frames:
                info = frame.info
                assert info.status is FrameStatus.OK
                assert (info.field, info.center_mm) == (field.index, (10.0 + 5 * field.index, 7.0))
                assert info.mm_per_px == rig.optics.mm_per_px
                assert info.rotation_deg == rig.optics.rotation_deg
                assert info.camera
                assert frame.pixels.ndim == (3 if info.pixel_format.value.startswith("RGB") else 2)
                assert frame.pixels.size > 0
                assert frame.pixels.max() < 1 << info.bits
        assert camera.counters.delivered >= 3 * len(rig.shots)
        assert camera.counters.incomplete == camera.counters.ring_drops == 0


def test_the_light_of_a_shot_is_selected_before_its_frame(rig):
    if rig.light is None:
        pytest.skip("its light is not ours to select")
    with rig.camera as camera:
        for done, _ in enumerate(camera.grab(plan_of(rig)), 1):
            assert rig.light.shots == list(rig.shots) * done


def test_frame_numbers_rise(rig):
    with rig.camera as camera:
        numbers = [f.info.frame_id for field in camera.grab(plan_of(rig)) for f in field.frames]
        assert numbers == sorted(set(numbers))


def test_pixels_cannot_be_written_and_stay_as_they_are_while_frames_go_on(rig):
    with rig.camera as camera:
        field = next(iter(camera.grab(plan_of(rig, 1))))
        held = field.frames[0].pixels[5:, 3:]  # a part of it keeps it whole
        with pytest.raises(ValueError, match="read-only"):
            held[0, 0] = 1
        with pytest.raises(ValueError, match="WRITEABLE"):
            held.setflags(write=True)
        del field
        before = held.copy()
        for _ in camera.grab(plan_of(rig, 6)):
            pass
        assert np.array_equal(held, before)


def test_a_plan_without_fields_gives_none(rig):
    with rig.camera as camera:
        assert list(camera.grab([])) == []


def test_a_grab_left_half_way_does_not_disturb_the_next(rig):
    with rig.camera as camera:
        for _ in camera.grab(plan_of(rig)):
            break
        assert [field.index for field in camera.grab(plan_of(rig))] == [0, 1, 2]


def test_live_gives_a_newer_frame_each_time_and_a_grab_works_after_it(rig):
    with rig.camera as camera:
        first, second = camera.live(5.0), camera.live(5.0)
        assert first.pixels.size > 0
        assert first.info.frame_id is None or second.info.frame_id > first.info.frame_id
        assert camera.state is CameraState.STREAMING
        assert len(list(camera.grab(plan_of(rig, 2)))) == 2
        assert camera.live(5.0).pixels.size > 0


def test_a_closed_camera_says_so(rig):
    with pytest.raises(DeviceError, match=r"CAM1: .*not open"):
        list(rig.camera.grab(plan_of(rig), timeout_s=0.05))
    with pytest.raises(DeviceError, match=r"CAM1: .*not open"):
        rig.camera.live(timeout_s=0.05)


@only(SPOILED)
def test_an_incomplete_frame_is_in_its_field_without_pixels_and_counted(rig):
    with rig.camera as camera:
        rig.spoil()
        fields = list(camera.grab(plan_of(rig)))
        frames = [frame for field in fields for frame in field.frames]
        assert len(frames) == 3 * len(rig.shots)
        spoiled = [f for f in frames if f.info.status is not FrameStatus.OK]
        assert spoiled
        assert {f.info.status for f in spoiled} == {FrameStatus.INCOMPLETE}
        assert all(f.pixels.shape == (0, 0) for f in spoiled)
        assert camera.counters.incomplete == len(spoiled)
        assert any(f.info.status is FrameStatus.OK for f in frames)


@only(UNPLUGGED)
def test_an_unplugged_camera_stops_the_board_and_is_found_again(rig):
    with rig.camera as camera:
        fields = iter(camera.grab(plan_of(rig)))
        next(fields)
        rig.unplug()
        with pytest.raises(DeviceError, match="CAM1"):
            list(fields)
        assert camera.state in (CameraState.LOST, CameraState.RECONNECTING)
        began = time.monotonic()
        again = list(camera.grab(plan_of(rig), timeout_s=2 * FOUND_AGAIN_S))
        assert time.monotonic() - began < FOUND_AGAIN_S
        assert [frame.info.status for field in again for frame in field.frames] == [
            FrameStatus.OK
        ] * (3 * len(rig.shots))
        assert camera.counters.reconnects == 1


@only(BOUNDED)
def test_a_frame_that_finds_no_slot_stops_the_board_and_is_counted(rig):
    with rig.camera as camera:
        held = []
        with pytest.raises(DeviceError, match=r"CAM1: .*slot"):
            held += camera.grab(plan_of(rig, rig.slots + 1))
        assert camera.counters.ring_drops >= 1
        held.clear()
        assert len(list(camera.grab(plan_of(rig, 2)))) == 2
