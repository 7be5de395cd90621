"""What is of GenICam alone: producers, features, formats as they travel, faults of drivers."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from inspector.devices.camera import CameraState, FieldPlan
from inspector.devices.camera_process import CameraProcess
from inspector.devices.genicam.camera import GenICamCamera
from inspector.devices.genicam.pixels import CODINGS
from inspector.devices.genicam.producers import (
    GENTL_PATH,
    Producers,
    find_producers,
    list_cameras,
)
from inspector.devices.genicam.settings import writes_of
from inspector.devices.genicam.stream import Strategy
from inspector.devices.open_camera import open_camera
from inspector.devices.virtual_feeder import VirtualCamera
from inspector.domain.acquisition import CameraSettings, Encoder, StationCamera
from inspector.domain.errors import DeviceError
from inspector.domain.image import FrameStatus, PixelFormat, Shot
from tests.devices.rigs import OPTICS, TRIGGERED, VIKY, VIRTUAL, Selected, fed

RING, WHITE = Shot("ring"), Shot("white")
needs_virtual = pytest.mark.skipif(not VIRTUAL.is_file(), reason="make gentl builds it")


@pytest.fixture
def producers():
    with Producers() as made:
        yield made


@pytest.fixture
def virtual(producers):
    """Open the virtual camera with settings of the test's own."""
    opened = []

    def make(settings=TRIGGERED, **more):
        camera = GenICamCamera(
            producers.open(VIRTUAL), "VC0000", name="CAM1", optics=OPTICS, settings=settings, **more
        )
        opened.append(camera)
        return camera.__enter__()

    yield make
    for camera in opened:
        camera.__exit__()


def fault(camera, name, value=1):
    camera.call("a fault", lambda nodes: nodes.write(name, value))


def grab(camera, fields=1, shots=(RING,), timeout_s=1.0):
    plan = [FieldPlan(i, (0.0, 0.0), shots) for i in range(fields)]
    return [frame for field in camera.grab(plan, timeout_s) for frame in field.frames]


# Producers


def test_producers_are_found_on_the_path_and_by_name(tmp_path):
    for name in ("b.cti", "a.cti", "a.txt"):
        (tmp_path / name).touch()
    path = {GENTL_PATH: f"{tmp_path}{os.pathsep}{tmp_path / 'not there'}{os.pathsep}"}
    found = find_producers("", path)
    assert found.files == (tmp_path / "a.cti", tmp_path / "b.cti")
    assert find_producers("b", path).files == find_producers("b.cti", path).files
    assert find_producers(str(tmp_path / "b.cti"), {}).files == (tmp_path / "b.cti",)
    with pytest.raises(
        DeviceError, match=f"producer c.cti: no such file.*{tmp_path}.*{GENTL_PATH}"
    ):
        find_producers("c.cti", path)


def test_nothing_found_says_where_was_looked_and_how_to_name_more(producers, monkeypatch):
    monkeypatch.delenv(GENTL_PATH, raising=False)
    with pytest.raises(DeviceError, match=f"{GENTL_PATH} is not set; set {GENTL_PATH} to"):
        producers.that_finds("X1")


def test_cameras_are_listed_with_maker_serial_and_access(producers):
    found, wrong = list_cameras(producers, [VIKY])
    assert [camera.serial for camera in found] == ["0", "1", "2"]
    assert {camera.model for camera in found} == {"Viky"}
    assert {camera.access for camera in found} == {"free"}
    assert not wrong


def test_a_broken_producer_is_named_and_hides_no_other(producers, tmp_path):
    broken = tmp_path / "broken.cti"
    broken.write_text("no library")
    found, wrong = list_cameras(producers, [broken, VIKY])
    assert len(found) == 3
    assert len(wrong) == 1
    assert "broken.cti: it cannot be loaded" in wrong[0]


def test_a_second_owner_of_a_producer_is_refused_not_blind(producers):
    producers.open(VIKY)
    with Producers() as others, pytest.raises(DeviceError, match="open already in this process"):
        others.open(VIKY)


