import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from inspector.batch import find_captures, run_batch
from inspector.domain.errors import CaptureError, InspectorError
from inspector.domain.result import Verdict
from inspector.formats.result import read_result
from inspector.store.check import check_store
from inspector.store.store import Store


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


@pytest.fixture
def archive(small_captures, tmp_path):
    """Five captures: a lot with two (good, missing), three more good ones; natural order."""
    archive = tmp_path / "archive"
    for name, source in (
        ("lot/SN2", "SN000002"),
        ("lot/SN10", "SN000001"),
        ("SN1", "SN000001"),
        ("SN3", "SN000001"),
        ("SN20", "SN000001"),
    ):
        shutil.copytree(small_captures / source, archive / name)
    return archive


NAMES = ["SN1", "SN3", "SN20", "lot/SN2", "lot/SN10"]
VERDICTS = [Verdict.PASS, Verdict.PASS, Verdict.PASS, Verdict.FAIL, Verdict.PASS]


@pytest.fixture
def environment(tmp_path):
    return {**os.environ, "INSPECTOR_HOME": str(tmp_path / "home")}


def command(recipe, archive, out, *more):
    module = [sys.executable, "-m", "inspector", "batch"]
    return [*module, str(recipe), str(archive), "--out", str(out), *more]


def test_captures_are_found_in_natural_order_and_lots_are_entered(archive):
    (archive / ".SN4.part").mkdir()
    (archive / "notes.txt").write_text("no capture")
    assert [job.source for job in find_captures(archive)] == NAMES


def test_a_folder_without_a_list_is_a_capture_and_does_not_vanish(archive):
    (archive / "SN4").mkdir()
    (archive / "lot" / "SN5").mkdir()
    assert {"SN4", "lot/SN5"} <= {job.source for job in find_captures(archive)}


def test_an_archive_that_is_empty_or_not_there_is_refused(tmp_path):
    with pytest.raises(CaptureError, match="no such folder"):
        find_captures(tmp_path / "nothing")
    with pytest.raises(CaptureError, match="holds no capture"):
        find_captures(tmp_path)


def test_any_number_of_workers_gives_the_same_results(archive, small_recipe, tmp_path):
    for workers in (1, 2):
        summary = run_batch(small_recipe, archive, tmp_path / str(workers), workers)
        assert [line.source for line in summary.panels] == NAMES
        assert [line.verdict for line in summary.panels] == VERDICTS
        assert [line.sequence for line in summary.panels] == [1, 2, 3, 4, 5]
    one, two = (but_for_times(tmp_path / n / "results") for n in "12")
    assert one == two
    assert sorted(one) == sorted(f"{name}.json" for name in NAMES)
    pictures = [files(tmp_path / n / "crops") for n in "12"]
    assert pictures[0] == pictures[1]
    assert pictures[0]
    with Store(tmp_path / "2", "read") as store:
        assert check_store(store).sound
        assert list(store.pictures(4)) == [(0, "R2")]


def test_a_broken_capture_is_recorded_with_its_reason_and_the_batch_goes_on(
    archive, small_recipe, tmp_path
):
    (archive / "SN3" / "f00_ring.png").write_bytes(b"\x89PNG\r\n\x1a\n cut short")
    shutil.rmtree(archive / "SN20")
    (archive / "SN20").mkdir()
    out = tmp_path / "out"
    summary = run_batch(small_recipe, archive, out)
    verdicts = {line.source: line.verdict for line in summary.panels}
    assert verdicts == dict(zip(NAMES, VERDICTS, strict=True)) | {
        "SN3": Verdict.NOT_INSPECTED,
        "SN20": Verdict.NOT_INSPECTED,
    }
    cut_short = read_result(out / "results" / "SN3.json")
    assert cut_short.serial == "SN000001"
    assert "f00_ring.png" in cut_short.reason
    nothing = read_result(out / "results" / "SN20.json")
    assert nothing.serial == ""
    assert "SN20" in nothing.reason
    for result in (cut_short, nothing):
        parts = [p.verdict for b in result.boards for p in b.parts]
        assert parts == [Verdict.NOT_INSPECTED] * 4
    again = run_batch(small_recipe, archive, out, resume=True)
    assert again.inspected == 0


def test_what_is_recorded_is_not_inspected_again_and_what_is_new_is(
    archive, small_captures, small_recipe, tmp_path
):
    out = tmp_path / "out"
    shutil.move(archive / "SN20", tmp_path / "later")
    run_batch(small_recipe, archive, out)
    with pytest.raises(InspectorError, match="--resume"):
        run_batch(small_recipe, archive, out)
    shutil.move(tmp_path / "later", archive / "SN20")
    shutil.rmtree(archive / "SN1")
    shutil.copytree(small_captures / "SN000002", archive / "SN1")
    (out / "results" / "SN3.json").unlink()
    summary = run_batch(small_recipe, archive, out, resume=True)
    assert summary.inspected == 2
    assert (out / "results" / "SN3.json").is_file()
    assert {line.source: line.verdict for line in summary.panels}["SN1"] is Verdict.FAIL
    assert read_result(out / "results" / "SN1.json").serial == "SN000002"
    with Store(out, "read") as store:
        assert store.sequences() == (1, 2, 3, 4, 5, 6)
        assert check_store(store).sound


