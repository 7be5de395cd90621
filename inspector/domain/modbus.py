"""How a station and its PLC talk Modbus: who asks whom, over what, and where the registers lie."""

from dataclasses import dataclass, field
from enum import StrEnum


class ModbusRole(StrEnum):
    """Who asks: as client the station polls and writes the PLC, as server the PLC polls it."""

    CLIENT = "client"
    SERVER = "server"


class Transport(StrEnum):
    """Over what: plain TCP, Modbus Security (TLS, both sides with a certificate), serial RTU."""

    TCP = "tcp"
    TLS = "tls"
    RTU = "rtu"


class WordOrder(StrEnum):
    """Which register of a 32-bit number comes first: the one with the high or the low 16 bits."""

    HIGH_FIRST = "high_first"
    LOW_FIRST = "low_first"


@dataclass(frozen=True, slots=True)
class RegisterSettings:
    """Where the two blocks of holding registers lie (addresses from 0) and how large they are.

    ``boards`` is the number of boards of a panel that have a register; ``text_registers`` how many
    registers a text takes, two letters in each.
    """

    unit: int = 1
    station_address: int = 0
    line_address: int = 200
    word_order: WordOrder = WordOrder.HIGH_FIRST
    boards: int = 32
    text_registers: int = 16


@dataclass(frozen=True, slots=True)
class SerialLine:
    """A serial port: ``device`` as the system calls it (/dev/ttyUSB0, COM3)."""

    device: str = ""
    baud: int = 115_200
    parity: str = "E"
    stop_bits: int = 1


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Files of Modbus Security: who vouches for the peer, our certificate and its key (PEM)."""

    authority: str = ""
    certificate: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class ModbusSettings:
    """One Modbus link.

    ``host`` and ``port`` are the PLC's as client, those to listen at as server; port 0 is the one
    of the transport (502, with TLS 802). ``allowed`` are the addresses that may ask us as server,
    empty for any that reaches the interface. ``timeout_s`` bounds one request; a heartbeat that
    stands still for ``stale_s`` makes the link unhealthy.
    """

    role: ModbusRole = ModbusRole.CLIENT
    transport: Transport = Transport.TCP
    host: str = "127.0.0.1"
    port: int = 0
    allowed: tuple[str, ...] = ()
    serial: SerialLine = SerialLine()
    tls: TlsFiles = TlsFiles()
    registers: RegisterSettings = field(default_factory=RegisterSettings)
    poll_s: float = 0.010
    heartbeat_s: float = 0.1
    stale_s: float = 1.0
    timeout_s: float = 0.15

    @property
    def place(self) -> str:
        """What a message calls the other end, or our own where we listen."""
        if self.transport is Transport.RTU:
            return self.serial.device
        return f"{self.host}:{self.port_used}"

    @property
    def port_used(self) -> int:
        """The port, the transport's own where none is given."""
        return self.port or (802 if self.transport is Transport.TLS else 502)
