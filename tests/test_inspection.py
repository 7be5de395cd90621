"""One panel through the whole of inspection: nothing that was not inspected ever passes."""

import math
import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

import numpy as np
import pytest

from inspector.checks import BodyOffset, Presence
from inspector.domain.board import Mask, Side
from inspector.domain.geometry import Box
from inspector.domain.image import FrameStatus, Shot
from inspector.domain.judging import panel_not_inspected, rejudge
from inspector.domain.recipe import Crop, LimitRule, ModelReference, Quantity
from inspector.domain.result import DefectCode, Measurement, ModelUsed, Timing, Verdict
from inspector.inspection import field_order, inspect_panel
from inspector.inspection.fields import AHEAD, Job, Panel, in_parallel
from inspector.neural.model import Models
from inspector.twin.defects import DefectRequest
from inspector.vision.pose import Registration
from tests.small_board import RES, SOIC, taken

DEFECTS = (
    DefectRequest(DefectCode.MISSING, refdes="R2"),
    DefectRequest(DefectCode.SHIFTED, refdes="C1"),
    DefectRequest(DefectCode.SKEWED, refdes="R3"),
    DefectRequest(DefectCode.WRONG_ROTATION, refdes="U1"),
    DefectRequest(DefectCode.WRONG_ROTATION, refdes="C3"),
)
FOUND = {
    "R2": {DefectCode.MISSING},
    "C1": {DefectCode.SHIFTED},
    "R3": {DefectCode.SKEWED},
    "U1": {DefectCode.REVERSED},
    "C3": {DefectCode.SKEWED},
}


def inspect(one, **how):
    return inspect_panel(one.recipe, one.capture, one.fields, one.calibration, **how)


def parts(inspected, board=0):
    return {p.refdes: p for p in inspected.result.boards[board].parts}


def timeless(result):
    return replace(result, timing=Timing(0.0, 0.0))


@pytest.fixture(scope="module")
def good():
    return taken()


@pytest.fixture(scope="module")
def good_result(good):
    return inspect(good)


@pytest.fixture(scope="module")
def bad_result():
    return inspect(taken(DEFECTS))


def with_recipe(one, **changes):
    return replace(one, recipe=replace(one.recipe, **changes))


def with_board(one, **changes):
    return with_recipe(one, board=replace(one.recipe.board, **changes))


def assert_nothing_inspected(inspected, reason):
    result = inspected.result
    assert result.verdict is Verdict.NOT_INSPECTED
    assert reason in result.reason
    found = [p for board in result.boards for p in board.parts]
    assert len(found) == 9
    assert all(p.verdict is Verdict.NOT_INSPECTED and reason in p.reason for p in found)


def test_a_good_board_passes_with_every_part_once(good, good_result):
    result = good_result.result
    assert result.verdict is Verdict.PASS, [p for p in parts(good_result).values() if p.reason]
    assert [p.refdes for p in result.boards[0].parts] == [
        p.refdes for p in good.recipe.board.placements
    ]
    assert result.acquisition.delivered == len(good.capture.frames)
    assert (result.acquisition.incomplete, result.acquisition.id_gaps) == (0, 0)
    assert result.timing.total_s >= result.timing.tail_s > 0
    assert (result.recipe_sha256, result.station) == ("abc", "st1")
    assert not good_result.pictures


def test_places_agree_with_the_truth(good, good_result):
    found = parts(good_result)
    for truth in good.truth.parts:
        got = {m.quantity: m for m in found[truth.refdes].measurements if not m.pin}
        for name, true in (("x", truth.offset_x_mm), ("y", truth.offset_y_mm)):
            m = got[f"body_offset_{name}"]
            assert m.value == pytest.approx(true, abs=0.012)
            assert abs(m.value - true) < 4 * m.uncertainty


def test_every_seeded_defect_is_found_and_nothing_else(bad_result):
    failed = {
        p.refdes: {d.code for d in p.defects} for p in parts(bad_result).values() if p.defects
    }
    assert failed.keys() == FOUND.keys()
    assert all(FOUND[refdes] <= codes for refdes, codes in failed.items())
    assert bad_result.result.verdict is Verdict.FAIL


def test_a_defect_has_its_place_on_the_board(bad_result):
    (defect,) = [d for d in parts(bad_result)["R2"].defects if d.code is DefectCode.MISSING]
    assert defect.box is not None
    assert defect.box.contains(5.2, 1.4)
    assert defect.box.height_mm > defect.box.width_mm, "R2 stands upright"


