"""The report of an inspection: one HTML file that needs nothing else, for a customer to keep."""

import base64
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from inspector.domain.coverage import Coverage, CoverageState, coverage_of
from inspector.domain.geometry import Box
from inspector.domain.recipe import Recipe
from inspector.domain.result import (
    BoardResult,
    Defect,
    Limit,
    Measurement,
    PanelResult,
    PartResult,
    Verdict,
    worst,
)
from inspector.formats.atomic import write_text_atomic
from inspector.formats.board_map import BoardMap, board_map
from inspector.formats.standards import criteria

SIMULATED = "simulated"
"""A station whose name begins so took drawn pictures: what is measured there is so labelled."""

COVERAGE_FACTOR = 2
"""k of the uncertainties shown: about 95 % of a normal distribution."""

UNITS = {"1": "", "mm2": "mm²", "mm3": "mm³", "deg": "°"}
"""What is shown for a unit; others are shown as they are."""

SIGNED = ("offset", "rotation", "deviation", "tilt")
"""Quantities of which a plus says something: where to, which way round."""

STATES = {
    CoverageState.INSPECTED: "inspected",
    CoverageState.NOT_OBSERVABLE: "not observable",
    CoverageState.MISSING: "not covered",
}
"""States as a person reads them: a part is missing, a criterion is not covered."""

LISTED = 100
"""Parts of one board shown one by one; of what is beyond, the number is said."""

SMALL = 1e-6
"""An uncertainty below this (mm, deg or 1) is shown with this many decimals at most."""


@dataclass(frozen=True, slots=True)
class ReportPanel:
    """One panel shown in full; ``pictures`` are PNG files by board index and refdes, by light."""

    result: PanelResult
    pictures: Mapping[tuple[int, str], Mapping[str, bytes]]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One panel in the list of all."""

    name: str
    serial: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Finding:
    """One defect as text."""

    code: str
    where: str
    quantity: str
    value: str
    limit: str
    formula: str
    clause: str
    unverified: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """One part that did not pass, numbered as on the map; ``pictures`` by light."""

    number: int
    refdes: str
    package: str
    verdict: Verdict
    reason: str
    findings: tuple[_Finding, ...]
    pictures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Board:
    result: BoardResult
    map: BoardMap
    parts: tuple[_Part, ...]
    unlisted: int
    regions: tuple[_Finding, ...]
    counts: Mapping[Verdict, int]


@dataclass(frozen=True, slots=True)
class _Panel:
    result: PanelResult
    boards: tuple[_Board, ...]
    simulated: bool
    nominal: bool


def write_report(
    panels: Sequence[ReportPanel], recipe: Recipe, file: Path, lines: Sequence[ReportLine] = ()
) -> None:
    """Write the report of some panels; whole or not at all.

    Parameters
    ----------
    panels
        Shown in full: map, parts that did not pass with picture, number, limit and clause.
    recipe
        What they were inspected by.
    file
        The HTML file; its folder must be there.
    lines
        All panels of the batch, where ``panels`` are only some of them; the report says how many
        are not shown.

    Raises
    ------
    WriteError
        If the file cannot be written.
    """
    every = tuple(lines) or tuple(
        ReportLine(p.result.serial, p.result.serial, p.result.verdict) for p in panels
    )
    coverage = tuple(coverage_of(recipe, criteria(recipe.ipc_class)))
    page = _environment().get_template("report.html.jinja")
    text = page.render(
        recipe=recipe,
        panels=[_panel(panel, recipe) for panel in panels],
        lines=sorted(every, key=lambda line: -line.verdict),
        verdict=worst(line.verdict for line in every),
        counts={v: sum(line.verdict is v for line in every) for v in Verdict},
        hidden=len(every) - len(panels),
        coverage=_merged(coverage),
        states={
            STATES[state]: sum(line.state is state for line in coverage) for state in CoverageState
        },
        inspected=sum(line.state is CoverageState.INSPECTED for line in coverage),
        asked=len(coverage),
        simulated=any(_is_simulated(p.result) for p in panels),
        k=COVERAGE_FACTOR,
        made_utc=datetime.now(UTC),
    )
    write_text_atomic(file, text)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("inspector.formats", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["utc"] = lambda t: t.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    environment.filters["words"] = lambda text: str(text).replace("_", " ")
    environment.filters["printable"] = _printable
    environment.globals["Verdict"] = Verdict
    return environment


def _printable(text: str) -> str:
    """Give a code's text with its control characters spelt out: GS stands in many a Data Matrix."""
    return "".join(c if c.isprintable() else f"<{ord(c):02X}>" for c in text)


def _is_simulated(result: PanelResult) -> bool:
    return result.station.startswith(SIMULATED)


def _panel(panel: ReportPanel, recipe: Recipe) -> _Panel:
    boards, first = [], 1
    for board in panel.result.boards:
        made = _board(board, panel, recipe, first)
        boards.append(made)
        first += len(made.parts)
    nominal = not (panel.result.calibration_sha256 or panel.result.reason)
    return _Panel(panel.result, tuple(boards), _is_simulated(panel.result), nominal)


