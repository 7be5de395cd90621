"""`bench traced` on a drawn folder: design, a good and a bad board, a truth in its own words."""

import json
import shutil

import cv2
import numpy as np
import pytest

from inspector.cli.drawing import CodecName, Order, draw_capture
from inspector.domain.board import TerminationKind
from inspector.domain.geometry import Box
from inspector.domain.result import DefectCode
from inspector.formats.calibration import calibration_for
from inspector.formats.capture import fields_of, read_capture
from inspector.formats.recipe import read_recipe
from inspector.twin.defects import DefectRequest
from inspector.twin.machine import Machine, entocentric
from inspector.twin.worlds import WORLDS
from inspector.vision.camera_model import machine_to_local, project
from inspector.vision.registration import register

MACHINE = Machine("small", entocentric(470, 570, 0.020), 0.020)
SIDES = {0.0: "+x", 90.0: "+y", 180.0: "-x", 270.0: "-y"}
UM, SEED = 1000.0, 1
KINDS = {"chip_resistor": "chip_r", "chip_capacitor": "chip_c"}


def shape_of(package):
    """Give a chip as a CAD export has it."""
    chip = package.terminations[0]
    assert chip.kind is TerminationKind.CHIP_END
    return {
        "kind": KINDS[package.family],
        "body": [package.body_x_mm, package.body_y_mm, package.body_height_mm - chip.gap_mm],
        "standoff": chip.gap_mm,
        "polarized": False,
        "lands": [
            {"pin": x.pin, "x": x.x_mm, "y": x.y_mm, "w": x.size_x_mm, "h": x.size_y_mm}
            for x in package.lands
        ],
        "terminations": [
            {"pin": t.pin, "x": t.x_mm, "y": t.y_mm, "w": t.length_mm, "h": t.width_mm,
             "height": t.height_mm, "side": SIDES[t.direction_deg]}
            for t in package.terminations
        ],
    }  # fmt: skip


