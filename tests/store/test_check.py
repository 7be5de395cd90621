import sqlite3

import pytest

from inspector.store.check import check_store, remove_orphans_of
from inspector.store.store import Store


@pytest.fixture
def record(tmp_path, panel, picture):
    """A sound record of three panels, two pictures."""
    with Store(tmp_path) as store:
        for n in range(3):
            store.record(panel(f"SN{n}"), {(0, "R2"): {"ring": picture(n % 2)}}, f"SN{n}")
    return tmp_path


def faults(record, *statements):
    with sqlite3.connect(record / "record.sqlite") as spoiler:
        for statement in statements:
            spoiler.execute(statement)
    with Store(record, "read") as store:
        return check_store(store).faults


def test_a_sound_record_has_no_faults(record):
    with Store(record, "read") as store:
        found = check_store(store)
    assert (found.panels, found.pictures, found.faults, found.orphans) == (3, 2, (), ())


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE panel SET sequence = 9 WHERE sequence = 2", "sequences are missing: 2"),
        ("UPDATE panel SET verdict = 'PASS' WHERE sequence = 2", "verdict in its row"),
        ("UPDATE panel SET serial = 'SN7' WHERE sequence = 2", "serial in its row"),
        ("DELETE FROM part WHERE sequence = 2 AND refdes = 'R1'", "1 rows in part, 2 in"),
        ("DELETE FROM defect WHERE sequence = 2", "0 rows in defect, 1 in"),
        ("DELETE FROM answer WHERE sequence = 2", "sequence 2 has no answer"),
        ("UPDATE answer SET verdict = 'PASS' WHERE sequence = 2", "the answer is not the verdict"),
    ],
)
def test_each_loss_is_named(record, statement, words):
    assert any(words in fault for fault in faults(record, statement))


def test_a_lost_picture_and_a_spoilt_one_are_named(record):
    first, second = sorted((record / "crops").rglob("*.png"))
    first.unlink()
    second.write_bytes(b"spoilt")
    found = faults(record)
    assert len(found) == 3  # three panels, two pictures: one is named twice
    assert all("crops" in fault for fault in found)


def test_a_picture_that_no_record_names_is_named_and_removed_on_request_only(record):
    orphan = record / "crops" / "aa" / "left.part"
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"half")
    with Store(record) as store:
        found = check_store(store)
        assert found.sound
        assert found.orphans == (orphan,)
        assert orphan.exists()
        assert remove_orphans_of(store) == (orphan,)
        assert not orphan.exists()
        assert check_store(store).pictures == 2
