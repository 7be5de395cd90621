"""The virtual camera through Harvesters, as any GenICam client sees it."""

import os
import re
import time

import numpy as np
import pytest
from genicam.gentl import IoException

from inspector.devices.virtual_feeder import VirtualCamera
from inspector.devices.virtual_gentl import VirtualGentl
from inspector.devices.virtual_layout import PFNC, Picture
from inspector.domain.image import Shot
from inspector.formats.shipped import shipped
from tests.devices.virtual_client import BUILDS, COLS, ROWS, Known, harvesting, known, opened

pytestmark = BUILDS
STORED = tuple(Picture(known("Mono8", n)) for n in range(5))


@pytest.fixture(scope="module")
def virtual():
    cameras = [
        VirtualCamera("A1", ROWS, COLS, name="top", answer_s=1.0),
        VirtualCamera("A2", ROWS, COLS, model="Other", vendor="Else"),
        VirtualCamera("A3", ROWS, COLS, stored=STORED),
    ]
    with VirtualGentl(Known(), cameras) as virtual:
        yield virtual


@pytest.fixture(scope="module")
def harvester(virtual):
    with harvesting(virtual) as harvester:
        yield harvester


@pytest.fixture
def client(harvester):
    with opened(harvester, "A1") as client:
        client.set(TriggerMode="On", TriggerSource="Software", ChunkModeActive=True)
        yield client


def test_cameras_are_found_with_their_names_serials_and_access(virtual, harvester):
    one, other, _ = harvester.device_info_list
    assert (one.vendor, one.model, one.serial_number) == ("Inspector", "Virtual AOI camera", "A1")
    assert one.user_defined_name == "top"
    assert (other.vendor, other.model, other.serial_number) == ("Else", "Other", "A2")
    assert one.access_status == 1
    with opened(harvester, "A1"):
        assert one.access_status == 5
        assert (virtual.owner(0), virtual.owner(1)) == (os.getpid(), 0)
    virtual.tell_access(4)
    assert one.access_status == 4
    virtual.tell_access(0)


@pytest.mark.parametrize("pixel_format", PFNC)
def test_every_number_of_every_pixel_format_arrives(client, pixel_format):
    client.start(PixelFormat=pixel_format)
    for number in (1, 2):
        taken = client.shoot()
        assert taken.frame_id == number
        assert list(taken.parts) == [pixel_format]
        np.testing.assert_array_equal(taken.pixels, known(pixel_format, number))


def test_a_frame_has_the_number_of_its_trigger_and_what_was_set_at_that_instant(client):
    client.start(ExposureTime=3000.0, Gain=0.0)
    for number in range(1, 6):
        client.set(LightName=f"light-{number}", FringeStep=number)
        client.nodes.TriggerSoftware.execute()
    client.set(LightName="later")
    for number in range(1, 6):
        taken = client.take()
        assert taken.frame_id == taken.chunks["FrameID"] == number
        assert taken.chunks["LightName"] == f"light-{number}"
        assert (taken.chunks["FringeStep"], taken.chunks["ExposureTime"]) == (number, 3000.0)
        np.testing.assert_array_equal(taken.pixels, known("Mono8", number))


def test_the_feeder_is_told_the_place_and_the_stripes_of_the_trigger(virtual, client):
    client.start(PixelFormat="Mono16")
    virtual.move_to((12.5, 9.25), field=3)
    assert client.shoot(LightName="told").pixels[0, :4].tolist() == [0, 3, 12500, 9250]
    stripes = {"FringeProjector": "east", "FringePeriod": 0.7, "FringeStep": 2, "FringeSteps": 4}
    told = client.shoot(LightName="fringe", **stripes).pixels[0]
    assert told[:3].tolist() == [700, 2, 4]
    assert bytes(told[3:7].astype(np.uint8)) == b"east"


def test_a_lamp_controller_beside_the_camera_may_say_the_light(virtual, client):
    client.start(PixelFormat="Mono16", LightName="ring")
    virtual.select(Shot("fringe", "west", 0.65, 1, 5))
    taken = client.shoot()
    assert taken.pixels[0, :3].tolist() == [650, 1, 5]
    assert bytes(taken.pixels[0, 3:7].astype(np.uint8)) == b"west"
    assert (taken.chunks["LightName"], taken.chunks["FringeStep"]) == ("fringe", 1)
    virtual.select(Shot(""))
    assert client.shoot().chunks["LightName"] == "ring"


def test_a_region_is_cut_out_and_binned_pixels_are_means(client):
    client.start(Width=32, Height=20, OffsetX=8, OffsetY=6)
    np.testing.assert_array_equal(client.shoot().pixels, known("Mono8", 1)[6:26, 8:40])
    client.acquirer.stop()
    client.set(OffsetX=0, OffsetY=0, BinningHorizontal=2, BinningVertical=2)
    client.start(Width=32, Height=24)
    whole = known("Mono8", 1).astype(float).reshape(24, 2, 32, 2).mean((1, 3))
    np.testing.assert_array_equal(client.shoot().pixels, np.floor(whole + 0.5))


