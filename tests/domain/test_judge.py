"""The rule of the house: silence is not a pass."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inspector.domain.result import DefectCode, Limit, Measurement, Verdict, judge, merge, worst

QUANTITIES = ("offset", "overhang")
PINS = ("", "1", "2")
KEYS = [(quantity, pin) for quantity in QUANTITIES for pin in PINS]

values = st.one_of(
    st.floats(-1, 1), st.just(math.nan), st.sampled_from([math.inf, -math.inf, 0.1, -0.1])
)
uncertainties = st.one_of(st.floats(1e-4, 0.1), st.just(math.nan))
keys = st.sampled_from(KEYS)


@st.composite
def measurements(draw):
    quantity, pin = draw(keys)
    return Measurement("R1", quantity, draw(values), "mm", pin, draw(uncertainties))


@st.composite
def limits(draw):
    quantity, pin = draw(keys)
    low = draw(st.one_of(st.floats(-0.5, 0), st.just(-math.inf)))
    above = st.floats(0, 0.5)
    high = draw(above if math.isinf(low) else st.one_of(above, st.just(math.inf)))
    return Limit(quantity, DefectCode.SHIFTED, low, high, pin)


taken_lists = st.lists(measurements(), max_size=8)
limit_lists = st.lists(limits(), max_size=6)
wanted_sets = st.frozensets(keys, max_size=4)


def once(taken):
    """One measurement a key: what a part in one field gives."""
    return list({(m.quantity, m.pin): m for m in taken}.values())


@given(taken_lists, limit_lists, wanted_sets)
def test_a_pass_means_all_that_was_asked_is_measured_finite_and_within(taken, bounds, wanted):
    found = {(m.quantity, m.pin): m for m in merge(taken)[0]}
    got = {key: m.value for key, m in found.items()}
    asked = wanted | {b.key for b in bounds}
    measured = all(math.isfinite(got.get(key, math.nan)) for key in asked)
    judged = {b.key for b in bounds} >= wanted
    within = all(b.low <= got.get(b.key, math.nan) <= b.high for b in bounds)
    # u of NaN is not stated; else it must be smaller than half the limit's width
    known = all(
        not found[b.key].uncertainty > (b.high - b.low) / 2 for b in bounds if b.key in found
    )
    passed = judge("R1", taken, bounds, wanted).verdict is Verdict.PASS
    assert passed == (bool(wanted) and measured and judged and within and known)


@given(limit_lists.filter(bool))
def test_all_measured_in_the_middle_of_their_limits_passes(bounds):
    taken = [Measurement("R1", quantity, 0.0, "mm", pin) for quantity, pin in KEYS]
    assert judge("R1", taken, bounds, {b.key for b in bounds}).verdict is Verdict.PASS


@given(taken_lists, limit_lists, wanted_sets)
def test_a_failure_names_at_least_one_measurement_outside_its_limit(taken, bounds, wanted):
    result = judge("R1", taken, bounds, wanted)
    assert (result.verdict is Verdict.FAIL) == bool(result.defects)
    for defect in result.defects:
        value = defect.measurement.value
        assert math.isfinite(value)
        assert not defect.limit.low <= value <= defect.limit.high


@given(taken_lists, limit_lists, wanted_sets)
def test_what_is_not_inspected_says_why(taken, bounds, wanted):
    result = judge("R1", taken, bounds, wanted)
    assert (result.verdict is Verdict.NOT_INSPECTED) == bool(result.reason)


@given(taken_lists, limit_lists.filter(bool), wanted_sets.filter(bool), limits())
def test_one_more_limit_never_makes_it_better(taken, bounds, wanted, more):
    # without any limit nothing was asked: there the first limit is the question, not a burden
    before = judge("R1", taken, bounds, wanted).verdict
    after = judge("R1", taken, [*bounds, more], wanted).verdict
    if {b.key for b in bounds} >= wanted:
        assert after >= before


@given(taken_lists, limit_lists, wanted_sets, keys)
def test_asking_for_more_never_makes_it_better(taken, bounds, wanted, more):
    assume(wanted)
    assert (
        judge("R1", taken, bounds, wanted | {more}).verdict
        >= judge("R1", taken, bounds, wanted).verdict
    )


@given(taken_lists, limit_lists, wanted_sets, keys)
def test_a_measurement_gone_never_turns_into_a_pass(taken, bounds, wanted, lost):
    whole = judge("R1", once(taken), bounds, wanted).verdict
    left = [m for m in once(taken) if (m.quantity, m.pin) != lost]
    partial = judge("R1", left, bounds, wanted).verdict
    assert partial is not Verdict.PASS or whole is Verdict.PASS


@given(taken_lists, limit_lists, wanted_sets, st.randoms(use_true_random=False))
def test_the_order_of_measurements_and_limits_does_not_matter(taken, bounds, wanted, chance):
    mixed, others = list(taken), list(bounds)
    chance.shuffle(mixed)
    chance.shuffle(others)
    a, b = judge("R1", taken, bounds, wanted), judge("R1", mixed, others, wanted)
    assert a.verdict is b.verdict
    assert {d.limit for d in a.defects} == {d.limit for d in b.defects}


@given(limit_lists, wanted_sets)
def test_not_a_number_never_passes(bounds, wanted):
    taken = [Measurement("R1", quantity, math.nan, "mm", pin) for quantity, pin in KEYS]
    assert judge("R1", taken, bounds, wanted).verdict is Verdict.NOT_INSPECTED


@given(taken_lists)
def test_without_limits_nothing_passes(taken):
    assert judge("R1", taken, [], []).verdict is Verdict.NOT_INSPECTED


@given(taken_lists)
def test_merging_leaves_one_measurement_a_joint(taken):
    merged, disagreeing = merge(taken)
    found = [(m.quantity, m.pin) for m in merged]
    assert len(found) == len(set(found))
    assert set(found) == {(m.quantity, m.pin) for m in taken}
    gone = {".".join(filter(None, (m.quantity, m.pin))) for m in merged if math.isnan(m.value)}
    assert set(disagreeing) <= gone


@given(st.floats(-1, 1), uncertainties, st.integers(1, 4))
def test_the_same_measured_again_stays_the_same(value, uncertainty, times):
    one = Measurement("R1", "offset", value, "mm", "", uncertainty)
    (merged,), disagreeing = merge([one] * times)
    assert merged.value == pytest.approx(value)
    assert not disagreeing


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(1e-4, 0.1), st.floats(1e-4, 0.1))
def test_two_that_agree_are_weighed_and_two_that_do_not_are_no_measurement(a, b, u_a, u_b):
    pair = [Measurement("R1", "offset", v, "mm", "", u) for v, u in ((a, u_a), (b, u_b))]
    (merged,), disagreeing = merge(pair)
    if abs(a - b) > 3 * math.hypot(u_a, u_b):
        assert math.isnan(merged.value)
        assert disagreeing == ("offset",)
    else:
        assert min(a, b) - 1e-12 <= merged.value <= max(a, b) + 1e-12
        assert merged.uncertainty <= min(u_a, u_b)


def test_a_field_that_did_not_see_the_joint_does_not_spoil_the_other():
    seen = Measurement("U1", "side_overhang", 0.1, "1", "3", 0.01)
    blind = Measurement("U1", "side_overhang", math.nan, "1", "3")
    assert merge([blind, seen]) == ((seen,), ())


def test_fields_that_disagree_are_named_in_the_reason():
    pair = [Measurement("U1", "offset", v, "mm", "", 0.001) for v in (0.0, 0.05)]
    result = judge("U1", pair, [Limit("offset", DefectCode.SHIFTED, -0.1, 0.1)], [("offset", "")])
    assert result.verdict is Verdict.NOT_INSPECTED
    assert result.reason.startswith("fields disagree on offset")


def test_a_defect_outweighs_what_is_missing():
    taken = [Measurement("R1", "offset", 0.5, "mm"), Measurement("R1", "overhang", math.nan, "1")]
    bounds = [Limit(q, DefectCode.SHIFTED, -0.1, 0.1) for q in QUANTITIES]
    assert judge("R1", taken, bounds, [b.key for b in bounds]).verdict is Verdict.FAIL


@pytest.mark.parametrize("value", [0.1, -0.1])
def test_a_value_on_the_limit_is_within(value):
    bound = Limit("offset", DefectCode.SHIFTED, -0.1, 0.1)
    taken = [Measurement("R1", "offset", value, "mm")]
    assert judge("R1", taken, [bound], [bound.key]).verdict is Verdict.PASS


@given(st.lists(st.sampled_from([*Verdict, None])))
def test_the_worst_verdict_wins_and_nothing_at_all_is_not_inspected(verdicts):
    known = [v for v in verdicts if v is not None]
    assert worst(verdicts) is (max(known) if known else Verdict.NOT_INSPECTED)


@pytest.mark.parametrize(("u", "verdict"), [(0.09, Verdict.PASS), (0.11, Verdict.NOT_INSPECTED)])
@pytest.mark.parametrize("value", [0.02, 0.3])
def test_what_is_less_certain_than_its_limit_is_wide_is_not_judged(value, u, verdict):
    taken = [Measurement("R1", "offset", value, "mm", uncertainty=u)]
    limit = Limit("offset", DefectCode.SHIFTED, -0.1, 0.1)
    result = judge("R1", taken, [limit], [limit.key])
    if verdict is Verdict.PASS and value > limit.high:
        verdict = Verdict.FAIL
    assert result.verdict is verdict
    assert ("too uncertain" in result.reason) == (verdict is Verdict.NOT_INSPECTED)


def test_a_wider_limit_does_not_stand_in_for_one_that_cannot_be_judged():
    taken = [Measurement("R1", "turn", 0.0, "deg", uncertainty=10.0)]
    narrow = Limit("turn", DefectCode.SKEWED, -5, 5)
    wide = Limit("turn", DefectCode.WRONG_ROTATION, -45, 45)
    assert judge("R1", taken, [narrow, wide], [narrow.key]).verdict is Verdict.NOT_INSPECTED


def test_of_a_missing_part_only_that_is_said_and_what_lies_in_its_place():
    gone = Limit("presence", DefectCode.MISSING, low=0.45)
    moot = [
        Limit("offset", DefectCode.SHIFTED, high=0.1),
        Limit("bulge", DefectCode.OPEN, high=7.0, pin="1"),
    ]
    across = Limit("bridge", DefectCode.BRIDGE, high=0.0, pin="2")
    limits = [gone, *moot, across]
    taken = [
        Measurement("R2", limit.quantity, value, "mm", limit.pin, 0.01)
        for limit, value in zip(limits, (0.3, 0.135, 7.8, 0.4), strict=True)
    ]
    wanted = [limit.key for limit in limits]
    found = judge("R2", taken, limits, wanted)
    assert [d.limit.code for d in found.defects] == [DefectCode.MISSING, DefectCode.BRIDGE]
    assert found.measurements == tuple(taken)
    there = [Measurement("R2", "presence", 0.9, "1", "", 0.01), *taken[1:]]
    codes = [d.limit.code for d in judge("R2", there, limits, wanted).defects]
    assert codes == [DefectCode.SHIFTED, DefectCode.OPEN, DefectCode.BRIDGE]
