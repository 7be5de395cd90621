"""A folder that others put captures into: each once, whole, in order, however they do it."""

import shutil
import threading

import pytest

from inspector.devices.camera import FieldPlan, Optics
from inspector.devices.hot_folder import HotFolder, Patience, unready
from inspector.domain.errors import DeviceError
from inspector.domain.image import Shot
from inspector.formats.calibration import write_calibration
from inspector.twin.calibration import nominal_calibration_of
from inspector.twin.machine import MACHINES
from tests.devices.captures import write_panel

PLAN = tuple(FieldPlan(k, (10.0 * k, 5.0), (Shot("ring"),)) for k in range(2))
PATIENCE = Patience(look_s=0.01, quiet_s=1.0, broken_s=60.0)


@pytest.fixture
def ready(tmp_path):
    """Captures beside the hot folder, as a camera elsewhere wrote them."""
    for number in (1, 2, 10):
        write_panel(tmp_path / "ready" / f"SN{number}", PLAN, Optics(0.01), serial=f"SN{number}")
    return tmp_path / "ready"


@pytest.fixture
def hot(tmp_path):
    folder = tmp_path / "hot"
    folder.mkdir()
    return folder


def nothing_taken(job):
    return False


def sources(jobs):
    return [job.source for job in jobs]


def copied(source, to):
    """Copy a capture in small pieces, file by file; whoever asks for the next piece goes on.

    The list comes before the pictures: what is listed is not there yet.
    """
    to.mkdir(parents=True)
    for file in sorted(source.iterdir()):
        data = file.read_bytes()
        for start in range(0, len(data), 40):
            with (to / file.name).open("ab") as opened:
                opened.write(data[start : start + 40])
            yield


def test_a_capture_that_appears_at_once_is_given_once_when_it_has_been_quiet(hot, ready):
    folder = HotFolder(hot, nothing_taken, PATIENCE)
    assert folder.look(0.0) == ()
    (ready / "SN1").rename(hot / "SN1")
    looks = [sources(folder.look(at)) for at in (10.0, 10.5, 11.0, 12.0, 99.0)]
    assert looks == [[], [], ["SN1"], [], []]


def test_a_capture_that_is_copied_slowly_is_given_when_its_last_byte_is_there(hot, ready):
    folder, now = HotFolder(hot, nothing_taken, PATIENCE), 0.0
    for _ in copied(ready / "SN1", hot / "SN1"):
        for _ in range(3):
            now += 0.4  # longer quiet than is asked for: the ends of its files are missing yet
            assert folder.look(now) == ()
    assert sources(folder.look(now + 1.0)) == ["SN1"]


def test_a_file_whose_room_was_taken_before_its_bytes_came_is_not_whole(hot, ready):
    folder = HotFolder(hot, nothing_taken, PATIENCE)
    shutil.copytree(ready / "SN1", hot / "SN1")
    file = hot / "SN1" / "f01_ring.png"
    data = file.read_bytes()
    file.write_bytes(data[:50] + bytes(len(data) - 50))
    assert [folder.look(at) for at in (0.0, 5.0)] == [(), ()]
    assert "f01_ring.png is cut short" in unready(hot / "SN1")
    file.write_bytes(data)
    assert [sources(folder.look(at)) for at in (6.0, 7.0)] == [[], ["SN1"]]


@pytest.mark.parametrize("codec", ["jxl", "tiff"])
def test_the_ends_of_other_codecs_are_looked_at_too(tmp_path, codec):
    folder = write_panel(tmp_path / "c", PLAN, Optics(0.01), codec=codec)
    assert unready(folder) == ""
    file = folder / f"f00_ring.{codec}"
    file.write_bytes(file.read_bytes()[:-10])
    assert "f00_ring" in unready(folder)


def test_a_capture_waits_for_the_calibration_it_names(tmp_path):
    folder = write_panel(tmp_path / "c", PLAN, Optics(0.01))
    listed = folder / "capture.json"
    text = listed.read_text()
    listed.write_text(text.replace('"calibration": ""', '"calibration": "calibration.json"'))
    assert "calibration.json" in unready(folder)
    calibration = nominal_calibration_of(MACHINES["telecentric-3mp"], 1)
    write_calibration(calibration, folder / "calibration.json")
    assert unready(folder) == ""


