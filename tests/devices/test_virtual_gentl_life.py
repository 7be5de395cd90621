"""What becomes of the virtual camera when a process dies, and where it cannot be had."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from inspector.devices.virtual_feeder import VirtualCamera
from inspector.devices.virtual_gentl import VARIABLE, VirtualGentl, producer_of
from inspector.devices.virtual_layout import Picture
from inspector.devices.virtual_socket import gone, listen
from inspector.domain.errors import DeviceError, InspectorError
from inspector.formats.shipped import shipped
from tests.devices.virtual_client import BUILDS, COLS, ROWS, Known, harvesting, opened

pytestmark = [BUILDS, pytest.mark.filterwarnings("default")]


def test_a_feeder_that_dies_leaves_incomplete_frames_and_no_camera_hangs():
    with VirtualGentl(Known(), [VirtualCamera("B1", ROWS, COLS, answer_s=60.0)]) as virtual:
        folder = Path(virtual.environment[VARIABLE]).parent
        with harvesting(virtual) as harvester, opened(harvester, "B1") as client:
            client.start(TriggerMode="On")
            assert client.shoot().frame_id == 1
            virtual.kill()
            before = time.monotonic()
            assert client.shoot() is None
            assert len(client.incomplete) == 1
            assert time.monotonic() - before < 2.0
            with pytest.raises(DeviceError, match="its feeder is gone; start it again"):
                virtual.move_to((0.0, 0.0))
    assert not folder.exists()


CRASH = """
import os, sys
from tests.devices.virtual_client import harvesting, opened
from inspector.devices.virtual_gentl import producer
from types import SimpleNamespace
with harvesting(SimpleNamespace(environment=dict(os.environ), cti=producer())) as harvester:
    with opened(harvester, "D1") as client:
        client.start(TriggerMode="On")
        assert client.shoot().frame_id == 1
        client.set(VirtualCrash=1)
        client.shoot()
"""


def test_a_producer_that_crashes_takes_its_process_only_and_the_next_one_opens_it():
    with VirtualGentl(Known(), [VirtualCamera("D1", ROWS, COLS)]) as virtual:
        child = [sys.executable, "-c", CRASH]
        done = subprocess.run(child, env=os.environ | virtual.environment, check=False)
        assert done.returncode == -signal.SIGSEGV
        with harvesting(virtual) as harvester, opened(harvester, "D1") as client:
            client.start(TriggerMode="On")
            assert client.shoot().frame_id == 1


def test_without_a_feeder_it_shows_a_pattern_that_moves():
    alone = SimpleNamespace(environment={}, cti=producer_of(shipped("packaging/gentl")))
    with harvesting(alone) as harvester, opened(harvester, "VC0000") as client:
        client.start(TriggerMode="On", Width=64, Height=8)
        for number in (1, 2):
            row, col = np.indices((8, 64))
            np.testing.assert_array_equal(client.shoot().pixels, (row + col + number) % 256)


def test_where_there_is_neither_producer_nor_compiler_one_line_says_what_to_do(
    tmp_path, monkeypatch
):
    bare = tmp_path / "packaging" / "gentl"
    shutil.copytree(shipped("packaging/gentl"), bare, ignore=shutil.ignore_patterns("build"))
    monkeypatch.setenv("CXX", "no-such-compiler")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with pytest.raises(DeviceError, match="not built and there is no no-such-compiler; run: apt"):
        producer_of(bare)


def test_what_a_dead_feeder_left_is_swept_by_the_next():
    listener, left = listen()
    listener.close()
    other, kept = listen()
    with other:
        assert not left.parent.exists()
        third, path = listen()
        third.close()
        assert kept.parent.exists()
    gone(kept)
    gone(path)


def test_a_camera_that_cannot_be_is_refused():
    with pytest.raises(InspectorError, match="no pixel format Mono9; write Mono8"):
        VirtualCamera(pixel_format="Mono9")
    with pytest.raises(InspectorError, match="stored pictures differ from 48 x 64"):
        VirtualCamera("X", ROWS, COLS, stored=(Picture(np.zeros((4, 4), np.uint8)),))
    with pytest.raises(DeviceError, match="give each camera its own"):
        VirtualGentl(Known(), [VirtualCamera("X"), VirtualCamera("X")])