def test_rows_may_be_padded(client):
    client.start(VirtualPaddingX=12)
    buffer = None
    client.nodes.TriggerSoftware.execute()
    while buffer is None:
        buffer = client.acquirer.try_fetch(timeout=0.02)
    rows = np.frombuffer(buffer.module.raw_buffer, np.uint8)[: ROWS * (COLS + 12)]
    rows = rows.reshape(ROWS, COLS + 12)
    assert buffer.module.padding_x == 12
    np.testing.assert_array_equal(rows[:, :COLS], known("Mono8", 1))
    assert not rows[:, COLS:].any()
    buffer.queue()


def test_range_and_intensity_come_in_one_frame_of_two_parts(client):
    client.set(ComponentSelector="Range", ComponentEnable=True)
    client.start()
    taken = client.shoot()
    assert list(taken.parts) == ["Coord3D_C16", "Mono8"]
    for name, pixels in taken.parts.items():
        np.testing.assert_array_equal(pixels, known(name, 1))
    assert taken.chunks["FrameID"] == 1
    assert client.nodes.Scan3dCoordinateScale.value == 0.0005


def test_a_wire_triggers_at_the_edge_that_is_asked_for(virtual, client):
    client.start(TriggerSource="Line0", TriggerActivation="RisingEdge")
    assert client.shoot(0.1) is None  # a software trigger is no wire
    virtual.pulse()
    assert client.take().frame_id == 1
    client.set(TriggerActivation="AnyEdge")
    virtual.pulse()
    assert [client.take().frame_id for _ in range(2)] == [2, 3]


def test_what_is_kept_in_a_user_set_is_there_when_it_is_opened_again(virtual, harvester):
    with opened(harvester, "A2") as client:
        client.set(ExposureTime=777.0, UserSetSelector="UserSet1")
        client.nodes.UserSetSave.execute()
    with opened(harvester, "A2") as client:
        assert client.nodes.ExposureTime.value == 2000.0
        client.set(UserSetSelector="UserSet1")
        client.nodes.UserSetLoad.execute()
        assert client.nodes.ExposureTime.value == 777.0


def test_the_shape_is_locked_while_it_streams(client):
    client.start()
    with pytest.raises(Exception, match="not writable"):
        client.set(Width=32)
    client.acquirer.stop()
    client.set(Width=32)


def test_lines_and_balance_are_kept_per_selector(client):
    for color, ratio in (("Red", 1.5), ("Blue", 2.5)):
        client.set(BalanceRatioSelector=color, BalanceRatio=ratio)
    client.set(BalanceRatioSelector="Red")
    assert client.nodes.BalanceRatio.value == 1.5
    client.set(LineSelector="Line1", LineInverter=True)
    client.set(LineSelector="Line0")
    assert not client.nodes.LineInverter.value


