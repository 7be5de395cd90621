"""From station.toml to those who are told beside the line: real sinks, recorded panels."""

import asyncio
import json
import queue
import shutil
import socket
import subprocess
import threading
import time

import pytest

from inspector.domain.errors import StationError
from inspector.domain.modbus import ModbusSettings
from inspector.domain.result import Verdict
from inspector.formats.hermes_settings import HermesSettings
from inspector.formats.result import read_result, result_from_json
from inspector.formats.station_setup import read_station
from inspector.line.hermes import HermesDownstream
from inspector.line.hermes_messages import (
    BoardAvailable,
    BoardQuality,
    FlippedBoard,
    StartTransport,
    StopTransport,
    TransferState,
)
from inspector.line.simulated_modbus import SimulatedModbusPlc
from inspector.station.events import Alarm, PanelArrived, PanelDone, PanelRecorded, Stopped
from inspector.store.arrivals import note_arrival
from inspector.store.store import Store
from tests.running_station import make_home, running

REPLAY = """format = "station/1"
name = "st1"
calibration = "calibration.json"
record = "record"
[replay]
folder = "captures"
[[product]]
recipe = "recipe"
"""
DROP = '[line.drop]\nfolder = "out"\nformats = ["json", "csv"]\n'
MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")


@pytest.fixture
def home(tmp_path, small_recipe, small_captures):
    return make_home(tmp_path, small_recipe, small_captures)


@pytest.fixture
def setup(home):
    def read(line, *, any_panel=False):
        text = REPLAY.replace("[[p", "any_panel = true\n[[p") if any_panel else REPLAY
        (home / "station.toml").write_text(text + line, encoding="utf-8")
        return read_station(home / "station.toml", home / "record")

    return read


def seen(events, count):
    """Give the events until the line has taken so many panels."""
    told = []
    while sum(isinstance(event, PanelDone) for event in told) < count:
        told.append(events.get(timeout=60))
    return told


def recorded(events, count):
    """Give the results of so many panels that the line has taken."""
    return [event.result for event in seen(events, count) if isinstance(event, PanelRecorded)]


def test_every_recorded_panel_is_a_file_in_the_folder(setup, home):
    (home / "out").mkdir()
    with running(setup(DROP)) as events:
        results = recorded(events, 2)
    assert [r.serial for r in results] == ["SN000001", "SN000002"]
    dropped = {r.serial: r for r in map(read_result, (home / "out").glob("*.json"))}
    assert dropped == {r.serial: r for r in results}


def test_a_folder_that_is_away_holds_no_panel_up_and_gets_all_when_it_is_there(setup, home):
    read = setup(DROP + "most_waiting = 1\n")
    with running(read) as events:
        first = recorded(events, 2)
    assert not (home / "out").exists()
    (home / "out").mkdir()
    with running(read):
        end = time.monotonic() + 60
        while len(files := list((home / "out").glob("*.json"))) < 2:
            assert time.monotonic() < end, "not delivered"
            time.sleep(0.05)
        oldest = sorted(map(read_result, files), key=lambda result: result.captured_utc)[:2]
    assert oldest == first


def test_a_panel_is_shown_by_a_capture_of_its_own_serial_or_not_inspected(setup):
    with running(setup("")) as events:
        own = {result.serial: result.boards for result in recorded(events, 2)}
    port = free_port()
    with SimulatedModbusPlc(ModbusSettings(port=port)) as plc:
        for serial in ("SN000002", "SN000777", "SN000001", "SN000002"):
            plc.bring(serial)
        with running(setup(f"[line.modbus]\nport = {port}\n")) as events:
            second, unseen, first, again = recorded(events, 4)
    assert own["SN000001"] != own["SN000002"]
    assert first.boards == own["SN000001"]
    assert second.boards == again.boards == own["SN000002"]
    assert unseen.verdict is Verdict.NOT_INSPECTED
    assert "no capture of SN000777; record one" in unseen.reason


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def until_listening(port):
    """Wait, with a limit, until something listens there."""
    end = time.monotonic() + 60
    while True:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < end, "nothing listens"
        time.sleep(0.01)


