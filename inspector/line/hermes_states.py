"""Which message may be said when: the two state machines of IPC-HERMES-9852, as one table.

A horizontal connection has a side that gives boards (the server) and one that takes them (the
client). Both keep the same state, so one table says what either may send in it.
"""

from enum import Enum, auto

from inspector.line.hermes_messages import (
    BoardAvailable,
    BoardForecast,
    CheckAlive,
    MachineReady,
    Message,
    Notification,
    QueryBoardInfo,
    RevokeBoardAvailable,
    RevokeMachineReady,
    SendBoardInfo,
    ServiceDescription,
    StartTransport,
    StopTransport,
    TransportFinished,
)


class Side(Enum):
    """Who speaks."""

    TAKES = "takes"
    """The machine after: the client."""
    GIVES = "gives"
    """The machine before: the server."""


class State(Enum):
    """Where a horizontal connection stands."""

    CONNECTED = auto()
    DESCRIBED = auto()
    """The client has said who it is."""
    IDLE = auto()
    """NotAvailableNotReady."""
    AVAILABLE = auto()
    READY = auto()
    AVAILABLE_AND_READY = auto()
    TRANSPORTING = auto()
    STOPPED = auto()
    """The taker has it, the giver has not said so."""
    FINISHED = auto()
    """The giver has let it go, the taker has not said so."""


ALWAYS = {
    Side.TAKES: (CheckAlive, Notification, QueryBoardInfo),
    Side.GIVES: (CheckAlive, Notification, SendBoardInfo),
}
"""What may be said at any time, and changes nothing."""

TABLE: dict[tuple[Side, type, State], State] = {
    (Side.TAKES, ServiceDescription, State.CONNECTED): State.DESCRIBED,
    (Side.GIVES, ServiceDescription, State.DESCRIBED): State.IDLE,
    (Side.TAKES, MachineReady, State.IDLE): State.READY,
    (Side.TAKES, MachineReady, State.AVAILABLE): State.AVAILABLE_AND_READY,
    (Side.TAKES, RevokeMachineReady, State.READY): State.IDLE,
    (Side.TAKES, RevokeMachineReady, State.AVAILABLE_AND_READY): State.AVAILABLE,
    (Side.GIVES, BoardAvailable, State.IDLE): State.AVAILABLE,
    (Side.GIVES, BoardAvailable, State.READY): State.AVAILABLE_AND_READY,
    (Side.GIVES, RevokeBoardAvailable, State.AVAILABLE): State.IDLE,
    (Side.GIVES, RevokeBoardAvailable, State.AVAILABLE_AND_READY): State.READY,
    (Side.TAKES, StartTransport, State.AVAILABLE_AND_READY): State.TRANSPORTING,
    # the giver revoked the board while the taker asked for it: the two messages crossed
    (Side.TAKES, StartTransport, State.READY): State.TRANSPORTING,
    (Side.GIVES, BoardAvailable, State.TRANSPORTING): State.TRANSPORTING,
    (Side.GIVES, BoardAvailable, State.STOPPED): State.STOPPED,
    (Side.GIVES, RevokeBoardAvailable, State.TRANSPORTING): State.TRANSPORTING,
    (Side.GIVES, RevokeBoardAvailable, State.STOPPED): State.STOPPED,
    (Side.GIVES, TransportFinished, State.TRANSPORTING): State.FINISHED,
    (Side.TAKES, StopTransport, State.FINISHED): State.IDLE,
    (Side.TAKES, StopTransport, State.TRANSPORTING): State.STOPPED,
    (Side.GIVES, TransportFinished, State.STOPPED): State.IDLE,
    (Side.GIVES, BoardForecast, State.IDLE): State.IDLE,
    (Side.GIVES, BoardForecast, State.READY): State.READY,
    (Side.GIVES, BoardForecast, State.TRANSPORTING): State.TRANSPORTING,
    (Side.GIVES, BoardForecast, State.STOPPED): State.STOPPED,
}


def state_after(state: State, side: Side, message: Message) -> State | None:
    """Give the state after a side has sent a message; None where it must not send it.

    Examples
    --------
    >>> state_after(State.CONNECTED, Side.TAKES, ServiceDescription("AOI", 1)).name
    'DESCRIBED'
    >>> state_after(State.CONNECTED, Side.TAKES, RevokeMachineReady())
    """
    if isinstance(message, ALWAYS[side]):
        return state
    return TABLE.get((side, type(message), state))
