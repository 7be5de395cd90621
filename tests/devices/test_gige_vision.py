"""GigE Vision over a wire between two network namespaces; nothing leaves them."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from inspector.formats.shipped import shipped

ROOT = Path(__file__).parents[2]
CAMERA = "arv-fake-gv-camera-0.8"
FRAMES = 60

pytestmark = pytest.mark.slow


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def cti(tmp_path_factory) -> Path:
    for program in ("ip", "g++", "pkg-config", CAMERA):
        if not shutil.which(program):
            pytest.skip(f"no {program}; packaging/gentl/README.md names the Debian packages")
    if run("pkg-config", "--exists", "aravis-0.8").returncode:
        pytest.skip("no libaravis-dev with libusb-1.0-0-dev")
    built = tmp_path_factory.mktemp("gige") / "inspector_gige.cti"
    done = run("sh", str(shipped("packaging/gentl") / "gige" / "build.sh"), str(built))
    assert done.returncode == 0, done.stderr
    return built


@contextmanager
def namespace(name: str):
    made = run("ip", "netns", "add", name)
    if made.returncode:
        pytest.skip(f"no network namespace: {made.stderr.strip()}")
    try:
        run("ip", "-n", name, "link", "set", "lo", "up")
        yield name
    finally:
        run("ip", "netns", "del", name)


def wire(one: str, other: str) -> None:
    """Lay a wire from gv0 in one namespace to gv1 in the other."""
    there = "peer", "name", "gv1", "netns", other, "mtu", "9000"
    for command in (
        ("link", "add", "gv0", "netns", one, "mtu", "9000", "type", "veth", *there),
        ("-n", one, "addr", "add", "10.77.0.1/24", "dev", "gv0"),
        ("-n", other, "addr", "add", "10.77.0.2/24", "dev", "gv1"),
        ("-n", one, "link", "set", "gv0", "up"),
        ("-n", other, "link", "set", "gv1", "up"),
    ):
        done = run("ip", *command)
        assert done.returncode == 0, done.stderr


def client(where: str, cti: Path, interface: str, frames: int, within_s: float = 30.0) -> dict:
    environment = os.environ | {"INSPECTOR_GIGE_INTERFACE": interface}
    program = [
        sys.executable,
        "-m",
        "tests.devices.gige_client",
        str(cti),
        str(frames),
        str(within_s),
    ]
    done = subprocess.run(
        ["ip", "netns", "exec", where, *program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@contextmanager
def camera(*arguments: str):
    """A camera at the far end of a wire; gives the namespace of the near end."""
    with ExitStack() as stack:
        far = stack.enter_context(namespace(f"insp{os.getpid()}far"))
        near = stack.enter_context(namespace(f"insp{os.getpid()}near"))
        wire(far, near)
        program = ["ip", "netns", "exec", far, CAMERA, "-i", "gv0", "-s", "GV01", *arguments]
        process = stack.enter_context(
            subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )
        stack.callback(process.terminate)
        yield near


def test_frames_of_a_network_camera_arrive_whole_and_in_order(cti):
    with camera() as near:
        came = client(near, cti, "gv1", FRAMES)
    assert came["found"] == [["Aravis", "Fake", "GV01"]]
    assert came["pictures"] == [[1024, 1024, "Mono8", 1024 * 1024]]
    assert came["ids"] == list(range(came["ids"][0], came["ids"][0] + FRAMES))
    assert came["incomplete"] == 0


def test_a_frame_that_lost_packets_is_told_to_be_incomplete_and_none_is_missing_silently(cti):
    with camera("-r", "1") as near:  # of a thousand; a frame has about 730
        came = client(near, cti, "gv1", FRAMES)
    assert came["pictures"] == [[1024, 1024, "Mono8", 1024 * 1024]]
    assert len(came["ids"]) == FRAMES
    left_out = came["ids"][-1] - came["ids"][0] + 1 - FRAMES
    assert 0 < left_out <= came["incomplete"]


def test_discovery_is_refused_where_it_would_leave_by_another_interface(cti):
    with namespace(f"insp{os.getpid()}both") as both:
        wire(both, both)
        assert client(both, cti, "gv1", 1, 3.0) == {"found": []}
