"""What is exactly true of a drawn capture, as a value and as ``truth.json`` beside it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from inspector.domain.board import BoardSite, Land, Placement, Termination
from inspector.domain.geometry import Affine, Polygon, rectangle_mm
from inspector.domain.recipe import ProcessStage
from inspector.twin.artwork import place_code
from inspector.twin.draw import commanded, true_center
from inspector.twin.machine import Machine
from inspector.twin.part import BuiltPart, Joint, Stance, stands_mm
from inspector.twin.scene import BENT_MM, around_art, around_bodies
from inspector.twin.solder import volumes_mm3
from inspector.twin.thing import Thing
from inspector.twin.unit import Unit
from inspector.twin.world import World

FORMAT = "truth/1"

Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PanelTruth:
    """``matrix`` (a, b, tx, c, d, ty) takes panel mm to machine mm; stretch and shear are in it.

    ``warp`` gives z = offset + xx u u + xy u v + yy v v with u, v panel mm from ``warp_center_mm``.
    """

    matrix: tuple[float, ...]
    rotation_deg: float
    warp_center_mm: tuple[float, float]
    warp: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class BoardTruth:
    """Where one board lies in the panel: matrix (a, b, tx, c, d, ty), board mm to panel mm."""

    index: int
    matrix: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PinTruth:
    """One termination and its land: true corners in board mm. ``solder_mm``: how high it climbs.

    ``termination_mm`` is empty where the part is missing, a tombstone or a billboard.

    ``lift_mm`` is by how much its foot is bent up; ``rise_mm`` and ``film_mm`` are the fillet over
    the film and the film; ``covers`` is the wetted share of the land, ``solder`` its material, and
    ``touches`` whether it has met the termination. ``volume_mm3`` is the solder that stands on the
    land beside the termination, and ``climbs`` its height there as a share of the termination's.
    """

    pin: str
    termination_mm: Corners
    land_mm: Corners
    solder_mm: float
    lift_mm: float = 0.0
    rise_mm: float = 0.0
    film_mm: float = 0.0
    covers: float = 1.0
    solder: str = ""
    touches: bool = True
    volume_mm3: float = 0.0
    climbs: float = 0.0


@dataclass(frozen=True, slots=True)
class PartTruth:
    """One site as built.

    ``x_mm, y_mm, rotation_deg``: board axes; ``dx_mm, dy_mm``: built minus nominal in board axes;
    ``offset_x_mm, offset_y_mm``: the same along the part's axes at its nominal turn; ``turn_deg``:
    built minus nominal. Sizes are the part's own. A site without a part has present False, and what
    is said of place and size is then of no meaning. ``stance`` and ``stance_deg`` say how it
    stands, ``tilt`` (mm per mm) how its body slopes, ``look`` its supplier's materials: body, end,
    mark, ink; empty what is usual.
    """

    board_index: int
    refdes: str
    package: str
    present: bool
    x_mm: float
    y_mm: float
    rotation_deg: float
    dx_mm: float
    dy_mm: float
    offset_x_mm: float
    offset_y_mm: float
    turn_deg: float
    body_x_mm: float
    body_y_mm: float
    body_height_mm: float
    pins: tuple[PinTruth, ...]
    stance: str = "flat"
    stance_deg: float = 0.0
    tilt: tuple[float, float] = (0.0, 0.0)
    lift_mm: float = 0.0
    marking: str = ""
    look: tuple[str, ...] = ("", "", "", "")


@dataclass(frozen=True, slots=True)
class DefectTruth:
    """A defect that was built in; ``box_mm``: x, y, width, height, board mm."""

    code: str
    board_index: int
    refdes: str
    pin: str
    magnitude: float
    amount: float
    unit: str
    box_mm: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ThingTruth:
    """What lies on a board and does no harm, or marks it as bad; ``box_mm`` as of a defect."""

    kind: str
    board_index: int
    box_mm: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class LightingTruth:
    """How bright the lamps were: ``gains`` by lamp, ``ambient`` share, ``exposure`` factor."""

    gains: tuple[float, ...] = ()
    ambient: float = 0.0
    exposure: float = 1.0


@dataclass(frozen=True, slots=True)
class FieldTruth:
    """Where the stage was sent and where it stood, machine mm."""

    index: int
    commanded_mm: tuple[float, float]
    true_mm: tuple[float, float]


@dataclass(frozen=True, slots=True)
class CodeTruth:
    """The Data Matrix: its text, where its middle is (board mm) and its module."""

    text: str
    x_mm: float
    y_mm: float
    module_mm: float


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything that is true of one drawn panel."""

    serial: str
    world: str
    machine: str
    unit_seed: int
    capture_seed: int
    panel: PanelTruth
    boards: tuple[BoardTruth, ...]
    parts: tuple[PartTruth, ...]
    defects: tuple[DefectTruth, ...]
    fields: tuple[FieldTruth, ...]
    code: CodeTruth | None
    stage: str = ProcessStage.POST_REFLOW.value
    things: tuple[ThingTruth, ...] = ()
    lighting: LightingTruth = LightingTruth()