def test_failed_parts_have_a_picture_for_the_eye(bad_result):
    assert set(bad_result.pictures) == {(0, refdes) for refdes in FOUND}
    for lights in bad_result.pictures.values():
        assert list(lights) == ["ring"]
        picture = lights["ring"]
        assert picture.dtype == np.uint8
        assert picture.shape[2] == 3
        assert not picture.flags.writeable


@pytest.mark.parametrize("workers", [2, 5])
def test_the_result_does_not_depend_on_the_number_of_workers(workers, bad_result):
    again = inspect(taken(DEFECTS), workers=workers)
    assert repr(timeless(again.result)) == repr(timeless(bad_result.result))
    assert set(again.pictures) == set(bad_result.pictures)
    for part, lights in again.pictures.items():
        assert np.array_equal(lights["ring"], bad_result.pictures[part]["ring"])


def test_the_order_of_fields_does_not_matter(good, good_result):
    backwards = inspect(replace(good, fields=good.fields[::-1]))
    assert repr(timeless(backwards.result)) == repr(timeless(good_result.result))


def test_fields_with_fiducials_come_first_and_all_come_once(good):
    order = field_order(good.recipe, good.capture, good.calibration)
    assert sorted(order) == sorted(good.capture.field_indices)


def test_a_field_that_never_came_leaves_its_parts_not_inspected(good, good_result):
    gone = good.fields[-1].index
    result = inspect(replace(good, fields=good.fields[:-1]))
    unseen = [p for p in parts(result).values() if p.verdict is Verdict.NOT_INSPECTED]
    assert len(parts(result)) == 9
    assert result.result.verdict is Verdict.NOT_INSPECTED
    assert unseen
    assert all(p.reason == f"field {gone} did not arrive" for p in unseen)


def test_a_part_that_is_shown_only_in_part_is_not_called_missing(good):
    verdicts = []
    for count in range(2, len(good.fields)):
        fields = good.fields[:count]
        frames = tuple(one.frames[0].info for one in fields)
        seen = replace(good, fields=fields, capture=replace(good.capture, frames=frames))
        verdicts += [p.verdict for p in parts(inspect(seen)).values()]
    assert Verdict.FAIL not in verdicts
    assert Verdict.NOT_INSPECTED in verdicts


@pytest.mark.parametrize("status", [FrameStatus.INCOMPLETE, FrameStatus.LOST])
def test_a_frame_that_did_not_arrive_whole_is_no_inspection(good, status):
    last = good.fields[-1]
    frame = last.frames[0]
    broken = replace(frame, info=replace(frame.info, status=status))
    one = good.with_fields([*good.fields[:-1], replace(last, frames=(broken,))])
    result = inspect(one)
    assert result.result.verdict is Verdict.NOT_INSPECTED
    assert result.result.acquisition.incomplete == 1
    assert any(status.value in p.reason for p in parts(result).values())


def test_a_shot_that_is_absent_is_no_inspection(good):
    both = (Shot("ring"), Shot("white"))
    result = inspect(with_recipe(good, shots=both))
    assert result.result.verdict is Verdict.NOT_INSPECTED
    assert all(p.verdict is not Verdict.PASS for p in parts(result).values())


def test_no_field_at_all_is_no_inspection(good):
    assert_nothing_inspected(inspect(replace(good, fields=())), "")
    assert_nothing_inspected(inspect(good.with_fields(())), "no frame")


def test_black_pictures_are_no_inspection(good):
    dark = []
    for one in good.fields:
        frame = one.frames[0]
        dark.append(replace(one, frames=(replace(frame, pixels=np.zeros_like(frame.pixels)),)))
    result = inspect(replace(good, fields=tuple(dark)))
    assert_nothing_inspected(result, "iducial")


def test_a_frame_of_another_size_is_no_inspection(good):
    cut = []
    for one in good.fields:
        frame = one.frames[0]
        cut.append(replace(one, frames=(replace(frame, pixels=frame.pixels[:-8]),)))
    assert inspect(replace(good, fields=tuple(cut))).result.verdict is Verdict.NOT_INSPECTED


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"product": "other"}, "'other'"),
        ({"side": Side.BOTTOM}, "bottom"),
        ({"frames": ()}, "frame"),
    ],
)
def test_a_capture_of_something_else_is_refused(good, change, reason):
    one = replace(good, capture=replace(good.capture, **change))
    assert_nothing_inspected(inspect(one), reason)


def test_an_expired_calibration_is_refused(good):
    until = good.capture.captured_utc - timedelta(seconds=1)
    one = replace(good, calibration=replace(good.calibration, valid_until_utc=until))
    assert_nothing_inspected(inspect(one), "valid until")


