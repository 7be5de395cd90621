import math
import re
from dataclasses import replace

import pytest

from inspector.domain.board import Side
from inspector.domain.errors import RecipeError
from inspector.domain.geometry import Box
from inspector.formats.kicad import fiducial_of, read_position_file, read_positions

CSV = """Ref,Val,Package,PosX,PosY,Rot,Side
"C1","100n","C_0603_1608Metric",110.000000,-90.000000,90.000000,top
"U1","LM358","SOIC-8_3.9x4.9mm_P1.27mm",120.000000,-88.000000,-90.000000,bottom
"FID1","","Fiducial_1mm_Mask2mm",106.000000,-86.000000,0.000000,top
"""
ASCII = """### Footprint positions - created on 2026-11-22T08:00:00 ###
### Printed by KiCad version 9.0.0
## Unit = mm, Angle = deg.
## Side : All
# Ref     Val       Package                PosX       PosY       Rot  Side
C1        100n      C_0603_1608Metric  110.0000   -90.0000   90.0000  top
U1        LM358     SOIC-8_3.9x4.9mm_P1.27mm  120.0000   -88.0000  -90.0000  bottom
FID1      ~         Fiducial_1mm_Mask2mm  106.0000   -86.0000    0.0000  top
## End
"""
OUTLINE = Box(100.0, -100.0, 30.0, 20.0)


@pytest.fixture(params=["csv", "ascii"])
def position_file(request, tmp_path):
    file = tmp_path / f"board.{request.param}"
    file.write_text(CSV if request.param == "csv" else ASCII, encoding="utf-8")
    return file


def test_the_top_side_is_moved_to_the_corner_of_the_board(position_file):
    (c1,) = read_positions(position_file, Side.TOP, OUTLINE)
    assert (c1.refdes, c1.value, c1.package) == ("C1", "100n", "C_0603_1608Metric")
    assert (c1.x_mm, c1.y_mm, c1.rotation_deg) == (10.0, 10.0, 90.0)


def test_the_bottom_side_is_seen_from_below(position_file):
    (u1,) = read_positions(position_file, Side.BOTTOM, OUTLINE)
    # width - 20, and 180 - (-90) = 270 = -90
    assert (u1.x_mm, u1.y_mm, u1.rotation_deg) == (10.0, 12.0, -90.0)


def test_without_an_outline_the_board_reaches_three_millimetres_beyond_its_parts(position_file):
    (c1,) = read_positions(position_file, Side.TOP)
    assert (c1.x_mm, c1.y_mm) == (7.0, 3.0)


def test_a_csv_file_may_tell_part_numbers_and_what_is_not_fitted(tmp_path):
    header, c1, u1, _ = CSV.splitlines()
    file = tmp_path / "board.csv"
    lines = (f"{header},PartNumber,Fitted", f"{c1},GRM188R71C104KA01D,yes", f"{u1},,no")
    file.write_text("\n".join(lines), encoding="utf-8")
    (c1,), (u1,) = (read_positions(file, side, OUTLINE) for side in Side)
    assert (c1.part_number, c1.fitted) == ("GRM188R71C104KA01D", True)
    assert (u1.part_number, u1.fitted) == ("", False)
    file.write_text("\n".join(lines).replace("yes", "ja"), encoding="utf-8")
    with pytest.raises(RecipeError, match=r"line 2, Fitted: is 'ja'.*write yes or no"):
        read_position_file(file)


def test_a_fiducial_has_the_sizes_in_its_name(position_file):
    mark = next(p for p in read_position_file(position_file) if p.refdes == "FID1")
    fiducial = fiducial_of(mark, OUTLINE, position_file)
    assert (fiducial.x_mm, fiducial.y_mm) == (6.0, 14.0)
    assert (fiducial.size_mm, fiducial.opening_mm) == (1.0, 2.0)


def pin_1_from_below(x_mm, y_mm, turn_deg, pin_mm):
    """Give where pin 1 lies, seen from below, by doing to the part what a layout program does.

    The part is turned over about its own x axis (what was up is down), turned counter-clockwise as
    seen from the top, moved to its place; then the whole board is turned over.
    """
    px, py = pin_mm[0], -pin_mm[1]
    turn = math.radians(turn_deg)
    top_x = x_mm + px * math.cos(turn) - py * math.sin(turn)
    top_y = y_mm + px * math.sin(turn) + py * math.cos(turn)
    return OUTLINE.width_mm - (top_x - OUTLINE.x_mm), top_y - OUTLINE.y_mm


@pytest.mark.parametrize("turn_deg", [0.0, 90.0, 180.0, -90.0, 45.0, -135.0, 12.5])
def test_pin_1_of_a_bottom_part_lies_where_it_is_seen_from_below(tmp_path, turn_deg):
    file = tmp_path / "board.csv"
    text = f"Ref,Val,Package,PosX,PosY,Rot,Side\nU1,,SOIC8,117.5,-92.25,{turn_deg},bottom\n"
    file.write_text(text, encoding="utf-8")
    (u1,) = read_positions(file, Side.BOTTOM, OUTLINE)
    pin_1 = (-2.475, 1.905)  # of a SOIC-8 at 0 degrees: upper left
    wanted = pin_1_from_below(117.5, -92.25, turn_deg, pin_1)
    assert u1.pose.at(*pin_1) == pytest.approx(wanted, abs=1e-9)