def write_design(recipe, folder):
    folder.mkdir()
    board = recipe.board
    lines = ["Ref,Val,Package,PosX,PosY,Rot,Side"] + [
        f"{p.refdes},10k,{p.package},{p.x_mm:.4f},{p.y_mm:.4f},{p.rotation_deg:.4f},top"
        for p in board.placements
    ]
    (folder / "centroid.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    shapes = {name: shape_of(package) for name, package in board.packages.items()}
    marks = [
        {
            "ref": m.name,
            "x": m.x_mm,
            "y": m.y_mm,
            "diameter": m.size_mm,
            "mask_opening": m.opening_mm,
        }
        for m in board.fiducials
    ]
    size = {"width": board.extent.width_mm, "height": board.extent.height_mm}
    for name, told in (("packages", {"packages": shapes}), ("board", {**size, "fiducials": marks})):
        (folder / f"{name}.json").write_text(json.dumps({"units": "mm", **told}), encoding="utf-8")


def in_words_of_its_own(recipe, drawn, defects):
    """Give a truth as the path tracer's boards have it: um along the board's axes."""
    nominal = {p.refdes: p for p in recipe.board.placements}
    parts = []
    for one in drawn["parts"]:
        place = nominal[one["refdes"]]
        there = place.pose.at(one["offset_x_mm"], one["offset_y_mm"])
        parts.append(
            {"ref": one["refdes"], "package": place.package, "drot_deg": one["turn_deg"],
             "dx_um": UM * (there[0] - place.x_mm), "dy_um": UM * (there[1] - place.y_mm)}
        )  # fmt: skip
    return {"parts": parts, "defects": defects}


PARTICLE, UNTOLD, NO_FIBRE = (7.6, 5.8), (1.6, 3.4), [4.4, 0.6, 5.6, 0.62]
"""Where a bright particle lies, one of which the truth does not tell, and none though it tells."""
HALF_MM = 0.2


def lay_particles(folder):
    """Paint two bright squares into the picture of a board, at places on it."""
    recipe_folder = folder.parent.parent / "small"
    recipe = read_recipe(recipe_folder)
    capture = read_capture(folder, recipe)
    calibration = calibration_for(capture, folder)
    (field,) = fields_of(capture, folder, capture.field_indices)
    (frame,) = field.frames
    lies = register(recipe, [field], calibration).fits[0].transform
    to_local = lies.then(machine_to_local(frame.info, calibration.stage))
    pixels = frame.pixels.copy()
    for x, y in (PARTICLE, UNTOLD):
        corners = Box(x - HALF_MM, y - HALF_MM, 2 * HALF_MM, 2 * HALF_MM).corners_mm
        px = np.rint(project(calibration.camera, to_local.apply(corners))).astype(int)
        (top, left), (bottom, right) = px.min(axis=0), px.max(axis=0)
        pixels[top : bottom + 1, left : right + 1] = 220
    cv2.imwrite(str(folder / frame.info.file), pixels[..., ::-1])


@pytest.fixture(scope="module")
def made(tmp_path_factory, small_recipe):
    """A good board, and the same that lacks R2 and has two particles on it."""
    above = tmp_path_factory.mktemp("traced")
    shutil.copytree(small_recipe, above / "small")
    folder = above / "boards"
    folder.mkdir()
    recipe = read_recipe(small_recipe)
    write_design(recipe, folder / "design")
    (r2,) = (p for p in recipe.board.placements if p.refdes == "R2")
    told = [
        {"type": "missing", "ref": "R2", "box": around(r2.x_mm, r2.y_mm, 0.5)},
        {"type": "particle", "size_mm": 0.4, "box": around(*PARTICLE, HALF_MM)},
        {"type": "fibre", "length_mm": 1.2, "box": NO_FIBRE},
    ]
    missing = (DefectRequest(DefectCode.MISSING, 1.0, "R2"),)
    for name, wrong, truth in (("good_1", (), []), ("bad_1", missing, told)):
        order = Order(WORLDS["plain"], MACHINE, defects=wrong, codec=CodecName.PNG)
        capture = draw_capture(recipe, order, SEED, folder)
        (folder / capture.serial).rename(folder / name)
        file = folder / name / "truth.json"
        drawn = json.loads(file.read_text(encoding="utf-8"))
        file.write_text(json.dumps(in_words_of_its_own(recipe, drawn, truth)), encoding="utf-8")
    lay_particles(folder / "bad_1")
    return folder


def around(x, y, half):
    return [x - half, y - half, x + half, y + half]


def test_traced_holds_every_board_against_its_truth(inspector, made):
    done = inspector("bench", "traced", made, "--json")
    assert done.status == 0
    assert done.json["parts"] == 8
    missing, particle, fibre = done.json["defects"]
    assert (missing["board"], missing["code"], missing["where"]) == ("bad_1", "missing", "R2")
    assert missing["verdict"] == "FAIL"
    assert "missing" in missing["said"]
    assert (particle["code"], particle["where"], particle["verdict"]) == (
        "foreign",
        "surface",
        "FAIL",
    )
    assert particle["said"]
    assert (fibre["code"], fibre["where"], fibre["verdict"]) == ("foreign", "surface", "PASS")
    assert (fibre["said"], fibre["detail"]) == ([], "length_mm 1.2")
    places = done.json["places"]
    assert sorted((p["board"], p["refdes"]) for p in places) == sorted(
        [("good_1", r) for r in ("C1", "C2", "R1", "R2")]
        + [("bad_1", r) for r in ("C1", "C2", "R1")]
    )
    assert {p["by"] for p in places} == {"body_offset"}
    assert max(abs(v) for p in places for v in (p["x_um"], p["y_um"])) < 15
    assert max(abs(p["turn_deg"]) for p in places) < 0.4


def test_what_the_truth_does_not_tell_of_is_a_false_call(inspector, made):
    (call,) = inspector("bench", "traced", made, "--json").json["false_calls"]
    assert (call["board"], call["where"], call["verdict"]) == ("bad_1", "surface", "FAIL")
    x, y = (float(v) for v in call["reason"].split("(")[1].rstrip(")").split(","))
    assert (x, y) == pytest.approx(UNTOLD, abs=0.05)


def test_traced_is_shown_in_lines_and_leaves_its_recipe(inspector, made, tmp_path):
    done = inspector("bench", "traced", made, "--out", tmp_path / "out")
    assert done.status == 0
    assert "defects: 2 of 3 failed" in done.out
    assert "false calls and not inspected: 1 of 8 parts" in done.out
    recipe = read_recipe(tmp_path / "out" / "recipe")
    assert sorted(p.refdes for p in recipe.board.placements) == ["C1", "C2", "R1", "R2"]
    assert [m.name for m in recipe.board.fiducials] == ["F1", "F2", "F3"]
    assert (tmp_path / "out" / "recipe" / "golden").is_dir()


def refused(done, told):
    assert done.status == 3, done.err
    assert done.err.count("\n") == 1
    assert told in done.err


@pytest.mark.parametrize(
    "lost",
    ["design/board.json", "design/packages.json", "design/centroid.csv", "good_1/capture.json",
     "good_1/truth.json"],
)  # fmt: skip
def test_what_is_not_there_is_named(inspector, made, tmp_path, lost):
    folder = tmp_path / "traced"
    shutil.copytree(made, folder)
    (folder / lost).unlink()
    told = "no good board" if lost.endswith("truth.json") else lost.rpartition("/")[2]
    refused(inspector("bench", "traced", folder), told)


@pytest.mark.parametrize(
    "text", ["{", '{"parts": []}', '{"parts": [{"ref": "R9"}], "defects": []}']
)
def test_a_truth_that_cannot_be_read_is_named(inspector, made, tmp_path, text):
    folder = tmp_path / "traced"
    shutil.copytree(made, folder)
    (folder / "good_1" / "truth.json").write_text(text, encoding="utf-8")
    refused(inspector("bench", "traced", folder), "truth.json")