def truth_of(
    unit: Unit,
    machine: Machine,
    seed: int,
    centres_mm: Sequence[tuple[float, float]] | None = None,
) -> Truth:
    """Give what is true of the capture that `draw_fields` draws with the same arguments."""
    plan = commanded(unit, machine) if centres_mm is None else tuple(centres_mm)
    code = place_code(unit.board, unit.serial)
    warp = unit.warp
    return Truth(
        serial=unit.serial,
        world=unit.world.name,
        machine=machine.name,
        unit_seed=unit.seed,
        capture_seed=seed,
        panel=PanelTruth(
            _matrix(unit.pose),
            unit.pose.rotation_deg,
            (warp.x_mm, warp.y_mm),
            (warp.offset_mm, warp.xx, warp.xy, warp.yy),
        ),
        boards=tuple(_board(site) for site in unit.panel.sites),
        parts=tuple(_part(part, unit.world) for part in unit.parts),
        defects=tuple(
            DefectTruth(
                d.code.value,
                d.board_index,
                d.refdes,
                d.pin,
                d.magnitude,
                d.amount,
                d.unit,
                (d.box.x_mm, d.box.y_mm, d.box.width_mm, d.box.height_mm),
            )
            for d in unit.defects
        ),
        fields=tuple(
            FieldTruth(i, center, true_center(machine, seed, i, center))
            for i, center in enumerate(plan)
        ),
        code=CodeTruth(code.text, code.x_mm, code.y_mm, code.module_mm) if code else None,
        stage=unit.stage.value,
        things=tuple(
            ThingTruth(thing.kind, thing.board_index, _box(thing))
            for thing in unit.things
            if thing.kind
        ),
        lighting=LightingTruth(unit.lighting.gains, unit.lighting.ambient, unit.lighting.exposure),
    )


def _box(thing: Thing) -> tuple[float, float, float, float]:
    """Give the box around a thing, board mm: x, y, width, height."""
    boxes = []
    if thing.bodies:
        boxes.append(around_bodies(np.array([body.row(Affine()) for body in thing.bodies])))
    if thing.art:
        rows = np.array([art.row(Affine()) for art in thing.art])
        wider = np.array((BENT_MM, BENT_MM, -BENT_MM, -BENT_MM))
        boxes.append(around_art(rows, np.zeros((1, 1), np.uint8)) + wider)
    every = np.concatenate(boxes)
    x, y = (float(v) for v in every[:, :2].min(0))
    right, upper = (float(v) for v in every[:, 2:].max(0))
    return x, y, right - x, upper - y


def to_json(truth: Truth) -> str:
    """Give the text of ``truth.json``."""
    return json.dumps({"format": FORMAT, **asdict(truth)}, indent=1, allow_nan=False) + "\n"


def from_json(text: str) -> Truth:
    """Read the text of ``truth.json``.

    Raises
    ------
    ValueError
        If it is not a truth/1.
    """
    data: dict[str, Any] = json.loads(text)
    if data.get("format") != FORMAT:
        raise ValueError(f"format {data.get('format')!r}: expected {FORMAT!r}")
    code = data["code"]
    return Truth(
        serial=data["serial"],
        world=data["world"],
        machine=data["machine"],
        unit_seed=data["unit_seed"],
        capture_seed=data["capture_seed"],
        panel=PanelTruth(**_tuples(data["panel"])),
        boards=tuple(BoardTruth(**_tuples(b)) for b in data["boards"]),
        parts=tuple(_read_part(p) for p in data["parts"]),
        defects=tuple(DefectTruth(**_tuples(d)) for d in data["defects"]),
        fields=tuple(FieldTruth(**_tuples(f)) for f in data["fields"]),
        code=CodeTruth(**code) if code else None,
        stage=data.get("stage", ProcessStage.POST_REFLOW.value),
        things=tuple(ThingTruth(**_tuples(t)) for t in data.get("things", ())),
        lighting=LightingTruth(**_tuples(data.get("lighting", {}))),
    )


