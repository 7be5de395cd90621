import errno
import math
import os
import resource
import sqlite3
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from inspector.domain.errors import InspectorError, StoreError
from inspector.domain.result import Verdict
from inspector.formats.result import result_to_json
from inspector.store.check import check_store
from inspector.store.store import Store


def files(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def python(code, *arguments, before=None):
    """Run code in a process of its own, with a store's lock and limits of its own."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=before,
    )


def test_what_is_recorded_reads_back_equal_after_closing(tmp_path, panel, picture, with_skipped):
    results = [with_skipped, panel("SN2", (0.1, math.nan)), panel("SN3", (0.2,))]
    with Store(tmp_path / "record") as store:
        sequences = [store.record(r, {(0, "R2"): {"ring": picture()}}, r.serial) for r in results]
    assert sequences == [1, 2, 3]
    with Store(tmp_path / "record", "read") as store:
        stored = list(store.results())
        assert store.pictures(1) == {(0, "R2"): {"ring": picture()}}
        assert store.sequences() == (1, 2, 3)
    assert [result_to_json(r) for r in stored] == [result_to_json(r) for r in results]


def test_a_part_has_a_picture_under_each_light_in_the_order_of_its_shots(tmp_path, panel, picture):
    lights = {"white": picture(1), "ring": picture(2), "coaxial": picture(3)}
    with Store(tmp_path / "record") as store:
        store.record(panel(), {(0, "R2"): lights, (0, "R1"): {"ring": picture(4)}})
        found = store.pictures(1)
    assert found == {(0, "R1"): {"ring": picture(4)}, (0, "R2"): lights}
    assert list(found[0, "R2"]) == ["white", "ring", "coaxial"]


def test_a_panel_is_recorded_once_and_a_second_capture_of_its_serial_is_another(tmp_path, panel):
    with Store(tmp_path) as store:
        store.record(panel("SN1"), {}, "a")
        with pytest.raises(StoreError, match="recorded already"):
            store.record(panel("SN1"), {}, "a")
        store.record(panel("SN1"), {}, "b")
        store.record(panel("SN1", minute=1), {}, "a")
        assert store.sequences() == (1, 2, 3)
        assert store.find("b", "SN1", panel().captured_utc) == 2
        assert store.find("c", "SN1", panel().captured_utc) is None
        assert {h.source: h.sequence for h in store.heads().values()} == {"a": 3, "b": 2}


def test_answers_are_pending_until_acknowledged_and_twice_is_no_error(tmp_path, panel):
    with Store(tmp_path) as store:
        store.record(panel("SN1", (0.1,)), {})
        store.record(panel("SN2", (0.4,)), {})
        assert [(a.sequence, a.verdict) for a in store.pending()] == [
            (1, Verdict.PASS),
            (2, Verdict.FAIL),
        ]
        store.acknowledge(1)
        store.acknowledge(1)
    with Store(tmp_path) as store:
        assert [a.sequence for a in store.pending()] == [2]
        with pytest.raises(StoreError, match="sequence 9"):
            store.acknowledge(9)


def test_a_second_writer_is_told_who_writes(tmp_path, panel):
    code = """
        import sys
        from pathlib import Path
        from inspector.domain.errors import StoreError
        from inspector.store.store import Store
        try:
            Store(Path(sys.argv[1]))
        except StoreError as error:
            print(error)
    """
    with Store(tmp_path) as store:
        said = python(code, tmp_path).stdout
        store.record(panel(), {})
    assert "process" in said
    assert str(__import__("os").getpid()) in said
    assert "wait for it" in said
    assert python(code, tmp_path).stdout == ""


def test_readers_do_not_wait_for_the_writer(tmp_path, panel):
    with Store(tmp_path) as writer:
        writer.record(panel("SN1"), {}, "a")
        with Store(tmp_path, "read") as reader:
            writer.record(panel("SN2"), {}, "b")
            assert reader.sequences() == (1, 2)


def test_every_commit_is_flushed_to_the_disk(tmp_path):
    with Store(tmp_path) as store:
        raw = store.connection.connection.driver_connection
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert raw.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_full_disk_is_one_clear_line_and_leaves_the_record_as_it_was(tmp_path, panel):
    with Store(tmp_path) as store:
        store.record(panel("SN1"), {}, "a")
    code = """
        import sys, resource
        from pathlib import Path
        sys.path.insert(0, sys.argv[2])
        from inspector.domain.errors import InspectorError
        from inspector.store.store import Store
        with Store(Path(sys.argv[1])) as store:
            old = store.get(1).result
            from dataclasses import replace
            from inspector.domain.result import Measurement
            import random
            noise = tuple(Measurement("R1", "q%d" % n, random.random(), "1") for n in range(4000))
            part = replace(old.boards[0].parts[0], measurements=noise)
            big = replace(old, serial="SN2", boards=(replace(old.boards[0], parts=(part,)),))
            resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
            try:
                store.record(big, {}, "b")
            except InspectorError as error:
                print(error)
            try:
                store.record(replace(old, serial="SN3"), {(0, "R1"): {"ring": bytes(100_000)}}, "c")
            except InspectorError as error:
                print(error)
    """
    done = python(code, tmp_path, sys.path[0])
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 2, done.stdout
    assert "record.sqlite" in lines[0]
    assert "crops" in lines[1]
    with Store(tmp_path) as store:
        assert store.sequences() == (1,)
        found = check_store(store)
        assert (found.faults, found.orphans) == ((), ())
        assert store.record(panel("SN2"), {}, "b") == 2


def test_a_place_that_cannot_be_written_is_named(tmp_path, panel):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError, match=r"file.*choose another place"):
        Store(tmp_path / "file")
    with pytest.raises(StoreError, match=r"file/record: .*choose another place"):
        Store(tmp_path / "file" / "record")


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="asks Linux what is synced")
def test_every_name_on_the_way_to_a_picture_is_synced(tmp_path, panel, picture, monkeypatch):
    synced, fsync = set(), os.fsync

    def spied(descriptor):
        synced.add(Path(f"/proc/self/fd/{descriptor}").readlink())
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", spied)
    with Store(tmp_path / "record") as store:
        assert {tmp_path, tmp_path / "record", tmp_path / "record" / "crops"} <= synced
        store.record(panel(), {(0, "R2"): {"ring": picture()}})
        (file,) = store.crops.files()
        synced.clear()
        store.record(
            panel(minute=1), {(0, "R2"): {"ring": picture()}}
        )  # the picture lies there already
    assert {file, file.parent, file.parent.parent} <= synced


def test_no_picture_folder_no_record(tmp_path, panel, picture):
    with Store(tmp_path) as store:
        (tmp_path / "crops").rmdir()
        (tmp_path / "crops").write_text("in the way")
        with pytest.raises(InspectorError, match="crops"):
            store.record(panel(), {(0, "R2"): {"ring": picture()}})
        assert store.sequences() == ()


@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"SQLite format 3\0" + b"x" * 5000]
)
def test_a_damaged_database_is_one_clear_line_and_stays_untouched(tmp_path, content):
    (tmp_path / "record.sqlite").write_bytes(content)
    for mode in ("read", "write"):
        with pytest.raises(StoreError, match=r"record\.sqlite: .*backup") as told:
            Store(tmp_path, mode)
        assert "\n" not in str(told.value)
    assert (tmp_path / "record.sqlite").read_bytes() == content


def test_another_programs_database_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "record.sqlite") as other:
        other.execute("CREATE TABLE money (amount)")
    with pytest.raises(StoreError, match="another program"):
        Store(tmp_path)


def test_a_newer_schema_is_refused_and_stays_untouched(tmp_path, panel):
    with Store(tmp_path) as store:
        store.record(panel(), {})
    with sqlite3.connect(tmp_path / "record.sqlite") as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    for mode in ("read", "write"):
        with pytest.raises(StoreError, match="newer Inspector"):
            Store(tmp_path, mode)
    with sqlite3.connect(tmp_path / "record.sqlite") as kept:
        assert kept.execute("SELECT count(*) FROM panel").fetchone() == (1,)


def test_there_is_nothing_to_read_where_nothing_was_written(tmp_path):
    with pytest.raises(StoreError, match="no record"):
        Store(tmp_path, "read")
    assert files(tmp_path) == []


def test_a_document_that_rotted_is_found_and_never_given_out(tmp_path, panel):
    with Store(tmp_path) as store:
        store.record(panel(), {})
    with sqlite3.connect(tmp_path / "record.sqlite") as rot:
        (document,) = rot.execute("SELECT document FROM panel").fetchone()
        spoilt = bytearray(document)
        spoilt[len(spoilt) // 2] ^= 0x10
        rot.execute("UPDATE panel SET document = ?", (bytes(spoilt),))
    with Store(tmp_path, "read") as store:
        with pytest.raises(StoreError, match="sequence 1"):
            store.get(1)
        assert len(check_store(store).faults) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX locks")
def test_a_file_system_that_cannot_lock_is_told(tmp_path, monkeypatch):
    def flock(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", flock)
    with pytest.raises(StoreError, match=r"record.lock: No locks available; make it writable"):
        Store(tmp_path / "record")


def test_the_lock_dies_with_its_holder(tmp_path):
    code = """
        import os, sys
        from pathlib import Path
        from inspector.store.store import Store
        store = Store(Path(sys.argv[1]))
        os.kill(os.getpid(), 9)
    """
    assert python(code, tmp_path).returncode == -9
    with Store(tmp_path) as store:
        assert store.sequences() == ()


def test_a_result_is_recorded_as_it_is(tmp_path, panel):
    odd = replace(panel(), serial="Ünïcode/..\\ '; DROP TABLE panel", reason="two\nlines")
    with Store(tmp_path) as store:
        store.record(odd, {}, "a b/c'd")
        assert store.get(1).result.serial == odd.serial
        assert store.get(1).source == "a b/c'd"
        assert check_store(store).sound


def test_limits_of_a_child_do_not_reach_us():
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
