"""A camera in a process of its own: what is between the two processes, and what breaks there."""

import os
import select
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from inspector.devices import camera_process
from inspector.devices.camera import FieldPlan
from inspector.devices.camera_process import CameraProcess
from inspector.domain.acquisition import StationCamera
from inspector.domain.errors import DeviceError
from inspector.domain.image import FrameStatus, Shot
from tests.devices.rigs import OPTICS, TRIGGERED, VIRTUAL, Selected

pytestmark = pytest.mark.skipif(not VIRTUAL.is_file(), reason="make gentl builds it")
SHOTS = (Shot("ring"), Shot("white"))


def apart(light=None, slots=5, **settings):
    which = StationCamera(
        "CAM1",
        "VC0000",
        OPTICS.mm_per_px,
        str(VIRTUAL),
        own_process=True,
        slots=slots,
        settings=replace(TRIGGERED, **settings),
    )
    return CameraProcess(which, light)


def plan(fields, shots=SHOTS, first=0):
    return [FieldPlan(first + i, (float(first + i), 0.0), shots) for i in range(fields)]


def test_a_field_that_finds_no_slot_for_all_its_frames_keeps_none():
    with apart() as camera:
        held = []
        with pytest.raises(DeviceError, match="no free slot"):
            held += camera.grab(plan(3))  # the third has room for one of its two frames
        held.clear()
        held += camera.grab(plan(5, shots=SHOTS[:1]))  # all five slots are free again
        assert len(held) == 5


def test_a_field_of_many_shots_may_take_longer_than_one_frame_may(monkeypatch):
    monkeypatch.setattr(camera_process, "MARGIN_S", 0.0)
    with apart(slots=8, exposure_ms=150.0) as camera:
        (field,) = camera.grab(plan(1, shots=SHOTS * 4), timeout_s=0.5)  # 1.2 s
        assert [frame.info.status for frame in field.frames] == [FrameStatus.OK] * 8


def test_what_was_counted_before_a_driver_hung_stays_counted(monkeypatch):
    monkeypatch.setattr(camera_process, "MARGIN_S", 1.0)
    with apart() as camera:
        list(camera.grab(plan(1)))
        os.kill(camera._process.pid, signal.SIGSTOP)
        with pytest.raises(DeviceError, match=r"did not answer in 1\.1 s and was ended"):
            list(camera.grab(plan(1), timeout_s=0.1))
        assert camera.counters.delivered == 2
        list(camera.grab(plan(1)))
        assert (camera.counters.delivered, camera.counters.reconnects) == (4, 1)


def test_an_exchange_that_is_broken_off_is_never_taken_for_the_next():
    class Breaking(Selected):
        def select(self, shot):
            super().select(shot)
            if len(self.shots) == 2:
                raise ZeroDivisionError

    with apart(Breaking()) as camera:
        with pytest.raises(ZeroDivisionError):
            list(camera.grab(plan(3)))
        fields = camera.grab(plan(2, first=10))
        assert [(f.index, f.frames[0].info.center_mm) for f in fields] == [
            (10, (10.0, 0.0)),
            (11, (11.0, 0.0)),
        ]


STATION = """
import sys
from tests.devices.test_camera_process import apart, plan
with apart() as camera:
    held = list(camera.grab(plan(1)))
    print(camera._process.pid, camera._folder, flush=True)
    sys.stdin.read()
"""


def test_nothing_is_left_when_the_station_is_killed():
    with subprocess.Popen(
        [sys.executable, "-c", STATION], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as station:
        process, folder = station.stdout.readline().split()
        gone = os.pidfd_open(int(process))
        station.kill()
    try:
        assert select.select([gone], [], [], 10.0)[0], "the camera's process goes on"
    finally:
        os.close(gone)
    assert not Path(folder).exists()


FULL = """
import sys
from pathlib import Path
import numpy as np
from inspector.devices.frame_memory import FrameWriter
try:
    FrameWriter(Path(sys.argv[1]), 8).keep(np.ones((512, 512), np.uint8))
except OSError as error:
    print(error.strerror)
"""


def test_shared_memory_that_is_too_small_is_an_error_at_once_and_no_crash_later(tmp_path):
    code = (
        f"mount -t tmpfs -o size=1m none {tmp_path} && exec {sys.executable} -c '{FULL}' {tmp_path}"
    )
    if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode:
        pytest.skip("no mount of its own may be made here")
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "No space left on device\n"), done.stderr
