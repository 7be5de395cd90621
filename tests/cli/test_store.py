import sqlite3

import pyarrow.parquet as pq
import pytest

from inspector.batch import pictures_of
from inspector.inspection import Inspected
from inspector.store.store import Store


@pytest.fixture(scope="module")
def seen(small_recipe, small_captures):
    """The panel whose R2 is missing, inspected."""
    from inspector.batch import Asked, inspect_capture
    from inspector.formats.recipe import read_recipe

    return inspect_capture(Asked(read_recipe(small_recipe)), small_captures / "SN000002")


@pytest.fixture
def record(seen: Inspected, tmp_path):
    with Store(tmp_path / "record") as store:
        store.record(seen.result, pictures_of(seen), "SN000002")
    return tmp_path / "record"


def test_a_sound_record_is_status_0(inspector, record):
    done = inspector("store", "check", record)
    assert (done.status, done.err) == (0, "")
    assert "1 panels, 1 pictures: nothing is lost" in done.out


def test_orphans_are_named_and_removed_on_request(inspector, record):
    orphan = record / "crops" / "left.png"
    orphan.write_bytes(b"x")
    named = inspector("store", "check", record, "--json")
    assert named.status == 0
    assert named.json["orphans"] == [str(orphan)]
    removed = inspector("store", "check", record, "--remove-orphans", "--json")
    assert removed.json["removed"] == [str(orphan)]
    assert not orphan.exists()


def test_a_loss_is_status_3_and_a_line_each(inspector, record):
    for picture in (record / "crops").rglob("*.png"):
        picture.unlink()
    done = inspector("store", "check", record)
    assert done.status == 3
    assert done.err.count("\n") == 1
    assert "crops" in done.err


@pytest.mark.parametrize("command", [["check"], ["export", "--parquet", "tables"]])
def test_a_corrupt_database_is_one_line_and_status_3(inspector, record, command, monkeypatch):
    monkeypatch.chdir(record)
    (record / "record.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
    done = inspector("store", command[0], record, *command[1:])
    assert done.status == 3
    assert done.err.count("\n") == 1
    assert "record.sqlite" in done.err
    assert not (record / "tables").exists()


def test_a_page_that_rotted_is_found(inspector, record):
    file = record / "record.sqlite"
    with sqlite3.connect(file) as database:
        (page,) = database.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'part'"
        ).fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    data = bytearray(file.read_bytes())
    data[(page - 1) * size : (page - 1) * size + 64] = b"\xff" * 64
    file.write_bytes(data)
    done = inspector("store", "check", record)
    assert done.status == 3
    assert done.err


def test_the_tables_are_written(inspector, record, tmp_path):
    done = inspector("store", "export", record, "--parquet", tmp_path / "tables")
    assert done.status == 0
    table = pq.read_table(tmp_path / "tables" / "parts.parquet")
    assert sorted(table["refdes"].to_pylist()) == ["C1", "C2", "R1", "R2"]
    assert len(done.out.splitlines()) == 5
