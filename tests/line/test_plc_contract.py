"""What every link to a PLC does, whoever the PLC is; a new link adds a rig."""

import sys
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from inspector.domain.modbus import (
    ModbusRole,
    ModbusSettings,
    RegisterSettings,
    SerialLine,
    Transport,
    WordOrder,
)
from inspector.domain.result import DefectCode, Verdict
from inspector.line.modbus_client import ModbusClient
from inspector.line.modbus_server import ModbusServer
from inspector.line.plc import LineState, PanelAnswer
from inspector.line.simulated import SimulatedPlc
from inspector.line.simulated_modbus import Fault, SimulatedModbusPlc
from tests.line.peers import (
    AskedByStation,
    AsksStation,
    OverSerial,
    PlcInC,
    TlsFront,
    Wire,
    compiled,
    elapsed,
    free_port,
    over_tcp,
    with_port,
)

FAST = ModbusSettings(stale_s=0.4, heartbeat_s=0.05)
LOW_FIRST = RegisterSettings(
    unit=7, station_address=1000, line_address=40, word_order=WordOrder.LOW_FIRST, boards=20
)
BLOCKED_S = 0.3
"""As long as a frozen PLC may hold up a caller."""


@dataclass
class Rig:
    """A PLC, and how to make the link to it, as often as a station is restarted."""

    plc: Any
    make_link: Any
    freeze: Any
    thaw: Any
    kill: Any = None
    revive: Any = None
    fault: Any = None


@contextmanager
def in_process(tmp_path, certificates):
    plc = SimulatedPlc(stale_s=FAST.stale_s)
    plc.wait = lambda condition, timeout_s=5.0: _eventually(plc, condition, timeout_s)
    yield Rig(plc, lambda: plc, plc.freeze, lambda: plc.freeze(frozen=False))


def _ours(plc, make_link):
    def fault(which):
        return lambda: plc.set_fault(which)

    none = fault(Fault.NONE)
    return Rig(plc, make_link, fault(Fault.FROZEN), none, fault(Fault.KILLED), none, plc.set_fault)


def _others(plc, make_link):
    return Rig(plc, make_link, plc.freeze, plc.thaw, plc.kill, plc.start)


@contextmanager
def asking(tmp_path, certificates):
    with SimulatedModbusPlc(FAST, free_port=True) as plc:
        yield _ours(plc, lambda: ModbusClient(with_port(FAST, plc.port)))


@contextmanager
def asking_pymodbustcp(tmp_path, certificates):
    settings = replace(FAST, port=free_port(), registers=replace(LOW_FIRST, unit=1))
    with AskedByStation(settings.registers, settings.port) as plc:
        yield _others(plc, lambda: ModbusClient(settings))


@contextmanager
def asking_libmodbus(tmp_path, certificates):
    program = compiled(tmp_path)
    if program is None:
        pytest.skip("needs cc and libmodbus (Debian: libmodbus-dev)")
    port = free_port()
    with PlcInC(program, "tcp", port) as plc:
        yield _others(plc, lambda: ModbusClient(with_port(FAST, port)))


@contextmanager
def asking_over_tls(tmp_path, certificates):
    tls = replace(FAST, transport=Transport.TLS, registers=LOW_FIRST)
    settings = replace(tls, tls=certificates["plc"])
    with SimulatedModbusPlc(settings, free_port=True) as plc:
        station = replace(tls, tls=certificates["station"], port=plc.port)
        yield _ours(plc, lambda: ModbusClient(station))


@contextmanager
def asking_over_tls_pymodbustcp(tmp_path, certificates):
    port = free_port()
    with (
        AskedByStation(FAST.registers, port) as plc,
        TlsFront(certificates["plc"], port) as front,
    ):
        settings = replace(
            FAST, transport=Transport.TLS, tls=certificates["station"], port=front.port
        )
        yield _others(plc, lambda: ModbusClient(settings))


def _serial(device):
    return replace(
        FAST, transport=Transport.RTU, serial=SerialLine(device, parity="N")
    )  # pseudo terminals have none


@contextmanager
def asking_over_rtu(tmp_path, certificates):
    with Wire() as (ours, theirs), SimulatedModbusPlc(_serial(theirs)) as plc:
        yield _ours(plc, lambda: ModbusClient(_serial(ours)))


@contextmanager
def asking_over_rtu_libmodbus(tmp_path, certificates):
    program = compiled(tmp_path)
    if program is None:
        pytest.skip("needs cc and libmodbus (Debian: libmodbus-dev)")
    with Wire() as (ours, theirs), PlcInC(program, "rtu", theirs) as plc:
        yield _others(plc, lambda: ModbusClient(_serial(ours)))


@contextmanager
def asked_by_pymodbustcp(tmp_path, certificates):
    port = free_port()
    settings = replace(FAST, role=ModbusRole.SERVER, port=port, registers=LOW_FIRST)
    with AsksStation(LOW_FIRST, over_tcp(port, LOW_FIRST.unit)) as plc:
        yield _others(plc, lambda: ModbusServer(settings))