def test_a_serial_that_is_not_there_names_those_that_are(producers):
    with pytest.raises(DeviceError, match=r"camera 9: viky.cti does not find it .*0, 1, 2"):
        GenICamCamera(producers.open(VIKY), "9").__enter__()


def test_opening_leaves_ctrl_c_alone_and_one_camera_does_not_disturb_another(producers):
    assert threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT)
    viky = producers.open(VIKY)
    with GenICamCamera(viky, "0") as first:
        number = first.live(5.0).info.frame_id
        for _ in range(2):
            with GenICamCamera(viky, "1") as second:
                assert second.live(5.0).pixels.size
                assert [d.access for d in viky.devices()].count("in use here") == 2
        assert first.live(5.0).info.frame_id > number
        assert first.state is CameraState.STREAMING
        assert first.counters.reconnects == 0
    assert signal.getsignal(signal.SIGINT) is before


# Features and settings


@needs_virtual
def test_settings_are_applied_verified_and_stated_by_frames(virtual):
    settings = replace(TRIGGERED, gain_db=3.0, black_level=4.0, gamma=1.0, white_balance=(1.5, 2.0))
    camera = virtual(
        replace(settings, user_set="Default", line_outputs=(("Line1", "ExposureActive"),))
    )
    read = camera.call("reading", lambda nodes: {n.name: n.value for n in nodes.every()})
    assert (read["Width"], read["Height"], read["ExposureTime"]) == (640, 480, 500.0)
    assert (read["Gain"], read["BlackLevel"], read["TriggerSource"]) == (3.0, 4.0, "Software")
    assert (read["LineMode"], read["LineSource"]) == ("Output", "ExposureActive")
    info = grab(camera)[0].info
    assert (info.exposure_ms, info.gain_db, info.black_level) == (0.5, 3.0, 4.0)
    assert info.camera == "CAM1"


@needs_virtual
def test_a_frame_states_the_exposure_that_rode_with_it(virtual):
    camera = virtual(replace(TRIGGERED, nodes=(("ChunkModeActive", True),)))
    grab(camera)
    camera.call("changing it", lambda nodes: nodes.write("ExposureTime", 750.0))
    assert grab(camera)[0].info.exposure_ms == 0.75
    assert camera.applied.exposure_ms == 0.5


@needs_virtual
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (CameraSettings(exposure_ms=1e9), r"ExposureTime to 1e\+12: .*; it is .* us"),
        (CameraSettings(width_px=17), "Width to 17: .* in steps of 8"),
        (CameraSettings(pixel_format="Mono9"), "PixelFormat to Mono9: .*one of .*Mono8"),
        (CameraSettings(ptp=True, nodes=(("Widht", 640),)), "finding Widht: .*did you mean Width"),
        (CameraSettings(nodes=(("Width", "640"),)), "Width to 640: it takes an integer"),
        (CameraSettings(nodes=(("WidthMax", 640),)), "WidthMax to 640: it is RO"),
        (CameraSettings(encoder=Encoder("Line0")), "EncoderSourceA: the camera has no such"),
    ],
)
def test_a_setting_that_does_not_hold_is_refused_with_what_would(virtual, settings, words):
    with pytest.raises(DeviceError, match=f"CAM1: .*{words}"):
        virtual(settings)


@needs_virtual
def test_a_locked_feature_says_that_it_is_locked(virtual):
    camera = virtual()
    grab(camera)
    with pytest.raises(
        DeviceError, match=r"CAM1: setting Width to 320: .*locked while frames stream"
    ):
        fault(camera, "Width", 320)
    fault(camera, "VirtualLocked")
    with pytest.raises(DeviceError, match="ExposureTime to 900: it is RO"):
        fault(camera, "ExposureTime", 900.0)


