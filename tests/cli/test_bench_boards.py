"""`bench bare-boards` and `bench scans` on drawn folders: the figures are what was drawn."""

import cv2
import numpy as np
import pytest

SIDE = 400
MARGIN = 9
"""Labels stand off what they show by so much, px."""
GROUP = "group90000"


def board():
    """A bare board as DeepPCB has it, black copper on white: five tracks and two rows of lands."""
    picture = np.full((SIDE, SIDE), 255, np.uint8)
    for k, row in enumerate(range(60, 360, 60)):
        cv2.rectangle(picture, (40, row), (360, row + 14), 0, -1)
        cv2.rectangle(picture, (40 + 30 * k, row - 20), (60 + 30 * k, row), 0, -1)
    for col in range(60, 360, 50):
        cv2.circle(picture, (col, 30), 9, 0, -1)
        cv2.circle(picture, (col, 375), 9, 0, -1)
    return picture


OPEN, CRUMB, HOLE = (180, 120, 196, 134), (240, 210, 262, 226), (300, 243, 306, 250)
NOTHING = (100, 340, 120, 355)
"""Left, top, right, bottom; nothing is wrong there."""


def with_defects(picture):
    """A track cut through, copper where none belongs, and a hole in a track."""
    tested = picture.copy()
    for (left, top, right, bottom), tone in ((OPEN, 255), (CRUMB, 0), (HOLE, 255)):
        tested[top : bottom + 1, left : right + 1] = tone
    return tested


def write_pair(group, name, template, tested, labels):
    """Write a pair as the set has it; labels by box and number of the kind."""
    group.mkdir(parents=True, exist_ok=True)
    for end, picture in (("temp", template), ("test", tested)):
        cv2.imwrite(str(group / f"{name}_{end}.jpg"), picture, [cv2.IMWRITE_JPEG_QUALITY, 98])
    lines = [
        f"{left - MARGIN},{top - MARGIN},{right + MARGIN},{bottom + MARGIN},{kind}"
        for (left, top, right, bottom), kind in labels
    ]
    (group / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def pairs(tmp_path):
    """Two pairs: one with two labelled defects, one unlabelled, one label of nothing; one good."""
    labels = [(OPEN, 1), (CRUMB, 5), (NOTHING, 2)]
    write_pair(tmp_path / "set" / GROUP, "1", board(), with_defects(board()), labels)
    write_pair(tmp_path / "set" / "group90001", "2", board(), board(), [])
    return tmp_path / "set"


def test_bare_boards_counts_what_was_drawn(inspector, pairs):
    done = inspector("bench", "bare-boards", pairs, "--json")
    assert (done.status, done.err) == (0, "")
    counts = ("pairs", "found", "false", "missed")
    groups = {name: [row[c] for c in counts] for name, row in done.json["groups"].items()}
    assert groups == {
        GROUP: [1, 2, 1, 1],
        "group90001": [1, 0, 0, 0],
        "all": [2, 2, 1, 1],
    }
    row = done.json["groups"]["all"]
    assert [row[r] for r in ("precision", "recall", "f")] == pytest.approx([2 / 3] * 3)
    assert done.json["groups"]["group90001"]["recall"] is None, "there was nothing to be found"
    called = done.json["confusion"]
    assert called["track_open"]["track_open"] == 1
    assert called["spurious_copper"]["spurious_copper"] == 1
    assert sum(n for row in called.values() for n in row.values()) == 2
    assert done.json["not_inspected"] == {}


def test_bare_boards_are_shown_as_a_table(inspector, pairs):
    done = inspector("bench", "bare-boards", pairs)
    assert (done.status, done.err) == (0, "")
    (row,) = [line for line in done.out.splitlines() if GROUP in line]
    cells = [cell.strip() for cell in row.split("│")[1:-1]]
    assert cells == [GROUP, "1", "2", "1", "1", "0.667", "0.667", "0.667"]
    assert "boards a second" in done.out


def test_another_board_than_the_template_is_not_inspected_and_all_of_it_missed(inspector, tmp_path):
    other = np.full((SIDE, SIDE), 255, np.uint8)
    rng = np.random.default_rng(5)
    for x, y, w, h in rng.integers((20, 20, 8, 8), (320, 320, 60, 60), (45, 4)):
        cv2.rectangle(other, (int(x), int(y)), (int(x + w), int(y + h)), 0, -1)
    write_pair(tmp_path / "set" / GROUP, "7", board(), other, [(OPEN, 1)])
    data = inspector("bench", "bare-boards", tmp_path / "set", "--json").json
    assert list(data["not_inspected"]) == ["7"]
    assert data["groups"]["all"]["missed"] == 1


@pytest.mark.parametrize("ending", ["_test.jpg", ".txt"])
def test_a_pair_that_is_not_whole_is_named(inspector, pairs, ending):
    lost = pairs / GROUP / f"1{ending}"
    lost.unlink()
    refused(inspector("bench", "bare-boards", pairs), lost.name)


@pytest.mark.parametrize("line", ["1,2,3,4", "1,2,3,4,x", "1,2,3,4,9"])
def test_a_label_that_is_none_is_refused(inspector, pairs, line):
    (pairs / GROUP / "1.txt").write_text(line + "\n")
    refused(inspector("bench", "bare-boards", pairs), "1.txt")


def refused(done, told):
    """One line that says what was missing."""
    assert done.status == 3
    assert done.err.count("\n") == 1
    assert told in done.err
    assert "internal error" not in done.err
    assert "make room" not in done.err


@pytest.mark.parametrize("command", ["bare-boards", "scans", "traced", "joints", "codes"])
@pytest.mark.parametrize("where", ["nowhere", "empty", "a.txt"])
def test_a_folder_that_holds_nothing_of_the_kind_is_refused_in_a_line(
    inspector, tmp_path, command, where
):
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text("no folder")
    refused(inspector("bench", command, tmp_path / where), where)


FILM = (300, 460)
SPOT = (slice(140, 175), slice(200, 240))
"""35 x 40 px, away from the conductors: of more than the limit of 400 px."""


def film(seed):
    """A scan of a film unit: copper strips and holes on amber, with the noise of a scan."""
    picture = np.empty((*FILM, 3), np.float64)
    picture[:] = (60, 120, 170)
    for k, row in enumerate(range(30, 290, 52)):
        cv2.rectangle(picture, (20, row), (440, row + 16), (110, 150, 210), -1)
        cv2.rectangle(
            picture, (40 + 61 * k, row - 12), (70 + 61 * k, row + 28), (130, 180, 220), -1
        )
        cv2.circle(picture, (430 - 70 * k, row + 34), 7, (20, 20, 25), -1)
    noisy = cv2.GaussianBlur(picture, (0, 0), 0.8)
    noisy += np.random.default_rng(seed).normal(0, 1.5, noisy.shape)
    return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)


