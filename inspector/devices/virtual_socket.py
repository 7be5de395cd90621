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
from pathlib import Path

from inspector.devices.virtual_layout import CONTROL, GREETING, MAGIC, REPLY, WELCOME
from inspector.domain.errors import DeviceError

_PREFIX, _NAME = "inspector-gentl-", "feeder"
_NOT_HERE = "virtual GenTL camera: it runs on Linux only; replay a capture or draw one instead"
_PATIENCE_S = 30.0


def listen() -> tuple[socket.socket, Path]:
    """Give a socket that waits for cameras, and where it is; sweeps those of dead feeders.

    Raises
    ------
    DeviceError
        If this is not Linux.
    """
    if sys.platform != "linux":
        raise DeviceError(_NOT_HERE)
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if not _answers(left / _NAME):
            shutil.rmtree(left, ignore_errors=True)
    path = Path(tempfile.mkdtemp(prefix=_PREFIX)) / _NAME
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(str(path))
    listener.listen()
    return listener, path


def _answers(path: Path) -> bool:
    """Whether a feeder is there; one that cannot be asked (another user's) may be."""
    if sys.platform != "linux":
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as asked:
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
    if sys.platform != "linux":
        raise DeviceError(_NOT_HERE)
    descriptor = os.memfd_create("inspector-gentl", os.MFD_CLOEXEC)
    os.ftruncate(descriptor, size)
    return descriptor, mmap.mmap(descriptor, size)


def hand_over(to: socket.socket, status: int, size: int, descriptor: int) -> None:
    """Welcome whoever greeted, with the memory."""
    if sys.platform != "linux":
        raise DeviceError(_NOT_HERE)
    socket.send_fds(to, [REPLY.pack(MAGIC, status, size)], [descriptor])


def control(path: Path) -> tuple[socket.socket, mmap.mmap]:
    """Connect to a feeder as the one whom it serves.

    Raises
    ------
    DeviceError
        If it does not answer.
    """
    if sys.platform != "linux":
        raise DeviceError(_NOT_HERE)
    link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    link.settimeout(_PATIENCE_S)
    try:
        link.connect(str(path))
        link.send(GREETING.pack(MAGIC, CONTROL, os.getpid(), 0))
        message, descriptors, _, _ = socket.recv_fds(link, REPLY.size, 1)
        _, status, size = REPLY.unpack(message)
        memory = mmap.mmap(descriptors[0], size)
        os.close(descriptors[0])
    except (OSError, struct.error, IndexError) as error:
        link.close()
        raise DeviceError(f"virtual GenTL camera: the feeder at {path} does not answer") from error
    if status != WELCOME:
        link.close()
        raise DeviceError(f"virtual GenTL camera: the feeder at {path} serves another process")
    link.settimeout(None)
    return link, memory
