"""The messages of IPC-HERMES-9852 (The Hermes Standard, version 1.5), as values.

A class is a message of that name, a field is its attribute: ``board_id`` is ``BoardId``, and
``length_mm`` is ``Length``, which is in mm; None where the attribute is absent. `hermes_xml` reads
and writes them.
"""

from dataclasses import dataclass
from enum import IntEnum

from typing_extensions import override

MAX_MESSAGE_BYTES = 65_536
CONFIGURATION_PORT = 1248
VERSION = "1.5"
NO_BOARD = "00000000-0000-0000-0000-000000000000"
"""BoardId where there is no board."""


LONGEST_SHOWN = 60


class HermesError(Exception):
    """A message that the standard does not allow; the text is what the peer is told."""


def plain(text: str, most: int = LONGEST_SHOWN) -> str:
    """Give what a peer sent as it may stand in a log or on a screen: one line, not long."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:most])


class BoardQuality(IntEnum):
    """FailedBoard: what is known of the panel as a whole."""

    ANY = 0
    GOOD = 1
    BAD = 2


class SubBoardState(IntEnum):
    """St: what is known of one board of the panel."""

    UNKNOWN = 0
    GOOD = 1
    FAILED = 2
    MISSING = 3
    SKIP = 4


class FlippedBoard(IntEnum):
    """Which side is up."""

    UNKNOWN = 0
    TOP_UP = 1
    BOTTOM_UP = 2


class TransferState(IntEnum):
    """How far a board has gone over."""

    UNKNOWN = 0
    NOT_STARTED = 1
    INCOMPLETE = 2
    COMPLETE = 3


class NotificationCode(IntEnum):
    """Why a peer is notified; a number that later versions add is unspecific."""

    UNSPECIFIC = 0
    PROTOCOL_ERROR = 1
    REFUSED_BECAUSE_ESTABLISHED = 2
    RESET_BECAUSE_CONFIGURED = 3
    CONFIGURATION_ERROR = 4
    MACHINE_SHUTDOWN = 5
    BOARD_FORECAST_ERROR = 6

    @override
    @classmethod
    def _missing_(cls, value: object) -> "NotificationCode":
        del value
        return cls.UNSPECIFIC


class Severity(IntEnum):
    """How bad a notification is; a number that later versions add is unknown."""

    UNKNOWN = 0
    FATAL = 1
    ERROR = 2
    WARNING = 3
    INFO = 4

    @override
    @classmethod
    def _missing_(cls, value: object) -> "Severity":
        del value
        return cls.UNKNOWN


class CheckAliveType(IntEnum):
    """A ping wants a pong; without a type nothing is answered."""

    UNKNOWN = 0
    PING = 1
    PONG = 2


class BoardTransfer(IntEnum):
    """How a board came or went, in BoardArrived and BoardDeparted."""

    UNKNOWN = 0
    TRANSFERRED = 1
    BY_MAGAZINE = 2
    BY_HAND = 3


@dataclass(frozen=True, slots=True)
class SubBoard:
    """One board of a panel: its place from 1, state and barcode."""

    pos: int
    st: SubBoardState
    bc: str | None = None


@dataclass(frozen=True, slots=True)
class Features:
    """Names of the optional parts that a side supports, as ``FeatureCheckAliveResponse``."""

    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class UpstreamConfiguration:
    """A connection to the machine before this one."""

    upstream_lane_id: int
    host_address: str
    port: int
    upstream_interface_id: str | None = None


@dataclass(frozen=True, slots=True)
class DownstreamConfiguration:
    """A port where the machine after this one connects."""

    downstream_lane_id: int
    port: int
    client_address: str | None = None
    downstream_interface_id: str | None = None


@dataclass(frozen=True, slots=True)
class ServiceDescription:
    """Who speaks: the first message of each side of a horizontal connection, the client first."""

    machine_id: str
    lane_id: int
    version: str = VERSION
    interface_id: str | None = None
    supported_features: Features = Features()


@dataclass(frozen=True, slots=True)
class CheckAlive:
    """Whether the connection still stands."""

    type: CheckAliveType | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Notification:
    """What went wrong; ``FATAL`` is followed by the end of the connection."""

    notification_code: NotificationCode
    severity: Severity
    description: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """What is said of a board in several messages; None where nothing is said."""

    product_type_id: str | None = None
    top_barcode: str | None = None
    bottom_barcode: str | None = None
    length_mm: float | None = None
    width_mm: float | None = None
    thickness_mm: float | None = None
    conveyor_speed_mm_s: float | None = None
    top_clearance_height_mm: float | None = None
    bottom_clearance_height_mm: float | None = None
    weight_g: float | None = None
    work_order_id: str | None = None
    batch_id: str | None = None
    route: int | None = None
    action: int | None = None
    sub_boards: tuple[SubBoard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardAvailable(Board):
    """A board stands ready to be taken."""

    board_id: str
    board_id_created_by: str
    failed_board: BoardQuality
    flipped_board: FlippedBoard


@dataclass(frozen=True, slots=True)
class RevokeBoardAvailable:
    """It does no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineReady(Board):
    """The next machine takes a board, of this quality or any."""

    failed_board: BoardQuality = BoardQuality.ANY
    flipped_board: FlippedBoard | None = None
    forecast_id: str | None = None
    board_id: str | None = None


