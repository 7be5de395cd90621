"""The calls of the virtual camera that Linux alone has: shared memory and where it is handed over.

The memory has no name: the kernel frees it with the last process that holds it, however that ends.
What lies on disk is a socket in a folder of the user's own; one that nobody answers at is removed
when the next feeder starts.
"""

import mmap
import os
import shutil
import socket
import struct
import sys
import tempfile
import time
from pathlib import Path

from inspector.devices.virtual_layout import CONTROL, GREETING, MAGIC, REPLY, WELCOME
from inspector.domain.errors import DeviceError

_PREFIX, _NAME = "inspector-gentl-", "feeder"
_NOT_HERE = "virtual GenTL camera: it runs on Linux only; replay a capture or draw one instead"
_PATIENCE_S = 120.0
"""A feeder that draws builds its scene first, and may compile for it."""

_SETTLED_S = 10.0
"""One that is just being made does not answer yet."""


def new_socket() -> socket.socket:
    """Give a socket of the kind that feeder and cameras talk over.

    Raises
    ------
    DeviceError
        If this is not Linux.
    """
    if sys.platform == "linux":
        return socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    else:  # noqa: RET505 - so that types are checked for both systems
        raise DeviceError(_NOT_HERE)


def listen() -> tuple[socket.socket, Path]:
    """Give a socket that waits for cameras, and where it is; sweeps those of dead feeders.

    Raises
    ------
    DeviceError
        If this is not Linux.
    """
    listener = new_socket()
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        settled = left.stat().st_mtime < time.time() - _SETTLED_S
        if settled and not _answers(left / _NAME):
            shutil.rmtree(left, ignore_errors=True)
    path = Path(tempfile.mkdtemp(prefix=_PREFIX)) / _NAME
    listener.bind(str(path))
    listener.listen()
    return listener, path


def _answers(path: Path) -> bool:
    """Whether a feeder is there; one that cannot be asked (another user's) may be."""
    with new_socket() as asked:
        try:
            asked.connect(str(path))
        except ConnectionRefusedError:
            return False
        except OSError:
            return True
    return True


def gone(path: Path) -> None:
    """Remove what `listen` made."""
    shutil.rmtree(path.parent, ignore_errors=True)


def make_memory(size: int) -> tuple[int, mmap.mmap]:
    """Give shared memory of so many bytes, all 0: its descriptor, and itself."""
    if sys.platform == "linux":
        descriptor = os.memfd_create("inspector-gentl", os.MFD_CLOEXEC)
        os.ftruncate(descriptor, size)
        return descriptor, mmap.mmap(descriptor, size)
    else:  # noqa: RET505
        raise DeviceError(_NOT_HERE)


def hand_over(to: socket.socket, status: int, size: int, descriptor: int) -> None:
    """Welcome whoever greeted, with the memory."""
    if sys.platform == "linux":
        socket.send_fds(to, [REPLY.pack(MAGIC, status, size)], [descriptor])


def ended(link: socket.socket) -> bool:
    """Whether the other end is gone, though the thread that serves it may not know yet."""
    over = False
    if sys.platform == "linux":
        try:
            over = not link.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            over = False
        except OSError:
            over = True
    return over


def control(path: Path) -> tuple[socket.socket, mmap.mmap]:
    """Connect to a feeder as the one whom it serves.

    Raises
    ------
    DeviceError
        If it does not answer.
    """
    link = new_socket()
    link.settimeout(_PATIENCE_S)
    try:
        link.connect(str(path))
        link.send(GREETING.pack(MAGIC, CONTROL, os.getpid(), 0))
        status, memory = _welcomed(link)
    except (OSError, struct.error) as error:
        link.close()
        raise DeviceError(f"virtual GenTL camera: the feeder at {path} does not answer") from error
    if status != WELCOME:
        link.close()
        raise DeviceError(f"virtual GenTL camera: the feeder at {path} serves another process")
    link.settimeout(None)
    return link, memory


def _welcomed(link: socket.socket) -> tuple[int, mmap.mmap]:
    if sys.platform == "linux":
        message, descriptors, _, _ = socket.recv_fds(link, REPLY.size, 1)
        _, status, size = REPLY.unpack(message)  # refuses nothing at all: the feeder has ended
        memory = mmap.mmap(descriptors[0], size)
        os.close(descriptors[0])
        return status, memory
    else:  # noqa: RET505
        raise DeviceError(_NOT_HERE)
