import base64
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import ClassVar

import numpy as np
import pytest

from inspector.domain.board import (
    Board,
    BoardSite,
    Family,
    Fiducial,
    Land,
    Mask,
    Package,
    Panel,
    Placement,
    Side,
    Termination,
    TerminationKind,
)
from inspector.domain.coverage import CoverageState, coverage_of
from inspector.domain.geometry import Affine, Box
from inspector.domain.image import Shot
from inspector.domain.recipe import (
    IpcClass,
    LimitRule,
    ProcessStage,
    Program,
    Quantity,
    Recipe,
    RegistrationKind,
)
from inspector.domain.result import (
    Acquisition,
    BoardResult,
    Defect,
    DefectCode,
    Limit,
    Measurement,
    PanelPose,
    PanelResult,
    PartResult,
    Timing,
    Verdict,
)
from inspector.formats.picture import encode
from inspector.formats.report import ReportLine, ReportPanel, write_report
from inspector.formats.standards import criteria

CHIP = Package(
    "RESC1608X55N",
    Family.CHIP_RESISTOR,
    1.6,
    0.8,
    0.45,
    tuple(
        Termination(pin, TerminationKind.CHIP_END, x, 0, 0.35, 0.8, turn, 0.02, 0.45)
        for pin, x, turn in (("1", -0.62, 180), ("2", 0.62, 0))
    ),
    (Land("1", -0.75, 0, 0.8, 0.95), Land("2", 0.75, 0, 0.8, 0.95)),
    symmetry_deg=180,
)


@dataclass(frozen=True, slots=True)
class Offset:
    name: ClassVar[str] = "offset"
    yields: ClassVar[tuple[Quantity, ...]] = (
        Quantity("side_overhang", "1", "over the land's side", per_joint=True),
    )

    def measure(self, view, answers):
        raise NotImplementedError("no picture is looked at here")


