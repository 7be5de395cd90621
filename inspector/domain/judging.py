"""From measurements to the result of a part, of a panel, and to another result by other limits.

Every part that a recipe asks for stands in a panel's result exactly once. Left out are, by intent,
sites that are not fitted, parts inside a mask (named in the board's reason), and skipped boards.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from inspector.domain.board import Mask, Placement
from inspector.domain.code import CodeLevel, CodeResult, reason_of_codes
from inspector.domain.errors import ResultError
from inspector.domain.geometry import Box, contains_box
from inspector.domain.image import Capture
from inspector.domain.measured import measured_sha256
from inspector.domain.recipe import Recipe, SurfaceProgram
from inspector.domain.result import (
    Acquisition,
    BoardResult,
    Defect,
    Limit,
    Measurement,
    PanelResult,
    PartResult,
    RegionResult,
    SurfaceResult,
    Timing,
    Verdict,
    judge,
    worst,
)

Part = tuple[int, str]
"""Board index and reference designator."""

ALL_SKIPPED = "every board is to be skipped"
NOTHING_ASKED = "the recipe asks for no part"
LEFT_OUT = "left out by a mask: "
UNCLEAR_MARK = "its bad mark is neither bare nor covered"
UNKNOWN_ORIGIN = (
    "judged anew though the result does not say what was measured (no measured_sha256): "
    "that places, packages and checks are those of this recipe was not verified"
)


def judge_part(
    recipe: Recipe, placement: Placement, measurements: Iterable[Measurement]
) -> PartResult:
    """Hold a part's measurements against its limits; defects get their place on the board.

    Raises
    ------
    KeyError, ValueError
        If the recipe has no program for its package, or a limit cannot be resolved.
    """
    limits = recipe.limits_of(placement)
    expected = frozenset(limit.key for limit in limits)
    result = judge(placement.refdes, measurements, limits, expected)
    defects = tuple(
        replace(defect, box=_place_of(recipe, placement, defect)) for defect in result.defects
    )
    return replace(result, defects=defects)


def _place_of(recipe: Recipe, placement: Placement, defect: Defect) -> Box:
    """Give where on the board a defect is to be looked for: its joint, or the whole part."""
    package, pin = recipe.board.package_of(placement), defect.measurement.pin
    corners = list(package.extent.corners_mm)
    if pin:
        land = package.land(pin)
        corners = list(package.termination(pin).outline_mm)
        corners += land.box.corners_mm if land else ()
    return Box.around(placement.pose.apply(corners))


def judge_surface(
    program: SurfaceProgram,
    regions: Iterable[RegionResult],
    uninspected_mm2: float,
    reason: str = "",
) -> SurfaceResult:
    """Hold each region's measurements against the limits; the worst of all decides.

    A region has the quantities of its kind only: what a limit asks and a region has not is no
    silence. More that could not be looked at than the recipe accepts is NOT_INSPECTED, and so is
    whatever has a ``reason``, and a region of a kind that no limit asks for and that is not
    harmless by what the check says of it.
    """
    limits = [rule.of_board() for rule in program.limits]
    judged = tuple(_judged_region(region, limits) for region in regions)
    asked = {limit.quantity for limit in limits} | set(program.check.harmless)
    reason = reason or next((_unasked(one) for one in judged if not _is_asked(one, asked)), "")
    if any(region.defects for region in judged):
        verdict = Verdict.FAIL
    elif reason or not uninspected_mm2 <= program.most_uninspected_mm2:
        verdict = Verdict.NOT_INSPECTED
        reason = reason or (
            f"{uninspected_mm2:.3g} mm2 of the surface could not be looked at, "
            f"{program.most_uninspected_mm2:g} are accepted"
        )
    else:
        verdict = Verdict.PASS
    return SurfaceResult(verdict, judged, uninspected_mm2, reason)


def _is_asked(region: RegionResult, asked: Collection[str]) -> bool:
    return any(measured.quantity in asked for measured in region.measurements)


def _unasked(region: RegionResult) -> str:
    kind, (x, y) = region.measurements[-1], region.box.center_mm
    return (
        f"what differs at ({x:.2f}, {y:.2f}) mm has {kind.value:.3g} {kind.unit} of "
        f"{kind.quantity}, for which the recipe has no limit; add one under [surface]"
    )


def _judged_region(region: RegionResult, limits: Sequence[Limit]) -> RegionResult:
    defects = tuple(
        Defect(m, limit, region.box)
        for limit in limits
        for m in region.measurements
        if m.quantity == limit.quantity and limit.rejects(m.value)
    )
    return replace(region, defects=defects)


def masked_parts(recipe: Recipe) -> Mapping[str, Mask]:
    """Give what would be inspected but for a mask that it lies wholly inside, with the mask."""
    found: dict[str, Mask] = {}
    for placement in recipe.board.placements:
        if not placement.fitted and recipe.empty_site is None:
            continue
        extent, to_package = recipe.board.package_of(placement).extent, placement.pose.inverse()
        for mask in recipe.board.masks:
            polygon = tuple(to_package.at(x, y) for x, y in mask.polygon_mm)
            if contains_box(polygon, extent):
                found[placement.refdes] = mask
                break
    return found


def asked_parts(recipe: Recipe) -> tuple[Placement, ...]:
    """Give the placements that must be inspected on every board, masked ones left out.

    Sites that are not fitted are among them where the recipe says how they are looked at.
    """
    masked, empty = masked_parts(recipe), recipe.empty_site is not None
    return tuple(
        p for p in recipe.board.placements if (p.fitted or empty) and p.refdes not in masked
    )


def panel_of(
    recipe: Recipe,
    capture: Capture,
    parts: Mapping[Part, PartResult],
    reason: str = "",
    because: Mapping[Part, str] | None = None,
    surfaces: Mapping[int, SurfaceResult] | None = None,
) -> PanelResult:
    """Gather the results of parts into that of the panel.

    Parameters
    ----------
    parts
        As far as there are results.
    reason
        Why the panel as a whole could not be inspected; empty where it could.
    because
        Why a part has no result, where something better is known than ``reason``.
    surfaces
        By board, as far as they were looked at; where the recipe asks for one and there is none, it
        is NOT_INSPECTED.

    Returns
    -------
    PanelResult
        Each part that is asked for once; without a result it is NOT_INSPECTED. Times, counters,
        calibration and models are for the caller to fill in.
    """
    why = because or {}
    asked = asked_parts(recipe)
    whole = reason or ("" if asked or recipe.surface else NOTHING_ASKED)
    boards: list[BoardResult] = []
    for site in recipe.panel.sites:
        if site.index in capture.skipped_boards:
            boards.append(BoardResult(site.index, skipped=True, verdict=None))
            continue
        results = tuple(
            parts.get((site.index, p.refdes))
            or _silent(p.refdes, why.get((site.index, p.refdes)) or whole)
            for p in asked
        )
        surface = (surfaces or {}).get(site.index)
        if surface is None and recipe.surface:
            surface = judge_surface(recipe.surface, (), 0.0, whole or "no field has shown it")
        boards.append(_board(recipe, site.index, (results, surface), whole))
    return PanelResult(
        product=capture.product,
        serial=capture.serial,
        side=capture.side,
        verdict=worst(board.verdict for board in boards),
        boards=tuple(boards),
        captured_utc=capture.captured_utc,
        station=capture.station,
        process_stage=recipe.process_stage.value,
        ipc_class=recipe.ipc_class.value,
        recipe_sha256=recipe.sha256,
        calibration_sha256="",
        software="",
        timing=Timing(0.0, 0.0),
        acquisition=Acquisition(0),
        reason=whole or (ALL_SKIPPED if all(board.skipped for board in boards) else ""),
        measured_sha256=measured_sha256(recipe),
    )


def _silent(refdes: str, reason: str) -> PartResult:
    return PartResult(refdes, Verdict.NOT_INSPECTED, reason=reason or "no field has seen it")


def _board(
    recipe: Recipe,
    index: int,
    found: tuple[tuple[PartResult, ...], SurfaceResult | None],
    reason: str,
) -> BoardResult:
    parts, surface = found
    verdict = worst([*(part.verdict for part in parts), *([surface.verdict] if surface else [])])
    if reason:
        verdict = max(verdict, Verdict.NOT_INSPECTED)
    told = "; ".join(filter(None, (reason, _left_out(recipe))))
    return BoardResult(
        index, skipped=False, verdict=verdict, parts=parts, surface=surface, reason=told
    )


def _left_out(recipe: Recipe) -> str:
    """Give what masks leave out: one piece of a reason, which are joined by ``; ``."""
    named = ", ".join(
        f"{refdes} ({mask.reason}, {mask.author})" for refdes, mask in masked_parts(recipe).items()
    )
    return LEFT_OUT + named.replace(";", ",") if named else ""


def rejudge(recipe: Recipe, result: PanelResult) -> PanelResult:
    """Judge what was measured against the limits of a recipe; no image is needed.

    A part without measurements stays NOT_INSPECTED for the reason it had; so does one that the
    recipe asks for and the result does not have. Regions of the surface are judged anew as they
    were found. What a mask leaves out now is named in the board's reason. Poses, times and
    counters stay; so does what made a board or the panel worse than its parts. A result of before
    ``measured_sha256`` was kept is judged, and says so.

    Raises
    ------
    ResultError
        If other places, packages, checks or shots were measured than the recipe has.
    KeyError, ValueError
        If the recipe has no program for a part, or a limit cannot be resolved.
    """
    _refuse_other(recipe, result)
    notes = () if result.measured_sha256 else (UNKNOWN_ORIGIN,)
    stored = {board.index: board for board in result.boards}
    none = BoardResult(0, skipped=False, verdict=Verdict.NOT_INSPECTED)
    boards = tuple(
        _rejudged(recipe, stored.get(site.index, replace(none, index=site.index)), notes)
        for site in recipe.panel.sites
    )
    return replace(
        result,
        boards=boards,
        verdict=max(worst(b.verdict for b in boards), _floor(recipe, result)),
        process_stage=recipe.process_stage.value,
        ipc_class=recipe.ipc_class.value,
        recipe_sha256=recipe.sha256,
    )


def _refuse_other(recipe: Recipe, result: PanelResult) -> None:
    mend = "inspect the captures again with this recipe"
    if result.measured_sha256 not in ("", measured_sha256(recipe)):
        cause = "other places, packages, checks or shots were measured than this recipe has"
        raise ResultError(result.serial, "measured_sha256", cause, mend)
    known = {site.index for site in recipe.panel.sites}
    for board in result.boards:
        if board.index not in known:
            cause = "is not in the panel of this recipe"
            raise ResultError(result.serial, f"board {board.index}", cause, mend)


def with_codes(board: BoardResult, codes: tuple[CodeResult, ...]) -> BoardResult:
    """Give a board with what was read of its codes; one that does not read right is no pass."""
    board = replace(board, codes=codes)
    why = reason_of_codes(codes)
    if not why or board.verdict is None:
        return board
    told = "; ".join(filter(None, (board.reason, why)))
    return replace(board, verdict=max(board.verdict, Verdict.NOT_INSPECTED), reason=told)


def panel_with_codes(result: PanelResult, codes: tuple[CodeResult, ...]) -> PanelResult:
    """Give a panel with its boards' verdict and its own codes; one not read right is no pass."""
    verdict, why = worst(b.verdict for b in result.boards), reason_of_codes(codes)
    if why:
        verdict = max(verdict, Verdict.NOT_INSPECTED)
    told = "; ".join(filter(None, (result.reason, why)))
    return replace(result, verdict=verdict, codes=codes, reason=told)


