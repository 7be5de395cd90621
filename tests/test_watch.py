"""Captures inspected as they appear in a folder, recorded once, also across kills."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from inspector.batch.watch import Watch
from inspector.devices.hot_folder import Patience
from inspector.domain.errors import InspectorError
from inspector.domain.result import Verdict
from inspector.formats.result import read_result
from inspector.jit import choose_cache
from inspector.store.store import Store

QUICK = Patience(look_s=0.02, quiet_s=0.05, broken_s=0.5)


@pytest.fixture
def hot(tmp_path):
    folder = tmp_path / "hot"
    folder.mkdir()
    return folder


def put(small_captures, serial, to):
    """Let a capture appear at once, as a camera's software should."""
    aside = to.parent.parent / f"{to.name}.part"
    shutil.copytree(small_captures / serial, aside)
    aside.rename(to)


def watched(small_recipe, hot, out, panels, *, then=lambda done: None, **how):
    """Watch until so many panels are recorded; ``then`` is told how many are after each."""
    stop, seen = threading.Event(), []

    def told(source, result):
        seen.append(source)
        then(len(seen))
        if len(seen) == panels:
            stop.set()

    resume = how.pop("resume", False)
    return Watch(small_recipe, hot, out, patience=QUICK, **how).run(stop, told=told, resume=resume)


def lines(summary):
    return [(p.source, p.serial, p.verdict) for p in summary.panels]


def test_captures_are_recorded_as_they_appear_and_a_broken_one_with_its_reason(
    small_recipe, small_captures, hot, tmp_path
):
    def then(done):
        if done == 1:
            put(small_captures, "SN000002", hot / "b")
        if done == 2:
            put(small_captures, "SN000001", hot / "c")
            (hot / "c" / "f00_ring.png").write_bytes(b"\x89PNG")

    put(small_captures, "SN000001", hot / "a")
    out = tmp_path / "out"
    summary = watched(small_recipe, hot, out, 3, then=then)
    assert lines(summary) == [
        ("a", "SN000001", Verdict.PASS),
        ("b", "SN000002", Verdict.FAIL),
        ("c", "SN000001", Verdict.NOT_INSPECTED),
    ]
    assert "f00_ring.png" in read_result(out / "results" / "c.json").reason
    assert sorted(p.name for p in hot.iterdir()) == ["a", "b", "c"]  # nothing is moved unless told


def test_after_a_restart_only_what_is_not_recorded_is_inspected_and_all_is_moved_if_asked(
    small_recipe, small_captures, hot, tmp_path
):
    out, done = tmp_path / "out", tmp_path / "done"
    put(small_captures, "SN000001", hot / "a")
    watched(small_recipe, hot, out, 1)  # recorded; a kill before the move leaves it so
    put(small_captures, "SN000002", hot / "b")
    with pytest.raises(InspectorError, match="--resume"):
        watched(small_recipe, hot, out, 1)

    def then(number):
        if number == 1:
            put(small_captures, "SN000001", hot / "b")  # the same name once more

    summary = watched(small_recipe, hot, out, 2, then=then, done=done, resume=True)
    assert lines(summary) == [("b", "SN000002", Verdict.FAIL), ("b", "SN000001", Verdict.PASS)]
    assert list(hot.iterdir()) == []
    assert sorted(p.name for p in done.iterdir()) == ["a", "b", "b-3"]
    with Store(out, "read") as store:
        assert len(store.sequences()) == 3


def test_places_that_lie_in_each_other_are_refused(small_recipe, hot, tmp_path):
    for out, done in ((hot / "out", None), (tmp_path / "out", hot / "done")):
        with pytest.raises(InspectorError, match="it lies in the archive"):
            watched(small_recipe, hot, out, 1, done=done)


@pytest.fixture
def command(small_recipe, hot, tmp_path):
    """Start ``inspector batch --watch``; give the process and what waits for a line of it."""
    environment = {
        **os.environ,
        "INSPECTOR_HOME": str(tmp_path / "home"),
        "NUMBA_CACHE_DIR": str(choose_cache(dict(os.environ))),
    }
    begun = []

    def start():
        arguments = ["batch", str(small_recipe), str(hot), "--out", str(tmp_path / "out")]
        process = subprocess.Popen(
            [sys.executable, "-m", "inspector", *arguments, "--watch", "--resume", "--json"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(process)

        def until(words):
            said = []
            for line in process.stderr:
                said.append(line)
                if words in line:
                    return
            raise AssertionError("".join(said))

        return process, until

    yield start
    for process in begun:
        process.kill()
        process.communicate()


def test_a_kill_loses_nothing_and_a_signal_ends_the_command_with_what_it_found(
    command, small_captures, hot, tmp_path
):
    put(small_captures, "SN000001", hot / "a")
    process, until = command()
    until("a SN000001 PASS")
    process.kill()
    process.wait()
    put(small_captures, "SN000002", hot / "b")
    process, until = command()
    until("b SN000002 FAIL")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    assert [(p["source"], p["verdict"]) for p in json.loads(out)["panels"]] == [("b", "FAIL")]
    assert (tmp_path / "out" / "report.html").is_file()
    with Store(tmp_path / "out", "read") as store:
        assert store.sequences() == (1, 2)


class Killed(BaseException):
    """What a kill is to a test: nothing after it is done."""


def test_a_kill_while_a_capture_is_moved_to_another_drive_makes_no_second_panel_of_its_rest(
    small_recipe, small_captures, hot, tmp_path, monkeypatch
):
    other_drive = Path("/dev/shm")
    if not other_drive.is_dir() or other_drive.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system")

    def killed_after_one_file(folder, *_, **__):
        if folder.is_dir():
            (folder / "capture.json").unlink()
            raise Killed

    out = tmp_path / "out"
    with tempfile.TemporaryDirectory(dir=other_drive) as place:
        done = Path(place) / "done"
        put(small_captures, "SN000001", hot / "a")
        with monkeypatch.context() as patched:
            patched.setattr(shutil, "rmtree", killed_after_one_file)
            with pytest.raises(Killed):
                watched(small_recipe, hot, out, 1, done=done)
        put(small_captures, "SN000002", hot / "b")
        first = threading.Timer(3 * QUICK.broken_s, put, (small_captures, "SN000002", hot / "c"))
        first.start()  # what is left of a would be given as broken by then
        summary = watched(small_recipe, hot, out, 2, done=done, resume=True)
        first.join()
        assert [panel.source for panel in summary.panels] == ["b", "c"]
        moved = sorted(path.name for path in done.iterdir())
        assert [name for name in moved if not name.startswith(".")] == ["a", "b", "c"]
        kept = {path.name for path in (done / "a").iterdir()}
        assert kept == {path.name for path in (small_captures / "SN000001").iterdir()}
