"""The design as marks over a picture: parts, fiducials, masks, codes, and the panel around."""

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from inspector.domain.board import BoardSite, Fiducial, FiducialShape, Mask, Package, Placement
from inspector.domain.board_edit import Entry, entries, entry_of, names, shifted
from inspector.domain.code import Code, CodeLevel
from inspector.domain.geometry import Affine, Box, Polygon, contains_point, rectangle_mm
from inspector.domain.recipe import Recipe
from inspector.domain.result import Verdict
from ui.editor.model import GROUPS, OF_PANEL, Choice, Kind
from ui.widgets.scene import Layer, Mark, Style, in_order, layers_of

PIN_MM = 0.15
ROUND = 32
"""Corners of a circle."""
ARM = 0.3
"""Arm of a cross that does not state it, of its span."""
Step = tuple[float, float]
STILL: Step = (0.0, 0.0)

STYLES = {
    Verdict.FAIL: Style.FAILED,
    Verdict.NOT_INSPECTED: Style.NOT_INSPECTED,
    Verdict.PASS: Style.PASSED,
}
LOOKS = {Kind.MASK: Style.MASK, Kind.FIDUCIAL: Style.FIDUCIAL, Kind.CODE: Style.CODE}
"""What lies on the board besides parts, and how it is drawn; a part on a mask lies over it."""


def layers_of_design(
    recipe: Recipe,
    chosen: frozenset[str],
    verdicts: Mapping[str, Verdict],
    choice: Choice,
    by: Step = STILL,
) -> tuple[Layer, ...]:
    """Give the design as layers: bodies by what a trial says of them, lands of what is chosen.

    Parameters
    ----------
    chosen
        The parts that are chosen.
    choice
        What is chosen of the tree.
    by
        How far that is being dragged, mm.
    """
    packages = recipe.board.packages
    drawn = [p for p in recipe.board.placements if p.package in packages]
    corners = bodies_mm(drawn, packages)
    by_style: dict[Style, list[int]] = {}
    dragged = choice.name if choice.kind is Kind.PART else ""
    marks = list(marks_of(recipe, choice, by))
    for row, placement in enumerate(drawn):
        if placement.refdes in chosen:
            step = by if placement.refdes == dragged else STILL
            marks += _lands(placement, packages[placement.package], step)
            style = Style.CHOSEN
        elif placement.refdes in verdicts:
            style = STYLES[verdicts[placement.refdes]]
        else:
            style = Style.PENDING if not placement.fitted else Style.LAND
        by_style.setdefault(style, []).append(row)
        if placement.refdes == dragged:
            corners[row] += by
    bodies = (
        Layer(style, corners[rows], tuple(drawn[row].refdes for row in rows))
        for style, rows in by_style.items()
    )
    return in_order((*layers_of(marks), *bodies))


def marks_of(recipe: Recipe, choice: Choice, by: Step = STILL) -> Iterator[Mark]:
    """Give the outline and what lies on the board besides parts; with it the panel if chosen."""
    yield Mark(recipe.board.outline_mm, Style.LAND)
    yield from _place_marks(recipe, choice, by)
    if choice.kind in OF_PANEL:
        yield from _panel_marks(recipe, choice)


def bodies_mm(
    placements: Sequence[Placement], packages: Mapping[str, Package]
) -> NDArray[np.float64]:
    """Give the corners of bodies, ``(N, 4, 2)`` board mm, all at once: a board has thousands."""
    placed = np.array([(p.x_mm, p.y_mm, p.rotation_deg) for p in placements]).reshape(-1, 3)
    sizes = {name: (one.body_x_mm, one.body_y_mm) for name, one in packages.items()}
    half = np.array([sizes[p.package] for p in placements]).reshape(-1, 2) / 2
    turn = np.radians(placed[:, 2, None])
    x, y = half[:, :1] * (-1, 1, 1, -1), half[:, 1:] * (-1, -1, 1, 1)
    turned = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
    return np.asarray(np.stack(turned, axis=-1) + placed[:, None, :2], np.float64)


def body_of(placement: Placement, package: Package) -> Polygon:
    """Give the corners of a body, board mm."""
    pose = placement.pose
    corners = rectangle_mm((0.0, 0.0), (package.body_x_mm, package.body_y_mm), 0.0)
    return tuple(pose.at(x, y) for x, y in corners)


def outline_of(entry: Entry) -> Polygon:
    """Give the outline of a fiducial, mask or code, in its own coordinates; a site has none."""
    match entry:
        case Mask():
            return entry.polygon_mm
        case Fiducial():
            return _fiducial(entry)
        case BoardSite():
            return ()
        case _:
            return entry.box.corners_mm


def box_of(recipe: Recipe, choice: Choice) -> Box | None:
    """Give the box around what can be moved on the board, or None."""
    board = recipe.board
    if choice.kind is Kind.PART:
        part = next((p for p in board.placements if p.refdes == choice.name), None)
        package = board.packages.get(part.package) if part else None
        return Box.around(body_of(part, package)) if part and package else None
    if choice.kind in LOOKS and choice.name in names(recipe, GROUPS[choice.kind]):
        entry = entry_of(recipe, GROUPS[choice.kind], choice.name)
        outline = () if of_panel(entry) else outline_of(entry)
        return Box.around(outline) if outline else None
    return None


