"""A part that did not pass is kept as it was seen under every light of its field."""

from dataclasses import replace

import numpy as np
import pytest

from inspector.domain.image import FrameStatus, PixelFormat, Shot
from inspector.domain.result import DefectCode, Verdict
from inspector.inspection import inspect_panel, panel
from inspector.twin.defects import DefectRequest
from inspector.vision.eye import shown
from tests.small_board import RING, taken

WHITE, COAXIAL = Shot("white"), Shot("coaxial")
DEFECTS = (
    DefectRequest(DefectCode.MISSING, refdes="R2"),
    DefectRequest(DefectCode.SHIFTED, refdes="C1"),
)
LEVELS = {0: 30, 1: 60, 2: 90, 3: 120}
"""What every pixel of a field is in the light that we make up for it."""


def inspect(one, **how):
    return inspect_panel(one.recipe, one.capture, one.fields, one.calibration, **how)


def painted(frame, *, mono):
    """Give a frame in another light whose every pixel tells its field."""
    level = LEVELS[frame.info.field]
    shape = frame.pixels.shape[:2] if mono else frame.pixels.shape
    kind = PixelFormat.MONO8 if mono else frame.info.pixel_format
    shot = COAXIAL if mono else WHITE
    info = replace(frame.info, shot=shot, pixel_format=kind)
    return replace(frame, info=info, pixels=np.full(shape, level, np.uint8))


@pytest.fixture(scope="module")
def ring_alone():
    return inspect(taken(DEFECTS)).pictures


@pytest.fixture(scope="module")
def lit():
    """The same panel with two more lights, taken in another order than the recipe's."""
    one = taken(DEFECTS)
    fields = [
        replace(f, frames=(painted(ring, mono=False), ring, painted(ring, mono=True)))
        for f in one.fields
        for ring in f.frames
    ]
    recipe = replace(one.recipe, shots=(COAXIAL, RING, WHITE))
    return replace(one.with_fields(fields), recipe=recipe)


def test_every_light_shows_the_part_in_its_own_field_and_frame(lit, ring_alone):
    found = inspect(lit)
    parts = {p.refdes: p for p in found.result.boards[0].parts}
    assert found.pictures.keys() == ring_alone.keys()
    assert {refdes for _, refdes in found.pictures} >= {"R2", "C1"}
    levels = set()
    for part, lights in found.pictures.items():
        assert parts[part[1]].verdict is not Verdict.PASS
        assert list(lights) == ["ring", "coaxial", "white"], "judged by first, then as asked for"
        assert np.array_equal(lights["ring"], ring_alone[part]["ring"])
        rows, cols, _ = lights["ring"].shape
        assert lights["white"].shape == (rows, cols, 3)
        assert lights["coaxial"].shape == (rows, cols)
        (level,) = set(np.unique(lights["white"])) & set(np.unique(lights["coaxial"]))
        levels.add(int(level))
        assert not any(picture.flags.writeable for picture in lights.values())
    known = {int(shown(np.float32([level / 255]))[0]) for level in LEVELS.values()}
    assert levels <= known
    assert len(levels) == 2, "R2 and C1 lie in two fields"


def test_drawn_lights_differ(lit):
    drawn = inspect(taken(DEFECTS, shots=(RING, COAXIAL)))
    for lights in drawn.pictures.values():
        apart = np.abs(lights["ring"].astype(int) - lights["coaxial"]).mean()
        assert apart > 10


def test_a_light_whose_frame_is_not_whole_is_left_out(lit):
    def spoilt(frame):
        broken = replace(frame.info, status=FrameStatus.INCOMPLETE)
        return replace(frame, info=broken) if frame.info.shot == WHITE else frame

    beside = replace(lit, recipe=replace(lit.recipe, shots=(RING,)))  # white is not asked for
    fields = [replace(f, frames=tuple(map(spoilt, f.frames))) for f in beside.fields]
    found = inspect(beside.with_fields(fields))
    assert found.pictures
    assert all(list(lights) == ["ring", "coaxial"] for lights in found.pictures.values())


@pytest.mark.parametrize("workers", [1, 3])
def test_where_most_of_a_panel_fails_memory_is_bound(lit, workers, monkeypatch):
    every = inspect(lit).pictures
    most = max(lights["coaxial"].nbytes + lights["white"].nbytes for lights in every.values())
    monkeypatch.setattr(panel, "MOST_LIGHTS_BYTES", most)
    found = inspect(lit, workers=workers).pictures
    assert found.keys() == every.keys(), "the light that was judged by is always kept"
    extra = sum(p.nbytes for lights in found.values() for p in list(lights.values())[1:])
    assert 0 < extra <= most
    assert all(next(iter(lights)) == "ring" for lights in found.values())
