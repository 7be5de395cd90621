"""Results as files: whole or not at all, none lost in silence."""

import csv
import io
import os
import subprocess
import sys
import textwrap
import threading
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from inspector.domain.errors import CaptureError
from inspector.domain.result import BoardResult, Verdict
from inspector.formats.drop_settings import DropSettings, read_drop
from inspector.formats.result import read_result
from inspector.formats.result_table import result_csv, result_xml
from inspector.formats.strict import Source
from inspector.line.drop import FileDrop, file_name

ROOT = Path(__file__).parents[3]


def drop(folder, **given):
    return FileDrop(DropSettings(str(folder), **({"retry_s": 0.01} | given)))


def test_a_result_is_written_in_each_format_and_reads_back(tmp_path, result):
    with drop(tmp_path, formats=("json", "csv", "xml")) as sink:
        sink.publish(result())
    name = "20261122T080000.000000_SN000001_top_st1"
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        f"{name}.{x}" for x in ("csv", "json", "xml")
    ]
    assert read_result(tmp_path / f"{name}.json") == result()
    assert sink.health.delivered == 1


def test_csv_says_of_everything_what_became_of_it(result):
    rows = list(csv.DictReader(io.StringIO(result_csv(result()))))
    told = [
        (r["board"], r["refdes"], r["verdict"], r["defect"], r["value"], r["high"]) for r in rows
    ]
    assert told == [
        ("0", "R1", "PASS", "", "", ""),
        ("0", "R2", "FAIL", "side_overhang", "0.31", "0.25"),
        ("1", "", "SKIPPED", "", "", ""),
    ]
    assert {r["panel_verdict"] for r in rows} == {"FAIL"}


def test_csv_tells_a_board_that_was_not_inspected(result):
    lost = BoardResult(0, skipped=False, verdict=Verdict.NOT_INSPECTED, reason="no, \n fiducial")
    made = replace(result(), boards=(lost,), verdict=Verdict.NOT_INSPECTED)
    (row,) = csv.DictReader(io.StringIO(result_csv(made)))
    assert (row["verdict"], row["reason"]) == ("NOT_INSPECTED", "no, \n fiducial")
    empty = replace(made, boards=(), reason="lost")
    (row,) = csv.DictReader(io.StringIO(result_csv(empty)))
    assert (row["panel_verdict"], row["verdict"], row["reason"]) == ("NOT_INSPECTED",) * 2 + (
        "lost",
    )


def test_xml_has_what_the_result_has(result):
    root = ET.fromstring(result_xml(replace(result(), serial="<\x07&")))
    assert root.findtext("serial") == "<\ufffd&"
    assert root.findtext("boards/item/parts/item[2]/defects/item/code") == "side_overhang"
    assert root.find("boards/item[2]/verdict").get("null") == "true"


def test_a_serial_never_leads_out_of_the_folder_and_two_never_meet(tmp_path, result):
    serials = ["../../etc/x", "a/b", "a:b", "a b", "", "CON", "x" * 300, "x" * 301, "\u00e9"]
    names = {file_name(result(serial)) for serial in serials}
    assert len(names) == len(serials)
    with drop(tmp_path / "in") as sink:
        (tmp_path / "in").mkdir()
        for serial in serials:
            sink.publish(result(serial))
    assert sink.health.delivered == len(serials)
    assert len(list((tmp_path / "in").iterdir())) == len(serials)
    assert [p.name for p in tmp_path.iterdir()] == ["in"]


def test_a_missing_share_is_waited_for_and_never_made(tmp_path, result, until):
    share = tmp_path / "share"
    with drop(share) as sink:
        for minute in range(5):
            sink.publish(result(minute=minute))
        until(lambda: "mount the share" in sink.health.reason)
        assert sink.health.waiting == 5
        assert not share.exists()
        share.mkdir()
        until(lambda: sink.health.delivered == 5)
    assert sink.health.reason == ""
    assert len(list(share.iterdir())) == 5


def test_results_beyond_the_bound_are_refused_not_dropped_in_silence(tmp_path, result):
    sink = drop(tmp_path / "away", most_waiting=3)
    sink.__enter__()
    taken = [sink.publish(result(minute=minute)) for minute in range(5)]
    assert taken == [True, True, True, False, False]
    (tmp_path / "away").mkdir()
    sink.__exit__()
    assert (sink.health.delivered, sink.health.waiting) == (3, 0)


