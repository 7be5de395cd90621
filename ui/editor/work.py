"""What the editor has done on other threads; vision is loaded here, when it is first needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.domain.errors import CaptureError
from inspector.domain.recipe import Recipe
from inspector.domain.result import Verdict
from ui.editor.model import OF_PARTS, Choice, Kind, Opened, Saved, TrialRow, Tried, rows_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from inspector.domain.board import Package
    from inspector.inspection.trial import BoardPicture, Stored, TriedPart
    from inspector.store.measured import Values


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What came of a trial: its rows, its verdict in words, and pictures of the parts tried."""

    tried: Tried
    summary: str
    pictures: Mapping[str, "Mapping[str, NDArray[np.uint8]]"]


def open_recipe(folder: Path, *, new: bool = False) -> Opened:
    """Read a recipe folder; ``new``: it was made a moment ago."""
    from inspector.checks import all_checks
    from inspector.formats.recipe import read_recipe

    return Opened(folder, read_recipe(folder), all_checks(), new)


def recipes_here(known: tuple[Path, ...]) -> tuple[Path, ...]:
    """Give the recipe folders to choose from: those that are known, else those that are shipped."""
    from inspector.formats.archive import natural_key
    from inspector.formats.recipe import RECIPE
    from inspector.formats.shipped import shipped

    if known:
        return known
    return tuple(
        sorted((f.parent for f in shipped("recipes").glob(f"*/{RECIPE}")), key=natural_key)
    )


def save_as_revision(recipe: Recipe, released: Path) -> Saved:
    """Write a recipe as a revision beside the released one, and read it back."""
    from inspector.formats.recipe import read_recipe
    from inspector.formats.revision import save_revision

    folder = save_revision(recipe, released)
    return Saved(folder, read_recipe(folder))


def captures_in(folder: Path) -> tuple[Path, ...]:
    """Give the captures of a folder; of a capture itself, that."""
    from inspector.formats.archive import find_captures

    if (folder / "capture.json").is_file():
        return (folder,)
    return tuple(job.folder for job in find_captures(folder))


def captures_of(product: str) -> tuple[Path, ...]:
    """Give the sample captures of a product; none where there are none."""
    from inspector.formats.shipped import shipped

    samples = shipped("sample_images") / product
    try:
        return captures_in(samples)
    except CaptureError:
        return ()


def picture_of(recipe: Recipe, folder: Path) -> "BoardPicture":
    """Give the board of a capture as one picture."""
    from inspector.inspection.trial import board_picture

    return board_picture(recipe, _stored(recipe, folder), recipe.panel.sites[0].index)


def values_of(record: Path, product: str) -> "Values":
    """Give what the record has measured of a product."""
    from inspector.store.measured import measured_values

    return measured_values(record, product)


def packages_of(folder: Path, recipe: Recipe) -> "Mapping[str, Package]":
    """Give the packages that a part may have: the recipe's and those of its library."""
    import tomllib

    from inspector.formats.packages import read_packages
    from inspector.formats.recipe import RECIPE

    table = tomllib.loads((folder / RECIPE).read_text(encoding="utf-8"))
    reference = table.get("packages", "")
    library = read_packages(folder / reference) if reference else {}
    return {**library, **recipe.board.packages}


def try_recipe(recipe: Recipe, folder: Path, released: Path, choice: Choice) -> Trial:
    """Inspect what is chosen on a stored capture: a part, a package's parts, or the board."""
    import cv2

    cv2.setNumThreads(1)
    if choice.kind not in OF_PARTS:
        return _try_board(recipe, folder, released)
    placements = recipe.board.placements
    if choice.kind is Kind.PART:
        wanted = {choice.name}
    else:
        wanted = {p.refdes for p in placements if p.package == choice.name}
    from inspector.inspection.trial import try_parts

    tried = try_parts(recipe, _stored(recipe, folder), wanted, _golden(recipe, released))
    return Trial(Tried(recipe, _rows(recipe, tried)), _summary(tried), _pictures(tried))


def _try_board(recipe: Recipe, folder: Path, released: Path) -> Trial:
    from inspector.batch.capture import Asked, inspect_capture

    result = inspect_capture(Asked(recipe, _golden(recipe, released)), folder, workers=2).result
    placed = {p.refdes: p for p in recipe.board.placements}
    rows = rows_of(
        tuple(
            (board.index, part, recipe.limits_of(placed[part.refdes]))
            for board in result.boards
            for part in board.parts
        )
    )
    between = [
        TrialRow(b.index, "surface", d.measurement, d.limit, Verdict.FAIL)
        for b in result.boards
        if b.surface
        for region in b.surface.regions
        for d in region.defects
    ]
    boards = [b for b in result.boards if b.reason and b.verdict is not Verdict.PASS]
    reasons = "; ".join(dict.fromkeys(filter(None, (result.reason, *(b.reason for b in boards)))))
    told = f"{result.serial}: {_word(result.verdict)}" + (f", {reasons}" if reasons else "")
    return Trial(Tried(recipe, (*between, *rows)), told, {})


def _rows(recipe: Recipe, tried: "tuple[TriedPart, ...]") -> tuple[TrialRow, ...]:
    placed = {p.refdes: p for p in recipe.board.placements}
    return rows_of(tuple((t.part[0], t.result, recipe.limits_of(placed[t.part[1]])) for t in tried))


def _summary(tried: "tuple[TriedPart, ...]") -> str:
    counts = {v: sum(t.result.verdict is v for t in tried) for v in reversed(Verdict)}
    return ", ".join(f"{n} {_word(v)}" for v, n in counts.items() if n) or "nothing was tried"


def _pictures(tried: "tuple[TriedPart, ...]") -> "dict[str, Mapping[str, NDArray[np.uint8]]]":
    return {t.part[1]: t.pictures for t in tried if t.pictures}


def _word(verdict: Verdict) -> str:
    return verdict.name.replace("_", " ")


def _golden(recipe: Recipe, released: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202
    from inspector.formats.golden import has_golden, read_golden
    from inspector.inspection.surface import ready

    if recipe.surface is None or not has_golden(released):
        return None
    return ready(recipe, read_golden(released, recipe.product))


def _stored(recipe: Recipe, folder: Path) -> "Stored":
    from inspector.formats.calibration import calibration_for
    from inspector.formats.capture import read_capture, read_field, require_product
    from inspector.inspection.trial import Stored

    capture = read_capture(folder, recipe)
    require_product(capture, recipe, folder)
    calibration = calibration_for(capture, folder)
    return Stored(capture, lambda index: read_field(capture, folder, index), calibration)
