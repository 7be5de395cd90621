"""One TCP connection that carries Hermes messages: read, written, refused, kept alive."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator

from inspector.line.hermes_messages import (
    MAX_MESSAGE_BYTES,
    CheckAlive,
    CheckAliveType,
    HermesError,
    Message,
    Notification,
    NotificationCode,
    Severity,
    plain,
)
from inspector.line.hermes_xml import Cutter, message_from_bytes, message_to_bytes

log = logging.getLogger(__name__)

LONGEST_WAIT_BYTES = 8 * MAX_MESSAGE_BYTES
"""What may wait for a peer that does not read."""
CLOSE_S = 0.25
TOLD = 300
"""Characters of an error that a peer is told, and of what it says."""


class Wire:
    """A connection; used in the loop that made it only.

    Parameters
    ----------
    reader, writer
        Of an open connection; the wire closes it.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.peer = str((writer.get_extra_info("peername") or ("?",))[0])
        self.heard_at = asyncio.get_running_loop().time()
        self._unanswered = 0
        plain = writer.get_extra_info("socket")
        if plain is not None:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    async def messages(self) -> AsyncIterator[Message]:
        """Give what arrives until the peer ends; pings are answered and not given.

        Raises
        ------
        HermesError
            If the peer sends what the standard does not allow.
        """
        cutter = Cutter()
        with contextlib.suppress(OSError):  # also "no route to host", which is no ConnectionError
            while data := await self._reader.read(MAX_MESSAGE_BYTES):
                self.heard_at = asyncio.get_running_loop().time()
                for raw in cutter.take(data):
                    message = message_from_bytes(raw)
                    if isinstance(message, CheckAlive):
                        self._check_alive(message)
                    else:
                        yield message

    def send(self, message: Message) -> None:
        """Send a message; nothing where the connection ends or the peer reads nothing more.

        One that is too long is logged and not sent: it must not stop what else is to be done.
        """
        if self._writer.is_closing():
            return
        try:
            data = message_to_bytes(message)
        except HermesError as error:
            log.error("%s: %s is not sent: %s", self.peer, type(message).__name__, error)
            return
        if self._writer.transport.get_write_buffer_size() > LONGEST_WAIT_BYTES:
            log.warning("%s reads nothing: connection ended", self.peer)
            self._writer.transport.abort()
            return
        self._writer.write(data)

    def notify(self, code: NotificationCode, severity: Severity, description: str) -> None:
        """Send a notification."""
        self.send(Notification(code, severity, plain(description, TOLD)))

    def heard(self, message: Notification) -> str:
        """Log what the peer notifies, and give it in one line."""
        code, severity = message.notification_code.name, message.severity.name
        text = f"{severity} {code}: {plain(message.description, TOLD)}"
        log.warning("%s notifies: %s", self.peer, text)
        return text

    def refuse(self, error: HermesError) -> None:
        """Tell the peer that it broke the protocol; to be closed then."""
        log.warning("%s: %s: connection ended", self.peer, str(error))  # not its frames
        self.notify(NotificationCode.PROTOCOL_ERROR, Severity.FATAL, str(error))

    async def keep_alive(self, period_s: float, *, with_answers: bool) -> None:
        """Send CheckAlive for ever; ends when a peer that promised answers gives none."""
        number = 0
        while not self._writer.is_closing():
            await asyncio.sleep(period_s)
            if self._unanswered > 1:
                log.warning("%s does not answer CheckAlive: connection ended", self.peer)
                self._writer.transport.abort()
                return
            number += 1
            if with_answers:
                self._unanswered += 1
                self.send(CheckAlive(CheckAliveType.PING, str(number)))
            else:
                self.send(CheckAlive())

    def end(self) -> None:
        """End the connection after what was sent; whoever reads it sees its end."""
        self._writer.close()

    async def close(self) -> None:
        """End the connection, after what was sent has gone or a short while has passed.

        What still comes in is read away: a system that closes with unread bytes resets the
        connection, and the peer would never see what it was told.
        """
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                if not self._writer.is_closing():
                    self._writer.write_eof()
                while await self._reader.read(MAX_MESSAGE_BYTES):
                    pass
                self._writer.close()
                await self._writer.wait_closed()
        self._writer.transport.abort()

    def _check_alive(self, message: CheckAlive) -> None:
        if message.type is CheckAliveType.PING:
            self.send(CheckAlive(CheckAliveType.PONG, message.id))
        elif message.type is CheckAliveType.PONG:
            self._unanswered = 0
