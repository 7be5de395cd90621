import asyncio
import logging
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from inspector.domain.errors import DeviceError
from inspector.domain.modbus import (
    ModbusRole,
    ModbusSettings,
    RegisterSettings,
    TlsFiles,
    Transport,
)
from inspector.domain.result import Verdict
from inspector.line.handshake import MOST_PENDING
from inspector.line.modbus_client import ModbusClient
from inspector.line.modbus_listener import Listener
from inspector.line.modbus_server import ModbusServer
from inspector.line.own_loop import OwnLoop
from inspector.line.plc import LineState, PanelAnswer
from inspector.line.registers import LineSide, RegisterMap
from inspector.line.simulated_modbus import SimulatedModbusPlc
from tests.line.peers import free_port

FAST = ModbusSettings(stale_s=0.4, heartbeat_s=0.05)


def answer(sequence, boards=(Verdict.PASS,)):
    return PanelAnswer(sequence, "SN1", Verdict.PASS, boards)


def told_within(link, words, tries=300):
    """Whether the health tells a reason in time; looked at as a station does."""
    for _ in range(tries):
        if words in link.health.reason:
            return True
        link.wait_acknowledged(0, 0.01)
    return False


def test_a_wrong_unit_is_told_with_the_mend():
    with SimulatedModbusPlc(FAST, free_port=True) as plc:
        registers = replace(RegisterSettings(), unit=9)
        with ModbusClient(replace(FAST, port=plc.port, registers=registers)) as link:
            assert told_within(link, "unit 9 was refused (exception 11); compare unit and address")


def test_addresses_that_the_plc_does_not_have_are_told_with_the_mend():
    # a station is no PLC for another: its own block may not be written
    with ModbusServer(replace(FAST, role=ModbusRole.SERVER), free_port=True) as other:
        assert other.wait_listening(5)
        with ModbusClient(replace(FAST, port=other.port)) as link:
            assert told_within(link, "writing registers 0+63 of unit 1 was refused (exception 2)")


def test_a_plc_that_is_away_is_named_and_logged_once(caplog):
    caplog.set_level(logging.INFO)
    port = free_port()
    with ModbusClient(replace(FAST, port=port)) as link:
        assert told_within(link, "no connection")
        assert not link.health.connected
        assert not link.wait_acknowledged(1, 0.5)  # several attempts
    assert f"127.0.0.1:{port}" in link.health.reason
    assert len(caplog.records) == 1


def test_the_state_and_the_alarm_reach_the_plc():
    with (
        SimulatedModbusPlc(FAST, free_port=True) as plc,
        ModbusClient(replace(FAST, port=plc.port)) as link,
    ):
        link.show(LineState.ALARM, 42)
        assert plc.wait(lambda: plc.station and plc.station.alarm == 42, 5)
        assert plc.station.state is LineState.ALARM
        first = plc.station.heartbeat
        assert plc.wait(lambda: plc.station and plc.station.heartbeat != first, 5)


def test_a_plc_of_another_authority_is_not_talked_to(certificates):
    tls = replace(FAST, transport=Transport.TLS)
    with (
        SimulatedModbusPlc(replace(tls, tls=certificates["stranger"]), free_port=True) as plc,
        ModbusClient(replace(tls, tls=certificates["station"], port=plc.port)) as link,
    ):
        assert told_within(link, "CERTIFICATE_VERIFY_FAILED")
        link.answer(answer(1))
        assert not link.wait_acknowledged(1, 0.3)
        assert plc.taken == []


def test_a_station_without_a_right_certificate_is_refused_and_told_so(certificates):
    tls = replace(FAST, transport=Transport.TLS)
    ours = certificates["station"]
    stranger = certificates["stranger"]
    mixed = TlsFiles(ours.authority, stranger.certificate, stranger.key)
    with (
        SimulatedModbusPlc(replace(tls, tls=certificates["plc"]), free_port=True) as plc,
        ModbusClient(replace(tls, tls=mixed, port=plc.port)) as link,
    ):
        link.answer(answer(1))
        assert told_within(link, "certificate")
        assert not link.wait_acknowledged(1, 0.3)
        assert plc.taken == []


@pytest.mark.parametrize("what", ["authority", "certificate", "key"])
def test_a_missing_or_wrong_tls_file_is_named_and_its_text_is_not(certificates, tmp_path, what):
    secret = Path(certificates["station"].key).read_text(encoding="ascii").splitlines()[1]
    broken = tmp_path / "broken.pem"
    broken.write_text(f"-----BEGIN PRIVATE KEY-----\n{secret}\n", encoding="ascii")
    for file in (tmp_path / "absent.pem", broken):
        files = replace(certificates["station"], **{what: str(file)})
        with pytest.raises(DeviceError, match=file.name) as refused:
            ModbusClient(replace(FAST, transport=Transport.TLS, tls=files))
        assert secret[:20] not in str(refused.value)


def test_nothing_secret_is_logged(certificates, caplog):
    caplog.set_level(logging.DEBUG)
    key = Path(certificates["station"].key).read_text(encoding="ascii").splitlines()
    tls = replace(FAST, transport=Transport.TLS)
    with (
        SimulatedModbusPlc(replace(tls, tls=certificates["plc"]), free_port=True) as plc,
        ModbusClient(replace(tls, tls=certificates["station"], port=plc.port)) as link,
    ):
        link.answer(answer(1))
        assert link.wait_acknowledged(1, 5)
    assert not [line for line in key[1:-1] if line in caplog.text]


def test_a_panel_of_more_boards_than_registers_is_refused_not_cut():
    link = ModbusClient(FAST)
    with pytest.raises(DeviceError, match="33 boards, the registers hold 32; raise boards"):
        link.answer(answer(1, (Verdict.PASS,) * 33))


def test_a_queue_that_is_full_is_an_error_not_a_loss():
    link = ModbusClient(FAST)
    for sequence in range(1, MOST_PENDING + 1):
        link.answer(answer(sequence))
    with pytest.raises(DeviceError, match="not acknowledged; look after the PLC"):
        link.answer(answer(MOST_PENDING + 1))


class HalfWritten:
    """A PLC caught between the number of an arrival and its serial."""

    def __init__(self):
        self.map = RegisterMap(FAST.registers)
        self.reads = 0

    def read(self, address, count):
        self.reads += 1
        serial = "OLD" if self.reads == 1 else "NEW"
        return self.map.line_words(LineSide(self.reads, 7, serial=serial))

    def write(self, address, words):
        pass


def test_the_serial_of_an_arrival_is_that_of_its_number():
    listener = Listener(HalfWritten(), FAST.registers.unit)
    started = threading.Event()

    async def serve():
        await listener.start(FAST, None, 0)
        started.set()
        await asyncio.get_running_loop().create_future()

    loop = OwnLoop("half-written", serve, lambda reason: None)
    loop.start()
    try:
        assert started.wait(5)
        with ModbusClient(replace(FAST, port=listener.port)) as link:
            assert link.wait_arrival(5).serial == "NEW"
    finally:
        loop.soon(listener.close)
        loop.stop()
