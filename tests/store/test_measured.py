"""What the record has measured of a product, by part and quantity."""

from dataclasses import replace

import numpy as np

from inspector.domain.geometry import Box
from inspector.domain.result import Measurement, RegionResult, SurfaceResult, Verdict
from inspector.store.measured import measured_values
from inspector.store.store import Store
from tests.results import panel_result


def with_region(result, area_mm2):
    measured = Measurement("", "foreign_area", area_mm2, "mm2")
    region = RegionResult(Box(1.0, 2.0, 0.2, 0.2), (measured,), ())
    first, *others = result.boards
    boards = (replace(first, surface=SurfaceResult(Verdict.PASS, (region,))), *others)
    return replace(result, boards=boards)


def test_regions_between_the_parts_stand_under_no_part(tmp_path):
    with Store(tmp_path) as store:
        store.record(with_region(panel_result("SN1", (0.1, 0.2)), 0.004), {})
        store.record(with_region(panel_result("SN2", (0.15, float("nan"))), 0.006), {})
    values = measured_values(tmp_path, "demo")
    assert set(values) == {
        ("R1", "side_overhang"),
        ("R2", "side_overhang"),
        ("", "foreign_area"),
    }
    np.testing.assert_allclose(np.sort(values["", "foreign_area"]), (0.004, 0.006))
    assert values["R2", "side_overhang"].tolist() == [0.2]  # what is NaN was not measured
