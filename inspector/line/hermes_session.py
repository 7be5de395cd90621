"""A horizontal Hermes connection from its first message to its end, seen from either side."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from inspector.line.hermes_messages import (
    HermesError,
    Message,
    Notification,
    ServiceDescription,
    StartTransport,
    StopTransport,
    TransportFinished,
    plain,
)
from inspector.line.hermes_states import Side, State, state_after
from inspector.line.hermes_wire import Wire

log = logging.getLogger(__name__)

HANDSHAKE_S = 10.0
"""How long a peer may take to say who it is."""
CHECK_ALIVE_S = 30.0

Heard = Callable[["HermesSession", Message], None]
"""Called in the loop with what the peer said, after the state has changed; returns at once."""


class HermesSession:
    """One connection between two machines; used in the loop that made it only.

    Parameters
    ----------
    wire
        The open connection.
    side
        Which side we are.
    me
        What we say of ourselves.
    heard
        What is called with the peer's messages. A message that the state does not allow never
        reaches it: the peer is notified (code 1) and the connection ends.
    """

    def __init__(self, wire: Wire, side: Side, me: ServiceDescription, heard: Heard) -> None:
        self._wire = wire
        self._side = side
        self._other = Side.GIVES if side is Side.TAKES else Side.TAKES
        self._me = me
        self._heard = heard
        self._moving = ""
        self._notified = ""
        self.state = State.CONNECTED
        self.peer: ServiceDescription | None = None

    @property
    def wire(self) -> Wire:
        """The connection itself."""
        return self._wire

    def say(self, message: Message) -> bool:
        """Send a message; False where it may not be said now, nothing is sent then."""
        after = state_after(self.state, self._side, message)
        if after is None or self._other_board(message):
            return False
        self._keep_board(message)
        self.state = after
        self._wire.send(message)
        return True

    async def run(self) -> str:
        """Speak until one side ends; gives why, in one line, for the log and the screen.

        The wire is left for the caller to close.
        """
        if self._side is Side.TAKES:
            self.say(self._me)
        alive: asyncio.Task[None] | None = None
        try:
            async with asyncio.timeout(HANDSHAKE_S) as limit:
                async for message in self._wire.messages():
                    self._take(message)
                    if alive is None and self.peer is not None:
                        limit.reschedule(None)
                        answers = "FeatureCheckAliveResponse" in self._features()
                        alive = asyncio.create_task(
                            self._wire.keep_alive(CHECK_ALIVE_S, with_answers=answers)
                        )
            return f"{self._wire.peer} ended the connection{self._notified}"
        except HermesError as error:
            self._wire.refuse(error)
            return f"{self._wire.peer} broke the protocol: {error}"
        except TimeoutError:
            self._wire.refuse(HermesError("no ServiceDescription"))
            return f"{self._wire.peer} does not say who it is"
        finally:
            if alive is not None:
                alive.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await alive

    def _features(self) -> frozenset[str]:
        return self.peer.supported_features.names if self.peer else frozenset()

    def _take(self, message: Message) -> None:
        after = state_after(self.state, self._other, message)
        if after is None:
            raise HermesError(f"{type(message).__name__} in state {self.state.name}")
        if wrong := self._other_board(message):
            raise HermesError(wrong)
        self._keep_board(message)
        self.state = after
        if isinstance(message, Notification):
            self._notified = f" ({self._wire.heard(message)})"
        if isinstance(message, ServiceDescription):
            self.peer = message
            if self._side is Side.GIVES:
                self.say(self._me)
        self._heard(self, message)

    def _keep_board(self, message: Message) -> None:
        if isinstance(message, StartTransport):
            self._moving = message.board_id

    def _other_board(self, message: Message) -> str:
        """Say whether a message ends the transport of another board than has begun; how."""
        match message:
            case StopTransport(board_id=board_id) | TransportFinished(board_id=board_id):
                if board_id != self._moving:
                    return f"board {plain(board_id)} ends, {plain(self._moving)} had begun"
        return ""