def _board(board: BoardResult, panel: ReportPanel, recipe: Recipe, first: int) -> _Board:
    bad = [part for part in board.parts if part.verdict is not Verdict.PASS]
    bad.sort(key=lambda part: -part.verdict)  # defects before what was not inspected
    # a reason that holds for the whole panel or board is said once and not at every part
    told = {panel.result.reason, board.reason} - {""}
    listed = [p for p in bad if p.defects or p.reason not in told][:LISTED]
    packages = {p.refdes: p.package for p in recipe.board.placements}
    parts = tuple(
        _Part(
            number,
            part.refdes,
            packages.get(part.refdes, ""),
            part.verdict,
            part.reason,
            tuple(_finding(defect) for defect in part.defects),
            _data_uris(panel.pictures.get((board.index, part.refdes), {})),
        )
        for number, part in enumerate(listed, first)
    )
    numbers = {part.refdes: part.number for part in parts}
    counts = {v: sum(part.verdict is v for part in board.parts) for v in Verdict}
    regions = tuple(_regions(board))
    drawn = board_map(recipe.board, board, numbers)
    return _Board(board, drawn, parts, len(bad) - len(parts), regions, counts)


def _regions(board: BoardResult) -> Iterator[_Finding]:
    for region in board.surface.regions if board.surface else ():
        for defect in region.defects:
            yield _finding(defect, _box_text(region.box))


def _box_text(box: Box) -> str:
    x, y = box.center_mm
    return f"at {x:.2f}, {y:.2f} mm"


def _finding(defect: Defect, where: str = "") -> _Finding:
    m, limit = defect.measurement, defect.limit
    return _Finding(
        code=defect.code.value,
        where=where or (f"pin {m.pin}" if m.pin else ""),
        quantity=m.quantity,
        value=value_text(m),
        limit=limit_text(limit, m.unit),
        formula=limit.formula,
        clause=_clause(limit.clause, limit.revision),
        unverified=bool(limit.clause) and not limit.verified,
    )


def value_text(m: Measurement) -> str:
    """Give a measurement as a person reads it: value, expanded uncertainty (k = 2), unit.

    Examples
    --------
    >>> value_text(Measurement("R1", "body_offset_x", 0.21349, "mm", uncertainty=0.0011))
    '+0.2135 ± 0.0022 mm'
    >>> value_text(Measurement("R1", "presence", 0.12345, "1"))
    '0.123'
    """
    if not math.isfinite(m.value):
        return "not measured"
    spread = COVERAGE_FACTOR * m.uncertainty
    stated = math.isfinite(spread) and spread > 0
    decimals = max(0, min(6, 1 - math.floor(math.log10(max(spread, SMALL))))) if stated else 3
    sign = "+" if any(word in m.quantity for word in SIGNED) else ""
    text = f"{m.value:{sign}.{decimals}f}"
    if stated:
        text += f" ± {spread:.{decimals}f}"
    return f"{text} {UNITS.get(m.unit, m.unit)}".rstrip()


def limit_text(limit: Limit, unit: str) -> str:
    """Give a limit as a person reads it.

    Examples
    --------
    >>> from inspector.domain.result import DefectCode
    >>> limit_text(Limit("body_offset_x", DefectCode.SHIFTED, -0.2, 0.2), "mm")
    '-0.2 to 0.2 mm'
    >>> limit_text(Limit("side_overhang", DefectCode.SIDE_OVERHANG, high=0.25), "1")
    'at most 0.25'
    """
    shown = UNITS.get(unit, unit)
    if math.isinf(limit.low):
        return f"at most {limit.high:.4g} {shown}".rstrip()
    if math.isinf(limit.high):
        return f"at least {limit.low:.4g} {shown}".rstrip()
    return f"{limit.low:.4g} to {limit.high:.4g} {shown}".rstrip()


def defect_text(part: PartResult, defect: Defect) -> str:
    """Give one defect in one line, for a terminal.

    Examples
    --------
    >>> from inspector.domain.result import DefectCode
    >>> limit = Limit("side_overhang", DefectCode.SIDE_OVERHANG, high=0.25, clause="8.3.2")
    >>> found = Defect(Measurement("R1", "side_overhang", 0.31, "1", "1"), limit)
    >>> defect_text(PartResult("R1", Verdict.FAIL), found)
    'R1.1 side overhang: 0.310, limit at most 0.25 (8.3.2, unverified)'
    """
    place = ".".join(filter(None, (part.refdes, defect.measurement.pin)))
    return f"{place} {defect_words(defect)}"


def defect_words(defect: Defect) -> str:
    """Give what is wrong in one line, without where."""
    f = _finding(defect)
    clause = f"{f.clause}, unverified" if f.unverified else f.clause
    code = f.code.replace("_", " ")
    return f"{code}: {f.value}, limit {f.limit}" + (f" ({clause})" if clause else "")


def _merged(coverage: Sequence[Coverage]) -> list[dict[str, object]]:
    """Give one row for all packages of which the same is to be said."""
    packages: dict[tuple[object, ...], list[str]] = {}
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    for line in coverage:
        row = _coverage(line)
        key = tuple(row.values())
        rows[key] = row
        packages.setdefault(key, []).append(line.package)
    return [{**row, "packages": ", ".join(packages[key])} for key, row in rows.items()]


def _coverage(line: Coverage) -> dict[str, object]:
    c = line.criterion
    return {
        "name": c.name,
        "kind": c.kind.value if c.kind else "part",
        "clause": _clause(c.clause, c.revision),
        "unverified": bool(c.clause) and not c.verified,
        "state": line.state.value,
        "stated": STATES[line.state],
        "by": ": ".join(filter(None, (line.check, line.note))),
    }


def _clause(clause: str, revision: str) -> str:
    # "unverified" in place of a revision is said by the tag beside it
    return " ".join(filter(None, (clause, "" if revision == "unverified" else revision)))


def _data_uris(pngs: Mapping[str, bytes]) -> dict[str, str]:
    head = "data:image/png;base64,"
    return {light: head + base64.b64encode(png).decode() for light, png in pngs.items()}
