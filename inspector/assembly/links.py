"""Who brings panels to a station, and who is told of them."""

from contextlib import ExitStack
from typing import TYPE_CHECKING

from inspector.domain.errors import DeviceError
from inspector.domain.modbus import ModbusSettings
from inspector.formats.station_setup import StationSetup
from inspector.line.plc import Arrived, PlcLink
from inspector.line.sink import ResultSink
from inspector.line.station_control import StationControl
from inspector.station.courier import Courier
from inspector.station.events import Tell
from inspector.station.telling import Follower, Telling
from inspector.store.arrivals import arrivals_done, newest_arrival, unrecorded_arrivals
from inspector.store.store import Store

if TYPE_CHECKING:
    from inspector.line.register_values import RegisterValue


def link_of(setup: StationSetup, store: Store) -> PlcLink:
    """Give the link that brings panels, a PLC or the machines beside, not yet entered.

    Without one, at a desk, a simulated PLC brings the recorded captures, once each.

    Raises
    ------
    InspectorError
        If a capture is refused, or the link cannot be made.
    """
    links = setup.links
    if links.modbus is not None:
        from inspector.line.modbus import modbus_link

        return modbus_link(links.modbus)
    if links.hermes is not None:
        from inspector.line.hermes_line import HermesLine

        newest = newest_arrival(store)
        line = HermesLine(links.hermes, last_arrival=newest.line_number if newest else 0)
        if newest and newest.line == line.name and newest in unrecorded_arrivals(store):
            line.left_in_place(Arrived(newest.line_number, newest.serial))
        return line
    from inspector.formats.archive import find_captures
    from inspector.formats.capture import read_capture
    from inspector.line.simulated import SimulatedPlc

    plc = SimulatedPlc(last_arrival=arrivals_done(store))
    for job in find_captures(setup.replay) if setup.replay else ():
        plc.bring(read_capture(job.folder).serial)
    return plc


def told_over(setup: StationSetup, orders: StationControl, stack: ExitStack, tell: Tell) -> Tell:
    """Open those who are told of panels beside the line; give what tells them, and ``tell``.

    The record is there: it remembers how far the folder and the broker have been told.

    Raises
    ------
    DeviceError
        If one of them can never work, as where a program part is not installed.
    """
    links = setup.links
    sinks: list[ResultSink] = []
    carried: dict[str, ResultSink] = {}  # by the names that the record knows
    followers: list[Follower] = []
    if links.drop is not None:
        from inspector.line.drop import FileDrop

        carried["drop"] = FileDrop(links.drop)
    if links.mqtt is not None:
        from inspector.line.mqtt import MqttSink

        mqtt = MqttSink(links.mqtt)
        carried["mqtt"] = mqtt
        followers.append(mqtt)
    if links.opcua is not None:
        from inspector.line.opcua import OpcUaServer

        server = stack.enter_context(OpcUaServer(links.opcua, orders))
        sinks.append(server)
        followers.append(server)
    courier = stack.enter_context(Courier(setup.record, carried, tell)) if carried else None
    return Telling(sinks, followers, courier, tell) if sinks or courier else tell


def registers_of(setup: StationSetup | None, *, live: bool) -> "tuple[RegisterValue, ...]":
    """Give the PLC's registers: as they are now, or the map alone.

    Raises
    ------
    DeviceError
        If they are to be live and there is no Modbus link, or nobody answers.
    """
    from inspector.line.register_values import read_values, register_values

    modbus = setup.links.modbus if setup else None
    if not live:
        return register_values(modbus or ModbusSettings())
    if modbus is None:
        raise DeviceError("PLC: there is no [line.modbus] in station.toml; see docs/LINE.md")
    return read_values(modbus)
