"""`bench joints` on drawn joints that differ by kind in colour and shape, and in nothing else."""

import cv2
import numpy as np
import pytest

KINDS = ("normal", "short", "insufficient_solder", "excessive_solder", "shifted_component")
COUNTS = (30, 10, 10, 12, 10)
TONES = ((200, 90, 40), (40, 60, 210), (60, 190, 70), (215, 215, 60), (150, 40, 190))
SIDE = 32


def joint(kind, number):
    """A joint in its kind's colour, with a blot of its own by which no two of them are alike."""
    rng = np.random.default_rng(1000 * kind + number)
    coarse = rng.normal(0, 45, (8, 8, 1))
    blots = cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)[..., None]
    picture = np.clip(np.float64(TONES[kind]) + blots, 0, 255)
    return picture.astype(np.uint8)


def write(folder, kind, name, picture):
    where = folder / KINDS[kind]
    where.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(where / f"{name}.png"), picture[..., ::-1])


@pytest.fixture
def folder(tmp_path):
    """Good joints are numbered far apart on their board, so that they are no neighbours."""
    for kind, count in enumerate(COUNTS):
        for number in range(count):
            far = 25 * number if kind == 0 else number
            write(tmp_path / "joints", kind, f"{KINDS[kind]}_{far}_", joint(kind, number))
    return tmp_path / "joints"


def test_joints_that_differ_by_colour_are_told_by_it_and_not_by_their_size(inspector, folder):
    done = inspector("bench", "joints", folder, "--json")
    assert (done.status, done.err) == (0, "")
    assert done.json["kinds"] == dict(zip(KINDS, COUNTS, strict=True))
    assert done.json["groups"] == sum(COUNTS)
    scores = {score["features"]: score for score in done.json["scores"]}
    ours = scores["joint"]
    assert (ours["accuracy"], ours["macro_f1"], ours["escape"]) == (1.0, 1.0, 0.0)
    assert ours["f1"] == [1.0] * 5
    assert ours["defects_f1"] == 1.0
    assert ours["false_calls"] <= 0.1, "of six in a fold none or hardly one"
    # all are of one size: whatever is said, it is said of all of a fold
    assert scores["size alone"]["accuracy"] <= max(COUNTS) / sum(COUNTS)


def test_joints_are_shown_as_a_table(inspector, folder):
    done = inspector("bench", "joints", folder)
    assert (done.status, done.err) == (0, "")
    (row,) = [line for line in done.out.splitlines() if line.startswith("│ joint ")]
    assert [cell.strip() for cell in row.split("│")[2:4]] == ["1.000", "1.000"]
    assert "normal 30, short 10, insufficient_solder 10, excessive_solder 12" in done.out
    assert f"{sum(COUNTS)} groups that are never parted, five folds" in done.out


def test_copies_turns_and_mirrors_of_a_joint_stay_with_it(inspector, folder):
    one = joint(1, 0)
    for number, copy in enumerate((one, np.rot90(one), one[:, ::-1]), 500):
        write(folder, 1, f"short_{number}_", np.ascontiguousarray(copy))
    data = inspector("bench", "joints", folder, "--json").json
    assert data["kinds"]["short"] == COUNTS[1] + 3
    assert data["groups"] == sum(COUNTS)


def test_good_joints_beside_each_other_stay_together(inspector, folder):
    for number in range(3):  # of the same 25 as number 0
        write(folder, 0, f"normal_{number + 1}_", joint(0, 700 + number))
    data = inspector("bench", "joints", folder, "--json").json
    assert data["groups"] == sum(COUNTS)


def refused(done, told):
    assert done.status == 3
    assert done.err.count("\n") == 1
    assert told in done.err


@pytest.mark.parametrize("kind", [0, 3])
def test_a_kind_without_pictures_is_named(inspector, folder, kind):
    for file in (folder / KINDS[kind]).iterdir():
        file.unlink()
    refused(inspector("bench", "joints", folder), KINDS[kind])


def test_a_file_that_is_no_picture_is_named(inspector, folder):
    (folder / "short" / "short_3_.png").write_bytes(b"no picture")
    refused(inspector("bench", "joints", folder), "short_3_.png")


@pytest.mark.parametrize("kind", [0, 2])
def test_fewer_joints_than_folds_are_too_few(inspector, folder, kind):
    for file in sorted((folder / KINDS[kind]).iterdir())[4:]:
        file.unlink()
    refused(inspector("bench", "joints", folder), KINDS[kind])
