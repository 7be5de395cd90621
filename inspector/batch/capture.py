"""One capture folder: what it says of itself, its inspection, its result where it is refused."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.domain.errors import InspectorError
from inspector.domain.image import Capture
from inspector.domain.judging import Part, panel_not_inspected
from inspector.domain.recipe import Recipe
from inspector.domain.result import PanelResult
from inspector.formats.archive import fingerprint_of
from inspector.formats.calibration import calibration_for
from inspector.formats.capture import fields_of, read_capture, require_product
from inspector.formats.picture import pngs_of
from inspector.formats.recipe import read_recipe

if TYPE_CHECKING:  # a parent needs no vision: it starts a second sooner
    from inspector.inspection import Inspected
    from inspector.inspection.surface import Ready

log = logging.getLogger(__name__)

NEVER = datetime.fromtimestamp(0, UTC)
"""The time of a folder that tells none."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """By what captures are inspected: the recipe, and its golden board once that is learned."""

    recipe: Recipe
    golden: "Ready | None" = None


def read_asked(folder: Path) -> Asked:
    """Read a recipe folder and the golden board in it, ready to compare with.

    Raises
    ------
    RecipeError, GoldenError
        If one of them is refused. A golden board that is not there is no error: the surface then
        is NOT_INSPECTED, and says so.
    """
    from inspector.formats.golden import has_golden, read_golden

    recipe = read_recipe(folder)
    if recipe.surface is None or not has_golden(folder):
        return Asked(recipe)
    from inspector.inspection.surface import ready

    return Asked(recipe, ready(recipe, read_golden(folder, recipe.product)))


@dataclass(frozen=True, slots=True)
class Found:
    """What came of one capture: all plain values, pictures as PNG files by part and light.

    ``fingerprint`` is that of the folder where the capture was refused, else empty: a refusal
    stands for as long as the folder stays as it is.
    """

    result: PanelResult
    pictures: dict[Part, dict[str, bytes]]
    fingerprint: str = ""


def inspect_capture(asked: Asked, folder: Path, workers: int = 1) -> "Inspected":
    """Read one capture, field by field, and inspect it.

    Raises
    ------
    InspectorError
        If the capture, a frame or its calibration is refused, or is not of the recipe's product.
    """
    import cv2

    from inspector.inspection import field_order, inspect_panel

    recipe = asked.recipe
    cv2.setNumThreads(1)  # its threads gain nothing here and cost CPU; ours go over fields
    capture = read_capture(folder, recipe)
    require_product(capture, recipe, folder)
    calibration = calibration_for(capture, folder)
    order = field_order(recipe, capture, calibration)
    fields = fields_of(capture, folder, order)
    return inspect_panel(recipe, capture, fields, calibration, golden=asked.golden, workers=workers)


def found_in(asked: Asked, folder: Path, name: str) -> Found:
    """Inspect one capture; one that is broken in any way gives a panel that is not inspected."""
    fingerprint = fingerprint_of(folder)  # before it is read: a later change shows
    try:
        inspected = inspect_capture(asked, folder)
        return Found(inspected.result, pictures_of(inspected))
    except InspectorError as error:
        log.warning("%s: %s", name, error)
        reason = str(error)
    except Exception as error:  # the border to one board: the archive goes on
        log.exception("%s could not be inspected", name)
        reason = f"internal error: {error!r}"
    return Found(refused_panel(asked.recipe, folder, reason), {}, fingerprint)


def pictures_of(inspected: "Inspected") -> dict[Part, dict[str, bytes]]:
    """Give the pictures of the parts that did not pass as PNG files, by part and light."""
    return pngs_of(inspected.pictures)


def refused_panel(recipe: Recipe, folder: Path, reason: str) -> PanelResult:
    """Give the result of a panel whose capture was refused: NOT_INSPECTED, with the reason."""
    return panel_not_inspected(recipe, arrived(recipe, folder), reason)


def arrived(recipe: Recipe, folder: Path) -> Capture:
    """Give what a capture says of itself.

    One that cannot be read has no serial, and its folder's own time. Nothing is raised: whatever
    is wrong with it, `inspect_capture` finds it again and says so.
    """
    try:
        return read_capture(folder, recipe)
    except InspectorError:
        pass  # the inspection says it
    except Exception:  # the border to one board: the archive goes on
        log.exception("%s could not be read", folder)
    return Capture(recipe.product, "", recipe.board.side, _changed_utc(folder), ())


def _changed_utc(folder: Path) -> datetime:
    try:
        return datetime.fromtimestamp(int(folder.stat().st_mtime), UTC)
    except (OSError, ValueError, OverflowError):
        return NEVER