@contextmanager
def asked_over_tls_by_pymodbustcp(tmp_path, certificates):
    settings = replace(
        FAST,
        role=ModbusRole.SERVER,
        transport=Transport.TLS,
        tls=certificates["station"],
        port=free_port(),
    )
    with (
        TlsFront(certificates["plc"], settings.port, inward=False) as front,
        AsksStation(FAST.registers, over_tcp(front.port, FAST.registers.unit)) as plc,
    ):
        yield _others(plc, lambda: ModbusServer(settings))


@contextmanager
def asked_over_rtu_by_pymodbus(tmp_path, certificates):
    with Wire() as (ours, theirs):
        settings = replace(_serial(ours), role=ModbusRole.SERVER)
        with AsksStation(FAST.registers, OverSerial(theirs, FAST.registers.unit)) as plc:
            yield _others(plc, lambda: ModbusServer(settings))


RIGS = (
    in_process,
    asking,
    asking_pymodbustcp,
    asking_libmodbus,
    asking_over_tls,
    asking_over_tls_pymodbustcp,
    asking_over_rtu,
    asking_over_rtu_libmodbus,
    asked_by_pymodbustcp,
    asked_over_tls_by_pymodbustcp,
    asked_over_rtu_by_pymodbus,
)

KILLABLE = RIGS[1:]
MISBEHAVING = (asking, asking_over_tls, asking_over_rtu)


@pytest.fixture(params=RIGS, ids=lambda rig: rig.__name__)
def rig(request, tmp_path, certificates):
    if "rtu" in request.param.__name__ and sys.platform == "win32":
        pytest.skip("pseudo terminals are POSIX")
    with request.param(tmp_path, certificates) as made:
        yield made


@pytest.fixture
def link(rig):
    with rig.make_link() as link:
        link.show(LineState.READY)
        yield link


def _eventually(link, condition, timeout_s=5.0):
    """Wait as a station does, which looks at all things whenever no panel has come."""
    for _ in range(int(timeout_s / 0.01)):
        if condition():
            return True
        threading.Event().wait(0.01)
    return condition()


def answer(sequence, arrival=0, serial="SN1"):
    return PanelAnswer(
        sequence,
        serial,
        Verdict.FAIL,
        (Verdict.PASS, None, Verdict.FAIL, Verdict.NOT_INSPECTED),
        2,
        DefectCode.BRIDGE,
        arrival,
    )


def sequences(rig, count):
    """Give what was taken; a PLC that is a process of its own tells it a moment later."""
    rig.plc.wait(lambda: len(rig.plc.taken) >= count, 5)
    return [taken.sequence for taken in rig.plc.taken]


def test_an_arrival_is_given_once_with_what_the_line_knows(rig, link):
    rig.plc.bring("SN000017", "board-a", (0, 3, 17))
    arrived = link.wait_arrival(5)
    assert (arrived.serial, arrived.recipe) == ("SN000017", "board-a")
    assert arrived.skipped == (0, 3, 17)
    assert arrived.number > 0
    assert link.wait_arrival(0.1) is None


def test_an_answer_is_taken_as_it_was_given(rig, link):
    rig.plc.bring("SN7")
    number = link.wait_arrival(5).number
    link.answer(answer(70_001, number, "SN7"))
    assert link.wait_acknowledged(70_001, 5)
    assert sequences(rig, 1) == [70_001]
    (taken,) = rig.plc.taken
    assert (taken.sequence, taken.serial, taken.verdict) == (70_001, "SN7", Verdict.FAIL)
    assert taken.defects == 2
    assert len(taken.boards) == 4
    if isinstance(rig.plc, PlcInC):  # which knows numbers only
        assert ("".join(taken.boards), rig.plc.codes) == ("PSFN", "16")
    else:
        assert taken == answer(70_001, number, "SN7")


def test_the_next_panel_comes_after_the_answer(rig, link):
    rig.plc.bring("SN1")
    rig.plc.bring("SN2")
    first = link.wait_arrival(5)
    link.answer(answer(1, first.number))
    second = link.wait_arrival(5)
    assert (first.serial, second.serial) == ("SN1", "SN2")
    assert second.number != first.number
    assert link.wait_acknowledged(1, 0)


def test_an_answer_to_another_arrival_does_not_move_the_panel_in_place(rig, link):
    rig.plc.bring("SN1")
    arrived = link.wait_arrival(5)
    other = arrived.number + 7
    link.answer(answer(1, other, "SN0"))  # recorded before a restart, its panel was taken away
    assert link.wait_acknowledged(1, 5)
    link.answer(answer(2, other))
    assert link.wait_acknowledged(2, 5)
    assert link.holds(arrived.number)
    link.answer(answer(3, arrived.number))
    assert link.wait_acknowledged(3, 5)
    assert _eventually(link, lambda: not link.holds(arrived.number))


def test_answers_are_taken_in_order_each_once(rig, link):
    for sequence in range(1, 21):
        link.answer(answer(sequence))
    assert link.wait_acknowledged(20, 10)
    assert sequences(rig, 20) == list(range(1, 21))


