"""What statistics read and write, off the GUI thread."""

from collections.abc import Callable, Sequence
from pathlib import Path

from inspector.domain.board import Placement
from inspector.domain.errors import InspectorError
from inspector.domain.recipe import Recipe
from inspector.domain.review import Escape
from inspector.store.figures import Catalogue, Site
from ui.statistics.model import Material


def read_material(
    record: Path, recipes: Sequence[Path], progress: Callable[[int, int], None]
) -> Material | None:
    """Read the record and the designs; None where there is no record yet.

    Raises
    ------
    StoreError
        If the record or the tables beside it cannot be read or written.
    """
    from inspector.store.escapes import escapes, proofs
    from inspector.store.history import FOLDER, read_history, refresh
    from inspector.store.store import DATABASE, Store

    if not (record / DATABASE).is_file():
        return None
    with Store(record, "read") as store:
        history = read_history(store, refresh(store, record / FOLDER, progress))
        return Material(history, read_catalogue(recipes), escapes(store), proofs(store))


def read_catalogue(recipes: Sequence[Path]) -> Catalogue:
    """Read what the designs say of parts; a recipe that is broken is left out."""
    from inspector.formats.recipe import read_recipe

    sites, outlines = {}, {}
    for folder in recipes:
        try:
            recipe = read_recipe(folder)
        except InspectorError:
            continue  # set-up and the editor say so; parts without a design are counted as such
        outlines[recipe.product] = tuple(recipe.board.outline_mm or recipe.board.extent.corners_mm)
        for placement in recipe.board.placements:
            sites[recipe.product, placement.refdes] = site_of(recipe, placement)
    return Catalogue(sites, outlines)


def site_of(recipe: Recipe, placement: Placement) -> Site:
    """Give what a design says of one part."""
    limits = {limit.key: (limit.low, limit.high) for limit in recipe.limits_of(placement)}
    return Site(
        placement.package,
        placement.part_number or placement.value,
        placement.x_mm,
        placement.y_mm,
        placement.rotation_deg,
        len(recipe.board.package_of(placement).terminations),
        limits,
    )


def keep_escape(record: Path, escape: Escape) -> None:
    """Keep a defect that was found later.

    Raises
    ------
    StoreError
        If the record cannot be written.
    """
    from inspector.store.escapes import note_escape
    from inspector.store.store import Store

    with Store(record, "rule") as store:
        note_escape(store, escape)


def write_bytes(file: Path, data: bytes) -> None:
    """Write a file, whole or not at all.

    Raises
    ------
    InspectorError
        If it cannot be written.
    """
    from inspector.formats.atomic import write_bytes_atomic

    write_bytes_atomic(file, data)