def test_another_recipes_record_is_refused(archive, small_recipe, tmp_path):
    out = tmp_path / "out"
    run_batch(small_recipe, archive, out)
    other = shutil.copytree(small_recipe, tmp_path / "other")
    text = (other / "recipe.toml").read_text(encoding="utf-8")
    (other / "recipe.toml").write_text(text.replace("low = 0.45", "low = 0.44"), encoding="utf-8")
    with pytest.raises(InspectorError, match="another recipe"):
        run_batch(other, archive, out, resume=True)


@pytest.mark.timeout(300)
def test_ten_kills_at_random_moments_lose_nothing_and_double_nothing(
    archive, small_recipe, tmp_path, environment
):
    whole = tmp_path / "whole"
    run_batch(small_recipe, archive, whole, 2)
    chance = random.Random(20261123)
    killed_while = set()
    out = tmp_path / "out"
    for _ in range(10):
        batch = subprocess.Popen(
            command(small_recipe, archive, out, "--workers", "2", "--resume"),
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            batch.wait(chance.uniform(0.2, 6.0))
        except subprocess.TimeoutExpired:
            batch.kill()
        assert batch.wait() in (-signal.SIGKILL, 1), batch.stderr.read()
        batch.stderr.close()
        gone(batch.pid)
        done = len(read_sequences(out))
        killed_while.add(done)
        if done == len(NAMES) and len(killed_while) > 2:
            shutil.rmtree(out)  # all there: the next kills hit a batch that begins anew
    summary = run_batch(small_recipe, archive, out, 2, resume=True)
    assert [line.verdict for line in summary.panels] == VERDICTS
    with Store(out, "read") as store:
        found = check_store(store)
        assert found.faults == ()
        assert store.sequences() == (1, 2, 3, 4, 5)
        assert sorted(r.source for r in store.records()) == sorted(NAMES)
    assert but_for_times(out / "results") == but_for_times(whole / "results")
    assert len(killed_while) > 1, "every kill came at the same moment"


def read_sequences(out):
    try:
        with Store(out, "read") as store:
            return store.sequences()
    except InspectorError:
        return ()  # killed before there was a record


def gone(session, within_s=10.0):
    """Wait until no process of a session is left: a killed parent must take its workers along."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return
        os.sched_yield()
    raise AssertionError("workers outlive the batch that was killed")


def test_ctrl_c_is_status_130_and_leaves_a_sound_record(
    archive, small_recipe, tmp_path, environment
):
    for n in range(40):
        shutil.copytree(archive / "SN1", archive / f"more{n}")
    out = tmp_path / "out"
    batch = subprocess.Popen(
        command(small_recipe, archive, out),
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not read_sequences(out):
        assert batch.poll() is None, batch.stderr.read()
        os.sched_yield()
    os.killpg(batch.pid, signal.SIGINT)
    _, said = batch.communicate(timeout=60)
    assert batch.returncode == 130, said
    assert said == "inspector: interrupted\n"
    with Store(out, "read") as store:
        assert check_store(store).sound
        assert len(store.sequences()) < 45


def test_a_second_batch_into_the_same_folder_is_told_who_is_there(archive, small_recipe, tmp_path):
    out = tmp_path / "out"
    with Store(out), pytest.raises(InspectorError, match=f"process {os.getpid()}"):
        run_batch(small_recipe, archive, out, resume=True)


def test_the_command_says_what_came_of_it(archive, small_recipe, tmp_path, environment):
    out = tmp_path / "out"
    done = subprocess.run(
        command(small_recipe, archive, out, "--json"),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    said = json.loads(done.stdout)
    assert said["counts"] == {"PASS": 4, "NOT_INSPECTED": 0, "FAIL": 1}
    assert (out / "report.html").is_file()
    assert done.stderr == ""


def test_a_full_disk_ends_the_batch_in_one_line_and_resume_mends_it(
    archive, small_recipe, tmp_path, environment
):
    import resource

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    out = tmp_path / "out"
    done = subprocess.run(
        command(small_recipe, archive, out),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=little_room,
    )
    assert done.returncode == 3, done.stderr
    assert done.stderr.count("\n") == 1
    assert "PASS" not in done.stdout
    assert run_batch(small_recipe, archive, out, resume=True).counts[Verdict.FAIL] == 1
    with Store(out, "read") as store:
        assert check_store(store).sound
