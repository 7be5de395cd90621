"""Takes frames of a GigE Vision camera, in the network namespace that it is started in.

``python -m tests.devices.gige_client CTI FRAMES SECONDS`` prints what came as JSON.
"""

import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace

from tests.devices.virtual_client import harvesting, opened

SERIAL, SIDE = "GV01", 1024


def main(cti: str, frames: int, within_s: float) -> None:
    until = time.monotonic() + within_s
    with harvesting(SimpleNamespace(environment={}, cti=Path(cti))) as harvester:
        while not harvester.device_info_list and time.monotonic() < until:
            harvester.update()  # each waits for answers; the camera may not be up yet
        found = [(d.vendor, d.model, d.serial_number) for d in harvester.device_info_list]
        if not found:
            json.dump({"found": found}, sys.stdout)
            return
        with opened(harvester, SERIAL) as client:
            client.start(Width=SIDE, Height=SIDE, AcquisitionFrameRate=50.0)
            ids, rows = [], set()
            while len(ids) < frames and time.monotonic() < until:
                buffer = client.acquirer.try_fetch(timeout=0.1)
                if buffer is None:
                    continue
                ids.append(buffer.module.frame_id)
                picture = buffer.payload.components[0]
                rows.add((picture.width, picture.height, picture.data_format, picture.data.size))
                buffer.queue()
            came = {"found": found, "ids": ids, "pictures": sorted(rows)}
            json.dump(came | {"incomplete": len(client.incomplete)}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