def test_line_scan_and_3d_settings_come_in_an_order_that_cameras_accept():
    settings = CameraSettings(
        height_px=4000, encoder=Encoder("Line1", "Line2", 4), trigger="Line0", chunks=("Gain",)
    )
    names = [(w.names[0], w.value, w.among) for w in writes_of(settings)]
    assert names.index(("Height", 4000, ())) < names.index(("EncoderDivider", 4, ()))
    line, frame = (("TriggerSelector", "LineStart"),), (("TriggerSelector", "FrameStart"),)
    assert ("TriggerSource", "Encoder0", line) in names
    assert names.index(("TriggerSource", "Line0", frame)) < names.index(
        ("TriggerMode", "On", frame)
    )
    assert ("ChunkEnable", True, (("ChunkSelector", "Gain"),)) in names


# Pictures as they travel


def shown(name: str, number: int, rows: int, cols: int) -> np.ndarray:
    """Give the virtual camera's pattern: (col + row + n) modulo 256, by its format."""
    col, row = np.meshgrid(np.arange(cols), np.arange(rows))
    bytes_ = (col + row + number) % 256
    coding = next(c for c in CODINGS.values() if c.name == name)
    full = (1 << coding.pixel_format.bits) - 1
    if name == "Coord3D_C16":
        return (bytes_ * 257).astype(np.uint16)
    levels = np.floor(bytes_ / 255 * full + 0.5).astype(np.uint8 if full == 255 else np.uint16)
    return np.dstack([levels] * 3) if coding.pixel_format is PixelFormat.RGB8 else levels


FORMATS = [
    "Mono8",
    "Mono10",
    "Mono12",
    "Mono16",
    "Mono10p",
    "Mono12p",
    "Mono12Packed",
    "BayerGR8",
    "BayerRG8",
    "BayerGB8",
    "BayerBG8",
    "BayerRG12",
    "BayerBG12p",
    "BayerGB12p",
    "BayerGR12p",
    "BayerRG12p",
    "RGB8",
    "Coord3D_C16",
]


@needs_virtual
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("padding", [0, 4])
def test_a_picture_is_bit_exact_from_the_driver_to_the_frame(virtual, name, padding):
    settings = replace(TRIGGERED, pixel_format=name, width_px=328, height_px=65)
    camera = virtual(replace(settings, nodes=(("VirtualPaddingX", padding),)))
    for frame in grab(camera, fields=3):
        expected = shown(name, frame.info.frame_id, 65, 328)
        assert frame.info.pixel_format.bits == frame.info.bits
        assert frame.pixels.dtype == expected.dtype
        assert np.array_equal(frame.pixels, expected)


TWO_PARTS = (
    ("ComponentSelector", "Range"),
    ("ComponentEnable", True),
    ("ComponentSelector", "Intensity"),
    ("ComponentEnable", True),
)


@needs_virtual
def test_a_buffer_of_two_parts_gives_height_and_brightness_of_one_trigger(virtual):
    camera = virtual(replace(TRIGGERED, nodes=TWO_PARTS))
    height, bright = grab(camera, shots=(Shot("range"), Shot("white")))
    assert height.info.shot.name == "range"
    assert height.info.pixel_format is PixelFormat.COORD3D_C16
    assert (height.info.coord_scale_mm, height.info.coord_offset_mm) == (0.0005, -2.0)
    assert bright.info.shot.name == "white"
    assert bright.info.pixel_format is PixelFormat.MONO8
    assert bright.info.coord_scale_mm is None
    assert height.info.frame_id == bright.info.frame_id == 1
    assert np.array_equal(height.pixels, shown("Coord3D_C16", 1, 480, 640))
    assert np.array_equal(bright.pixels, shown("Mono8", 1, 480, 640))


# Faults


@needs_virtual
def test_a_frame_that_never_comes_stops_the_board_with_its_reason(virtual):
    camera = virtual()
    fault(camera, "VirtualLost")
    with pytest.raises(DeviceError, match=r"CAM1: waiting for a frame: none came in 0.2 s"):
        grab(camera, timeout_s=0.2)
    assert [f.info.status for f in grab(camera, 3)] == [FrameStatus.OK] * 3


@needs_virtual
def test_a_frame_without_a_buffer_is_counted_and_stops_the_board(virtual):
    camera = virtual()
    fault(camera, "VirtualUnderrun")
    with pytest.raises(DeviceError, match="1 without a buffer"):
        grab(camera, timeout_s=0.4)
    assert camera.counters.underrun == 1


