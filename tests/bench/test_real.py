"""The real-data commands: on the real sets where they lie beside, on drawn ones everywhere."""

import json
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from inspector.bench.real import measure_fiducials, measure_photos
from inspector.domain.errors import InspectorError

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("INSPECTOR_DATA", ROOT.parent / "shared" / "data"))
MARKS, PHOTOS = DATA / "04_fiducials_swissembedded", DATA / "09_pcba_photos"


def needs(folder):
    return pytest.mark.skipif(not folder.is_dir(), reason=f"{folder} is absent")


@needs(MARKS)
def test_all_marks_of_the_real_set_are_found_and_none_is_false():
    report = measure_fiducials(MARKS)
    assert report.good, report.rows()
    assert report.worst_px <= 2.0


@needs(MARKS)
def test_a_real_mark_under_paste_is_placed_by_its_ring(tmp_path):
    for name in ("marker1.jpg", "marker1_bright.jpg"):
        (tmp_path / name).write_bytes((MARKS / name).read_bytes())
    x, y, radius = json.loads((MARKS / "labels.json").read_text())["marker1_bright.jpg"][0]
    picture = cv2.imread(str(tmp_path / "marker1_bright.jpg"))
    rng = np.random.default_rng(0)
    for angle, far, size in zip(
        rng.uniform(0, 6.28, 60), rng.uniform(0, 1.25, 60), rng.uniform(8, 20, 60), strict=True
    ):
        at = (round(x + far * radius * np.cos(angle)), round(y + far * radius * np.sin(angle)))
        cv2.circle(picture, at, round(size), (120, 122, 118), -1)
    cv2.imwrite(str(tmp_path / "marker1_paste.jpg"), picture)
    (tmp_path / "marker1_bright.jpg").unlink()
    (tmp_path / "labels.json").write_text(json.dumps({"marker1_paste.jpg": [[x, y, radius]]}))
    report = measure_fiducials(tmp_path)
    assert report.good, report.marks
    assert report.worst_px <= 3.0


@needs(PHOTOS)
def test_the_real_photographs_lie_on_each_other():
    report = measure_photos(PHOTOS)
    assert report.good, report.rows()
    assert report.held_out_px < 2.0
    assert report.inliers >= 100


def ring(canvas, at, radius):
    for share, tone in ((2.8, 120), (2.15, 250), (1.75, 120), (1.0, 250)):
        cv2.circle(canvas, at, round(share * radius * 16), (tone,) * 3, -1, cv2.LINE_AA, 4)


def drawn(at, size=(700, 1000)):
    canvas = np.full((*size, 3), 70, np.uint8)
    for place in at:
        ring(canvas, (round(place[0] * 16), round(place[1] * 16)), 40)
    # a via with a track, and a pad with a hole: no marks
    cv2.circle(canvas, (150, 550), 40, (250,) * 3, -1, cv2.LINE_AA)
    cv2.line(canvas, (150, 550), (300, 550), (250,) * 3, 14, cv2.LINE_AA)
    cv2.circle(canvas, (800, 550), 40, (250,) * 3, 16, cv2.LINE_AA)
    return cv2.GaussianBlur(canvas, (0, 0), 1.2)


def test_drawn_marks_are_found_and_vias_and_pads_are_none(tmp_path):
    labels = {"mark_two.png.jpg": [[300.25, 200.5, 40], [700.5, 300.75, 40]], "mark_none.jpg": []}
    for name, marks in labels.items():
        cv2.imwrite(str(tmp_path / name), drawn([m[:2] for m in marks]))
    cv2.imwrite(str(tmp_path / "mark.jpg"), drawn([(500, 300)])[170:431, 370:631])
    (tmp_path / "labels.json").write_text(json.dumps(labels))
    report = measure_fiducials(tmp_path)
    assert report.good, report.marks
    assert report.worst_px < 0.3
    assert json.loads(report.to_json())["false"] == 0


def test_a_mark_that_was_not_there_counts_as_missed(tmp_path):
    cv2.imwrite(str(tmp_path / "mark_none.jpg"), drawn([]))
    cv2.imwrite(str(tmp_path / "mark.jpg"), drawn([(500, 300)])[170:431, 370:631])
    (tmp_path / "labels.json").write_text('{"mark_none.jpg": [[500, 300, 40]]}')
    report = measure_fiducials(tmp_path)
    assert not report.good
    assert report.missed == 1
    assert json.loads(report.to_json())["worst_px"] is None


def test_a_turned_photograph_is_laid_back_and_its_turn_is_told(tmp_path):
    rng = np.random.default_rng(2)
    board = cv2.GaussianBlur(rng.integers(0, 255, (90, 120), dtype=np.uint8), (0, 0), 1.0)
    board = cv2.resize(board, (960, 720), interpolation=cv2.INTER_CUBIC)
    turn = cv2.getRotationMatrix2D((480, 360), 133.0, 0.9)
    turned = cv2.warpAffine(board, turn, (960, 720), flags=cv2.INTER_CUBIC)
    places = np.array([[400.0, 300], [560, 420], [480, 360]])
    there = places @ turn[:, :2].T + turn[:, 2]
    for name, image, at in (("a", board, places), ("b", turned, there)):
        cv2.imwrite(str(tmp_path / f"{name}.jpg"), image, [cv2.IMWRITE_JPEG_QUALITY, 98])
        lines = [f"0 {(x + 0.5) / 960} {(y + 0.5) / 720} 0.02 0.03" for x, y in at]
        (tmp_path / f"{name}.txt").write_text("\n".join(lines))
    report = measure_photos(tmp_path)
    assert report.good
    assert report.boxes_worst_px < 0.5
    assert report.rotation_deg == pytest.approx(133.0, abs=0.05)
    assert report.scale == pytest.approx(0.9, abs=0.001)


@pytest.mark.parametrize("measure", [measure_fiducials, measure_photos])
def test_absent_data_is_said(measure, tmp_path):
    with pytest.raises(InspectorError, match="data set"):
        measure(tmp_path)


def test_a_file_that_is_no_picture_is_named(tmp_path):
    (tmp_path / "labels.json").write_text('{"mark_a.jpg": []}')
    (tmp_path / "mark.jpg").write_bytes(b"no picture")
    with pytest.raises(InspectorError, match=r"mark\.jpg"):
        measure_fiducials(tmp_path)