def write_scan(folder, name, picture):
    folder.mkdir(exist_ok=True)
    cv2.imwrite(str(folder / f"{name}.jpg"), picture, [cv2.IMWRITE_JPEG_QUALITY, 98])


@pytest.fixture
def films(tmp_path):
    """Four units; the third has a spot, the fourth lies 3 px to the right and 2 px down."""
    folder = tmp_path / "film"
    for number in range(4):
        picture = film(number)
        if number == 2:
            picture[SPOT] = (230, 230, 225)
        if number == 3:
            picture = np.roll(picture, (2, 3), axis=(0, 1))
        write_scan(folder, f"u{number}", picture)
    return folder


def test_scans_calls_the_spot_and_nothing_else(inspector, films, tmp_path):
    done = inspector("bench", "scans", films, "--json", "--out", tmp_path / "shown")
    assert (done.status, done.err) == (0, "")
    units = {unit["name"]: unit for unit in done.json["units"]}
    assert {name: unit["regions"] for name, unit in units.items()} == {
        "u0.jpg": 0, "u1.jpg": 0, "u2.jpg": 1, "u3.jpg": 0,
    }  # fmt: skip
    assert {unit["learned_from"] for unit in units.values()} == {3}
    assert units["u2.jpg"]["largest_px"] == pytest.approx(35 * 40, rel=0.1)
    assert units["u2.jpg"]["share"] == pytest.approx(35 * 40 / (FILM[0] * FILM[1]), rel=0.15)
    assert units["u3.jpg"]["moved_px"] == pytest.approx(np.hypot(2, 3), abs=0.7)
    assert all(unit["uninspected"] < 0.1 and not unit["reason"] for unit in units.values())
    assert sorted(p.name for p in (tmp_path / "shown").iterdir()) == [
        f"u{number}.png" for number in range(4)
    ]
    marked = cv2.imread(str(tmp_path / "shown" / "u2.png"))
    assert (marked == (255, 0, 255)).all(axis=2).any(), "what differs stands in magenta"


def test_scans_are_shown_as_a_table(inspector, films):
    done = inspector("bench", "scans", films)
    assert (done.status, done.err) == (0, "")
    rows = [line.split("│") for line in done.out.splitlines() if ".jpg" in line]
    assert [(row[1].strip(), row[6].strip()) for row in rows] == [
        ("u0.jpg", "0"), ("u1.jpg", "0"), ("u2.jpg", "1"), ("u3.jpg", "0"),
    ]  # fmt: skip
    assert "regions of more than 400 px are called" in done.out


def test_a_scan_of_another_view_has_no_others_to_be_held_against(inspector, films):
    write_scan(films, "z", np.ascontiguousarray(film(9)[:150]))
    data = inspector("bench", "scans", films, "--json").json
    (alone,) = [unit for unit in data["units"] if unit["name"] == "z.jpg"]
    assert alone["learned_from"] == 0
    assert "no other scan of its view" in alone["reason"]
    assert list(data["other_views"]) == ["z.jpg"]
    assert len(data["units"]) == 5


def test_two_scans_are_too_few(inspector, films):
    for number in (2, 3):
        (films / f"u{number}.jpg").unlink()
    refused(inspector("bench", "scans", films), "2 scans lie there, three are the least")


def test_a_folder_for_pictures_that_holds_something_is_refused_before_the_work(inspector, films):
    refused(inspector("bench", "scans", films, "--out", films), "new or empty")


def test_what_is_no_picture_is_named(inspector, films):
    (films / "u1.jpg").write_bytes(b"no picture")
    refused(inspector("bench", "scans", films), "u1.jpg")