def of_panel(entry: Entry) -> bool:
    """Whether a code belongs to the panel: its place is not of the board's coordinates."""
    return isinstance(entry, Code) and entry.level is CodeLevel.PANEL


def hit(recipe: Recipe, place: Step) -> Choice | None:
    """Give what lies at a place, the smallest where several do."""
    found: list[tuple[float, Choice]] = []
    x, y = place
    for part in recipe.board.placements:
        package = recipe.board.packages.get(part.package)
        if package is None:
            continue
        reach = package.body_x_mm + package.body_y_mm  # more than any corner: thousands of parts
        if abs(part.x_mm - x) > reach or abs(part.y_mm - y) > reach:
            continue
        if Box.around(body_of(part, package)).contains(x, y):
            area = package.body_x_mm * package.body_y_mm
            found.append((area, Choice(Kind.PART, part.refdes)))
    for kind in LOOKS:
        group = GROUPS[kind]
        for name, entry in zip(names(recipe, group), entries(recipe, group), strict=True):
            outline = outline_of(entry)
            if outline and not of_panel(entry) and contains_point(outline, *place):
                around = Box.around(outline)
                found.append((around.width_mm * around.height_mm, Choice(kind, name)))
    return min(found, key=lambda one: one[0])[1] if found else None


def panel_box(recipe: Recipe) -> Box:
    """Give the box around the panel, in mm of its first board."""
    corners = [corner for mark in _panel_marks(recipe, Choice()) for corner in mark.outline_mm]
    return Box.around([*corners, *recipe.board.outline_mm])


def _place_marks(recipe: Recipe, choice: Choice, by: Step) -> Iterator[Mark]:
    for kind, look in LOOKS.items():
        group = GROUPS[kind]
        for name, entry in zip(names(recipe, group), entries(recipe, group), strict=True):
            here = choice == Choice(kind, name)
            if of_panel(entry):
                to_board = _to_first(recipe)
                corners = tuple(to_board.at(x, y) for x, y in outline_of(entry))
                yield Mark(corners, Style.CHOSEN if here else look, name)
                continue
            drawn = shifted(entry, *by) if here else entry
            if here and isinstance(drawn, Fiducial) and drawn.opening_mm > drawn.size_mm:
                yield Mark(_circle(drawn, drawn.opening_mm), Style.LAND)
            called = entry.reason if isinstance(entry, Mask) else name
            yield Mark(outline_of(drawn), Style.CHOSEN if here else look, called)


def _panel_marks(recipe: Recipe, choice: Choice) -> Iterator[Mark]:
    """Give the panel around its first board, in mm of that one."""
    panel, to_board = recipe.panel, _to_first(recipe)

    def here(outline_mm: Polygon) -> Polygon:
        return tuple(to_board.at(x, y) for x, y in outline_mm)

    yield Mark(here(panel.outline_mm), Style.LAND)
    for site in panel.sites:
        outline = tuple(site.pose.at(x, y) for x, y in recipe.board.outline_mm)
        look = Style.CHOSEN if choice == Choice(Kind.SITE, str(site.index)) else Style.CODE
        yield Mark(here(outline), look, str(site.index))
        if site.bad_mark:
            corners = tuple(site.pose.at(x, y) for x, y in site.bad_mark.corners_mm)
            yield Mark(here(corners), Style.PENDING)
    for mark in panel.fiducials:
        chosen = choice == Choice(Kind.PANEL_FIDUCIAL, mark.name)
        yield Mark(here(outline_of(mark)), Style.CHOSEN if chosen else Style.FIDUCIAL, mark.name)


def _to_first(recipe: Recipe) -> Affine:
    sites = recipe.panel.sites
    return sites[0].pose.inverse() if sites else Affine()


def _fiducial(mark: Fiducial) -> Polygon:
    x, y, size = mark.x_mm, mark.y_mm, mark.size_mm
    if mark.shape is FiducialShape.CIRCLE:
        return _circle(mark, size)
    if mark.shape is FiducialShape.RECTANGLE:
        return rectangle_mm((x, y), (size, mark.size_y_mm or size))
    long, arm = size / 2, (mark.arm_mm or ARM * size) / 2
    quarter = ((long, -arm), (long, arm), (arm, arm))
    turned = [quarter]
    for _ in range(3):
        turned.append(tuple((-b, a) for a, b in turned[-1]))  # type: ignore[arg-type]
    return tuple((x + a, y + b) for part in turned for a, b in part)


def _circle(mark: Fiducial, diameter_mm: float) -> Polygon:
    turns = (2 * math.pi * k / ROUND for k in range(ROUND))
    return tuple(
        (mark.x_mm + diameter_mm / 2 * math.cos(t), mark.y_mm + diameter_mm / 2 * math.sin(t))
        for t in turns
    )


def _lands(placement: Placement, package: Package, by: Step) -> Iterator[Mark]:
    pose = placement.pose
    for land in package.lands:
        corners = tuple(pose.at(x, y) for x, y in land.box.corners_mm)
        yield Mark(_moved(corners, by), Style.LAND)
    if package.terminations:
        first = package.terminations[0]
        pin = rectangle_mm((first.x_mm, first.y_mm), (PIN_MM, PIN_MM), 45.0)
        yield Mark(_moved(tuple(pose.at(x, y) for x, y in pin), by), Style.CHOSEN)


def _moved(corners: Polygon, by: Step) -> Polygon:
    return tuple((x + by[0], y + by[1]) for x, y in corners)