def _matrix(pose: Affine) -> tuple[float, ...]:
    return (pose.a, pose.b, pose.tx, pose.c, pose.d, pose.ty)


def _board(site: BoardSite) -> BoardTruth:
    return BoardTruth(site.index, _matrix(site.pose))


def _part(part: BuiltPart, world: World) -> PartTruth:
    place = part.placement
    along, across = part.offset_mm
    package = part.package
    lands = {land.pin: land for land in part.lands}
    joints = {joint.pin: joint for joint in part.joints}
    lifts = dict(part.lifts_mm)
    volumes = volumes_mm3(part, world)
    return PartTruth(
        board_index=part.board_index,
        refdes=place.refdes,
        package=package.name,
        present=part.present,
        x_mm=part.x_mm,
        y_mm=part.y_mm,
        rotation_deg=part.rotation_deg,
        dx_mm=part.x_mm - place.x_mm,
        dy_mm=part.y_mm - place.y_mm,
        offset_x_mm=along,
        offset_y_mm=across,
        turn_deg=part.rotation_deg - place.rotation_deg,
        body_x_mm=package.body_x_mm,
        body_y_mm=package.body_y_mm,
        body_height_mm=package.body_height_mm,
        pins=tuple(
            replace(
                _pin(part, end, (lands.get(end.pin), joints.get(end.pin)), lifts.get(end.pin, 0.0)),
                volume_mm3=volumes.get(end.pin, 0.0),
            )
            for end in package.terminations
        ),
        stance=part.stance.value,
        stance_deg=part.stance_deg,
        tilt=part.tilt,
        lift_mm=part.lift_mm,
        marking=part.marking,
        look=(part.look.body, part.look.end, part.look.mark, part.look.ink),
    )


def _pin(
    part: BuiltPart, end: Termination, on: tuple[Land | None, Joint | None], lift_mm: float
) -> PinTruth:
    land, joint = on
    turned = part.stance is Stance.FLIPPED  # upside down, about the part's y
    lying = replace(end, x_mm=-end.x_mm, direction_deg=180.0 - end.direction_deg) if turned else end
    # an end that is not there, or stands on its edge, has no outline on the board
    lies = part.present and part.stance in (Stance.FLAT, Stance.FLIPPED)
    outline = _outline(lying, part.pose) if lies else ()
    under = _land(land, part.placement) if land else ()
    if joint is None:
        return PinTruth(end.pin, outline, under, 0.0, lift_mm, touches=False)
    stands = stands_mm(part.package, end)
    return PinTruth(
        pin=end.pin,
        termination_mm=outline,
        land_mm=under,
        solder_mm=joint.rise_mm + joint.film_mm,
        lift_mm=lift_mm,
        rise_mm=joint.rise_mm,
        film_mm=joint.film_mm,
        covers=joint.covers,
        solder=joint.material,
        touches=joint.touches and part.present,
        climbs=(joint.rise_mm + joint.film_mm) / stands if stands and part.present else 0.0,
    )


def _outline(end: Termination, pose: Affine) -> Polygon:
    return tuple(pose.at(x, y) for x, y in end.outline_mm)


def _land(land: Land, place: Placement) -> Polygon:
    corners = rectangle_mm((land.x_mm, land.y_mm), (land.size_x_mm, land.size_y_mm))
    return tuple(place.pose.at(x, y) for x, y in corners)


def _read_part(data: dict[str, Any]) -> PartTruth:
    pins = tuple(PinTruth(**_tuples(pin)) for pin in data["pins"])
    return PartTruth(**{**_tuples(data), "pins": pins})


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    """Give the same with every list as a tuple, as the values here keep them."""
    return {key: _tuple(value) for key, value in data.items()}


def _tuple(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    return tuple(_tuple(item) for item in value) if isinstance(value, list) else value
