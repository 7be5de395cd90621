"""The contract of lights, and Gardasoft's protocol against a real socket and a real serial line."""

import socket
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from inspector.devices.gardasoft import GardasoftLight
from inspector.devices.light import DARK, Flash, Light, LightState, SimulatedLight, Wiring
from inspector.domain.errors import DeviceError
from inspector.domain.image import Shot
from tests.devices.gardasoft_server import Controller, at_serial, at_tcp

WIRING = Wiring(
    (1, 2, 3, 4),
    {
        "ring": {
            1: Flash(80.0, pulse_ms=0.25, delay_ms=0.02),
            2: Flash(60.0, pulse_ms=0.25, delay_ms=0.02),
        },
        "white": {3: Flash(12.5)},
        "fringe:east": {4: Flash(100.0, pulse_ms=5.0)},
    },
)
TOO_LONG = Wiring((1, 9), {"ring": {1: Flash(50.0, 1500.0)}, "none": {9: Flash(10.0)}})
QUICK_S = 0.2
posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals")


@dataclass
class Rig:
    """A light and the controller behind it; None: it has none."""

    light: Light
    controller: Controller | None


@contextmanager
def simulated():
    yield Rig(SimulatedLight(WIRING, "L1"), None)


@contextmanager
def tcp():
    controller = Controller()
    with at_tcp(controller) as address:
        yield Rig(GardasoftLight(address, WIRING, name="L1", timeout_s=QUICK_S), controller)


@contextmanager
def serial_line():
    controller = Controller()
    with at_serial(controller) as port:
        yield Rig(GardasoftLight(port, WIRING, name="L1", timeout_s=QUICK_S), controller)


RIGS = {"simulated": simulated, "tcp": tcp, "serial": serial_line}
REAL = [pytest.param("tcp"), pytest.param("serial", marks=posix)]


@pytest.fixture(params=[pytest.param("simulated"), *REAL])
def rig(request):
    with RIGS[request.param]() as made:
        yield made


@pytest.fixture(params=REAL)
def real(request):
    with RIGS[request.param]() as made:
        yield made


@pytest.fixture
def at_socket():
    with tcp() as made:
        yield made


def test_it_is_open_while_entered_and_dark_before_and_after(rig):
    assert rig.light.state is LightState.CLOSED
    with rig.light as light:
        assert light.state is LightState.OPEN
        assert dict(light.levels) == dict.fromkeys((1, 2, 3, 4), DARK)
        light.select(Shot("white"))
    assert rig.light.state is LightState.CLOSED
    if rig.controller:
        assert rig.controller.outputs == dict.fromkeys((1, 2, 3, 4), (0.0,))
    with rig.light as light:  # and once more
        light.select(Shot("white"))


def test_a_shot_has_its_channels_and_all_others_are_dark(rig):
    with rig.light as light:
        light.select(Shot("ring"))
        light.select(Shot("white"))
        assert dict(light.levels) == {1: DARK, 2: DARK, 3: Flash(12.5), 4: DARK}
        light.select(Shot("fringe", "east", 2.0, 1, 4))
        assert light.levels[4] == Flash(100.0, 5.0)
        assert light.levels[3] == DARK


def test_a_shot_that_is_not_wired_is_refused_and_nothing_changes(rig):
    with rig.light as light:
        light.select(Shot("white"))
        for shot, said in (
            (
                Shot("coaxial"),
                r"L1: select coaxial: no channel is wired .* fringe:east, ring, white",
            ),
            (Shot("fringe", "west", 2.0, 0, 4), "select fringe west"),
        ):
            with pytest.raises(DeviceError, match=said):
                light.select(shot)
        assert light.levels[3] == Flash(12.5)


def test_a_channel_keeps_how_it_flashes_when_its_level_changes(rig):
    with rig.light as light:
        light.select(Shot("ring"))
        light.set_level(1, 33.0)
        assert light.levels[1] == Flash(33.0, 0.25, 0.02)
        for channel, percent, said in (
            (7, 10.0, "no such channel"),
            (1, 100.5, "0 to 100 %"),
            (1, float("nan"), "0 to 100 %"),
        ):
            with pytest.raises(DeviceError, match=rf"L1: channel {channel} at .*{said}"):
                light.set_level(channel, percent)


def test_a_channel_flashes_on_demand_if_it_is_set_to_flash(rig):
    with rig.light as light:
        light.select(Shot("ring"))
        light.strobe(2)
        flashed = rig.controller.flashed if rig.controller else light.flashed
        assert list(flashed) == [2]
        with pytest.raises(DeviceError, match="strobe 3: it is not set to flash"):
            light.strobe(3)


def test_a_closed_light_says_so(rig):
    for request in (
        lambda: rig.light.select(Shot("ring")),
        lambda: rig.light.set_level(1, 5.0),
    ):
        with pytest.raises(DeviceError, match=r"L1: .*not open; open it"):
            request()


def test_a_simulated_light_without_its_cable_is_lost_until_it_is_back():
    with SimulatedLight(WIRING) as light:
        light.unplug()
        with pytest.raises(DeviceError, match="no answer"):
            light.select(Shot("ring"))
        assert light.state is LightState.LOST
        light.plug_in()
        light.select(Shot("ring"))
        assert light.state is LightState.OPEN