@pytest.mark.skipif(MOSQUITTO is None, reason="no broker here; run: apt-get install mosquitto")
def test_every_recorded_panel_and_the_state_go_to_the_broker(setup, home):
    paho = pytest.importorskip("paho.mqtt.client", reason="the extra mqtt is not installed")
    port = free_port()
    lines = (f"listener {port} 127.0.0.1", "allow_anonymous true", "user root")
    (home / "broker.conf").write_text("\n".join(lines))
    with subprocess.Popen(
        [MOSQUITTO, "-c", home / "broker.conf"], stderr=subprocess.DEVNULL
    ) as broker:
        heard = queue.Queue()
        client = paho.Client(paho.CallbackAPIVersion.VERSION2)
        client.on_connect = lambda *_: client.subscribe("inspector/#", qos=1)
        subscribed = threading.Event()
        client.on_subscribe = lambda *_: subscribed.set()
        client.on_message = lambda _, __, m: heard.put((m.topic, m.payload.decode()))
        client.reconnect_delay_set(1, 1)
        client.connect_async("127.0.0.1", port)
        client.loop_start()
        assert subscribed.wait(30)
        table = f'[line.mqtt]\nhost = "127.0.0.1"\nport = {port}\nstation = "st1"\n'
        with running(setup(table)) as events:
            results = recorded(events, 2)
        told = []
        while ("inspector/st1/status", "offline") not in told:
            told.append(heard.get(timeout=30))
        client.disconnect()
        client.loop_stop()
        broker.terminate()
    whole = [
        result_from_json(text, topic) for topic, text in told if topic == "inspector/st1/result"
    ]
    assert whole == results
    verdicts = [json.loads(text) for topic, text in told if topic == "inspector/st1/verdict"]
    assert [v["serial"] for v in verdicts] == ["SN000001", "SN000002"]
    states = [text for topic, text in told if topic == "inspector/st1/state"]
    assert states[-1] == "stopped"
    assert {"ready", "busy"} <= set(states)


async def certificate(folder):
    from asyncua.crypto.cert_gen import setup_self_signed_certificate
    from cryptography.x509.oid import ExtendedKeyUsageOID

    usage = [ExtendedKeyUsageOID.CLIENT_AUTH]
    files, uri = (folder / "mes.pem", folder / "mes.der"), "urn:test:mes"
    await setup_self_signed_certificate(*files, uri, "localhost", usage, {"commonName": "mes"})
    return files


async def halted_by_client(folder, port):
    """Wait until the server is there; give the last panel's serial, and what Halt gave."""
    import asyncua
    from asyncua.crypto.security_policies import SecurityPolicyBasic256Sha256

    from inspector.line.opcua_types import MACHINE_VISION

    client = asyncua.Client(f"opc.tcp://127.0.0.1:{port}/inspector", timeout=60)
    client.application_uri = "urn:test:mes"
    policy, mode = SecurityPolicyBasic256Sha256, asyncua.ua.MessageSecurityMode.SignAndEncrypt
    await client.set_security(
        policy, certificate=folder / "mes.der", private_key=folder / "mes.pem", mode=mode
    )
    client.set_user("olga")
    client.set_password("an-operator-secret")
    async with client:
        mv = await client.get_namespace_index(MACHINE_VISION)
        vision = await client.nodes.objects.get_child(f"{mv}:st1")
        last = await vision.get_child("1:LastPanel")
        serial = await (await last.get_child("1:Serial")).read_value()
        outer = await vision.get_child(f"{mv}:VisionStateMachine")
        why = (asyncua.ua.Variant(7, asyncua.ua.VariantType.Int32), "shift ends")
        return serial, await outer.call_method(f"{mv}:Halt", *why)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:asyncua")
def test_an_opc_ua_client_sees_the_panel_and_halts_the_station(setup, home):
    pytest.importorskip("asyncua", reason="the extra opcua is not installed")
    from inspector.line.opcua_users import hash_password

    (home / "pki" / "trusted").mkdir(parents=True)
    asyncio.run(certificate(home))
    shutil.copy(home / "mes.der", home / "pki" / "trusted" / "mes.der")
    port = free_port()
    user = hash_password("an-operator-secret")
    table = (
        f'[line.opcua]\nstation = "st1"\npki_folder = "pki"\nport = {port}\n[[line.opcua.user]]\n'
        f'name = "olga"\nhash = "{user}"\nrole = "operator"\n'
    )
    with running(setup(table)) as events:
        results = recorded(events, 2)
        until_listening(port)
        serial, error = asyncio.run(halted_by_client(home, port))
        event = events.get(timeout=60)
        while not isinstance(event, Stopped):
            event = events.get(timeout=60)
    assert serial == results[-1].serial
    assert error == 0
    assert event.reason == ""


class Before:
    """The machine before, on a thread of its own: it offers boards one after another."""

    def __init__(self, boards):
        self._boards, self.port, self._ready = list(boards), 0, threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    def __enter__(self):
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    async def _run(self):
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self._server = HermesDownstream(HermesSettings("SPI", listen_port=0), self._told)
        opened = await self._server.listen()
        self.port = self._server.port
        self._server.offer(self._boards[0])
        self._ready.set()
        await self._end.wait()
        opened.close()

    def _told(self, message):
        if isinstance(message, StartTransport):
            self._server.finish(TransferState.COMPLETE, message.board_id)
        elif isinstance(message, StopTransport):
            self._boards.pop(0)
            self._server.offer(self._boards[0] if self._boards else None)


