"""Whether the virtual GenICam camera can be had; where not, it is said what serves instead."""

from inspector.cli import show


def has_virtual_camera(command: str, instead: str) -> bool:
    """Tell; without one, complain and name what serves instead."""
    from inspector.devices.virtual_gentl import producer
    from inspector.domain.errors import DeviceError

    try:
        producer()
    except DeviceError as error:
        show.complain(f"inspector {command}: {error}; {instead}")
        return False
    return True