def test_those_that_are_whole_at_one_look_come_in_natural_order_and_none_waits_for_another(
    hot, ready
):
    folder = HotFolder(hot, nothing_taken, PATIENCE)
    slow = copied(ready / "SN1", hot / "SN1")
    next(slow)
    (hot / "lot").mkdir()
    for name in ("SN10", "SN2"):
        (ready / name).rename(hot / "lot" / name)
    assert [sources(folder.look(at)) for at in (0.0, 1.0)] == [[], ["lot/SN2", "lot/SN10"]]
    for _ in slow:
        pass
    assert [sources(folder.look(at)) for at in (2.0, 3.0)] == [[], ["SN1"]]


def test_what_never_becomes_whole_is_given_after_long_so_that_it_does_not_vanish(hot, ready):
    folder = HotFolder(hot, nothing_taken, PATIENCE)
    shutil.copytree(ready / "SN1", hot / "SN1")
    (hot / "SN1" / "f00_ring.png").write_bytes(b"")
    (hot / "tomorrow").mkdir()  # somebody's next lot is no broken capture
    (hot / "unlisted").mkdir()
    (hot / "unlisted" / "f00_ring.png").write_bytes(b"\x89PNG")
    looks = [sources(folder.look(at)) for at in (0.0, 59.0, 60.0, 200.0)]
    assert looks == [[], [], ["SN1", "unlisted"], []]
    shutil.copy(ready / "SN1" / "f00_ring.png", hot / "SN1" / "f00_ring.png")
    assert [sources(folder.look(at)) for at in (201.0, 202.0)] == [[], ["SN1"]]


def test_another_panel_in_the_same_folder_is_given_too(hot, ready):
    folder = HotFolder(hot, nothing_taken, PATIENCE)
    shutil.copytree(ready / "SN1", hot / "here")
    assert [sources(folder.look(at)) for at in (0.0, 1.0)] == [[], ["here"]]
    shutil.rmtree(hot / "here")
    shutil.copytree(ready / "SN2", hot / "here")
    assert [sources(folder.look(at)) for at in (2.0, 3.0)] == [[], ["here"]]


def test_what_was_moved_away_is_not_remembered_for_ever(hot, ready):
    folder = HotFolder(hot, nothing_taken, PATIENCE)
    (ready / "SN1").rename(hot / "SN1")
    assert [sources(folder.look(at)) for at in (0.0, 1.0)] == [[], ["SN1"]]
    (hot / "SN1").rename(ready / "SN1")
    (ready / "SN2").rename(hot / "SN2")
    assert folder.look(2.0) == ()
    assert folder._given == {}


def test_after_a_restart_what_was_taken_is_not_given_again(hot, ready):
    for name in ("SN1", "SN2"):
        shutil.copytree(ready / name, hot / name)
    asked = []

    def taken(job):
        asked.append(job.source)
        return job.source == "SN1"

    folder = HotFolder(hot, taken, PATIENCE)
    assert [sources(folder.look(at)) for at in (0.0, 1.0, 2.0)] == [[], ["SN2"], []]
    assert asked == ["SN1", "SN2"]


def test_a_share_that_is_away_is_told_once_and_looked_at_again(hot, ready, caplog):
    folder = HotFolder(hot, nothing_taken, PATIENCE)
    away = hot.rename(hot.with_name("away"))
    assert [folder.look(at) for at in (0.0, 1.0, 2.0)] == [(), (), ()]
    assert len(caplog.records) == 1
    assert str(hot) in caplog.text
    away.rename(hot)
    (ready / "SN1").rename(hot / "SN1")
    assert [sources(folder.look(at)) for at in (3.0, 4.0)] == [[], ["SN1"]]


def test_a_folder_that_is_not_there_at_the_start_is_refused(tmp_path):
    with pytest.raises(DeviceError, match="there is no such folder; make or mount it"):
        HotFolder(tmp_path / "nowhere", nothing_taken)


def test_arrivals_go_on_until_told_to_stop_and_write_nothing(hot, ready):
    before = sorted(p.name for p in ready.rglob("*"))
    stop = threading.Event()
    seen = []
    patience = Patience(look_s=0.01, quiet_s=0.02)
    for name in ("SN1", "SN2", "SN10"):
        shutil.copytree(ready / name, hot / name)
    for job in HotFolder(hot, nothing_taken, patience).arrivals(stop):
        seen.append(job and job.source)
        if job is None:
            stop.set()
    assert seen == ["SN1", "SN2", "SN10", None]
    assert sorted(p.name for p in hot.rglob("*")) == before