def _read(recipe: Recipe, level: CodeLevel, codes: Sequence[CodeResult]) -> bool:
    """Whether every code that a recipe asks for at a level stands among those read, and is good."""
    good = {code.name for code in codes if code.good}
    return all(code.good for code in codes) and good.issuperset(
        code.name for code in recipe.codes if code.level is level
    )


def _floor(recipe: Recipe, result: PanelResult) -> Verdict:
    """Give what the panel is at least, whatever its boards are."""
    if result.reason or not _read(recipe, CodeLevel.PANEL, result.codes):
        return Verdict.NOT_INSPECTED
    below = worst(board.verdict for board in result.boards)
    return Verdict.PASS if result.verdict <= below else result.verdict


def _rejudged(recipe: Recipe, board: BoardResult, notes: tuple[str, ...]) -> BoardResult:
    if board.skipped:
        return board
    stored = {part.refdes: part for part in board.parts}
    parts = tuple(_judged_anew(recipe, p, stored.get(p.refdes)) for p in asked_parts(recipe))
    below = worst([*(part.verdict for part in board.parts), *_verdict_of(board.surface)])
    surface = _surface_anew(recipe, board.surface)
    # what made the board worse than all that is on it, no limit of a part can mend
    floor = Verdict.PASS if board.verdict is None or board.verdict <= below else board.verdict
    if UNCLEAR_MARK in board.reason or not _read(recipe, CodeLevel.BOARD, board.codes):
        floor = max(floor, Verdict.NOT_INSPECTED)
    verdict = max(worst([*(part.verdict for part in parts), *_verdict_of(surface)]), floor)
    old = [piece for piece in board.reason.split("; ") if not piece.startswith(LEFT_OUT)]
    told = [piece for piece in old if piece != UNKNOWN_ORIGIN]
    reason = "; ".join(filter(None, (*told, _left_out(recipe), *notes)))
    return replace(board, parts=parts, surface=surface, verdict=verdict, reason=reason)


