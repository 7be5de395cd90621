"""Recorded captures and plain pictures behind the camera protocol."""

import json
import shutil
import threading
import time
from dataclasses import replace

import imagecodecs
import pytest

from inspector.batch.capture import inspect_capture, read_asked
from inspector.devices.camera import CameraState, Counters, FieldPlan, Optics
from inspector.devices.plan import visited
from inspector.devices.reel import plan_of
from inspector.devices.replay import AS_RECORDED, Pace, ReplayCamera
from inspector.domain.errors import DeviceError
from inspector.domain.image import FrameStatus, PixelFormat, Shot
from inspector.domain.result import Timing, Verdict
from inspector.formats.calibration import calibration_for
from inspector.formats.picture import encode
from inspector.inspection import field_order, inspect_panel
from tests.devices import captures
from tests.devices.captures import picture

OK, INCOMPLETE, LOST = FrameStatus.OK, FrameStatus.INCOMPLETE, FrameStatus.LOST
SHOTS = (Shot("ring"), Shot("white"))
PLAN = tuple(FieldPlan(k, (10.0 * k, 5.0), SHOTS) for k in range(3))


def write_panel(folder, panel, codec="png"):
    """Write a capture of three fields under two lights: six frames, each of one grey of its own."""
    return captures.write_panel(folder, PLAN, Optics(0.01), 100 * panel + 1, f"SN{panel}", codec)


@pytest.fixture
def archive(tmp_path):
    """Two captures, whose names sort otherwise as texts than as people count."""
    for panel, name in enumerate(("SN2", "SN10")):
        write_panel(tmp_path / "archive" / name, panel)
    return tmp_path / "archive"


@pytest.fixture
def one(tmp_path):
    return write_panel(tmp_path / "SN1", 0)


def seen(fields):
    """Give what each frame shows: its grey, or its status."""
    return [
        [int(f.pixels[0, 0, 0]) if f.info.status is OK else f.info.status for f in field.frames]
        for field in fields
    ]


def taken(camera, plan=None):
    return list(camera.grab(plan or plan_of(camera.upcoming)))


def edited(folder, change):
    file = folder / "capture.json"
    data = json.loads(file.read_text())
    change(data["frames"])
    file.write_text(json.dumps(data))


def test_captures_come_in_their_natural_order_every_frame_as_it_was(archive):
    with ReplayCamera(archive) as camera:
        assert camera.upcoming.serial == "SN0"
        first = taken(camera)
        assert camera.upcoming.serial == "SN1"
        second = taken(camera)
        assert camera.counters == Counters(delivered=12)
    assert seen(first) == [[1, 2], [3, 4], [5, 6]]
    assert seen(second) == [[101, 102], [103, 104], [105, 106]]
    info = first[1].frames[1].info
    assert (info.shot, info.center_mm, info.frame_id) == (Shot("white"), (10.0, 5.0), 4)
    assert not first[0].frames[0].pixels.flags.writeable


@pytest.mark.parametrize("codec", ["png", "jxl", "tiff"])
def test_every_codec_is_replayed(tmp_path, codec):
    with ReplayCamera(write_panel(tmp_path / "c", 0, codec)) as camera:
        assert seen(taken(camera)) == [[1, 2], [3, 4], [5, 6]]


def test_after_the_last_capture_there_is_an_error_or_the_first_again(archive):
    with ReplayCamera(archive) as camera:
        plan = plan_of(camera.upcoming)
        taken(camera)
        taken(camera)
        with pytest.raises(DeviceError, match="all 2 were shown; open it again"):
            camera.grab(plan)
    with ReplayCamera(archive, again=True) as camera:
        assert [seen(taken(camera))[0][0] for _ in range(4)] == [1, 101, 1, 101]


def test_a_refused_capture_is_told_once_to_who_asks_what_comes(archive):
    (archive / "SN2" / "capture.json").write_text("{}")
    with ReplayCamera(archive) as camera:
        with pytest.raises(DeviceError, match=r"capture\.json"):
            camera.upcoming  # noqa: B018 - a property that looks
        assert seen(taken(camera)) == [[101, 102], [103, 104], [105, 106]]