def test_an_answer_that_is_given_again_is_not_taken_again(rig, link):
    link.answer(answer(5))
    link.answer(answer(5))
    assert link.wait_acknowledged(5, 5)
    link.answer(answer(6))
    assert link.wait_acknowledged(6, 5)
    link.answer(answer(5))
    link.answer(answer(7))
    assert link.wait_acknowledged(7, 5)
    assert link.wait_acknowledged(5, 0)
    assert sequences(rig, 3) == [5, 6, 7]


def test_no_wait_is_longer_than_told(rig, link):
    assert elapsed(lambda: link.wait_arrival(0.05)) < 0.05 + BLOCKED_S
    assert elapsed(lambda: link.wait_acknowledged(99, 0.05)) < 0.05 + BLOCKED_S
    assert not link.wait_acknowledged(99, 0)


def test_health_is_good_in_contact(rig, link):
    assert _eventually(link, lambda: link.health.connected)
    assert link.health.reason == ""
    assert link.health.heartbeat_age_s < FAST.stale_s


def test_a_frozen_plc_holds_up_no_caller_and_is_told(rig, link):
    rig.plc.bring("SN1")
    assert link.wait_arrival(5)
    rig.freeze()
    assert elapsed(lambda: link.answer(answer(1))) < BLOCKED_S
    assert elapsed(lambda: link.show(LineState.ALARM, 17)) < BLOCKED_S
    assert elapsed(lambda: link.health) < BLOCKED_S
    assert _eventually(link, lambda: not link.health.connected, 3)
    assert link.name in link.health.reason
    rig.thaw()
    assert link.wait_acknowledged(1, 5)
    assert _eventually(link, lambda: link.health.connected)
    assert sequences(rig, 1) == [1]


def test_leaving_a_frozen_plc_takes_no_longer(rig):
    with ExitStack() as stack:
        link = stack.enter_context(rig.make_link())
        assert _eventually(link, lambda: link.health.connected)
        rig.freeze()
        link.answer(answer(1))
        assert elapsed(stack.close) < BLOCKED_S
    rig.thaw()


killable = pytest.mark.parametrize("rig", KILLABLE, indirect=True, ids=lambda r: r.__name__)
misbehaving = pytest.mark.parametrize("rig", MISBEHAVING, indirect=True, ids=lambda r: r.__name__)


@killable
def test_a_plc_killed_midway_loses_and_doubles_nothing(rig, link):
    for sequence in range(1, 41):
        link.answer(answer(sequence))
        if sequence % 10 == 5:
            assert link.wait_acknowledged(sequence - 3, 5)
            rig.kill()
            link.answer(answer(1000 + sequence))
            rig.revive()
    last = 40
    assert link.wait_acknowledged(last, 10)
    taken = sequences(rig, 44)
    assert len(taken) == len(set(taken)) == 44
    assert _eventually(link, lambda: link.health.connected)


@killable
def test_a_restarted_station_gives_its_pending_answer_once(rig):
    with rig.make_link() as link:
        rig.plc.bring("SN1")
        number = link.wait_arrival(5).number
        link.answer(answer(1, number))
        assert sequences(rig, 1) == [1]
    with rig.make_link() as link:  # died before it could note the acknowledgement
        link.answer(answer(1, number))
        assert link.wait_acknowledged(1, 5)
        link.answer(answer(2))
        assert link.wait_acknowledged(2, 5)
    assert sequences(rig, 2) == [1, 2]


@killable
def test_a_panel_whose_answer_is_pending_is_not_given_again(rig):
    with rig.make_link() as link:
        rig.plc.bring("SN1")
        number = link.wait_arrival(5).number
    with rig.make_link() as link:
        again = link.wait_arrival(5)  # nothing is known of it: it is inspected again
        assert (again.number, again.serial) == (number, "SN1")
    rig.plc.bring("SN2")
    with rig.make_link() as link:
        link.answer(answer(1, number))  # pending from before
        assert link.wait_arrival(5).serial == "SN2"
    assert sequences(rig, 1) == [1]


@misbehaving
@pytest.mark.parametrize("fault", [Fault.GARBAGE, Fault.WRONG_UNIT, Fault.PROGRAM_STOPPED])
def test_nonsense_is_told_and_survived(rig, link, fault):
    assert _eventually(link, lambda: link.health.connected)
    rig.fault(fault)
    link.answer(answer(1))
    assert _eventually(link, lambda: not link.health.connected, 3)
    assert not link.wait_acknowledged(1, 0)
    assert link.wait_arrival(0) is None
    rig.fault(Fault.NONE)
    assert link.wait_acknowledged(1, 5)
    assert sequences(rig, 1) == [1]


@misbehaving
def test_a_lost_acknowledgement_doubles_nothing(rig, link):
    rig.fault(Fault.LOST_ACKNOWLEDGEMENT)
    link.answer(answer(1))
    assert rig.plc.wait(lambda: len(rig.plc.taken) == 1, 5)
    assert not link.wait_acknowledged(1, 0.3)  # sent again with every heartbeat meanwhile
    rig.fault(Fault.NONE)
    assert link.wait_acknowledged(1, 5)
    assert sequences(rig, 1) == [1]