PLACEMENTS = tuple(
    Placement(f"R{n}", CHIP.name, 3 + 3.5 * ((n - 1) % 6), 4 + 4 * ((n - 1) // 6), 90.0 * (n % 2))
    for n in range(1, 19)
)
RECIPE = Recipe(
    "demo",
    "A",
    ProcessStage.POST_REFLOW,
    IpcClass.CLASS_3,
    RegistrationKind.FIDUCIALS,
    (Shot("ring"),),
    Panel((BoardSite(0),)),
    Board(
        ((0, 0), (24, 0), (24, 16), (0, 16)),
        (Fiducial("F1", 1, 1, 1.0), Fiducial("F2", 23, 15, 1.0)),
        (*PLACEMENTS, Placement("R99", CHIP.name, 21, 2, 0, fitted=False)),
        {CHIP.name: CHIP},
        masks=(Mask(((8, 0.5), (14, 0.5), (14, 2), (8, 2)), "label", "test"),),
    ),
    {
        CHIP.name: Program(
            (Offset(),), (LimitRule("side_overhang", DefectCode.SIDE_OVERHANG, high=0.25),)
        )
    },
    sha256="ab" * 32,
)


def overhang(refdes, value):
    found = Measurement(refdes, "side_overhang", value, "1", "1", 0.004)
    limit = Limit(
        "side_overhang",
        DefectCode.SIDE_OVERHANG,
        high=0.25,
        pin="1",
        clause="IPC-A-610 8.3.2",
        revision="H",
        formula="0.25 * min(W, P) / min(W, P)",
    )
    return PartResult(
        refdes, Verdict.FAIL, (found,), (Defect(found, limit, Box(11.2, 7.0, 1.6, 0.8)),)
    )


PARTS = (
    overhang("R4", 0.3123),
    PartResult("R9", Verdict.NOT_INSPECTED, reason="not measured: side_overhang.1 & <more>"),
    *(PartResult(p.refdes, Verdict.PASS) for p in PLACEMENTS if p.refdes not in ("R4", "R9")),
)
FAILED = PanelResult(
    "demo",
    "SN000017",
    Side.TOP,
    Verdict.FAIL,
    (
        BoardResult(
            0,
            skipped=False,
            verdict=Verdict.FAIL,
            parts=PARTS,
            pose=PanelPose(Affine.of(0.3, -0.2, 0.05), 0.0012, 0.0031, 0.01),
        ),
    ),
    datetime(2026, 11, 22, 8, tzinfo=UTC),
    "simulated",
    "post_reflow",
    "3",
    "ab" * 32,
    "cd" * 32,
    "0.1.0",
    Timing(0.41, 0.02),
    Acquisition(13),
)
PASSED = replace(FAILED, serial="SN000018", verdict=Verdict.PASS, station="line 3")


def picture(seed=1):
    rng = np.random.default_rng(seed)
    return encode(rng.integers(0, 255, (60, 90, 3), dtype=np.uint8), "png")


@pytest.fixture
def page(tmp_path):
    def write(*results, lines=(), lights=("ring",)):
        pngs = [picture(n) for n in range(len(lights))]
        panels = [
            ReportPanel(r, {(0, "R4"): dict(zip(lights, pngs, strict=True))}) for r in results
        ]
        write_report(panels, RECIPE, tmp_path / "report.html", lines)
        return (tmp_path / "report.html").read_text(encoding="utf-8")

    return write


def test_a_defect_stands_with_number_uncertainty_limit_clause_and_doubt(page):
    text = page(FAILED)
    for words in (
        "side overhang",
        "0.3123 ± 0.0080",
        "at most 0.25",
        "IPC-A-610 8.3.2 H",
        "unverified",
        "k = 2",
        "0.25 * min(W, P)",
    ):
        assert words in text, words


def test_the_report_needs_nothing_outside_itself(page):
    text = page(FAILED)
    assert not re.search(r"""(src|href)\s*=\s*["'](?!data:|#)""", text)
    assert "url(http" not in text
    assert "<script" not in text
    assert text.count("data:image/png;base64,") == 1


def test_a_part_is_shown_under_each_light_by_its_name(page):
    text = page(FAILED, lights=("ring", "side-90"))
    shown = re.findall(r'<img src="data:image/png;base64,([^"]*)" alt="([^"]*)"', text)
    pngs = [base64.b64encode(picture(n)).decode() for n in range(2)]
    words = [f"R4 as seen, upright, {light}" for light in ("ring", "side-90")]
    assert shown == list(zip(pngs, words, strict=True))


def test_reasons_are_text_and_never_markup(page):
    assert "&amp; &lt;more&gt;" in page(FAILED)


def test_only_drawn_panels_are_labelled_simulated(page):
    assert "simulated" in page(FAILED)
    assert "simulated" not in re.sub(r"\.tag\.simulated", "", page(PASSED))


def test_the_worst_panel_decides_the_headline(page):
    assert "<title>Inspection of demo A: FAIL</title>" in page(PASSED, FAILED)


def test_panels_that_are_not_shown_in_full_are_counted_in_words(page):
    lines = [ReportLine(f"SN{n}", f"SN{n}", Verdict.PASS) for n in range(40)]
    assert "39 of 40 panels are only listed above" in page(PASSED, lines=lines)


def test_a_part_the_result_does_not_name_is_drawn_as_not_inspected(page):
    nothing = replace(FAILED.boards[0], parts=(), verdict=Verdict.NOT_INSPECTED)
    text = page(replace(FAILED, boards=(nothing,), verdict=Verdict.NOT_INSPECTED))
    assert text.count('class="not_inspected" points') == len(PLACEMENTS)
    assert 'class="pass" points' not in text


def test_a_skipped_board_says_so(page):
    skipped = BoardResult(1, skipped=True, verdict=None)
    assert "SKIPPED" in page(replace(PASSED, boards=(*PASSED.boards, skipped)))


def test_a_note_on_the_board_hides_no_part_that_was_not_inspected(page):
    noted = replace(FAILED.boards[0], reason="left out by a mask: R99 (label, test)")
    text = page(replace(FAILED, boards=(noted,)))
    assert "left out by a mask" in text
    assert "not measured: side_overhang.1 &amp; &lt;more&gt;" in text


def test_one_reason_for_all_parts_is_said_once(page):
    parts = tuple(
        PartResult(p.refdes, Verdict.NOT_INSPECTED, reason="no fiducial seen") for p in PLACEMENTS
    )
    board = replace(
        FAILED.boards[0], parts=parts, verdict=Verdict.NOT_INSPECTED, reason="no fiducial seen"
    )
    text = page(replace(FAILED, boards=(board,), verdict=Verdict.NOT_INSPECTED))
    assert text.count("no fiducial seen") == 1


def test_the_headline_says_how_many_criteria_are_inspected(page):
    text = page(PASSED)
    known = list(coverage_of(RECIPE, criteria(RECIPE.ipc_class)))
    inspected = sum(line.state is CoverageState.INSPECTED for line in known)
    assert f"{inspected} of {len(known)} criteria of the class are inspected" in text
    assert text.index("criteria of the class") < text.index("panel more")


def test_a_panel_without_calibration_says_so(page):
    assert "No calibration" in page(replace(PASSED, calibration_sha256=""))
    assert "No calibration" not in page(PASSED)


def test_panels_that_failed_are_listed_first(page):
    text = page(PASSED, FAILED)
    table = text[text.index("<th>Serial</th>") : text.index("<section")]
    assert table.index("SN000017") < table.index("SN000018")
