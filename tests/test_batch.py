import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inspector.batch import run_batch
from inspector.batch.capture import Asked, found_in
from inspector.domain.errors import CaptureError, InspectorError
from inspector.domain.result import Verdict
from inspector.formats.archive import find_captures
from inspector.formats.capture import read_capture
from inspector.formats.recipe import read_recipe
from inspector.formats.result import read_result
from inspector.jit import choose_cache
from inspector.store.check import check_store
from inspector.store.store import Store

CAPTURES = {  # as found: natural order, lots entered
    "SN1": ("SN000001", Verdict.PASS),
    "SN3": ("SN000001", Verdict.NOT_INSPECTED),
    "SN4": ("", Verdict.NOT_INSPECTED),
    "SN20": ("SN000001", Verdict.PASS),
    "lot/SN2": ("SN000002", Verdict.FAIL),
    "lot/SN10": ("SN000001", Verdict.PASS),
}
"""By folder: serial and verdict; SN3's picture is cut short, SN4 is empty."""

MANY, REAL = 60, [9, 41]
"""Captures of an archive for kills, and those of them that are more than a refusal."""


def files(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def but_for_times(folder):
    """Give every result of a batch as data, without its times."""
    results = {}
    for file in sorted(folder.rglob("*.json")):
        data = json.loads(file.read_text(encoding="utf-8"))
        data.pop("timing_s")
        results[file.relative_to(folder).as_posix()] = data
    return results


@pytest.fixture(scope="module")
def archive(small_captures, tmp_path_factory):
    """Six captures, two of them broken; never written to."""
    archive = tmp_path_factory.mktemp("archive")
    for name, (serial, _) in CAPTURES.items():
        if serial:
            shutil.copytree(small_captures / serial, archive / name)
        else:
            (archive / name).mkdir()
    (archive / "SN3" / "f00_ring.png").write_bytes(b"\x89PNG\r\n\x1a\n cut short")
    (archive / ".SN5.part").mkdir()  # a capture that is being written
    (archive / "notes.txt").write_text("no capture")
    return archive


@pytest.fixture(scope="module")
def finished(archive, small_recipe, tmp_path_factory):
    """What one worker made of the archive; never written to. And how long it took."""
    out = tmp_path_factory.mktemp("finished") / "out"
    begun = time.monotonic()
    summary = run_batch(small_recipe, archive, out)
    assert [line.source for line in summary.panels] == list(CAPTURES)
    return out, time.monotonic() - begun


@pytest.fixture
def out(finished, tmp_path):
    """A copy of what one worker made."""
    return shutil.copytree(finished[0], tmp_path / "out")


@pytest.fixture
def batch(small_recipe, tmp_path):
    """Start ``inspector batch`` as a shell does, with a session of its own."""
    environment = {
        **os.environ,
        "INSPECTOR_HOME": str(tmp_path / "home"),
        "NUMBA_CACHE_DIR": str(choose_cache(dict(os.environ))),
    }
    begun = []

    def start(archive, out, *more, before=None):
        module = [sys.executable, "-m", "inspector", "batch", str(small_recipe), str(archive)]
        process = subprocess.Popen(
            [*module, "--out", str(out), *more],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=before,
        )
        begun.append(process)
        return process

    yield start
    for process in begun:
        process.kill()
        process.communicate()


def recorded(out):
    try:
        with Store(out, "read") as store:
            return len(store.sequences())
    except InspectorError:
        return 0  # there is no record yet


def until(condition, process, within_s=60.0):
    """Look again and again; a process that ends before is the failure's reason."""
    end = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        assert process.poll() is None, process.communicate()
        wait(process, 0.02)


def test_a_folder_without_a_list_is_a_capture_and_does_not_vanish(archive):
    assert [job.source for job in find_captures(archive)] == list(CAPTURES)


def test_an_archive_that_is_empty_or_not_there_is_refused(tmp_path):
    with pytest.raises(CaptureError, match="no such folder"):
        find_captures(tmp_path / "nothing")
    with pytest.raises(CaptureError, match="holds no capture"):
        find_captures(tmp_path)


def test_any_number_of_workers_gives_the_same_results(archive, finished, small_recipe, tmp_path):
    one, two = finished[0], tmp_path / "two"
    summary = run_batch(small_recipe, archive, two, 2)
    assert [line.verdict for line in summary.panels] == [v for _, v in CAPTURES.values()]
    assert [line.sequence for line in summary.panels] == [1, 2, 3, 4, 5, 6]
    assert but_for_times(two / "results") == but_for_times(one / "results")
    assert files(two / "results") == sorted(f"{name}.json" for name in CAPTURES)
    assert files(two / "crops") == files(one / "crops") != []
    with Store(two, "read") as store:
        assert check_store(store).sound
        assert list(store.pictures(5)) == [(0, "R2")]


def test_a_broken_capture_is_recorded_with_its_reason_and_the_batch_goes_on(finished):
    cut_short = read_result(finished[0] / "results" / "SN3.json")
    nothing = read_result(finished[0] / "results" / "SN4.json")
    assert (cut_short.serial, nothing.serial) == ("SN000001", "")
    assert "f00_ring.png" in cut_short.reason
    assert "SN4" in nothing.reason
    for result in (cut_short, nothing):
        assert result.verdict is Verdict.NOT_INSPECTED
        assert [p.verdict for b in result.boards for p in b.parts] == [Verdict.NOT_INSPECTED] * 4


def test_what_is_recorded_is_not_inspected_again_and_what_is_new_is(
    archive, out, small_captures, small_recipe, tmp_path
):
    later = shutil.copytree(archive, tmp_path / "later")
    shutil.rmtree(later / "SN1")
    shutil.copytree(small_captures / "SN000002", later / "SN1")  # another panel, same folder
    shutil.copytree(small_captures / "SN000001", later / "SN21")
    os.utime(later / "SN4", (stamp := (archive / "SN4").stat().st_mtime, stamp))
    (out / "results" / "SN3.json").unlink()
    with pytest.raises(InspectorError, match="--resume"):
        run_batch(small_recipe, later, out)
    summary = run_batch(small_recipe, later, out, resume=True)
    assert summary.inspected == 2
    verdicts = {line.source: (line.serial, line.verdict) for line in summary.panels}
    assert verdicts == CAPTURES | {
        "SN1": ("SN000002", Verdict.FAIL),
        "SN21": ("SN000001", Verdict.PASS),
    }
    assert read_result(out / "results" / "SN1.json").serial == "SN000002"
    assert (out / "results" / "SN3.json").is_file()
    with Store(out, "read") as store:
        assert store.sequences() == tuple(range(1, 9))
        assert check_store(store).sound


def captured_anew(small_captures, archive, serial):
    """Put another panel into the folder SN1 of a small archive."""
    shutil.rmtree(archive / "SN1", ignore_errors=True)
    shutil.copytree(small_captures / serial, archive / "SN1")
    return archive


def test_a_death_between_record_and_result_leaves_no_older_verdict(
    small_captures, small_recipe, tmp_path
):
    archive = captured_anew(small_captures, tmp_path / "archive", "SN000001")
    out, result = tmp_path / "out", tmp_path / "out" / "results" / "SN1.json"
    run_batch(small_recipe, archive, out)
    older = result.read_text(encoding="utf-8")
    captured_anew(small_captures, archive, "SN000002")

    run_batch(small_recipe, archive, out, resume=True)
    result.write_text(older, encoding="utf-8")  # what a death before the last step leaves
    summary = run_batch(small_recipe, archive, out, resume=True)
    assert (summary.inspected, summary.panels[0].verdict) == (0, Verdict.FAIL)
    assert read_result(result).serial == "SN000002"


def test_the_verdict_is_of_the_panel_that_lies_there_and_not_of_the_newest(
    small_captures, small_recipe, tmp_path
):
    archive, out = tmp_path / "archive", tmp_path / "out"
    for serial in ("SN000002", "SN000001", "SN000002"):
        captured_anew(small_captures, archive, serial)
        summary = run_batch(small_recipe, archive, out, resume=True)
    assert summary.inspected == 0
    assert [(p.serial, p.verdict) for p in summary.panels] == [("SN000002", Verdict.FAIL)]
    assert read_result(out / "results" / "SN1.json").verdict is Verdict.FAIL


def test_a_refused_capture_that_is_copied_again_is_inspected(
    small_captures, small_recipe, tmp_path
):
    archive = captured_anew(small_captures, tmp_path / "archive", "SN000001")
    out, picture = tmp_path / "out", archive / "SN1" / "f00_ring.png"
    whole = picture.read_bytes()
    picture.write_bytes(whole[:1000])
    assert run_batch(small_recipe, archive, out).panels[0].verdict is Verdict.NOT_INSPECTED
    assert run_batch(small_recipe, archive, out, resume=True).inspected == 0
    picture.write_bytes(whole[:2000])  # copied once more, and still cut
    again = run_batch(small_recipe, archive, out, resume=True)
    assert (again.inspected, again.panels[0].verdict) == (1, Verdict.NOT_INSPECTED)
    picture.write_bytes(whole)
    summary = run_batch(small_recipe, archive, out, resume=True)
    assert (summary.inspected, summary.panels[0].verdict) == (1, Verdict.PASS)
    assert read_result(out / "results" / "SN1.json").verdict is Verdict.PASS
    with Store(out, "read") as store:
        assert check_store(store).sound


def test_whatever_a_reader_raises_costs_its_own_panel_only(
    small_captures, small_recipe, tmp_path, monkeypatch
):
    archive = captured_anew(small_captures, tmp_path / "archive", "SN000001")
    shutil.copytree(small_captures / "SN000002", archive / "SN2")

    def fails(folder, recipe):
        if folder.name == "SN2":
            raise OverflowError("date value out of range")
        return read_capture(folder, recipe)

    # the reader of the parent only: its workers are processes of their own
    monkeypatch.setattr("inspector.batch.capture.read_capture", fails)
    summary = run_batch(small_recipe, archive, tmp_path / "out")
    assert [p.verdict for p in summary.panels] == [Verdict.PASS, Verdict.FAIL]
    refused = found_in(Asked(read_recipe(small_recipe)), archive / "SN2", "SN2").result
    assert refused.verdict is Verdict.NOT_INSPECTED
    assert "OverflowError" in refused.reason


def test_results_do_not_go_into_the_archive(archive, small_recipe):
    with pytest.raises(InspectorError, match="lies in the archive"):
        run_batch(small_recipe, archive, archive / "out")
    assert not (archive / "out").exists()


def test_another_recipes_record_is_refused(archive, out, small_recipe, tmp_path):
    other = shutil.copytree(small_recipe, tmp_path / "other")
    text = (other / "recipe.toml").read_text(encoding="utf-8")
    (other / "recipe.toml").write_text(text.replace("low = 0.45", "low = 0.44"), encoding="utf-8")
    with pytest.raises(InspectorError, match="another recipe"):
        run_batch(other, archive, out, resume=True)


def test_a_second_batch_into_the_same_folder_is_told_who_is_there(archive, out, small_recipe):
    with Store(out), pytest.raises(InspectorError, match=f"process {os.getpid()}"):
        run_batch(small_recipe, archive, out, resume=True)


def test_the_command_says_what_came_of_it(archive, out, batch):
    done = batch(archive, out, "--resume", "--json")
    said, complaints = done.communicate()
    assert (done.returncode, complaints) == (1, "")
    assert json.loads(said)["counts"] == {"PASS": 3, "NOT_INSPECTED": 2, "FAIL": 1}
    assert json.loads(said)["inspected"] == 0
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "lot/SN10" in report


@pytest.fixture(scope="module")
def many(small_captures, tmp_path_factory):
    """Sixty captures: two to be inspected, a picture each, among others refused at once."""
    many = tmp_path_factory.mktemp("many")
    for n in range(MANY):
        if n in REAL:
            shutil.copytree(small_captures / "SN000002", many / f"SN{n}")
        else:
            (many / f"SN{n}").mkdir()
            listed = (small_captures / "SN000001" / "capture.json").read_text(encoding="utf-8")
            other = listed.replace('"small"', '"other"').replace("SN000001", f"SN{n}")
            (many / f"SN{n}" / "capture.json").write_text(other, encoding="utf-8")
            shutil.copy(small_captures / "SN000001" / "f00_ring.png", many / f"SN{n}")
    return many


@pytest.mark.timeout(300)
def test_ten_kills_at_random_moments_lose_nothing_and_double_nothing(
    many, batch, small_recipe, tmp_path
):
    chance = random.Random(20261123)
    out = tmp_path / "out"
    done_at_kill = []
    for kill in range(10):
        process = batch(many, out, "--workers", "2" if kill < 2 else "1", "--resume")
        if kill % 3 == 0:  # any moment of a run, its start included
            wait(process, chance.uniform(0.0, 4.0))
        else:  # a moment among its writes
            before = recorded(out)
            until(lambda n=before: recorded(out) > n, process)
            wait(process, chance.uniform(0.0, 0.15))
        process.kill()
        said = process.communicate()  # returns when the last worker has closed its end too
        assert process.returncode in (-signal.SIGKILL, 1), said
        done_at_kill.append(recorded(out))
        if done_at_kill[-1] == MANY:
            shutil.rmtree(out)  # the next kills hit a batch that begins anew
    summary = run_batch(small_recipe, many, out, resume=True)
    names = [f"SN{n}" for n in range(MANY)]
    assert [line.source for line in summary.panels] == names
    assert [n for n, line in enumerate(summary.panels) if line.verdict is Verdict.FAIL] == REAL
    with Store(out, "read") as store:
        assert check_store(store).faults == ()
        assert [r.source for r in store.records()] == names
        assert [list(store.pictures(n)) for n in (10, 42)] == [[(0, "R2")]] * 2
    assert files(out / "results") == sorted(f"{name}.json" for name in names)
    assert any(0 < n < MANY for n in done_at_kill), "no kill hit the work itself"


def wait(process, seconds):
    """Let a process run on for a while, or until it ends."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def test_a_worker_that_dies_costs_nothing_but_time(many, batch, tmp_path):
    out = tmp_path / "out"
    process = batch(many, out, "--workers", "2", "--json")
    until(lambda: recorded(out) > 0, process)
    os.kill(workers_of(process.pid)[0], signal.SIGKILL)
    said, complaints = process.communicate(timeout=120)
    assert process.returncode == 1, complaints
    panels = json.loads(said)["panels"]
    assert [line["sequence"] for line in panels] == list(range(1, MANY + 1))
    assert [n for n, line in enumerate(panels) if line["verdict"] == "FAIL"] == REAL


def workers_of(pid):
    """Give the children of a process that run our code."""
    children = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
            line = (status.parent / "cmdline").read_bytes()
        except OSError:
            continue  # it has gone meanwhile
        if int(fields[1]) == pid and b"spawn_main" in line:
            children.append(int(status.parent.name))
    return children


def test_ctrl_c_is_status_130_and_leaves_a_sound_record(many, batch, tmp_path):
    out = tmp_path / "out"
    process = batch(many, out)
    until(lambda: recorded(out) > 0, process)
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert said == ("", "inspector: interrupted\n")
    assert recorded(out) < MANY
    with Store(out, "read") as store:
        assert check_store(store).sound


def test_a_full_disk_ends_the_batch_in_one_line_and_leaves_a_sound_record(many, batch, tmp_path):
    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, 250_000))

    out = tmp_path / "out"
    process = batch(many, out, before=little_room)
    said, complaints = process.communicate(timeout=60)
    assert process.returncode == 3, complaints
    assert complaints.count("\n") == 1
    assert ";" in complaints
    assert "PASS" not in said
    with Store(out) as store:
        assert check_store(store).sound
        assert 0 < len(store.sequences()) < MANY
    assert not [f for f in files(out) if f.endswith(".part")]
