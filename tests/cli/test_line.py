import csv
import io

import pytest


def station(tmp_path, body):
    home = tmp_path / "home"
    home.mkdir()
    (home / "station.toml").write_text(f'format = "station/1"\n{body}', encoding="utf-8")


def test_the_table_names_every_register_and_code(inspector):
    done = inspector("line", "map")
    assert done.status == 0
    for words in ("heartbeat", "acknowledged", "board_id", "CRC-16/MODBUS", "32 pin_hole"):
        assert words in done.out


def test_the_table_is_that_of_this_station(inspector, tmp_path):
    station(tmp_path, "[line.modbus]\nunit = 9\nstation_address = 500\nboards = 8")
    table = inspector("line", "map", "--json").json
    assert table["unit"] == 9
    assert table["registers"][0]["address"] == 500
    assert {r["name"]: r["count"] for r in table["registers"]}["boards"] == 8
    assert table["defect_codes"]["16"] == "bridge"


def test_as_csv_it_reads_as_a_table(inspector):
    rows = list(csv.reader(io.StringIO(inspector("line", "map", "--csv").out)))
    assert rows[0][:3] == ["written by", "address", "registers"]
    assert {len(row) for row in rows} == {6}
    assert rows[1][:4] == ["station", "0", "1", "heartbeat"]


@pytest.mark.parametrize("command", [("map",), ("simulate", "--panels", 1)])
def test_a_station_file_that_is_wrong_is_told_in_one_line(inspector, tmp_path, command):
    station(tmp_path, "[line.modbus]\nboards = 'many'")
    done = inspector("line", *command)
    assert done.status == 3
    assert "line.modbus.boards" in done.err
    assert done.err.count("\n") == 1


def test_an_unknown_fault_is_refused_with_those_that_are(inspector):
    done = inspector("line", "simulate", "--fault", "tired")
    assert done.status == 3
    assert "frozen, program-stopped, garbage" in done.err


def test_the_bench_tells_its_figures_as_json(inspector):
    done = inspector("bench", "line", "--fuzz", 100, "--json")
    assert done.status == 0
    assert done.json["answered"] + done.json["closed"] + done.json["awaited"] == 100