def test_a_calibration_that_holds_until_the_capture_is_used(good, good_result):
    until = good.capture.captured_utc
    one = replace(good, calibration=replace(good.calibration, valid_until_utc=until))
    assert inspect(one).result.verdict is good_result.result.verdict


def test_an_empty_recipe_is_no_inspection(good):
    result = inspect(with_board(good, placements=())).result
    assert result.verdict is Verdict.NOT_INSPECTED
    assert "no part" in result.reason


def test_an_unfitted_site_is_neither_passed_nor_expected(good):
    placements = tuple(replace(p, fitted=p.refdes != "R1") for p in good.recipe.board.placements)
    found = parts(inspect(with_board(good, placements=placements)))
    assert "R1" not in found
    assert len(found) == 8


def test_a_part_outside_every_field_is_not_inspected(good):
    far = replace(good.recipe.board.placements[0], refdes="R99", x_mm=60.0)
    result = inspect(with_board(good, placements=(*good.recipe.board.placements, far)))
    assert parts(result)["R99"].verdict is Verdict.NOT_INSPECTED
    assert "no field" in parts(result)["R99"].reason
    assert result.result.verdict is Verdict.NOT_INSPECTED


def test_a_masked_part_is_left_out_and_listed(good):
    around = Box(2.0, 0.6, 2.6, 1.6).corners_mm
    masked = inspect(with_board(good, masks=(Mask(around, "under a label", "QA"),)))
    assert "R1" not in parts(masked)
    assert "R1 (under a label, QA)" in masked.result.boards[0].reason
    assert masked.result.verdict is Verdict.PASS


def test_a_skipped_board_has_no_verdict(good):
    one = replace(good, capture=replace(good.capture, skipped_boards=(0,)))
    result = inspect(one).result
    assert result.boards[0].skipped
    assert result.boards[0].verdict is None
    assert result.boards[0].parts == ()
    assert result.verdict is Verdict.NOT_INSPECTED


def test_a_limit_that_nothing_measures_is_no_pass(good):
    program = good.recipe.programs[RES]
    more = LimitRule("marking_score", DefectCode.WRONG_PART, low=0.5)
    programs = {**good.recipe.programs, RES: replace(program, limits=(*program.limits, more))}
    found = parts(inspect(with_recipe(good, programs=programs)))
    assert found["R1"].verdict is Verdict.NOT_INSPECTED
    assert "marking_score" in found["R1"].reason
    assert found["C1"].verdict is Verdict.PASS


@dataclass(frozen=True, slots=True)
class Failing:
    """A customer's check that breaks."""

    name: ClassVar[str] = "failing"
    yields: ClassVar[tuple[Quantity, ...]] = (Quantity("presence", "1", "nothing"),)

    def measure(self, view, answers):
        yield Measurement(view.refdes, "presence", 1.0, "1")
        raise KeyError("a bug of a customer")


def test_a_check_that_breaks_stops_its_part_only(good, caplog):
    program = replace(good.recipe.programs[RES], checks=(Failing(),))
    found = parts(inspect(with_recipe(good, programs={**good.recipe.programs, RES: program})))
    assert found["R1"].verdict is Verdict.NOT_INSPECTED
    assert "a bug of a customer" in found["R1"].reason
    assert found["U1"].verdict is Verdict.PASS
    assert "R1 could not be inspected" in caplog.text


def test_a_part_without_program_stops_its_part_only(good):
    programs = {k: v for k, v in good.recipe.programs.items() if k != SOIC}
    found = parts(inspect(with_recipe(good, programs=programs)))
    assert found["U1"].verdict is Verdict.NOT_INSPECTED
    assert found["R1"].verdict is Verdict.PASS


class After:
    """A token that is set after so many fields."""

    def __init__(self, fields):
        self.left = fields

    def is_set(self):
        self.left -= 1
        return self.left < 0


def test_a_stop_leaves_the_rest_not_inspected(good):
    result = inspect(good, stop=After(len(good.fields) - 1)).result
    assert result.verdict is Verdict.NOT_INSPECTED
    assert any("stopped" in p.reason for p in result.boards[0].parts)


def test_a_stop_before_the_first_field_inspects_nothing(good):
    stop = threading.Event()
    stop.set()
    assert_nothing_inspected(inspect(good, stop=stop), "stopped")