def test_what_could_not_be_delivered_at_the_end_still_waits(tmp_path, result, monkeypatch):
    monkeypatch.setattr("inspector.line.outbox.LAST_S", 0.1)
    with drop(tmp_path / "away") as sink:
        sink.publish(result())
    assert (sink.health.delivered, sink.health.waiting) == (0, 1)


def test_a_drop_that_was_closed_writes_nothing_more(tmp_path, result, monkeypatch):
    monkeypatch.setattr("inspector.line.outbox.LAST_S", 0.0)
    begun, slow, written = threading.Event(), threading.Event(), []

    class Slow(FileDrop):
        def _write(self, result):
            begun.set()
            slow.wait(10)
            written.append(result)

    with Slow(DropSettings(str(tmp_path))) as sink:
        for minute in range(5):
            sink.publish(result(minute=minute))
        assert begun.wait(10)
    slow.set()  # the station that is opened next begins with these
    sink._outbox._thread.join(10)
    assert len(written) == 1
    assert (sink.health.delivered, sink.health.waiting) == (1, 4)


@pytest.mark.skipif(os.name == "nt", reason="no limit of file sizes on Windows")
def test_a_full_disk_is_waited_for_and_leaves_no_half_file(tmp_path, result, until):
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with drop(tmp_path) as sink:
        resource.setrlimit(resource.RLIMIT_FSIZE, (512, hard))  # writing more fails, as when full
        try:
            sink.publish(result())
            until(lambda: "free the disk" in sink.health.reason)
            assert list(tmp_path.glob("*.json")) == []
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        until(lambda: sink.health.delivered == 1)
    assert read_result(next(tmp_path.glob("*.json"))) == result()
    assert len(list(tmp_path.iterdir())) == 1


KILLED = """
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from inspector.formats.result import read_result
from inspector.formats.drop_settings import DropSettings
from inspector.line.drop import FileDrop
template = read_result(Path(sys.argv[1]))
with FileDrop(DropSettings(sys.argv[2], most_waiting=100000)) as sink:
    print("begun", flush=True)
    for n in range(100000):
        sink.publish(replace(template, captured_utc=template.captured_utc + timedelta(seconds=n)))
"""


def test_a_kill_leaves_whole_files_only(tmp_path, result, until):
    from inspector.formats.result import write_result

    write_result(result(), tmp_path / "template.json")
    script, share = textwrap.dedent(KILLED), tmp_path / "share"
    share.mkdir()
    command = [sys.executable, "-c", script, str(tmp_path / "template.json"), str(share)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout.readline() == b"begun\n"
        until(lambda: len(list(share.glob("*.json"))) > 30, 60)
        child.kill()
    for file in share.glob("*.json"):
        read_result(file)


def test_publishing_never_waits_for_a_folder_that_hangs(tmp_path, result):
    hang = threading.Event()

    class Hanging(FileDrop):
        def _write(self, result):
            hang.wait(10)

    with Hanging(DropSettings(str(tmp_path))) as sink:
        assert sum(sink.publish(result()) for _ in range(2000)) == 1000
        hang.set()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({}, "line.drop.folder: is missing"),
        ({"folder": ""}, "line.drop.folder: is empty"),
        ({"folder": "x", "formats": ["pdf"]}, "line.drop.formats[0]: is"),
        ({"folder": "x", "formats": []}, "line.drop.formats: is []"),
        ({"folder": "x", "retry": 3.0}, "line.drop.retry: has no unit"),
        ({"folder": "x", "most_waiting": 0}, "line.drop.most_waiting: is 0"),
    ],
)
def test_settings_are_refused_by_name(table, said):
    with pytest.raises(CaptureError) as refused:
        read_drop(Source(Path("station.toml"), CaptureError), table)
    assert said in str(refused.value)


def test_settings_are_read():
    source = Source(Path("station.toml"), CaptureError)
    assert read_drop(source, {"folder": "/mnt/mes", "formats": ["csv", "xml"]}) == DropSettings(
        "/mnt/mes", ("csv", "xml")
    )