def test_a_plan_may_ask_for_less_and_in_another_order(one):
    plan = [FieldPlan(2, (20.0, 5.0), SHOTS[::-1]), FieldPlan(0, (0.0, 5.0), SHOTS[:1])]
    with ReplayCamera(one, pace=Pace(ahead=1)) as camera:
        assert seen(taken(camera, plan)) == [[6, 5], [1]]


def test_what_was_not_recorded_is_lost_and_never_left_out(one):
    plan = [
        FieldPlan(0, (0.0, 5.0), (*SHOTS, Shot("coaxial"))),
        FieldPlan(7, (70.0, 5.0), SHOTS[:1]),
    ]
    with ReplayCamera(one) as camera:
        fields = taken(camera, plan)
        assert seen(fields) == [[1, 2, LOST], [LOST]]
        assert camera.counters == Counters(delivered=2, id_gaps=2)
    assert fields[1].frames[0].pixels.shape == (0, 0)
    assert fields[1].frames[0].info.center_mm == (70.0, 5.0)


def test_a_field_recorded_elsewhere_is_refused_it_shows_something_else(one):
    with (
        ReplayCamera(one) as camera,
        pytest.raises(DeviceError, match=r"field 1: asked for at \(11, 5\) mm, recorded at \(10, "),
    ):
        camera.grab([FieldPlan(1, (11.0, 5.0), SHOTS)])


@pytest.mark.parametrize(
    ("damage", "status"),
    [
        (lambda file: file.write_bytes(file.read_bytes()[:-20]), INCOMPLETE),
        (lambda file: file.write_bytes(b""), INCOMPLETE),
        (lambda file: file.write_bytes(encode(picture(3)[..., 0].copy(), "png")), INCOMPLETE),
        (lambda file: file.write_bytes(encode(picture(3, rows=5), "png")), INCOMPLETE),
        (lambda file: file.unlink(), LOST),
    ],
    ids=["cut short", "empty", "another format", "another size", "gone"],
)
def test_a_broken_file_is_a_frame_that_did_not_arrive(one, damage, status):
    with ReplayCamera(one) as camera:
        plan = plan_of(camera.upcoming)
        fields = camera.grab(plan)
        damage(one / "f01_ring.png")
        assert seen(fields) == [[1, 2], [status, 4], [5, 6]]
        lost = status is LOST
        assert camera.counters == Counters(5, incomplete=0 if lost else 1, id_gaps=1 if lost else 0)


def test_what_the_capture_says_was_lost_stays_lost(one):
    edited(one, lambda frames: frames[2].update(status="lost"))
    edited(one, lambda frames: frames[3].update(status="incomplete"))
    with ReplayCamera(one) as camera:
        assert seen(taken(camera)) == [[1, 2], [LOST, INCOMPLETE], [5, 6]]


def test_numbers_that_the_recorded_camera_left_out_are_counted(one):
    edited(one, lambda frames: [f.update(frame_id=f["frame_id"] + 5) for f in frames[3:]])
    with ReplayCamera(one) as camera:
        taken(camera)
        assert camera.counters == Counters(delivered=6, id_gaps=5)


def test_a_capture_that_is_refused_is_named_and_the_next_one_comes_after_it(archive):
    (archive / "SN2" / "capture.json").write_text("{")
    with ReplayCamera(archive) as camera:
        plan = [FieldPlan(0, (0.0, 5.0), SHOTS)]
        with pytest.raises(DeviceError, match=r"SN2.capture.json.*is not JSON"):
            camera.grab(plan)
        assert seen(taken(camera, plan)) == [[101, 102]]


