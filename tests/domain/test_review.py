import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.domain.board import Side
from inspector.domain.result import (
    Acquisition,
    BoardResult,
    DefectCode,
    PanelResult,
    PartResult,
    SurfaceResult,
    Timing,
    Verdict,
    worst,
)
from inspector.domain.review import (
    Escape,
    PartAddress,
    Rate,
    Review,
    Ruling,
    dpmo,
    end_item_yield,
    escape_rate,
    false_calls_per_component,
    false_calls_per_opportunity,
    first_pass_yield,
    first_pass_yield_verified,
    not_inspected_per_component,
    rulings_of,
)

AT = datetime(2026, 11, 22, tzinfo=UTC)
MARKS = {"P": Verdict.PASS, "N": Verdict.NOT_INSPECTED, "F": Verdict.FAIL}
CONFIRMED, FALSE_CALL = Ruling.CONFIRMED, Ruling.FALSE_CALL


def panel(serial, *boards):
    """Give a panel of boards drawn as letters, a part each; ``-`` is a skipped board."""
    made = []
    for index, letters in enumerate(boards):
        if letters == "-":
            made.append(BoardResult(index, True, None))  # noqa: FBT003 - skipped
            continue
        parts = tuple(PartResult(f"R{i}", MARKS[mark]) for i, mark in enumerate(letters))
        verdict = worst(p.verdict for p in parts)
        made.append(BoardResult(index, False, verdict, parts))  # noqa: FBT003
    return PanelResult(
        "p",
        serial,
        Side.TOP,
        worst(b.verdict for b in made),
        tuple(made),
        AT,
        *[""] * 6,
        Timing(1.0, 0.1),
        Acquisition(1),
    )


def review(serial, board, part, ruling, hours=0, code=DefectCode.SHIFTED):
    at = AT + timedelta(hours=hours)
    return Review(PartAddress(serial, board, f"R{part}"), code, ruling, "me", at)


# Two panels of two boards: ten parts, four of them FAIL, one NOT_INSPECTED, one board skipped
PANELS = [panel("A", "PPFF", "PFN"), panel("B", "-", "PPF")]
REVIEWS = [
    review("A", 0, 2, FALSE_CALL),
    review("A", 0, 3, FALSE_CALL),
    review("A", 1, 1, CONFIRMED),
    review("B", 1, 2, FALSE_CALL),
]
RULINGS = rulings_of(REVIEWS)


def test_false_calls_are_counted_per_component_and_skipped_boards_leave_the_total():
    rate = false_calls_per_component(PANELS, RULINGS)
    assert (rate.count, rate.total) == (3, 10)
    assert rate.ppm == pytest.approx(300_000)


def test_false_calls_are_counted_per_opportunity():
    twice = [*REVIEWS, review("A", 0, 2, FALSE_CALL, code=DefectCode.SKEWED)]
    rate = false_calls_per_opportunity(PANELS, twice, 200)
    assert (rate.count, rate.total) == (4, 200)


def test_what_was_not_inspected_is_counted_beside_them():
    rate = not_inspected_per_component(PANELS)
    assert (rate.count, rate.total) == (1, 10)


def test_a_review_of_a_part_that_was_never_inspected_counts_nowhere():
    stray = [*REVIEWS, review("Z", 0, 0, FALSE_CALL), review("B", 0, 0, FALSE_CALL)]
    assert false_calls_per_component(PANELS, rulings_of(stray)).count == 3
    assert false_calls_per_opportunity(PANELS, stray, 200).count == 3


def test_the_last_word_on_a_defect_holds():
    changed = [*REVIEWS, review("A", 0, 2, CONFIRMED, hours=1)]
    for order in (changed, list(reversed(changed))):
        assert false_calls_per_component(PANELS, rulings_of(order)).count == 2
        assert false_calls_per_opportunity(PANELS, order, 200).count == 2


def test_a_part_is_confirmed_if_any_of_its_defects_is():
    first = review("A", 0, 2, CONFIRMED, code=DefectCode.SKEWED)
    for order in ([first, *REVIEWS], [*REVIEWS, first]):
        assert rulings_of(order)[PartAddress("A", 0, "R2")] is CONFIRMED


def test_escapes_are_a_share_of_the_real_defects_known():
    escapes = [
        Escape(PartAddress("A", 0, "R0"), DefectCode.OPEN, "ICT", AT),
        Escape(PartAddress("A", 0, "R0"), DefectCode.OPEN, "field", AT),  # the same part again
        Escape(PartAddress("B", 0, "R0"), DefectCode.OPEN, "ICT", AT),  # of a skipped board
    ]
    rate = escape_rate(PANELS, RULINGS, escapes)
    assert (rate.count, rate.total) == (1, 2)  # one escaped, one was caught and confirmed


def test_dpmo_counts_defects_over_opportunities():
    # 3 defects at 10 components, 10 placements and 20 terminations
    assert dpmo(3, 40) == pytest.approx(75_000)
    assert math.isnan(dpmo(0, 0))


def test_end_item_yield_is_the_share_of_boards_without_a_confirmed_defect():
    rate = end_item_yield(PANELS, RULINGS)
    assert (rate.count, rate.total) == (2, 3)


def test_first_pass_yield_is_the_machines_and_the_verified_one_forgives_false_calls_only():
    panels = [*PANELS, panel("C", "PP")]
    assert (first_pass_yield(panels).count, first_pass_yield(panels).total) == (1, 4)
    verified = first_pass_yield_verified(panels, RULINGS)
    assert (verified.count, verified.total) == (3, 4)  # A0, B1 and C0; A1 has a real defect
    unruled = first_pass_yield_verified(panels, rulings_of(REVIEWS[1:]))
    assert unruled.count == 2  # nobody has ruled on the part R2 of A0


def test_a_board_with_a_part_nobody_looked_at_never_passes_by_review():
    panels = [panel("D", "PN"), panel("E", "FN")]
    rulings = rulings_of([review("E", 0, 0, FALSE_CALL)])
    assert first_pass_yield_verified(panels, rulings).count == 0


def test_a_board_whose_surface_failed_does_not_pass_by_rulings_on_its_parts():
    part = PartResult("R0", Verdict.FAIL)
    surface = SurfaceResult(Verdict.FAIL)
    board = BoardResult(0, False, Verdict.FAIL, (part,), surface=surface)  # noqa: FBT003
    base = panel("G", "F")
    failed = PanelResult(
        "p",
        "G",
        Side.TOP,
        Verdict.FAIL,
        (board,),
        AT,
        *[""] * 6,
        base.timing,
        base.acquisition,
    )
    rulings = rulings_of([review("G", 0, 0, FALSE_CALL)])
    assert first_pass_yield_verified([failed], rulings).count == 0
    assert first_pass_yield_verified([base], rulings).count == 1


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        # Newcombe 1998, table I, method 3 (score): published to four digits
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_wilsons_as_published(count, total, low, high):
    assert Rate(count, total).interval() == pytest.approx((low, high), abs=5e-5)


def test_of_nothing_nothing_is_known():
    nothing = Rate(0, 0)
    assert math.isnan(nothing.value)
    assert nothing.interval() == (0.0, 1.0)


@pytest.mark.parametrize(("count", "total"), [(2, 1), (-1, 1), (0, -1)])
def test_what_is_no_share_is_refused(count, total):
    with pytest.raises(ValueError, match="is no rate"):
        Rate(count, total)


@given(st.integers(1, 1000), st.integers(0, 1000))
def test_an_interval_holds_its_share(total, count):
    rate = Rate(min(count, total), total)
    low, high = rate.interval()
    assert 0.0 <= low <= rate.value <= high <= 1.0
