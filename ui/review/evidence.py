"""What a suspect is shown by: read off the GUI thread, a value from then on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inspector.domain.errors import InspectorError
from inspector.domain.golden import Golden
from inspector.domain.recipe import Recipe
from inspector.domain.result import BoardResult, Defect, DefectCode, Verdict, silence_of
from inspector.store.suspects import Case, Suspect

RING = "ring"
"""Names of ring lights begin so, whatever their exposure."""
COLOUR_AXES = 3

Picture = NDArray[np.uint8]
Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One defect in numbers: what, where, what was measured and what is allowed."""

    code: DefectCode
    pin: str
    quantity: str
    value: str
    unit: str
    low: float
    high: float
    clause: str
    revision: str


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """The suspect under one light; ``colour`` empty: all of the light's colours together.

    ``shot`` is the light's name, empty in records of before. ``picture`` ``(H, W, 3)`` uint8 RGB or
    ``(H, W)``.
    """

    shot: str
    colour: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class Site:
    """A part on the drawing of its board, board mm; ``verdict`` None: not looked at."""

    refdes: str
    corners_mm: Corners
    verdict: Verdict | None


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Everything that the screen shows of one suspect.

    ``lights``: the light that it was judged by, the others, then the colours of the ring light.
    ``golden``, ``difference`` ``(H, W, 3)`` uint8 RGB, None where there is none. All are of one
    size; ``marks`` are boxes on them: left, top, width, height in px. ``unmeasured`` says what the
    machine could not measure of the part: who calls its defects false speaks for that, too.
    """

    key: tuple[int, int, str]
    reasons: tuple[Reason, ...]
    lights: tuple[Light, ...] = ()
    golden: Picture | None = None
    difference: Picture | None = None
    marks: tuple[tuple[float, float, float, float], ...] = ()
    outline_mm: Corners = ()
    sites: tuple[Site, ...] = ()
    package: str = ""
    part_number: str = ""
    surface: tuple[Reason, ...] = ()
    unmeasured: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A recipe that is at hand, with its golden board where it has one."""

    recipe: Recipe
    golden: Golden | None


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """The recipes that are at hand, by product; ``faults`` are those that could not be read."""

    by_product: Mapping[str, Known] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


def read_library(folders: Sequence[Path]) -> Library:
    """Read the recipes; one that is broken is named and left out, the others serve."""
    from inspector.formats.golden import has_golden, read_golden  # slow to import
    from inspector.formats.recipe import read_recipe

    known, faults = {}, []
    for folder in folders:
        try:
            recipe = read_recipe(folder)
            golden = read_golden(folder, recipe.product) if has_golden(folder) else None
        except InspectorError as error:
            faults.append(str(error))
        else:
            known[recipe.product] = Known(recipe, golden)
    return Library(known, tuple(faults))


def read_evidence(record: Path, suspect: Suspect, library: Library) -> Evidence:
    """Read what a suspect is shown by.

    Raises
    ------
    StoreError
        If the record or a picture cannot be read.
    """
    from inspector.store.store import Store
    from inspector.store.suspects import case_of

    with Store(record, "read") as store:
        return evidence_of(case_of(store, suspect), library.by_product.get(suspect.product))


def evidence_of(case: Case, known: Known | None) -> Evidence:
    """Lay a case out for the eye; without its recipe there is neither golden board nor drawing."""
    from inspector.vision.beside import (
        PictureScale,
        difference,
        golden_picture,
        mark_px,
    )

    reasons = tuple(_reason(defect) for defect in case.part.defects)
    plain = Evidence(
        case.suspect.key,
        reasons,
        surface=_surface(case.board),
        unmeasured=silence_of(case.part.measurements),
    )
    pictures = {shot: _decoded(png) for shot, png in case.pictures.items()}
    lights = tuple(_lights(pictures))
    recipe = known.recipe if known else None
    places = {p.refdes: p for p in recipe.board.placements} if recipe else {}
    placement = places.get(case.part.refdes)
    if known is None or recipe is None or placement is None:
        return replace(plain, lights=lights)
    package = recipe.board.package_of(placement)
    golden = apart = marks = None
    if lights:
        shape = lights[0].picture.shape[0], lights[0].picture.shape[1]
        scale = PictureScale.of(package, shape)
        boxes = dict.fromkeys(d.box for d in case.part.defects if d.box)
        marks = tuple(mark_px(placement, scale, box) for box in boxes)
        if known.golden:
            golden = golden_picture(known.golden, placement, package, shape)
        if known.golden and golden is not None:
            alike = pictures.get(known.golden.shot, lights[0].picture)
            apart = difference(_coloured(alike), golden)
    return replace(
        plain,
        lights=lights,
        golden=golden,
        difference=apart,
        marks=marks or (),
        outline_mm=tuple(recipe.board.outline_mm or recipe.board.extent.corners_mm),
        sites=_sites(recipe, case.board),
        package=placement.package,
        part_number=placement.part_number or placement.value,
    )


def _lights(pictures: Mapping[str, Picture]) -> Iterator[Light]:
    from inspector.vision.beside import colours_of

    yield from (Light(shot, "", picture) for shot, picture in pictures.items())
    for shot, picture in pictures.items():
        # only a ring light's colours fall from different heights; the nameless ones were rings
        if picture.ndim == COLOUR_AXES and (not shot or shot.startswith(RING)):
            yield from (Light(shot, name, grey) for name, grey in colours_of(picture))
            return  # another exposure has the same colours


def _decoded(png: bytes) -> Picture:
    import imagecodecs

    picture = np.asarray(imagecodecs.png_decode(png), np.uint8)
    return picture if picture.ndim < COLOUR_AXES else np.ascontiguousarray(picture[..., :3])


def _coloured(picture: Picture) -> Picture:
    if picture.ndim == COLOUR_AXES:
        return picture
    return np.repeat(picture[..., None], 3, axis=2)


def _sites(recipe: Recipe, board: BoardResult) -> tuple[Site, ...]:
    verdicts = {part.refdes: part.verdict for part in board.parts}
    return tuple(
        Site(p.refdes, tuple(p.pose.at(x, y) for x, y in corners), verdicts.get(p.refdes))
        for p in recipe.board.placements
        for corners in (recipe.board.package_of(p).extent.corners_mm,)
    )


def _reason(defect: Defect) -> Reason:
    from inspector.formats.report import value_text

    m, limit = defect.measurement, defect.limit
    return Reason(
        defect.code,
        m.pin,
        m.quantity,
        value_text(m),
        m.unit,
        limit.low,
        limit.high,
        limit.clause,
        limit.revision,
    )


def _surface(board: BoardResult) -> tuple[Reason, ...]:
    regions = board.surface.regions if board.surface else ()
    return tuple(_reason(defect) for region in regions for defect in region.defects)
