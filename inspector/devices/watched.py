"""A camera whose fields somebody else looks at too: a screen, while the panel is inspected."""

from collections.abc import Callable, Iterator, Sequence
from typing import Self

from inspector.devices.camera import Camera, CameraInfo, CameraState, Counters, FieldPlan
from inspector.domain.image import Field, Frame

Watch = Callable[[Field], None]
"""Is shown each field on the station's thread; must be quick and must not raise.

The frames' pixels are only lent until it returns: what is kept must be copied.
"""


class WatchedCamera:
    """Another camera, with someone who is shown its fields before they are inspected."""

    def __init__(self, camera: Camera, watch: Watch) -> None:
        self._camera, self._watch = camera, watch

    @property
    def info(self) -> CameraInfo:
        """The camera's own."""
        return self._camera.info

    @property
    def state(self) -> CameraState:
        """The camera's own."""
        return self._camera.state

    @property
    def counters(self) -> Counters:
        """The camera's own."""
        return self._camera.counters

    def __enter__(self) -> Self:
        """Open the camera."""
        self._camera.__enter__()
        return self

    def __exit__(self, *ended: object) -> None:
        """Close it."""
        self._camera.__exit__(*ended)

    def grab(self, plan: Sequence[FieldPlan], timeout_s: float = 5.0) -> Iterator[Field]:
        """Take the fields of a panel, each shown before it is given."""
        for field in self._camera.grab(plan, timeout_s):
            self._watch(field)
            yield field

    def live(self, timeout_s: float = 1.0) -> Frame:
        """Give the newest frame."""
        return self._camera.live(timeout_s)
