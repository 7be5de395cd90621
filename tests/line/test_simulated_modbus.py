from dataclasses import replace

import pytest

from inspector.domain.errors import DeviceError
from inspector.domain.modbus import ModbusSettings
from inspector.domain.result import Verdict
from inspector.line.modbus_client import ModbusClient
from inspector.line.plc import Arrived, LineState, PanelAnswer
from inspector.line.simulated_modbus import SimulatedModbusPlc

FAST = ModbusSettings(stale_s=0.4, heartbeat_s=0.05)


def answer_all(link, first, count):
    for sequence in range(first, first + count):
        arrived = link.wait_arrival(5)
        boards = (Verdict.PASS, None)
        link.answer(
            PanelAnswer(sequence, arrived.serial, Verdict.PASS, boards, arrival=arrived.number)
        )
        assert link.wait_acknowledged(sequence, 5)


def test_the_conveyor_brings_panels_to_a_station_that_is_ready_and_says_what_it_sees():
    said = []
    with (
        SimulatedModbusPlc(FAST, say=said.append, free_port=True) as plc,
        ModbusClient(replace(FAST, port=plc.port)) as link,
    ):
        plc.feed((Arrived(0, f"SIM{n}") for n in (1, 2)), travel_s=0.02)
        link.show(LineState.PAUSED)
        assert link.wait_arrival(0.2) is None
        link.show(LineState.READY)
        answer_all(link, 1, 2)
    assert [taken.serial for taken in plc.taken] == ["SIM1", "SIM2"]
    assert "arrival 1: SIM1 is in place" in said
    assert "answer 2: SIM2 PASS (PASS SKIPPED), 0 defects" in said


def test_what_it_took_is_known_in_its_next_life(tmp_path):
    retain = tmp_path / "retained"
    for life in range(2):
        with (
            SimulatedModbusPlc(FAST, retain=retain, free_port=True) as plc,
            ModbusClient(replace(FAST, port=plc.port)) as link,
        ):
            plc.bring("SN1")
            answer_all(link, 1 + life, 1)
            link.answer(PanelAnswer(1 + life, "SN1", Verdict.PASS, ()))
    assert retain.read_text(encoding="utf-8").splitlines() == ["1 1 SN1", "2 2 SN1"]


def test_a_file_that_is_none_of_its_own_is_refused(tmp_path):
    file = tmp_path / "notes"
    file.write_text("remember the milk\n", encoding="utf-8")
    with pytest.raises(DeviceError, match="is no record of a simulated PLC; name another"):
        SimulatedModbusPlc(FAST, retain=file, free_port=True).__enter__()


@pytest.mark.parametrize("place", [".", "absent/retained"])
def test_a_file_that_cannot_be_written_is_refused_at_the_start(tmp_path, place):
    with pytest.raises(DeviceError, match=r"cannot be written .* name another file"):
        SimulatedModbusPlc(FAST, retain=tmp_path / place, free_port=True).__enter__()


def test_a_port_that_is_taken_is_told():
    with (
        SimulatedModbusPlc(FAST, free_port=True) as plc,
        pytest.raises(DeviceError, match=f"cannot listen at 127.0.0.1:{plc.port}"),
    ):
        SimulatedModbusPlc(replace(FAST, port=plc.port)).__enter__()
