import math

import pytest

from inspector.bench.camera_arms import Wakes
from inspector.bench.cameras import CameraReport, Latency, Rate, measure_cameras
from tests.devices.rigs import VIRTUAL


def report(**more):
    rates = (Rate("ours", 5, 100, 100, 500, 0, 0.2, 0.1), Rate("plain", 5, 1, 1, 1, 9, 9, 9))
    wakes = {"ours": Wakes(0.1, 0.5, 3, 100), "plain": Wakes(5, 9, 9, 100)}
    asked = {
        "rates": rates,
        "wakes": wakes,
        "latencies": (Latency("ours", 0.1, 1, 2),),
        "soak_frames": 10,
        "soak_growth_mib": 0.1,
        "cycles": 3,
        "cycle_s": 0.1,
        "cycle_growth_mib": math.nan,
        "recoveries_s": (0.3, 0.2),
    }
    return CameraReport(**{**asked, **more})


def test_goals_are_held_against_our_arm_alone():
    assert report().good
    assert not report(recoveries_s=(0.3, 2.1)).good
    assert not report(soak_growth_mib=9.0).good
    assert not report(rates=(Rate("ours", 5, 100, 100, 500, 1, 0.2, 0.1),)).good
    assert not report(wakes={"ours": Wakes(0.1, 2.5, 3, 100)}).good
    assert {name: value for name, value, _ in report().goals()}["recovery, s"] == 0.3


@pytest.mark.slow
@pytest.mark.skipif(not VIRTUAL.is_file(), reason="make gentl builds it")
def test_everything_is_measured_on_both_arms():
    measured = measure_cameras(seconds=0.4, frames=30, cycles=3)
    assert [(rate.arm, rate.megapixels) for rate in measured.rates] == [
        (arm, size) for size in (1, 5, 12) for arm in ("ours", "plain Harvesters")
    ]
    assert all(rate.frames_per_s > 0 < rate.fetch_cpu < 2 for rate in measured.rates)
    assert set(measured.wakes) == {"no camera", "ours", "plain Harvesters"}
    assert all(0.1 < latency.p50_ms <= latency.p99_ms for latency in measured.latencies)
    assert len(measured.recoveries_s) == 3
    assert max(measured.recoveries_s) < 2
    assert 0 < measured.cycle_s < 5