@needs_virtual
def test_incomplete_frames_are_told_from_whole_ones_on_both_sides_of_them(virtual):
    camera = virtual()
    first = grab(camera, 2)
    fault(camera, "VirtualIncomplete", 2)
    middle = grab(camera, 3)
    last = grab(camera, 2)
    assert [f.info.frame_id for f in first + middle + last] == [1, 2, None, None, 5, 6, 7]
    assert [f.info.status.value for f in middle] == ["incomplete", "incomplete", "ok"]
    assert camera.counters.incomplete == 2


@needs_virtual
def test_a_picture_of_another_size_stops_the_board(virtual):
    camera = virtual()
    fault(camera, "VirtualWrongSize")
    with pytest.raises(
        DeviceError, match="CAM1: it sends 640 x 240 pixels, Width x Height are 640 x 480"
    ):
        grab(camera)
    assert grab(camera)[0].info.status is FrameStatus.OK


@needs_virtual
def test_a_driver_without_frame_numbers_is_refused_one_without_times_is_not(virtual):
    camera = virtual()
    fault(camera, "VirtualHalfImplemented", 3)  # neither timestamps nor counters
    frame = grab(camera)[0]
    assert frame.info.device_ns is None
    fault(camera, "VirtualHalfImplemented", 4)
    with pytest.raises(DeviceError, match="gives frames no number"):
        grab(camera)


@needs_virtual
def test_an_unplugged_camera_is_lost_at_once_while_nobody_asks_it(virtual):
    camera = virtual()
    camera.call("unplugging", lambda nodes: nodes.execute("VirtualUnplug"))
    with pytest.raises(DeviceError, match=r"CAM1: .*(lost|no longer answers|gone)"):
        grab(camera, timeout_s=0.3)
    assert camera.state in (CameraState.LOST, CameraState.RECONNECTING)


@needs_virtual
def test_a_camera_that_comes_back_but_refuses_its_settings_says_which(producers):
    with fed(VirtualCamera("VC1", 480, 640)) as feeder:
        driver = producers.open(feeder.cti)
        with GenICamCamera(driver, "VC1", name="CAM1", settings=TRIGGERED) as camera:
            feeder.unplug()
            until(lambda: camera.state is CameraState.RECONNECTING)
            feeder.fault("locked")
            feeder.plug_in()
            until(lambda: "ExposureTime" in camera._stream._inbox.trouble)
            with pytest.raises(DeviceError, match=r"it was lost.*ExposureTime to 500: it is RO"):
                grab(camera, timeout_s=0.1)
            feeder.fault("locked", 0)
            assert grab(camera, timeout_s=5.0)[0].info.status is FrameStatus.OK


@needs_virtual
def test_what_breaks_in_the_cameras_thread_is_told_at_once_to_who_asked(virtual):
    camera = virtual()
    began = time.monotonic()
    with pytest.raises(DeviceError, match="CAM1: internal error; please report it with the log"):
        camera.call("a slip", lambda nodes: nodes.no_such_thing)
    assert time.monotonic() - began < 5.0


def test_of_a_free_run_frames_that_may_have_begun_before_the_light_are_left_out(producers):
    class Noting:
        def __init__(self):
            self.arrived = []

        def select(self, shot):
            self.arrived.append(camera._stream.last_number() or 0)

    light = Noting()
    settings = CameraSettings(frame_rate_hz=200, width_px=100, height_px=100)
    camera = GenICamCamera(producers.open(VIKY), "2", name="CAM1", settings=settings, light=light)
    with camera:
        taken = [frame.info.frame_id for frame in grab(camera, 4, timeout_s=5.0)]
    # at best one of them is sent at that moment, and the next exposed
    assert all(after - before > 2 for before, after in zip(light.arrived, taken, strict=True))


