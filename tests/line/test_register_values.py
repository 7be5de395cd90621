from dataclasses import replace

import pytest

from inspector.domain.errors import DeviceError
from inspector.domain.modbus import ModbusSettings
from inspector.line.register_values import read_values, register_values
from inspector.line.registers import LineSide, RegisterMap
from inspector.line.simulated_modbus import SimulatedModbusPlc


def value(values, writer, name):
    return next(v.value for v in values if (v.register.writer, v.register.name) == (writer, name))


def test_without_words_it_is_the_map_alone():
    values = register_values(ModbusSettings())
    assert [v.register for v in values] == list(RegisterMap(ModbusSettings().registers).rows())
    assert {v.value for v in values} == {""}


def test_words_are_read_by_their_kind():
    settings = ModbusSettings()
    places = RegisterMap(settings.registers)
    line = places.line_words(LineSide(7, 12, 70_000, (0, 3), "SN1", "demo"))
    values = register_values(settings, (), line)
    assert value(values, "line", "acknowledged") == "70000"
    assert value(values, "line", "serial") == "SN1"
    assert value(values, "line", "skip") == "9"
    assert value(values, "station", "heartbeat") == ""


def test_the_registers_of_a_plc_are_read_while_it_runs():
    settings = ModbusSettings(timeout_s=2.0)
    with SimulatedModbusPlc(settings, free_port=True) as plc:
        plc.bring("SN000017")
        values = read_values(replace(settings, port=plc.port))
    assert value(values, "line", "heartbeat").isdecimal()
    assert value(values, "station", "map_version").isdecimal()


def test_a_plc_that_is_away_is_named_with_what_to_look_at():
    with pytest.raises(
        DeviceError, match=r"PLC at 127.0.0.1:1: reading the registers: no connection"
    ):
        read_values(ModbusSettings(port=1))
