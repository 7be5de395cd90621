"""What every camera does: real ones, replayed folders and the drawn world behind one protocol.

Calls block, each with a timeout, and raise `DeviceError` naming the device, the request and the
answer. Every camera here passes the contract of ``tests/devices/test_camera_contract.py``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, Self

from inspector.domain.image import Field, Frame, Shot


class CameraState(StrEnum):
    """What a camera does at the moment; LOST is unplugged, RECONNECTING looks for it again."""

    CLOSED = "closed"
    OPEN = "open"
    STREAMING = "streaming"
    LOST = "lost"
    RECONNECTING = "reconnecting"


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """Which camera it is. ``producer`` is what drives it: a file, a folder, the drawn world."""

    vendor: str
    model: str
    serial: str
    producer: str = ""
    access: str = ""


@dataclass(frozen=True, slots=True)
class Counters:
    """What came of frames since the camera was opened; kept with every inspection.

    ``underrun``: the driver had no buffer; ``ring_drops``: frames that our ring had no slot for;
    ``id_gaps``: numbers that the camera left out.
    """

    delivered: int = 0
    incomplete: int = 0
    id_gaps: int = 0
    underrun: int = 0
    ring_drops: int = 0
    reconnects: int = 0


@dataclass(frozen=True, slots=True)
class Optics:
    """How a picture of this camera lies in the machine, as `FrameInfo` says it."""

    mm_per_px: float
    z_mm: float = 0.0
    rotation_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """One field of view to be taken: where the machine places it, and under which lights."""

    index: int
    center_mm: tuple[float, float]
    shots: tuple[Shot, ...]


class ShotLight(Protocol):
    """What is asked of a light: to be on, as a shot wants it, when this returns."""

    def select(self, shot: Shot) -> None:
        """Prepare the light of a shot."""
        ...


class Camera(Protocol):
    """What every camera does.

    A camera is a context manager: entered it is OPEN, left it is CLOSED, whatever happened.
    """

    @property
    def info(self) -> CameraInfo:
        """Which camera it is."""
        ...

    @property
    def state(self) -> CameraState:
        """What it does at the moment."""
        ...

    @property
    def counters(self) -> Counters:
        """What came of its frames since it was opened."""
        ...

    def __enter__(self) -> Self:
        """Open it."""
        ...

    def __exit__(self, *_: object) -> None:
        """Close it and give back what it holds."""
        ...

    def grab(self, plan: Sequence[FieldPlan], timeout_s: float = 5.0) -> Iterator[Field]:
        """Take the fields of a panel, every frame of them, in the plan's order.

        A frame that did not arrive whole is in its field with the status INCOMPLETE or LOST and no
        pixels, ``(0, 0)``: its parts are then NOT_INSPECTED. No frame is left out silently, and a
        frame is matched with what asked for it by its number, never by the order of arrival.

        Raises
        ------
        DeviceError
            If the camera is lost, or nothing arrived within ``timeout_s`` of a trigger, or a frame
            overflowed the ring: the board stops, with the reason.
        """
        ...

    def live(self, timeout_s: float = 1.0) -> Frame:
        """Give the newest frame, for the eye: older ones are left out.

        Raises
        ------
        DeviceError
            If none arrived in time.
        """
        ...
