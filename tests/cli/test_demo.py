import json
import shutil
import subprocess
import sys
import time

import pytest

from inspector.formats.shipped import shipped


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Run the demo as a person does, in an empty folder."""
    folder = tmp_path_factory.mktemp("demo")
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "inspector", "demo"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done, folder, time.monotonic() - begun


def test_the_demo_tells_good_boards_from_bad_ones(shown):
    done, _, _ = shown
    assert done.returncode == 0, done.stdout + done.stderr
    assert "NO" not in done.stdout.split()
    assert {"PASS", "FAIL"} <= set(done.stdout.split())
    assert "limit" in done.stdout
    assert "simulated" in done.stdout
    assert done.stderr == ""


def test_the_demo_writes_its_report_and_says_where(shown):
    done, folder, _ = shown
    report = folder / "inspector-demo" / "report.html"
    assert str(report) in done.stdout.replace("\n", "")
    assert "data:image/png;base64," in report.read_text(encoding="utf-8")


def test_the_demo_notices_a_wrong_verdict(inspector, monkeypatch, tmp_path):
    """A sample whose truth is another one's is told, and the status is 1."""
    wrong = shutil.copytree(shipped("sample_images"), tmp_path / "_shipped" / "sample_images")
    shutil.copytree(shipped("recipes"), tmp_path / "_shipped" / "recipes")
    samples = sorted(path.parent for path in (wrong / "demo").glob("*/truth.json"))
    for other in samples[1:]:
        shutil.rmtree(other)
    truth = samples[0] / "truth.json"
    shutil.copy(sorted((shipped("sample_images") / "demo").glob("*/truth.json"))[-1], truth)
    monkeypatch.setattr("inspector.__file__", str(tmp_path / "__init__.py"))
    done = inspector("demo", "--out", tmp_path / "out")
    assert done.status == 1
    assert samples[0].name in done.err


def test_a_wrong_part_of_the_right_verdict_is_noticed(inspector, monkeypatch, tmp_path):
    """The truth of a failing sample names another part: the verdict is right, the board is not."""
    changed = shutil.copytree(shipped("sample_images"), tmp_path / "_shipped" / "sample_images")
    shutil.copytree(shipped("recipes"), tmp_path / "_shipped" / "recipes")
    truths = {
        path: json.loads(path.read_text()) for path in (changed / "demo").glob("*/truth.json")
    }
    (path, truth) = next((p, t) for p, t in truths.items() if t["defects"])
    for other in truths:
        if other != path:
            shutil.rmtree(other.parent)
    faulty = {d["refdes"] for d in truth["defects"]}
    good = next(p["refdes"] for p in truth["parts"] if p["refdes"] not in faulty)
    truth["defects"][0]["refdes"] = good
    path.write_text(json.dumps(truth), encoding="utf-8")
    monkeypatch.setattr("inspector.__file__", str(tmp_path / "__init__.py"))
    done = inspector("demo", "--out", tmp_path / "out")
    assert done.status == 1
    assert path.parent.name in done.err