def test_a_folder_that_has_gone_is_a_lost_camera_until_it_is_there_again(archive):
    with ReplayCamera(archive, pace=Pace(ahead=0)) as camera:
        plan = plan_of(camera.upcoming)
        fields = camera.grab(plan)
        next(fields)
        away = archive.rename(archive.with_name("away"))
        with pytest.raises(DeviceError, match="field 1: the folder has gone; bring it back"):
            list(fields)
        assert camera.state is CameraState.LOST
        with pytest.raises(DeviceError, match=r"did not come back within 0\.01 s"):
            camera.grab(plan, timeout_s=0.01)
        away.rename(archive)
        assert seen(taken(camera)) == [[101, 102], [103, 104], [105, 106]]
        assert camera.counters.reconnects == 1


def test_frames_come_no_faster_than_they_were_recorded(one):
    with ReplayCamera(one, pace=AS_RECORDED) as camera:
        plan = plan_of(camera.upcoming)
        begun = time.monotonic()
        times = [time.monotonic() - begun for _ in camera.grab(plan)]
    # a field has come once its second frame has: frames 2, 4 and 6 of one every 20 ms
    for at, due in zip(times, (0.02, 0.06, 0.10), strict=True):
        assert due <= at < due + 0.5


def test_a_rate_holds_too_and_one_that_is_too_slow_is_a_frame_that_never_came(one):
    with ReplayCamera(one, pace=Pace(frames_per_s=100.0)) as camera:
        begun = time.monotonic()
        taken(camera)
        assert time.monotonic() - begun >= 0.05
    with (
        ReplayCamera(one, pace=Pace(frames_per_s=1.0)) as camera,
        pytest.raises(DeviceError, match=r"no frame within 0\.03 s"),
    ):
        list(camera.grab(plan_of(camera.upcoming), timeout_s=0.03))


def test_the_recorded_speed_needs_recorded_times(one):
    edited(one, lambda frames: frames[2].pop("device_ns"))
    with (
        ReplayCamera(one, pace=AS_RECORDED) as camera,
        pytest.raises(DeviceError, match="does not state device_ns; give frames_per_s"),
    ):
        taken(camera)


