"""The ``[line]`` of station.toml by its keys: whom the station talks to, and how."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from inspector.domain.modbus import (
    ModbusRole,
    ModbusSettings,
    RegisterSettings,
    SerialLine,
    TlsFiles,
    Transport,
    WordOrder,
)
from inspector.formats.drop_settings import DropSettings, read_drop
from inspector.formats.hermes_settings import HermesSettings, read_hermes
from inspector.formats.mqtt_settings import MqttSettings, read_mqtt
from inspector.formats.opcua_settings import OpcUaSettings, read_opcua
from inspector.formats.strict import FileModel, Positive, Source, Text

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
    """``[line]``: the link that brings panels, and those that are told of them."""

    modbus: ModbusTable | None = None
    hermes: HermesSettings | None = None
    opcua: OpcUaSettings | None = None
    mqtt: MqttSettings | None = None
    drop: DropSettings | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """Whom a station talks to; ``modbus`` and ``hermes`` bring panels, one of them at most."""

    modbus: ModbusSettings | None = None
    hermes: HermesSettings | None = None
    opcua: OpcUaSettings | None = None
    mqtt: MqttSettings | None = None
    drop: DropSettings | None = None


def links_of(source: Source, table: LineTable) -> Links:
    """Give what ``[line]`` says; folders and files are named from that of station.toml.

    Raises
    ------
    StationError
        If two links would bring panels, or one of them is refused by its own rules.
    """
    if table.modbus and table.hermes:
        cause = "has both [line.modbus] and [line.hermes]"
        raise source.refusal("line", cause, "leave one out: panels come over one link")
    beside = source.file.parent
    return Links(
        modbus_settings(source, table.modbus) if table.modbus else None,
        read_hermes(source, asdict(table.hermes)) if table.hermes else None,
        _opcua(source, table.opcua, beside) if table.opcua else None,
        _mqtt(source, table.mqtt, beside) if table.mqtt else None,
        _drop(source, table.drop, beside) if table.drop else None,
    )


def _opcua(source: Source, table: OpcUaSettings, beside: Path) -> OpcUaSettings:
    settings = read_opcua(source, asdict(table))
    return replace(settings, pki_folder=str(beside / settings.pki_folder))


def _mqtt(source: Source, table: MqttSettings, beside: Path) -> MqttSettings:
    settings = read_mqtt(source, asdict(table))
    return replace(
        settings,
        ca_file=_from(beside, settings.ca_file),
        certificate_file=_from(beside, settings.certificate_file),
        key_file=_from(beside, settings.key_file),
    )


def _from(beside: Path, name: str) -> str:
    return name and str(beside / name)


def _drop(source: Source, table: DropSettings, beside: Path) -> DropSettings:
    settings = read_drop(source, asdict(table))
    return replace(settings, folder=str(beside / settings.folder))


def modbus_settings(source: Source, table: ModbusTable) -> ModbusSettings:
    """Give what a table says.

    Raises
    ------
    StationError
        If a file of TLS would lie outside the folder of station.toml.
    """
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