def test_faults_take_a_frame_each(virtual, client):
    client.start()
    virtual.fault("incomplete", 1)
    assert client.shoot() is None
    assert len(client.incomplete) == 1
    assert client.shoot().frame_id == 2
    virtual.fault("lost")
    assert client.shoot(0.1) is None
    assert client.shoot().frame_id == 4  # a gap
    virtual.fault("underrun")
    assert client.shoot(0.1) is None
    assert client.stream().module.num_underrun == 1
    virtual.fault("wrong_size")
    assert client.shoot().pixels.shape == (ROWS // 2, COLS)
    assert client.shoot().pixels.shape == (ROWS, COLS)


def test_faults_can_be_asked_for_by_nodes_too(client):
    client.start(VirtualLost=1)
    assert client.shoot(0.1) is None
    assert client.nodes.VirtualLost.value == 0
    assert client.shoot().frame_id == 2


def test_a_frozen_stream_gives_nothing_and_goes_on_with_the_next_number(virtual, client):
    client.start()
    assert client.shoot().frame_id == 1
    virtual.fault("frozen", 1)
    assert client.shoot(0.1) is None
    virtual.fault("frozen", 0)
    assert client.shoot().frame_id == 2


def test_a_locked_node_cannot_be_written(virtual, client):
    virtual.fault("locked", 1)
    with pytest.raises(Exception, match="not writable"):
        client.set(ExposureTime=10.0)
    virtual.fault("locked", 0)
    client.set(ExposureTime=10.0)


def test_a_half_implemented_producer_has_no_timestamps(virtual, client):
    virtual.fault("half_implemented", 7)
    client.start()
    client.nodes.TriggerSoftware.execute()
    buffer = None
    while buffer is None:
        buffer = client.acquirer.try_fetch(timeout=0.02)
    for name in ("timestamp_ns", "frame_id"):
        with pytest.raises(Exception, match=r"(?i)not.?impl"):
            getattr(buffer.module, name)
    buffer.queue()
    virtual.fault("half_implemented", 0)


def test_a_picture_that_the_feeder_has_not_is_an_incomplete_frame(client):
    client.start()
    assert client.shoot(LightName="none") is None
    assert len(client.incomplete) == 1
    assert client.shoot(LightName="white").frame_id == 2


def test_a_picture_that_does_not_fit_is_an_incomplete_frame(client):
    client.start()
    for number, light in enumerate(("huge", "small", "wrong"), 1):
        assert client.shoot(LightName=light) is None
        assert len(client.incomplete) == number
    assert client.shoot(LightName="white").frame_id == 4


def test_a_camera_that_was_unplugged_is_lost_until_it_is_opened_anew(virtual, harvester):
    with opened(harvester, "A1") as client:
        client.start(TriggerMode="On")
        virtual.unplug()
        with pytest.raises(IoException, match="the camera is gone"):
            client.nodes.TriggerSoftware.execute()
        assert harvester.device_info_list[0].access_status == 3
    harvester.update()
    assert [d.serial_number for d in harvester.device_info_list] == ["A2", "A3"]
    virtual.plug_in()
    harvester.update()
    assert [d.serial_number for d in harvester.device_info_list] == ["A1", "A2", "A3"]
    with opened(harvester, "A1") as client:
        client.start(TriggerMode="On")
        assert client.shoot().frame_id == 1


def ramp(light: float) -> np.ndarray:
    """What 12 bits make of a sensor whose columns get 0 to 63/64 of what fills it."""
    return np.clip(np.round(np.arange(COLS) / COLS * 4095 * light), 0, 4095)


@pytest.mark.parametrize(
    ("settings", "light"),
    [
        ({"ExposureTime": 1000.0}, 1.0),
        ({"ExposureTime": 500.0}, 0.5),
        ({"ExposureTime": 3000.0}, 3.0),  # saturates
        ({"ExposureTime": 1000.0, "Gain": 20.0}, 10.0),
        ({"ExposureTime": 100.0, "Gain": 20.0}, 1.0),
    ],
)
def test_light_times_exposure_times_gain_is_what_is_quantised(client, settings, light):
    client.start(PixelFormat="Mono12", LightName="ramp")
    taken = client.shoot(**settings)
    assert np.abs(taken.pixels[0] - ramp(light)).max() <= 1  # the ramp has 16 bits itself
    assert taken.pixels.max() == ramp(light).max()


def test_black_level_is_added_and_gamma_bends(client):
    client.start(PixelFormat="Mono12", LightName="ramp")
    assert client.shoot(ExposureTime=1000.0, BlackLevel=64.0).pixels[0, 0] == 64
    bent = client.shoot(BlackLevel=0.0, Gamma=0.5).pixels[0]
    assert np.abs(bent - np.sqrt(np.arange(COLS) / COLS) * 4095).max() <= 1


def test_each_colour_of_a_mosaic_is_balanced_and_sees_its_own_channel(client):
    client.set(LightName="colors", BalanceRatioSelector="Red", BalanceRatio=2.0)
    cells = {
        "BayerRG8": [[80, 80], [80, 100]],
        "BayerGR8": [[80, 80], [100, 80]],
        "BayerGB8": [[80, 100], [80, 80]],
        "BayerBG8": [[100, 80], [80, 80]],
    }
    for pixel_format, cell in cells.items():
        client.start(PixelFormat=pixel_format)
        assert client.shoot().pixels[:2, :2].tolist() == cell
        client.acquirer.stop()
    client.start(PixelFormat="Mono8")
    assert client.shoot().pixels[0, 0] == round(0.299 * 40 + 0.587 * 80 + 0.114 * 100)


def test_frames_that_are_stored_run_free_in_turn(harvester):
    with opened(harvester, "A3") as client:
        client.start(AcquisitionFrameRate=200.0, ExposureTime=100.0)
        for number in range(1, 13):
            taken = client.take()
            assert taken.frame_id == number
            np.testing.assert_array_equal(taken.pixels, known("Mono8", (number - 1) % 5))


@pytest.mark.parametrize(("mode", "frames"), [("SingleFrame", 1), ("MultiFrame", 3)])
def test_a_counted_acquisition_ends_by_itself(client, mode, frames):
    client.set(TriggerMode="Off", AcquisitionFrameRate=500.0, ExposureTime=100.0)
    client.start(AcquisitionMode=mode, AcquisitionFrameCount=3)
    assert [client.take().frame_id for _ in range(frames)] == list(range(1, frames + 1))
    assert client.take(0.1) is None


def test_timestamps_are_ns_of_the_cameras_clock_or_of_the_worlds(client):
    client.start(ExposureTime=5000.0)
    one, other = client.shoot(), client.shoot()
    assert other.chunks["Timestamp"] - one.chunks["Timestamp"] > 5_000_000
    before = time.time_ns()
    assert before < client.shoot(PtpEnable=True).chunks["Timestamp"] < time.time_ns()


def test_every_node_can_be_read_and_is_in_the_readme(client):
    text = (shipped("packaging/gentl") / "README.md").read_text(encoding="utf-8")
    nodes = (shipped("packaging/gentl") / "nodes.xml").read_text(encoding="utf-8")
    features = set(re.findall(r"<pFeature>(\w+)</pFeature>", nodes))
    assert len(features) > 70
    for name in features:
        node = client.nodes.get_node(name)
        if name.endswith("Control"):
            continue
        assert name in text
        if not name.startswith("Chunk") and hasattr(node, "value"):
            assert node.value is not None
