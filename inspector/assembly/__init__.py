"""From a station's setup to a running station: the only room that knows every class.

Drivers are imported where they are asked for: a station starts without those it does not have.
"""

from inspector.assembly.devices import (
    DRAWN_PRODUCT,
    drawn_camera,
    light_of,
    opened_camera,
    read_code,
)
from inspector.assembly.links import link_of, registers_of, told_over
from inspector.assembly.opened import opened_station, product_of, usable_calibration, warm
from inspector.assembly.simulated import DrawnLine, simulated_station

__all__ = [
    "DRAWN_PRODUCT",
    "DrawnLine",
    "drawn_camera",
    "light_of",
    "link_of",
    "opened_camera",
    "opened_station",
    "product_of",
    "read_code",
    "registers_of",
    "simulated_station",
    "told_over",
    "usable_calibration",
    "warm",
]