def _verdict_of(surface: SurfaceResult | None) -> tuple[Verdict, ...]:
    return (surface.verdict,) if surface else ()


def _surface_anew(recipe: Recipe, stored: SurfaceResult | None) -> SurfaceResult | None:
    """Judge stored regions by the recipe's limits; too little of it seen stays NOT_INSPECTED."""
    if recipe.surface is None:
        return None
    if stored is None:
        return judge_surface(recipe.surface, (), 0.0, "it is not in the stored result")
    seen = stored.uninspected_mm2
    kept = "" if seen > 0 else stored.reason  # a reason that is not about the area alone
    return judge_surface(recipe.surface, stored.regions, seen, kept)


def _judged_anew(recipe: Recipe, placement: Placement, stored: PartResult | None) -> PartResult:
    if stored is None:
        return _silent(placement.refdes, "it is not in the stored result")
    if any(math.isfinite(m.value) for m in stored.measurements):
        return judge_part(recipe, placement, stored.measurements)
    reason = stored.reason or "nothing of it was measured"
    return PartResult(placement.refdes, Verdict.NOT_INSPECTED, stored.measurements, reason=reason)


def panel_not_inspected(recipe: Recipe, capture: Capture, reason: str) -> PanelResult:
    """Give the result of a panel that could not be inspected at all, and why."""
    return panel_of(recipe, capture, {}, reason)