def test_every_frame_of_a_free_run_is_given_in_its_order(producers):
    settings = CameraSettings(frame_rate_hz=200, width_px=100, height_px=100)
    with GenICamCamera(producers.open(VIKY), "2", name="CAM1", settings=settings) as camera:
        frames = camera.frames(5.0)
        numbers = [next(frames).info.frame_id for _ in range(40)]
        assert numbers == list(range(numbers[0], numbers[0] + 40))
        with pytest.raises(DeviceError, match="CAM1: a frame found no free slot among 16"):
            list(frames)  # nobody can hold them all
        assert camera.state is CameraState.OPEN
        assert camera.counters.id_gaps == camera.counters.underrun == 0


def test_frames_come_though_every_step_of_the_fetching_thread_is_slow(producers):
    def slow(frame, event, arg):
        sum(range(60))  # a microsecond or two a line
        return slow

    threading.settrace(slow)
    try:
        with GenICamCamera(producers.open(VIKY), "0", name="CAM1") as camera:
            threading.settrace(None)
            assert camera.live(10.0).pixels.size
    finally:
        threading.settrace(None)


# Triggered by a line


@pytest.fixture
def wired(producers, request):
    """A camera that a line triggers, and its feeder."""
    nodes = getattr(request, "param", ())
    settings = replace(TRIGGERED, trigger="Line0", trigger_activation="RisingEdge", nodes=nodes)
    with fed(VirtualCamera("VC1", 480, 640)) as feeder:
        camera = GenICamCamera(
            producers.open(feeder.cti), "VC1", name="CAM1", settings=settings, optics=OPTICS
        )
        with camera:
            yield camera, feeder


def until(condition, timeout_s=5.0):
    """Wait for what another thread does."""
    deadline, tick = time.monotonic() + timeout_s, threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        tick.wait(0.001)


def moved_over(wired, fields, faults, shots=(RING, WHITE), pulses=0):
    """Pulse the line, once a shot unless said, with faults before some; give the fields."""
    camera, feeder = wired
    plan = [FieldPlan(i, (0.0, 0.0), shots) for i in range(fields)]
    with ThreadPoolExecutor(1) as pool:
        taken = pool.submit(lambda: list(camera.grab(plan, 1.0)))
        until(lambda: camera._stream._strategy is Strategy.EVERY or taken.done())
        for pulse in range(pulses or 2 * fields):
            fault = faults.get(pulse)
            if fault:
                feeder.fault(fault)
            came = camera.counters.delivered + camera.counters.incomplete
            feeder.pulse()
            if fault != "lost":
                until(lambda came=came: _came(camera) > came or taken.done())
        return taken.result()


def _came(camera):
    return camera.counters.delivered + camera.counters.incomplete


@needs_virtual
def test_frames_of_a_line_are_matched_with_the_plan_by_their_numbers(wired):
    fields = moved_over(wired, 3, {})
    assert [[f.info.frame_id for f in field.frames] for field in fields] == [[1, 2], [3, 4], [5, 6]]
    for frame in (frame for field in fields for frame in field.frames):
        assert frame.pixels[0, 0] == frame.info.frame_id


@needs_virtual
@pytest.mark.parametrize("what", ["lost", "incomplete"])
def test_a_gap_in_the_numbers_is_in_the_shot_that_it_hit(wired, what):
    fields = moved_over(wired, 3, {2: what})
    frames = [frame for field in fields for frame in field.frames]
    assert [f.info.status.value for f in frames] == ["ok", "ok", what, "ok", "ok", "ok"]
    assert [f.info.frame_id for f in frames] == [1, 2, None, 4, 5, 6]
    assert frames[2].info.shot == RING
    assert frames[2].info.field == 1
    assert frames[2].pixels.shape == (0, 0)
    assert wired[0].counters.id_gaps == 1


@needs_virtual
@pytest.mark.parametrize("what", ["lost", "incomplete"])
@pytest.mark.parametrize("wired", [TWO_PARTS], indirect=True)
def test_a_buffer_of_two_parts_that_lacks_is_both_shots_of_its_field_and_none_of_the_next(
    wired, what
):
    fields = moved_over(wired, 4, {1: what}, (Shot("range"), Shot("white")), pulses=4)
    seen = [[(f.info.status.value, f.info.frame_id) for f in field.frames] for field in fields]
    assert seen == [[("ok", 1)] * 2, [(what, None)] * 2, [("ok", 3)] * 2, [("ok", 4)] * 2]
    for field in (fields[0], *fields[2:]):
        height, bright = field.frames
        assert height.pixels[0, 0] == bright.pixels[0, 0] == height.info.frame_id


