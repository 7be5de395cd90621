"""One batch a model and field; every part gets back what was said of its own crops."""

import math

import numpy as np
import pytest

from inspector.domain.errors import DeviceError
from inspector.domain.recipe import Crop
from inspector.domain.result import ModelUsed
from inspector.neural.model import Models


class Mean:
    """Answers the mean of a crop, twice."""

    outputs = 2
    used = ModelUsed("f00d", "CPU", "local")

    def __init__(self, name="mean"):
        self.name = name
        self.batches = []

    def run(self, batch):
        self.batches.append(batch.shape)
        return np.repeat(batch.mean(axis=(1, 2, 3))[:, None], 2, axis=1)


class Broken(Mean):
    def __init__(self, what):
        super().__init__("mean")
        self.what = what

    def run(self, batch):
        if isinstance(self.what, Exception):
            raise self.what
        return self.what


def crop(level, model="mean"):
    return Crop(model, np.full((4, 4, 3), level, np.uint8))


CROPS = {(0, "R1"): (crop(10), crop(20)), (0, "R2"): (), (1, "R1"): (crop(30),)}


def test_all_crops_of_a_field_are_one_batch_and_answers_go_back_to_their_part():
    model = Mean()
    answers = Models((model,)).answer(CROPS)
    assert model.batches == [(3, 4, 4, 3)]
    assert answers[0, "R1"]["mean"].tolist() == [[10, 10], [20, 20]]
    assert answers[1, "R1"]["mean"].tolist() == [[30, 30]]
    assert answers[0, "R2"] == {}


def test_answers_cannot_be_changed():
    answer = Models((Mean(),)).answer(CROPS)[0, "R1"]["mean"]
    with pytest.raises(ValueError, match="read-only"):
        answer[0, 0] = 1


def test_two_models_are_asked_each_about_its_own():
    crops = {(0, "R1"): (crop(10), crop(50, "other"))}
    answers = Models((Mean(), Mean("other"))).answer(crops)
    assert answers[0, "R1"]["mean"].tolist() == [[10, 10]]
    assert answers[0, "R1"]["other"].tolist() == [[50, 50]]


@pytest.mark.parametrize(
    "what",
    [
        DeviceError("node 3: run: no answer within 50 ms"),
        TimeoutError("late"),
        RuntimeError("out of memory"),
        np.zeros((3, 5), np.float32),
        np.zeros(3, np.float32),
    ],
    ids=["unreachable", "late", "failed", "other outputs", "flat"],
)
def test_what_fails_or_has_another_shape_answers_nothing_and_says_so(what, caplog):
    answers = Models((Broken(what),)).answer(CROPS)
    assert answers[0, "R1"]["mean"].shape == (2, 2)
    assert all(math.isnan(v) for v in answers[0, "R1"]["mean"].flat)
    assert "mean" in caplog.text


def test_a_model_that_is_not_here_answers_nothing(caplog):
    assert np.isnan(Models().answer(CROPS)[0, "R1"]["mean"]).all()
    assert "not here" in caplog.text


def test_models_stand_in_the_result_by_name():
    assert Models((Mean(),)).used() == {"mean": Mean.used}
