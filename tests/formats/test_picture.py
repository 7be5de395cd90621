"""Pictures of parts as files: lossless, each under its light."""

import imagecodecs
import numpy as np
import pytest

from inspector.formats.picture import pngs_of


@pytest.mark.parametrize("threads", [1, 4])
def test_each_light_comes_back_as_it_was_in_its_order(threads):
    rng = np.random.default_rng(5)
    wanted = {
        (board, "R1"): {
            "white": rng.integers(0, 255, (17, 40 + board, 3), dtype=np.uint8),
            "ring": rng.integers(0, 255, (17, 40 + board, 3), dtype=np.uint8)[::-1, ::-1],
            "coaxial": rng.integers(0, 255, (17, 40 + board), dtype=np.uint8),
        }
        for board in range(3)
    }
    made = pngs_of(wanted, threads)
    assert list(made) == list(wanted)
    for key, lights in wanted.items():
        assert list(made[key]) == ["white", "ring", "coaxial"]
        for light, picture in lights.items():
            assert np.array_equal(imagecodecs.png_decode(made[key][light]), picture)


def test_nothing_to_encode_is_no_file():
    assert pngs_of({}) == {}
    assert pngs_of({(0, "R1"): {}}) == {(0, "R1"): {}}