@pytest.mark.parametrize("workers", [1, 3])
def test_no_more_fields_are_taken_than_can_be_worked_on(good, workers):
    given = []
    blind = replace(good.fields[0], frames=())

    def jobs():
        for k in range(40):
            given.append(k)
            yield Job(((0, f"R{k}"),), (blind,))

    panel = Panel(good.recipe, good.calibration, Models(), Registration("none", {}), {})
    for done, one in enumerate(in_parallel(panel, jobs(), workers), 1):
        assert one.parts[0].part == (0, f"R{done - 1}"), "results keep the order of their fields"
        assert len(given) <= done + AHEAD * workers
    assert len(given) == 40


@dataclass(frozen=True)
class Asking:
    """A check that asks a model."""

    name: ClassVar[str] = "asking"
    yields: ClassVar[tuple[Quantity, ...]] = (Quantity("anomaly_score", "1", "of a network"),)

    def crops(self, view):
        return [Crop("net", np.zeros((8, 8, 3), np.uint8))] * 2

    def measure(self, view, answers):
        yield Measurement(view.refdes, "anomaly_score", float(answers["net"].max()), "1")


class Double:
    """A model that answers a constant, or does whatever is asked."""

    name = "net"
    outputs = 3
    used = ModelUsed("f00d", "CPU", "local")

    def __init__(self, answer):
        self.answer = answer
        self.batches = []

    def run(self, batch):
        self.batches.append(batch.shape)
        return self.answer(batch)


def asking(one):
    rule = LimitRule("anomaly_score", DefectCode.FOREIGN, high=0.5)
    program = replace(one.recipe.programs[RES], checks=(Asking(),), limits=(rule,))
    reference = (ModelReference("net", "f00d"),)
    return with_recipe(one, programs={**one.recipe.programs, RES: program}, models=reference)


def test_a_model_is_asked_once_a_field_and_stands_in_the_result(good):
    model = Double(lambda batch: np.full((len(batch), 3), 0.2, np.float32))
    result = inspect(asking(good), models=Models((model,)))
    assert parts(result)["R1"].verdict is Verdict.PASS
    assert sum(shape[0] for shape in model.batches) == 8, "two crops of each of four parts"
    assert len(model.batches) <= len(good.fields)
    assert result.result.models == {"net": model.used}


def late(batch):
    raise TimeoutError("too late")


@pytest.mark.parametrize(
    "answer", [late, lambda batch: np.zeros((1, 1)), lambda b: np.full((len(b), 3), math.nan)]
)
def test_a_model_that_fails_is_late_or_answers_another_shape_is_no_pass(good, answer):
    found = parts(inspect(asking(good), models=Models((Double(answer),))))
    assert found["R1"].verdict is Verdict.NOT_INSPECTED
    assert found["U1"].verdict is Verdict.PASS


def test_a_model_that_is_not_here_is_refused(good):
    assert_nothing_inspected(inspect(asking(good)), "model net")


def test_rejudging_with_the_same_limits_changes_nothing(good, good_result, bad_result):
    for result in (good_result.result, bad_result.result):
        assert repr(rejudge(good.recipe, result)) == repr(result)


def test_rejudging_with_tighter_limits_fails_what_is_outside(good, good_result):
    tight = LimitRule("body_length", DefectCode.WRONG_PART, high=0.1)
    program = replace(good.recipe.programs[RES], limits=(tight,))
    programs = {**good.recipe.programs, RES: program}
    after = rejudge(replace(good.recipe, programs=programs, sha256="new"), good_result.result)
    assert after.verdict is Verdict.FAIL
    assert {p.refdes for p in after.boards[0].parts if p.verdict is Verdict.FAIL} == {
        "R1",
        "R2",
        "R3",
        "R4",
    }
    assert after.recipe_sha256 == "new"


def test_rejudging_never_passes_what_was_not_inspected(good):
    stored = panel_not_inspected(good.recipe, good.capture, "the belt jammed")
    after = rejudge(good.recipe, stored)
    assert after.verdict is Verdict.NOT_INSPECTED
    assert all(p.reason == "the belt jammed" for p in after.boards[0].parts)


def test_checks_of_a_program_may_be_fewer_but_never_none(good):
    program = replace(good.recipe.programs[RES], checks=())
    found = parts(inspect(with_recipe(good, programs={**good.recipe.programs, RES: program})))
    assert found["R1"].verdict is Verdict.NOT_INSPECTED


def test_the_built_in_checks_are_what_the_small_board_uses(good):
    used = {type(c) for p in good.recipe.programs.values() for c in p.checks}
    assert {Presence, BodyOffset} <= used
