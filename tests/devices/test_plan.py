import itertools
from dataclasses import replace

import numpy as np
import pytest

from inspector.devices.camera import Optics
from inspector.devices.plan import PictureKind, expected_capture, panel_box, plan_fields, visited
from inspector.domain.errors import DeviceError
from inspector.domain.geometry import Affine, Box
from inspector.domain.image import PixelFormat, Shot
from inspector.formats.recipe import read_recipe
from inspector.formats.shipped import shipped
from inspector.twin.draw import commanded
from inspector.twin.machine import MACHINES
from inspector.twin.unit import build_unit
from inspector.twin.worlds import WORLDS
from tests.small_board import TAKEN_UTC, recipe

KIND = PictureKind(300, 400, PixelFormat.RGB8)
OPTICS = Optics(0.01)


def boxes_of(plan, optics, kind):
    """Give what each upright field shows, drawn from the plan alone."""
    width, height = kind.cols * optics.mm_per_px, kind.rows * optics.mm_per_px
    return [Box(x - width / 2, y - height / 2, width, height) for x, y in places(plan)]


def places(plan):
    return [field.center_mm for field in plan]


def shown(point, field, optics, kind):
    """Whether a turned picture shows a point of the machine."""
    at = Affine.of(*field.center_mm, optics.rotation_deg).inverse().at(*point)
    return (
        abs(at[0]) <= kind.cols * optics.mm_per_px / 2 + 1e-9
        and abs(at[1]) <= kind.rows * optics.mm_per_px / 2 + 1e-9
    )


def grid_over(box):
    xs = np.linspace(box.x_mm, box.x_mm + box.width_mm, 40)
    ys = np.linspace(box.y_mm, box.y_mm + box.height_mm, 40)
    return [(float(x), float(y)) for x in xs for y in ys]


@pytest.mark.parametrize("rotation_deg", [0.0, 3.0, -20.0, 90.0, 180.0])
def test_every_place_of_the_panel_and_its_margin_is_in_a_field(rotation_deg):
    optics = replace(OPTICS, rotation_deg=rotation_deg)
    plan = plan_fields(recipe(), optics, KIND, overlap_mm=0.5)
    unseen = [
        point
        for point in grid_over(panel_box(recipe()).grown(1.0))
        if not any(shown(point, field, optics, KIND) for field in plan)
    ]
    assert not unseen


def test_neighbouring_fields_overlap_by_what_was_asked_for():
    plan = plan_fields(recipe(), OPTICS, KIND, overlap_mm=1.2)
    xs = sorted({x for x, _ in places(plan)})
    ys = sorted({y for _, y in places(plan)})
    assert len(plan) == len(xs) * len(ys) > 4
    assert all(b - a <= 4.0 - 1.2 + 1e-9 for a, b in itertools.pairwise(xs))
    assert all(b - a <= 3.0 - 1.2 + 1e-9 for a, b in itertools.pairwise(ys))


def test_a_part_no_larger_than_the_overlap_lies_whole_in_one_field():
    plan = plan_fields(recipe(), OPTICS, KIND, overlap_mm=1.2)
    boxes = boxes_of(plan, OPTICS, KIND)
    extent = panel_box(recipe())
    for x, y in grid_over(extent):
        part = Box(x - 0.6, y - 0.6, 1.2, 1.2)
        assert any(all(box.contains(*corner) for corner in part.corners_mm) for box in boxes)


def test_one_step_is_along_one_axis_so_the_stage_never_flies_back():
    at = places(plan_fields(recipe(), OPTICS, KIND, overlap_mm=0.5))
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(at)]
    assert all((dx == 0) != (dy == 0) for dx, dy in steps)


def test_the_plan_moves_with_the_panels_origin_and_keeps_its_shots():
    asked = replace(recipe(), shots=(Shot("ring"), Shot("white"), Shot("ring")))
    here = plan_fields(asked, OPTICS, KIND)
    there = plan_fields(asked, OPTICS, KIND, origin_mm=(100.0, -40.0))
    for a, b in zip(here, there, strict=True):
        assert b.center_mm == pytest.approx((a.center_mm[0] + 100.0, a.center_mm[1] - 40.0))
        assert a.shots == (Shot("ring"), Shot("white"))
    assert [field.index for field in here] == list(range(len(here)))


def test_a_field_without_room_and_a_recipe_without_shots_are_refused():
    with pytest.raises(DeviceError, match=r"a field of 4 x 3 mm has no room .* 3 mm"):
        plan_fields(recipe(), OPTICS, KIND, overlap_mm=3.0)
    with pytest.raises(DeviceError, match="it asks for no shot"):
        plan_fields(replace(recipe(), shots=()), OPTICS, KIND)


@pytest.mark.parametrize("product", ["demo", "panel", "families"])
def test_the_drawn_machine_is_sent_to_the_same_places(product):
    asked, machine = read_recipe(shipped("recipes") / product), MACHINES["entocentric-3mp"]
    unit = build_unit(asked.board, asked.panel, WORLDS["plain"], seed=1)
    camera = machine.camera
    kind = PictureKind(camera.rows, camera.cols, PixelFormat.RGB8)
    plan = plan_fields(asked, Optics(machine.mm_per_px), kind)
    np.testing.assert_allclose(places(plan), commanded(unit, machine), atol=1e-9)


def test_what_is_expected_lists_every_frame_of_the_plan_in_its_order():
    plan = plan_fields(recipe(), OPTICS, KIND)
    turned = visited(plan, [field.index for field in plan][::-1])
    capture = expected_capture(recipe(), turned, OPTICS, KIND, "SN1", TAKEN_UTC)
    assert capture.field_indices == tuple(field.index for field in turned)
    assert [info.center_mm for info in capture.frames] == places(turned)
    assert {info.mm_per_px for info in capture.frames} == {0.01}
    with pytest.raises(ValueError, match="is not of the fields"):
        visited(plan, (0, 0))
