from pathlib import Path

import pytest

from inspector.domain.errors import StationError
from inspector.domain.modbus import ModbusRole, ModbusSettings, Transport, WordOrder
from inspector.formats.line_file import read_modbus


@pytest.fixture
def read(tmp_path):
    def reading(body):
        file = tmp_path / "station.toml"
        file.write_text(f'format = "station/1"\n{body}', encoding="utf-8")
        return read_modbus(file)

    return reading


def test_a_station_without_modbus_has_none(read):
    assert read("") is None
    assert read("[line]") is None


def test_every_key_has_a_default(read):
    assert read("[line.modbus]") == ModbusSettings()


def test_all_keys_are_read(read, tmp_path):
    got = read(
        """[line.modbus]
role = "server"
transport = "tls"
host = "192.0.2.10"
port = 8802
allowed = ["192.0.2.11"]
authority = "ca.pem"
certificate = "station.pem"
key = "keys/station.key"
unit = 3
station_address = 1000
line_address = 2000
word_order = "low_first"
boards = 12
text_registers = 8
poll_s = 0.02
heartbeat_s = 0.2
stale_s = 2.0
timeout_s = 0.2
"""
    )
    assert (got.role, got.transport) == (ModbusRole.SERVER, Transport.TLS)
    assert got.place == "192.0.2.10:8802"
    assert got.allowed == ("192.0.2.11",)
    assert Path(got.tls.key) == tmp_path / "keys" / "station.key"
    registers = got.registers
    assert (registers.unit, registers.station_address, registers.line_address) == (3, 1000, 2000)
    assert (registers.boards, registers.text_registers) == (12, 8)
    assert registers.word_order is WordOrder.LOW_FIRST
    assert (got.poll_s, got.heartbeat_s, got.stale_s, got.timeout_s) == (0.02, 0.2, 2.0, 0.2)


def test_a_serial_line_is_read(read):
    got = read('[line.modbus]\ntransport = "rtu"\ndevice = "COM3"\nbaud = 19200\nparity = "N"')
    assert (got.place, got.serial.baud, got.serial.parity) == ("COM3", 19200, "N")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("hots = 'x'", "line.modbus.hots: is not known here; did you mean host?"),
        ("unit = '1'", "line.modbus.unit"),
        ("unit = 256", "line.modbus.unit"),
        ("poll = 0.1", "line.modbus.poll: has no unit; write poll_s"),
        ("timeout_s = nan", "line.modbus.timeout_s"),
        ("role = 'client '", "line.modbus.role"),
        ("transport = 'rtu'", "device"),
        ("transport = 'tls'\nkey = 'k'", "tls needs all three"),
        ("stale_s = 0.1", "at least twice heartbeat_s"),
        (
            "transport='tls'\nauthority='a'\ncertificate='c'\nkey='../k'",
            "line.modbus.key: '../k' leads out of the folder",
        ),
    ],
)
def test_what_is_not_understood_is_refused_at_its_place(read, line, words):
    with pytest.raises(StationError) as refused:
        read(f"[line.modbus]\n{line}")
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
