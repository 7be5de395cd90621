import math

import pyarrow.parquet as pq
import pytest

from inspector.domain.errors import StoreError
from inspector.store.parquet import export_parquet
from inspector.store.store import Store


@pytest.fixture
def record(tmp_path, panel, with_skipped):
    with Store(tmp_path / "record") as store:
        store.record(with_skipped, {}, "a")
        store.record(panel("SN2", (0.1, math.nan, 0.4)), {}, "b")
    return tmp_path / "record"


def exported(record, folder):
    with Store(record, "read") as store:
        return {file.stem: file for file in export_parquet(store, folder)}


def test_every_panel_part_measurement_and_defect_is_in_the_tables(record, tmp_path):
    tables = {n: pq.read_table(f) for n, f in exported(record, tmp_path / "out").items()}
    assert tables["panels"]["serial"].to_pylist() == ["SN000001", "SN2"]
    assert tables["panels"]["verdict"].to_pylist() == ["FAIL", "FAIL"]
    assert tables["parts"].num_rows == 5
    values = tables["measurements"]["value"].to_pylist()
    assert values[:3] == [0.1, 0.31, 0.1]
    assert math.isnan(values[3])
    assert tables["defects"]["refdes"].to_pylist() == ["R2", "R3"]
    assert tables["defects"]["low"].to_pylist() == [None, None]


def test_the_same_record_gives_the_same_bytes(record, tmp_path):
    first, second = exported(record, tmp_path / "1"), exported(record, tmp_path / "2")
    assert {n: f.read_bytes() for n, f in first.items()} == {
        n: f.read_bytes() for n, f in second.items()
    }


def test_an_empty_record_gives_empty_tables(tmp_path):
    with Store(tmp_path / "record"):
        pass
    tables = exported(tmp_path / "record", tmp_path / "out")
    assert all(pq.read_table(file).num_rows == 0 for file in tables.values())


def test_a_place_that_cannot_be_written_is_named(record, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        exported(record, tmp_path / "file")
