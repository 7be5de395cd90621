"""JSON Schemas of every format, made from what reads them."""

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from inspector.checks import BUILT_IN
from inspector.checks.surface import Surface
from inspector.formats import (
    calibration_file,
    capture_file,
    packages,
    recipe,
    recipe_file,
    result_file,
    standards,
    station_file,
)
from inspector.formats.atomic import write_text_atomic
from inspector.formats.strict import FileModel
from inspector.formats.versions import Upgrades, newest_of

FORMATS: tuple[tuple[str, type[FileModel], Upgrades], ...] = (
    ("recipe", recipe_file.RecipeFile, recipe.UPGRADES),
    ("packages", packages.PackagesFile, packages.UPGRADES),
    ("standard", standards.StandardFile, standards.UPGRADES),
    ("capture", capture_file.CaptureFile, capture_file.UPGRADES),
    ("calibration", calibration_file.CalibrationFile, calibration_file.UPGRADES),
    ("station", station_file.StationFile, station_file.UPGRADES),
    ("result", result_file.ResultFile, result_file.UPGRADES),
)


def schemas() -> dict[str, dict[str, Any]]:
    """Give the JSON Schema of the newest version of each format, by its name."""
    made = {}
    for name, model, upgrades in FORMATS:
        schema = model.model_json_schema()
        stated = f"{name}/{newest_of(upgrades)}"
        schema["properties"]["format"] = {"const": stated}
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["title"] = stated
        made[name] = schema
    definitions = made["recipe"]["$defs"]
    definitions["ProgramTable"]["properties"]["check"]["items"] = _checks()
    surface = TypeAdapter(Surface).json_schema()
    definitions["SurfaceTable"]["properties"]["check"] = {**surface, "additionalProperties": False}
    return made


def write_schemas(folder: Path) -> None:
    """Write each schema as ``<format>.schema.json``.

    Raises
    ------
    WriteError
        If the folder is not there or cannot be written.
    """
    for name, schema in schemas().items():
        text = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        write_text_atomic(folder / f"{name}.schema.json", text)


def _checks() -> dict[str, Any]:
    """Give the schema of one check: the built-in ones by their fields, others by their name."""
    known = []
    for check in BUILT_IN:
        schema = TypeAdapter(check).json_schema()
        schema["properties"] = {"name": {"const": check.name}, **schema.get("properties", {})}
        schema["required"] = ["name", *schema.get("required", [])]
        schema["additionalProperties"] = False
        known.append(schema)
    names = [check.name for check in BUILT_IN]
    offered = {
        "type": "object",
        "description": "A check of an installed package.",
        "properties": {"name": {"type": "string", "not": {"enum": names}}},
        "required": ["name"],
    }
    return {"oneOf": [*known, offered]}
