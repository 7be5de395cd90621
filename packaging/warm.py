"""Compile the inner loops before somebody looks at a screen: one drawn panel, then they are kept.

Compiled code lies in the user's cache; a first panel without it takes most of a minute.
"""

import tempfile
from pathlib import Path

from inspector.assembly import simulated_station
from inspector.domain.setup import Policy
from inspector.station.controls import Controls
from inspector.station.events import Event, PanelDone


def main() -> None:
    """Inspect one panel of the simulated line, and forget it."""
    controls = Controls()

    def tell(event: Event) -> None:
        if isinstance(event, PanelDone):
            controls.close()

    with (
        tempfile.TemporaryDirectory() as folder,
        simulated_station(Path(folder), controls, tell, Policy(), panels=1) as station,
    ):
        station.run()


if __name__ == "__main__":
    main()