def expression(text):
    """Read an s-expression as nested lists of texts."""
    stack = [[]]
    for token in re.findall(r'"(?:[^"\\]|\\.)*"|[()]|[^\s()]+', text):
        if token == "(":
            stack.append([])
        elif token == ")":
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(token.strip('"'))
    return stack[0][0]


def entries(node, name):
    return [inner for inner in node if isinstance(inner, list) and inner[0] == name]


@pytest.fixture(scope="module")
def footprints(shared_data):
    """Every footprint of a real board: its name, side, place, turn, and pads (x, y down) by pin."""
    file = shared_data / "11_cad_placement" / "kicad" / "StickHub.kicad_pcb"
    if not file.is_file():
        pytest.skip(f"no {file}")
    found = []
    for number, node in enumerate(
        entries(expression(file.read_text(encoding="utf-8")), "footprint")
    ):
        x, y, turn = (*map(float, entries(node, "at")[0][1:]), 0.0)[:3]
        pads = {}
        for pad in entries(node, "pad"):
            pads.setdefault(pad[1], tuple(map(float, entries(pad, "at")[0][1:3])))
        side = Side.TOP if entries(node, "layer")[0][1] == "F.Cu" else Side.BOTTOM
        found.append((f"X{number}", node[1].rpartition(":")[2], side, (x, y, turn), pads))
    return found


def placed(footprints, side, tmp_path):
    """Write what KiCad writes for them, and read it."""
    lines = ["Ref,Val,Package,PosX,PosY,Rot,Side"]
    lines += [f"{r},,{n},{x},{-y},{t},{s}" for r, n, s, (x, y, t), _ in footprints]
    (tmp_path / "all.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {p.refdes: p for p in read_positions(tmp_path / "all.csv", side, BOARD)}


BOARD = Box(140.0, -110.0, 20.0, 32.0)


def seen_from(side, at, pad):
    """Give where a pad lies on the board as seen from a side, from what the board file states."""
    (x, y, turn_deg), (px, py) = at, pad
    turn = math.radians(turn_deg)
    across = x + px * math.cos(turn) + py * math.sin(turn) - BOARD.x_mm
    up = -(y - px * math.sin(turn) + py * math.cos(turn)) - BOARD.y_mm
    return (across, up) if side is Side.TOP else (BOARD.width_mm - across, up)


def test_pin_1_of_a_real_bottom_qfp_is_found_upper_left_of_its_zero(footprints, tmp_path):
    ours = placed(footprints, Side.BOTTOM, tmp_path)
    (qfp,) = [f for f in footprints if f[1].startswith("LQFP-48")]
    refdes, _, side, at, pads = qfp
    assert side is Side.BOTTOM
    back = ours[refdes].pose.inverse()
    local = {pin: back.at(*seen_from(side, at, pad)) for pin, pad in pads.items()}
    # IPC-7351: pin 1 is the uppermost of the left row, then counter-clockwise; pitch 0.5 mm
    row = local["1"][0]
    assert -4.5 < row < -3.9
    for pin in range(1, 13):
        assert local[str(pin)] == pytest.approx((row, 2.75 - 0.5 * (pin - 1)), abs=1e-4)
    for pin in range(13, 25):
        assert local[str(pin)] == pytest.approx((-2.75 + 0.5 * (pin - 13), row), abs=1e-4)


def test_every_part_lies_alike_on_both_sides_of_a_real_board(footprints, tmp_path):
    """Pads of a footprint at 0 degrees, found from its top parts, predict those of its bottom."""
    tops = {name: pads for _, name, side, _, pads in footprints if side is Side.TOP}
    ours = placed(footprints, Side.BOTTOM, tmp_path)
    compared = 0
    for refdes, name, side, at, pads in footprints:
        if side is not Side.BOTTOM or name not in tops or refdes not in ours:
            continue
        for pin, (x, y_down) in tops[name].items():
            predicted = ours[refdes].pose.at(x, -y_down)
            assert predicted == pytest.approx(seen_from(side, at, pads[pin]), abs=2e-5)
            compared += 1
    assert compared >= 8


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",top\n", ",front\n", "line 2, Side: is 'front'; write top or bottom"),
        ("110.000000", "110mm", "line 2, PosX"),
        ('"U1"', '"C1"', "line 3: C1 stands in line 2 already"),
        ("PosY", "Posy", "line 1: column PosY is missing"),
    ],
)
def test_a_position_file_that_is_not_understood_is_refused(tmp_path, old, new, message):
    file = tmp_path / "board.csv"
    file.write_text(CSV.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RecipeError, match=re.escape(message)):
        read_position_file(file)


def test_inches_missing_columns_and_empty_files_are_refused(tmp_path):
    file = tmp_path / "board.pos"
    file.write_text(ASCII.replace("Unit = mm", "Unit = inches"), encoding="utf-8")
    with pytest.raises(RecipeError, match="line 3: is not in millimetres"):
        read_position_file(file)
    file.write_text(ASCII.replace("C1        100n ", "C1             "), encoding="utf-8")
    with pytest.raises(RecipeError, match="line 6: has 6 columns, not 7; export as CSV"):
        read_position_file(file)
    file.write_text("", encoding="utf-8")
    with pytest.raises(RecipeError, match="holds no part"):
        read_position_file(file)


def test_a_fiducial_of_unknown_size_is_refused(position_file):
    mark = next(p for p in read_position_file(position_file) if p.refdes == "FID1")
    with pytest.raises(RecipeError, match="does not say how large the mark is"):
        fiducial_of(replace(mark, footprint="Mark"), OUTLINE, position_file)
