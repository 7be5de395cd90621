import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from inspector.domain.errors import CaptureError
from inspector.formats.result import read_result, result_to_json
from inspector.formats.schemas import schemas, write_schemas
from inspector.formats.shipped import shipped
from inspector.formats.standards import FOLDER
from inspector.formats.strict import Source
from inspector.formats.versions import current

ROOT = Path(__file__).parents[2]
KEPT = Path(__file__).with_name("kept")
SAMPLES = [
    ("recipe", KEPT / "recipe-1" / "recipe.toml"),
    ("packages", KEPT / "recipe-1" / "packages.toml"),
    ("capture", KEPT / "capture-1" / "capture.json"),
    ("calibration", KEPT / "calibration-1" / "calibration.json"),
    ("result", KEPT / "result-1" / "result.json"),
    ("station", KEPT / "station-1" / "station.toml"),
    ("recipe", shipped("recipes") / "demo" / "recipe.toml"),
    ("packages", shipped("recipes") / "library" / "packages.toml"),
    *(("standard", file) for file in sorted(FOLDER.glob("*.toml"))),
]


def data_of(file):
    text = file.read_text(encoding="utf-8")
    return tomllib.loads(text) if file.suffix == ".toml" else json.loads(text)


def test_the_schemas_in_docs_are_those_of_the_code(tmp_path):
    write_schemas(tmp_path)
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    kept = {file.name: file.read_bytes() for file in (ROOT / "docs" / "formats").glob("*.json")}
    assert made == kept, "run inspector.formats.schemas.write_schemas(Path('docs/formats'))"


@pytest.mark.parametrize(("name", "file"), SAMPLES, ids=[s[1].parent.name + s[0] for s in SAMPLES])
def test_every_sample_fits_its_schema_and_a_misspelt_one_does_not(name, file):
    schema = schemas()[name]
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    data = data_of(file)
    assert [e.message for e in validator.iter_errors(data)] == []
    assert not validator.is_valid({**data, "formt": 1})
    assert not validator.is_valid({**data, "format": f"{name}/2"})


def test_a_result_as_written_fits_the_schema():
    text = result_to_json(read_result(KEPT / "result-1" / "result.json"))
    assert Draft202012Validator(schemas()["result"]).is_valid(json.loads(text))


def test_the_schema_knows_the_parameters_of_each_check():
    validator = Draft202012Validator(schemas()["recipe"])
    data = data_of(KEPT / "recipe-1" / "recipe.toml")
    program = data["program"]["RESC1608X55N"]
    program["check"] = [{"name": "body_offset", "min_contrast": 2.0}]
    assert not validator.is_valid(data)
    program["check"] = [{"name": "body_offset", "min_contrst": 0.2}]
    assert not validator.is_valid(data)
    program["check"] = [{"name": "a_check_of_a_customer", "reach_mm": 0.2}]
    assert validator.is_valid(data)


def test_an_older_version_is_upgraded_step_by_step_and_a_newer_one_refused():
    steps = {
        1: lambda data: {"size_mm": data["size_um"] / 1000},
        2: lambda data: {"sizes_mm": [data["size_mm"]]},
    }
    source = Source(Path("old.json"), CaptureError)
    old = {"format": "capture/1", "size_um": 250}
    assert current(source, old, "capture", steps) == {"format": "capture/3", "sizes_mm": [0.25]}
    assert old == {"format": "capture/1", "size_um": 250}
    middle = {"format": "capture/2", "size_mm": 0.5}
    assert current(source, middle, "capture", steps)["sizes_mm"] == [0.5]
    for wrong in ("capture/4", "capture/99"):
        with pytest.raises(CaptureError, match=r"newer than this program knows \(capture/3\)"):
            current(source, {"format": wrong}, "capture", steps)
    for wrong in ("capture", "capture/", "capture/0", "capture/-1", "capture/1.0", 1):
        with pytest.raises(CaptureError, match='write format = "capture/3"'):
            current(source, {"format": wrong}, "capture", steps)
    with pytest.raises(CaptureError, match="is no capture; name a capture"):
        current(source, {"format": "recipe/1"}, "capture", steps)