@dataclass(frozen=True, slots=True)
class RevokeMachineReady:
    """It does no longer."""


@dataclass(frozen=True, slots=True)
class StartTransport:
    """Whoever takes the board asks for it."""

    board_id: str
    conveyor_speed_mm_s: float | None = None


@dataclass(frozen=True, slots=True)
class StopTransport:
    """Whoever takes the board has it, or has not."""

    transfer_state: TransferState
    board_id: str


@dataclass(frozen=True, slots=True)
class TransportFinished:
    """Whoever gives the board away has done so, or has not."""

    transfer_state: TransferState
    board_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardForecast(Board):
    """A board will come."""

    failed_board: BoardQuality
    flipped_board: FlippedBoard
    forecast_id: str | None = None
    time_until_available_s: float | None = None
    board_id: str | None = None
    board_id_created_by: str | None = None


@dataclass(frozen=True, slots=True)
class QueryBoardInfo:
    """Whoever takes boards asks what is known of one."""

    top_barcode: str | None = None
    bottom_barcode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBoardInfo(Board):
    """What is known of one; without a BoardId nothing is."""

    board_id: str | None = None
    board_id_created_by: str | None = None
    failed_board: BoardQuality | None = None
    flipped_board: FlippedBoard | None = None


@dataclass(frozen=True, slots=True)
class GetConfiguration:
    """An engineering station asks how the machine is connected."""


@dataclass(frozen=True, slots=True)
class SetConfiguration:
    """An engineering station says how the machine shall be connected."""

    machine_id: str
    supervisory_system_port: int | None = None
    upstream_configurations: tuple[UpstreamConfiguration, ...] = ()
    downstream_configurations: tuple[DownstreamConfiguration, ...] = ()


@dataclass(frozen=True, slots=True)
class CurrentConfiguration:
    """How the machine is connected."""

    machine_id: str | None = None
    supervisory_system_port: int | None = None
    upstream_configurations: tuple[UpstreamConfiguration, ...] = ()
    downstream_configurations: tuple[DownstreamConfiguration, ...] = ()


@dataclass(frozen=True, slots=True)
class SupervisoryServiceDescription:
    """Who speaks: the first message of each side of a vertical connection, the client first."""

    system_id: str
    version: str = VERSION
    supported_features: Features = Features()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardArrived(Board):
    """A board has come into the machine."""

    machine_id: str
    upstream_lane_id: int
    board_transfer: BoardTransfer
    board_id: str
    board_id_created_by: str
    failed_board: BoardQuality
    flipped_board: FlippedBoard


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardDeparted(Board):
    """A board has left the machine."""

    machine_id: str
    downstream_lane_id: int
    board_transfer: BoardTransfer
    board_id: str
    board_id_created_by: str
    failed_board: BoardQuality
    flipped_board: FlippedBoard


@dataclass(frozen=True, slots=True)
class QueryWorkOrderInfo:
    """The machine asks a supervisor which order a barcode belongs to."""

    machine_id: str
    query_id: str | None = None
    magazine_id: str | None = None
    slot_id: int | None = None
    barcode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendWorkOrderInfo(Board):
    """A supervisor says which order and product a board belongs to."""

    query_id: str | None = None
    board_id: str | None = None
    board_id_created_by: str | None = None
    failed_board: BoardQuality | None = None
    flipped_board: FlippedBoard | None = None


Message = (
    ServiceDescription
    | CheckAlive
    | Notification
    | BoardAvailable
    | RevokeBoardAvailable
    | MachineReady
    | RevokeMachineReady
    | StartTransport
    | StopTransport
    | TransportFinished
    | BoardForecast
    | QueryBoardInfo
    | SendBoardInfo
    | GetConfiguration
    | SetConfiguration
    | CurrentConfiguration
    | SupervisoryServiceDescription
    | BoardArrived
    | BoardDeparted
    | QueryWorkOrderInfo
    | SendWorkOrderInfo
)