@pytest.fixture
def pictures(tmp_path):
    """Six plain pictures, of all kinds; their names sort otherwise as texts than as counted."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name, grey, ending in (
        ("p2", 2, "tiff"),
        ("p1", 1, "png"),
        ("p9", 3, "jxl"),
        ("p20", 6, "png"),
        ("p11", 5, "png"),
    ):
        (folder / f"{name}.{ending}").write_bytes(encode(picture(grey), ending))
    (folder / "p10.jpg").write_bytes(imagecodecs.jpeg_encode(picture(4), level=100))
    (folder / "notes.txt").write_text("no picture")
    return folder


def test_plain_pictures_are_the_frames_that_are_asked_for(pictures):
    plan = [FieldPlan(k, (10.0 * k, 0.0), SHOTS) for k in (1, 0)]
    with ReplayCamera(pictures, optics=Optics(0.02, 1.5, 3.0)) as camera:
        fields = taken(camera, plan)
        assert seen(fields) == [[1, 2], [3, 4]]
        info = fields[1].frames[0].info
        assert (info.field, info.shot, info.center_mm) == (0, SHOTS[0], (0.0, 0.0))
        assert (info.mm_per_px, info.z_mm, info.rotation_deg) == (0.02, 1.5, 3.0)
        assert (info.pixel_format, info.linear, info.frame_id) == (PixelFormat.RGB8, False, 3)
        with pytest.raises(DeviceError, match="4 frames asked for, 2 of 6 pictures left"):
            camera.grab(plan)
        assert seen(taken(camera, plan[:1])) == [[5, 6]]


def test_a_folder_that_shows_nothing_is_refused(tmp_path, pictures):
    for folder, optics, said in (
        (tmp_path / "nowhere", None, "no such folder"),
        (pictures, None, "state their optics"),
        (tmp_path, Optics(0.01), "holds no picture"),
    ):
        with pytest.raises(DeviceError, match=said), ReplayCamera(folder, optics=optics):
            pass
    (tmp_path / "empty").mkdir()
    with pytest.raises(DeviceError, match="holds no capture"), ReplayCamera(tmp_path / "empty"):
        pass


def test_live_shows_one_after_another_or_the_newest_that_is_due(one):
    with ReplayCamera(one) as camera:
        assert [int(camera.live().pixels[0, 0, 0]) for _ in range(8)] == [1, 2, 3, 4, 5, 6, 1, 2]
    with ReplayCamera(one, pace=Pace(frames_per_s=20.0)) as camera:
        assert int(camera.live().pixels[0, 0, 0]) == 1
        threading.Event().wait(0.11)  # time goes by, nothing is waited for
        assert int(camera.live().pixels[0, 0, 0]) >= 3  # older ones are left out
    with ReplayCamera(one, pace=Pace(frames_per_s=2.0)) as camera:
        camera.live()
        with pytest.raises(DeviceError, match=r"no frame within 0\.02 s"):
            camera.live(timeout_s=0.02)


def test_no_more_is_read_ahead_than_is_allowed(one):
    with ReplayCamera(one, pace=Pace(ahead=2)) as camera:
        fields = camera.grab(plan_of(camera.upcoming))
        next(fields)
        # two frames were shown and two are ahead: the third field's may still be changed
        for name in ("f02_ring.png", "f02_white.png"):
            (one / name).write_bytes(b"")
        assert seen(fields) == [[3, 4], [INCOMPLETE, INCOMPLETE]]


def test_a_closed_replay_refuses(one):
    camera = ReplayCamera(one)
    with pytest.raises(DeviceError, match="upcoming: it is not open"):
        camera.upcoming  # noqa: B018 - a property that looks
    with camera:
        assert camera.state is CameraState.OPEN
        fields = camera.grab(plan_of(camera.upcoming))
        next(fields)
        assert camera.state is CameraState.STREAMING
        with pytest.raises(DeviceError, match="open already"), camera:
            pass
    assert camera.state is CameraState.CLOSED
    with pytest.raises(DeviceError, match="it is not open; open it"):
        camera.grab([])


def test_a_pace_that_stands_still_is_none():
    for wrong in ({"speed": 0.0}, {"frames_per_s": -1.0}, {"speed": float("nan")}):
        with pytest.raises(ValueError, match="a pace is above 0"):
            replace(Pace(), **wrong)


@pytest.fixture
def inspected(small_recipe):
    """Inspect the next panel of a replayed folder, as a station does."""
    asked = read_asked(small_recipe)

    def inspect(folder, camera):
        capture = camera.upcoming
        calibration = calibration_for(capture, folder)
        order = field_order(asked.recipe, capture, calibration)
        fields = camera.grab(visited(plan_of(capture), order))
        found = inspect_panel(asked.recipe, capture, fields, calibration, golden=asked.golden)
        return replace(found.result, timing=Timing(0, 0))

    return inspect


def test_a_replayed_panel_gives_the_result_of_its_folder(inspected, small_captures, small_recipe):
    asked = read_asked(small_recipe)
    with ReplayCamera(small_captures) as camera:
        for serial, verdict in (("SN000001", Verdict.PASS), ("SN000002", Verdict.FAIL)):
            result = inspected(small_captures / serial, camera)
            from_folder = inspect_capture(asked, small_captures / serial).result
            assert result.verdict is verdict
            assert result == replace(from_folder, timing=Timing(0, 0))


def test_a_panel_with_a_broken_file_is_never_a_pass(inspected, small_captures, tmp_path):
    folder = shutil.copytree(small_captures / "SN000001", tmp_path / "SN1")
    file = folder / "f00_ring.png"
    file.write_bytes(file.read_bytes()[:-100])
    with ReplayCamera(folder) as camera:
        result = inspected(folder, camera)
    assert result.verdict is Verdict.NOT_INSPECTED
    assert result.acquisition.incomplete == 1