def board(number, serial=None):
    number = f"123e4567-e89b-12d3-a456-4266554400{number:02}"
    return BoardAvailable(
        board_id=number,
        board_id_created_by="SPI",
        failed_board=BoardQuality.GOOD,
        flipped_board=FlippedBoard.TOP_UP,
        top_barcode=serial,
    )


def test_boards_come_over_hermes_and_none_is_taken_for_one_of_before_a_restart(setup):
    def told_of(boards):
        with Before(boards) as before:
            table = (
                '[line.hermes]\nmachine_id = "AOI"\nupstream_host = "127.0.0.1"\n'
                f"upstream_port = {before.port}\ndownstream = false\nreconnect_s = 0.05\n"
            )
            with running(setup(table, any_panel=True)) as events:
                return seen(events, len(boards))

    first, second = told_of([board(1)]), told_of([board(2), board(3, "SN9")])
    # without a code, and the first one of its run: only its number tells it from the one before
    told = [event for event in (*first, *second) if isinstance(event, PanelRecorded)]
    assert [event.sequence for event in told] == [1, 2, 3]
    assert told[2].result.serial == "SN9"
    assert [e.line_number for e in (*first, *second) if isinstance(e, PanelArrived)] == [1, 2, 3]


def test_a_panel_that_was_in_place_when_the_power_went_is_inspected_before_another_comes(setup):
    with Before([board(3, "SN9")]) as before:
        station = setup(
            '[line.hermes]\nmachine_id = "AOI"\nupstream_host = "127.0.0.1"\n'
            f"upstream_port = {before.port}\ndownstream = false\nreconnect_s = 0.05\n"
        )
        with Store(station.record) as record:
            note_arrival(record, "hermes AOI", 4, "SN8")
        with running(station) as events:
            told = seen(events, 2)
    assert [(e.line_number, e.serial, e.again) for e in told if isinstance(e, PanelArrived)] == [
        (4, "SN8", True),
        (5, "SN9", False),
    ]
    assert [e.result.serial for e in told if isinstance(e, PanelRecorded)] == ["SN8", "SN9"]
    assert not any(isinstance(event, Alarm) for event in told)


def test_folders_and_files_of_links_lie_beside_the_station_file(setup, home):
    links = setup(
        DROP
        + '[line.mqtt]\nhost = "b"\nstation = "s"\ntls = true\nca_file = "ca.pem"\n'
        + '[line.opcua]\nstation = "s"\npki_folder = "/var/pki"\n'
        + '[line.hermes]\nmachine_id = "AOI"\n'
    ).links
    assert links.drop.folder == str(home / "out")
    assert links.drop.formats == ("json", "csv")
    assert (links.mqtt.ca_file, links.mqtt.key_file) == (str(home / "ca.pem"), "")
    assert links.opcua.pki_folder == "/var/pki"
    assert links.hermes.machine_id == "AOI"
    assert links.modbus is None


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('[line.modbus]\n[line.hermes]\nmachine_id = "A"\n', r"line: has both .*leave one out"),
        ('[line.drop]\nfodler = "out"\n', r"line.drop.fodler: is not known.*did you mean folder"),
        (DROP + "retry = 1.0\n", r"line.drop.retry: has no unit; write retry_s"),
        ('[line.mqtt]\nhots = "b"\n', r"line.mqtt.hots: is not known.*did you mean host"),
        ('[line.hermes]\nmachine = "A"\n', r"line.hermes.machine: is not known"),
        ('[line.opcua]\nstatoin = "s"\n', r"line.opcua.statoin: is not known"),
        ('[line.mqqt]\nhost = "b"\n', r"line.mqqt: is not known here; did you mean mqtt"),
        (
            '[line.mqtt]\nhost = "b"\nstation = "s"\nuser = "u"\npassword_variable = "V"\n',
            r"line.mqtt.tls: would send the password unencrypted",
        ),
    ],
)
def test_a_table_that_is_not_understood_is_refused_at_its_place(setup, table, words):
    with pytest.raises(StationError, match=words) as told:
        setup(table)
    assert "\n" not in str(told.value)


def test_a_camera_without_a_line_is_refused(setup, home):
    camera = '[[camera]]\nname = "C"\nserial = "1"\nmm_per_px = 0.01\n'
    text = REPLAY.replace('[replay]\nfolder = "captures"\n', camera)
    (home / "station.toml").write_text(text + DROP, encoding="utf-8")
    with pytest.raises(StationError, match=r"line: is missing.*line.modbus.*line.hermes"):
        read_station(home / "station.toml", home)
