"""Outlines over the board's picture: where parts are, and what came of them. No Qt here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from inspector.domain.board import Board
from inspector.domain.geometry import Affine, Polygon
from inspector.domain.result import BoardResult, PanelResult, Verdict
from ui.widgets.scene import Layer, Mark, Style, layers_of


@dataclass(frozen=True, slots=True)
class PanelOutlines:
    """Outlines of the parts of a product, board mm, and where its boards lie by design."""

    parts: Mapping[str, Polygon]
    sites: Mapping[int, Affine]


STYLES = {
    Verdict.PASS: Style.PASSED,
    Verdict.NOT_INSPECTED: Style.NOT_INSPECTED,
    Verdict.FAIL: Style.FAILED,
}


def read_outlines(recipe_folder: Path) -> PanelOutlines:
    """Read what a recipe says of its parts; slow, for a worker.

    Raises
    ------
    RecipeError
        If the recipe is refused.
    """
    from inspector.formats.recipe import read_recipe

    recipe = read_recipe(recipe_folder)
    sites = {site.index: site.pose for site in recipe.panel.sites}
    return PanelOutlines(dict(_outlines(recipe.board)), sites)


def pending_layers(outlines: PanelOutlines) -> tuple[Layer, ...]:
    """Give the parts where the design has them, before anything is known of them."""
    return layers_of(
        Mark(_moved(pose, outline), Style.PENDING, refdes)
        for pose in outlines.sites.values()
        for refdes, outline in outlines.parts.items()
    )


def result_layers(outlines: PanelOutlines, result: PanelResult) -> tuple[Layer, ...]:
    """Give the parts where they were seen, each in the style of its verdict, and every defect.

    A part that the result does not name was not inspected, and is drawn so.
    """
    return layers_of(mark for board in result.boards for mark in _board_marks(outlines, board))


def _board_marks(outlines: PanelOutlines, board: BoardResult) -> Iterator[Mark]:
    if board.skipped:
        return
    nominal = outlines.sites.get(board.index, Affine())
    moved = partial(_moved, board.pose.transform if board.pose else nominal)
    verdicts = {part.refdes: part.verdict for part in board.parts}
    for refdes, outline in outlines.parts.items():
        verdict = verdicts.get(refdes, Verdict.NOT_INSPECTED)
        yield Mark(moved(outline), STYLES[verdict], refdes)
    found = [(part.refdes, defect) for part in board.parts for defect in part.defects]
    regions = board.surface.regions if board.surface else ()
    found += [("", defect) for region in regions for defect in region.defects]
    for _, defect in found:
        if defect.box is not None:
            yield Mark(moved(defect.box.corners_mm), Style.DEFECT)


def _outlines(board: Board) -> Iterator[tuple[str, Polygon]]:
    for placement in board.placements:
        extent = board.package_of(placement).extent
        yield placement.refdes, _moved(placement.pose, extent.corners_mm)


def _moved(pose: Affine, outline: Polygon) -> Polygon:
    return tuple((float(x), float(y)) for x, y in pose.apply(outline))
