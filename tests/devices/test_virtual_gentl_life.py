"""What becomes of the virtual camera when a process dies, and where it cannot be had."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from genicam.gentl import ResourceInUseException

from inspector.devices.virtual_feeder import VirtualCamera
from inspector.devices.virtual_gentl import VARIABLE, VirtualGentl, producer_of
from inspector.devices.virtual_layout import Picture
from inspector.devices.virtual_socket import gone, listen
from inspector.domain.errors import DeviceError, InspectorError
from inspector.formats.shipped import shipped
from tests.devices.virtual_client import BUILDS, COLS, ROWS, Known, harvesting, known, opened

ROOT = Path(__file__).parents[2]
pytestmark = BUILDS


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


HOLD = """
import os
from tests.devices.virtual_client import harvesting, opened
from inspector.devices.virtual_gentl import producer
from types import SimpleNamespace
with harvesting(SimpleNamespace(environment=dict(os.environ), cti=producer())) as harvester:
    with opened(harvester, "H1"):
        print("open", flush=True)
        input()
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
    os.utime(left.parent, (0, 0))
    other, kept = listen()
    os.utime(kept.parent, (0, 0))
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


def test_a_feeder_that_hangs_costs_a_frame_and_no_more_than_the_time_it_is_given():
    with (
        VirtualGentl(Known(), [VirtualCamera("G1", ROWS, COLS, answer_s=0.3)]) as virtual,
        harvesting(virtual) as harvester,
        opened(harvester, "G1") as client,
    ):
        client.start(TriggerMode="On")
        assert client.shoot().frame_id == 1
        os.kill(virtual._feeder.pid, signal.SIGSTOP)
        try:
            assert client.shoot() is None
            assert len(client.incomplete) == 1
        finally:
            os.kill(virtual._feeder.pid, signal.SIGCONT)
        taken = client.shoot()  # the late answer is not taken for its own
        assert taken.frame_id == 3
        np.testing.assert_array_equal(taken.pixels, known("Mono8", 3))


def test_a_camera_is_open_in_one_process_at_a_time_and_free_when_that_ends():
    with VirtualGentl(Known(), [VirtualCamera("H1", ROWS, COLS)]) as virtual:
        child = [sys.executable, "-c", HOLD]
        holder = subprocess.Popen(
            child,
            env=os.environ | virtual.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with holder:
            assert holder.stdout.readline() == "open\n"
            assert virtual.owner() == holder.pid
            with harvesting(virtual) as harvester:
                assert harvester.device_info_list[0].access_status == 4
                with pytest.raises(ResourceInUseException), opened(harvester, "H1"):
                    pass
            holder.kill()
        with harvesting(virtual) as harvester, opened(harvester, "H1") as client:
            client.start(TriggerMode="On")
            assert client.shoot().frame_id == 1


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_sanitisers_and_the_memory_have_nothing_to_say():
    done = subprocess.run(
        ["make", "gentl-asan"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr


@pytest.mark.slow
def test_memory_stays_flat_over_frames_and_openings(tmp_path):
    cti = producer_of(shipped("packaging/gentl"))
    driver = tmp_path / "driver"
    source = shipped("packaging/gentl") / "check" / "driver.cpp"
    build = ["g++", "-std=c++17", "-O1", source, "-o", driver, cti, f"-Wl,-rpath,{cti.parent}"]
    subprocess.run(build, check=True)
    environment = {key: value for key, value in os.environ.items() if key != VARIABLE}
    done = subprocess.run(
        [driver, "500", "20000"], env=environment, capture_output=True, text=True, check=True
    )
    closed, streamed = map(int, re.findall(r"([+-]\d+) kB", done.stdout))
    assert closed < 2000  # kB: under 4 an opening
    assert streamed < 1000
