"""A controller that speaks as Gardasoft's manuals say, at a real socket or a real serial line.

It echoes each command, separates replies by LF CR and ends with the prompt; it has four channels.
"""

import os
import re
import select
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

VERSION = "RT420-20 (HW02) V031"
CHANNELS = (1, 2, 3, 4)


def numbers(text):
    return [float(piece) for piece in text.split(",")]


@dataclass
class Controller:
    """What a controller knows, and what may be wrong with it.

    ``mute``: it says nothing; ``cut``: its answers lack their end; ``hang_up``: it closes the
    connection before it answers, once.
    """

    outputs: dict[int, tuple[float, ...]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    flashed: list[int] = field(default_factory=list)
    mute: bool = False
    cut: bool = False
    hang_up: bool = False
    echo: bool = True
    version: str = VERSION

    def lose_power(self):
        self.outputs.clear()

    def answer(self, line: str) -> bytes:
        self.lines.append(line)
        replies = []
        for command in line.split(";"):
            said = self.did(command.replace(" ", ""))
            replies.append("\n\r".join(filter(None, (command if self.echo else "", said))))
        end = "" if self.cut else ">"
        return ("\n\r".join(replies) + "\n\r" + end).encode()

    def did(self, command: str) -> str:
        form = re.fullmatch(r"([A-Z]{2})([\d.,-]*)", command)
        if form is None:
            return "Err 2"
        name, values = form[1], numbers(form[2]) if form[2] else []
        if name == "VR":
            return self.version
        if name == "GT":
            return ""
        if name not in ("RS", "RT", "TR"):
            return "Err 2"
        if len(values) not in {"RS": (2,), "RT": (4, 5), "TR": (1,)}[name]:
            return "Err 4"
        return self.set_channel(name, int(values[0]), tuple(values[1:]))

    def set_channel(self, name, channel, values):
        if channel not in CHANNELS:
            return "Err 1"
        if name == "TR":
            self.flashed.append(channel)
            return ""
        if name == "RS" and not 0 <= values[0] <= 100:
            return "Err 1"
        said = ""
        if name == "RT" and values[0] > 999:
            values, said = (999.0, *values[1:]), "Err 5"
        self.outputs[channel] = values
        return said


def serve(controller, read, write, stopped):
    """Answer until told to stop, or until the other end has gone."""
    got = b""
    while not stopped():
        piece = read()
        if not piece:
            return
        got += piece
        while b"\r" in got:
            line, _, got = got.partition(b"\r")
            if controller.hang_up:
                controller.hang_up = False
                return
            said = controller.answer(line.decode())
            if not controller.mute:
                write(said)


@contextmanager
def at_tcp(controller):
    """Give the address of a controller at a socket of this machine."""
    over = threading.Event()
    connections = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept():
            with suppress(OSError):  # the server was closed
                while True:
                    connection, _ = server.accept()
                    connections.append(connection)
                    talk(connection)

        def talk(connection):
            with connection, suppress(OSError):  # the other end has gone
                serve(controller, lambda: connection.recv(1024), connection.sendall, over.is_set)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        over.set()
        server.shutdown(socket.SHUT_RDWR)
        for connection in connections:
            if connection.fileno() >= 0:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        thread.join(5.0)


@contextmanager
def at_serial(controller):
    """Give the port of a controller at a pair of pseudo terminals."""
    import tty

    ours, theirs = os.openpty()
    tty.setraw(theirs)
    wake_read, wake_write = os.pipe()

    def read():
        ready, _, _ = select.select([ours, wake_read], [], [])
        return b"" if wake_read in ready else os.read(ours, 1024)

    args = (controller, read, lambda data: os.write(ours, data), lambda: False)
    thread = threading.Thread(target=serve, args=args, daemon=True)
    thread.start()
    try:
        yield os.ttyname(theirs)
    finally:
        os.write(wake_write, b"x")
        thread.join(5.0)
        for end in (ours, theirs, wake_read, wake_write):
            os.close(end)