def test_a_wiring_that_names_an_unknown_channel_or_an_impossible_flash_is_refused():
    with pytest.raises(ValueError, match="shot ring: channel 5 is not wired"):
        Wiring((1, 2), {"ring": {5: Flash(1.0)}})
    for values in ((-1.0,), (101.0,), (50.0, -1.0), (50.0, float("inf"))):
        with pytest.raises(ValueError, match=r"%|flash"):
            Flash(*values)


# What Gardasoft's manuals say


def test_what_is_set_stands_in_the_controller_in_one_line_a_shot(real):
    with real.light as light:
        assert light.info.firmware == "RT420-20 (HW02) V031"
        assert real.controller.lines == ["VR", "GT0", "RS1,0;RS2,0;RS3,0;RS4,0"]
        light.select(Shot("ring"))
        assert real.controller.lines[-1] == "RT1,0.25,0.02,80;RT2,0.25,0.02,60;RS3,0;RS4,0"
        assert real.controller.outputs == {
            1: (0.25, 0.02, 80.0),
            2: (0.25, 0.02, 60.0),
            3: (0.0,),
            4: (0.0,),
        }


def test_a_controller_that_forgot_everything_is_set_again_by_the_next_shot(real):
    with real.light as light:
        light.select(Shot("white"))
        real.controller.lose_power()
        light.select(Shot("white"))
        assert real.controller.outputs[3] == (12.5,)


def test_a_controller_that_does_not_echo_is_understood_too(real):
    real.controller.echo = False
    with real.light as light:
        light.select(Shot("white"))
        assert light.info.firmware == "RT420-20 (HW02) V031"
        assert real.controller.outputs[3] == (12.5,)


def test_a_refusal_names_the_command_the_number_and_what_it_means(at_socket):
    with at_tcp(at_socket.controller) as address:
        light = GardasoftLight(address, TOO_LONG, name="L2", timeout_s=QUICK_S)
        with (
            pytest.raises(
                DeviceError, match=r"L2: RS9,0: Err 1: a value is out of its range; mend"
            ),
            light,
        ):
            pass
        assert light.state is LightState.CLOSED


def test_a_time_that_the_controller_changed_is_told_and_is_no_error(at_socket, caplog):
    long = Wiring((1,), {"ring": {1: Flash(50.0, 1500.0)}})
    with (
        at_tcp(at_socket.controller) as address,
        GardasoftLight(address, long, timeout_s=QUICK_S) as light,
    ):
        light.select(Shot("ring"))
    assert "RT1,1500,0,50: a time was out of range and changed" in caplog.text


@pytest.mark.parametrize(("fault", "said"), [("mute", "no answer"), ("cut", "only b'RT1")])
def test_a_controller_that_does_not_answer_in_time_is_lost_and_comes_back(real, fault, said):
    with real.light as light:
        setattr(real.controller, fault, True)
        begun = time.monotonic()
        with pytest.raises(
            DeviceError, match=rf"L1: RT1,.*: {said}.* within 0.2 s; look at its cable"
        ):
            light.select(Shot("ring"))
        assert time.monotonic() - begun < 10 * QUICK_S
        assert light.state is LightState.LOST
        with pytest.raises(DeviceError, match="L1: VR: "):
            light.select(Shot("ring"))
        setattr(real.controller, fault, False)
        light.select(Shot("ring"))
        assert light.state is LightState.OPEN
        assert real.controller.outputs[1] == (0.25, 0.02, 80.0)


def test_a_connection_that_was_closed_while_idle_is_made_anew_with_all_channels_as_before(
    at_socket,
):
    with at_socket.light as light:
        light.select(Shot("white"))
        at_socket.controller.hang_up = True  # the next line finds nobody there
        at_socket.controller.lose_power()
        light.set_level(1, 20.0)
        assert light.state is LightState.OPEN
        assert at_socket.controller.outputs == {1: (20.0,), 2: (0.0,), 3: (12.5,), 4: (0.0,)}


def test_an_answer_to_something_else_is_never_taken_for_ours(at_socket):
    class Behind(Controller):
        """Answers a line with what belonged to the one before it, which had come too late."""

        def answer(self, line):
            said = super().answer(line)
            return b"RS1,10\n\r>" if line == "RS1,20" else said

    with (
        at_tcp(Behind()) as address,
        GardasoftLight(address, WIRING, name="L1", timeout_s=QUICK_S) as light,
        pytest.raises(DeviceError, match=r"RS1,20: 'RS1,10' answers something else"),
    ):
        light.set_level(1, 20.0)


def test_nobody_there_and_somebody_else_there_are_told_apart(at_socket):
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]
    light = GardasoftLight(f"tcp://127.0.0.1:{free}", WIRING, name="L1", timeout_s=QUICK_S)
    with pytest.raises(DeviceError, match=r"L1: connect to tcp://.*refused"), light:
        pass
    nowhere = GardasoftLight("/dev/no-such-port", WIRING, name="L1", timeout_s=QUICK_S)
    with (
        pytest.raises(DeviceError, match=r"L1: connect to /dev/no-such-port: cannot be op"),
        nowhere,
    ):
        pass
    at_socket.controller.version = "SSH-2.0"
    with pytest.raises(DeviceError, match="is no firmware of a Gardasoft"), at_socket.light:
        pass
    with pytest.raises(DeviceError, match="'x' is no port"), GardasoftLight("tcp://h:x", WIRING):
        pass
