"""The ``[line]`` of station.toml by its keys: how the station talks to its PLC."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from inspector.domain.errors import StationError
from inspector.domain.modbus import (
    ModbusRole,
    ModbusSettings,
    RegisterSettings,
    SerialLine,
    TlsFiles,
    Transport,
    WordOrder,
)
from inspector.formats.strict import FileModel, Positive, Source, Text
from inspector.formats.versions import Upgrades, current

UPGRADES: Upgrades = {}

Register = Annotated[int, Field(ge=0, le=0xFFFF)]


class ModbusTable(FileModel):
    """``[line.modbus]``: every key has a default, see docs/LINE.md.

    ``authority``, ``certificate`` and ``key`` lie in the folder of station.toml or below.
    """

    role: ModbusRole = ModbusRole.CLIENT
    transport: Transport = Transport.TCP
    host: Text = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=0xFFFF)] | None = None
    allowed: tuple[Text, ...] = ()
    device: str = ""
    baud: Annotated[int, Field(ge=1200, le=4_000_000)] = 115_200
    parity: Literal["N", "E", "O"] = "E"
    stop_bits: Literal[1, 2] = 1
    authority: str = ""
    certificate: str = ""
    key: str = ""
    unit: Annotated[int, Field(ge=0, le=255)] = 1
    station_address: Register = 0
    line_address: Register = 200
    word_order: WordOrder = WordOrder.HIGH_FIRST
    boards: Annotated[int, Field(ge=1, le=96)] = 32
    text_registers: Annotated[int, Field(ge=4, le=32)] = 16
    poll_s: Annotated[float, Field(ge=0.001, le=1)] = 0.010
    heartbeat_s: Annotated[float, Field(ge=0.01, le=10)] = 0.1
    stale_s: Positive = 1.0
    timeout_s: Annotated[float, Field(ge=0.02, le=5)] = 0.15

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.transport is Transport.RTU and not self.device:
            raise ValueError('a device as well, for example device = "/dev/ttyUSB0"')
        if self.transport is Transport.TLS and not (
            self.authority and self.certificate and self.key
        ):
            raise ValueError("authority, certificate and key as well: tls needs all three")
        if self.stale_s < 2 * max(self.heartbeat_s, self.poll_s):
            raise ValueError("stale_s at least twice heartbeat_s and poll_s")
        return self


class LineTable(FileModel):
    """``[line]``."""

    modbus: ModbusTable | None = None


def read_modbus(file: Path) -> ModbusSettings | None:
    """Read how the station talks Modbus, None if it does not.

    Raises
    ------
    StationError
        If the file is not there or its ``[line]`` is not understood.
    """
    source = Source(file, StationError)
    data = current(source, source.toml(), "station", UPGRADES)
    table = source.read(LineTable, data.get("line", {}), "line").modbus
    return None if table is None else _settings(source, table)


def _settings(source: Source, table: ModbusTable) -> ModbusSettings:
    return ModbusSettings(
        role=table.role,
        transport=table.transport,
        host=table.host,
        port=table.port or 0,
        allowed=table.allowed,
        serial=SerialLine(table.device, table.baud, table.parity, table.stop_bits),
        tls=_files(source, table),
        registers=RegisterSettings(
            unit=table.unit,
            station_address=table.station_address,
            line_address=table.line_address,
            word_order=table.word_order,
            boards=table.boards,
            text_registers=table.text_registers,
        ),
        poll_s=table.poll_s,
        heartbeat_s=table.heartbeat_s,
        stale_s=table.stale_s,
        timeout_s=table.timeout_s,
    )


def _files(source: Source, table: ModbusTable) -> TlsFiles:
    if table.transport is not Transport.TLS:
        return TlsFiles()
    named = {
        what: str(
            source.beside(
                getattr(table, what), f"line.modbus.{what}", "put the file beside station.toml"
            )
        )
        for what in ("authority", "certificate", "key")
    }
    return TlsFiles(**named)