@needs_virtual
def test_a_camera_that_a_line_triggers_is_seen_live_without_a_pulse_and_waits_for_them_after(wired):
    camera, _ = wired
    for _ in range(2):
        first, second = camera.live(1.0), camera.live(1.0)
        assert second.info.frame_id > first.info.frame_id
        fields = moved_over(wired, 2, {})
        numbers = [[f.info.frame_id for f in field.frames] for field in fields]
        assert numbers == [[1, 2], [3, 4]]


@needs_virtual
def test_a_grab_left_half_way_and_dropped_late_does_not_stop_the_next(wired):
    camera, feeder = wired
    plan = [FieldPlan(i, (0.0, 0.0), (RING,)) for i in range(2)]
    with ThreadPoolExecutor(1) as pool:

        def taken(fields):
            coming = pool.submit(next, fields)
            until(lambda: camera.state is CameraState.STREAMING)
            feeder.pulse()
            return coming.result().index

        earlier = camera.grab(plan)
        assert taken(earlier) == 0
        camera._stream.stop()
        later = camera.grab(plan)
        assert taken(later) == 0
        earlier.close()  # as the collector does, whenever what held it is gone
        assert camera.state is CameraState.STREAMING
        assert taken(later) == 1


@needs_virtual
def test_a_last_frame_that_lacks_stops_the_board(wired):
    with pytest.raises(DeviceError, match="CAM1: waiting for a frame: none came in 1 s"):
        moved_over(wired, 2, {3: "lost"})


# In a process of its own


def apart(**more):
    fields = {"own_process": True, "slots": 4, "settings": TRIGGERED, **more}
    return StationCamera("CAM1", "VC0000", OPTICS.mm_per_px, str(VIRTUAL), **fields)


@needs_virtual
def test_a_driver_that_crashes_is_named_and_its_camera_works_again(producers):
    crash = replace(TRIGGERED, nodes=(("VirtualCrash", 1),))
    camera = open_camera(apart(settings=crash), producers)
    assert isinstance(camera, CameraProcess)
    with camera:
        with pytest.raises(DeviceError, match=r"CAM1: .*inspector_virtual.cti died \(.*SIGSEGV\)"):
            grab(camera)
        assert camera.state is CameraState.LOST
        camera._camera = apart()  # it was mended
        assert grab(camera)[0].info.status is FrameStatus.OK
        assert camera.counters.reconnects == 1


@needs_virtual
def test_what_a_camera_apart_refuses_reaches_the_station(producers):
    wrong = replace(TRIGGERED, width_px=17)
    camera = open_camera(apart(settings=wrong), producers)
    with pytest.raises(DeviceError, match="CAM1: setting Width to 17"):
        camera.__enter__()
    assert camera.state is CameraState.CLOSED


@needs_virtual
def test_a_light_that_fails_in_the_station_stops_the_board_of_a_camera_apart(producers):
    class Dark(Selected):
        def select(self, shot):
            raise DeviceError("LIGHT1: selecting ring: no answer")

    dark = pytest.raises(DeviceError, match="LIGHT1: selecting ring")
    with open_camera(apart(), producers, Dark()) as camera, dark:
        grab(camera)


@needs_virtual
def test_nothing_is_left_of_a_camera_apart(producers):
    camera = open_camera(apart(), producers)
    with camera:
        held = grab(camera)
        folder, process = Path(camera._folder), camera._process
        assert folder.is_dir()
    assert not folder.exists()
    assert not process.is_alive()
    assert held[0].pixels.shape == (480, 640)  # what is held stays
    assert np.array_equal(held[0].pixels, shown("Mono8", held[0].info.frame_id, 480, 640))
