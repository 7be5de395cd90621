"""A small board, drawn once a test run: four fields, eight chips, an SOIC-8."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from inspector.checks import BodyOffset, Polarity, Presence
from inspector.domain.board import Board, Fiducial, Panel, Placement
from inspector.domain.image import Capture, Field, Shot
from inspector.domain.recipe import (
    IpcClass,
    LimitRule,
    ProcessStage,
    Program,
    Recipe,
    RegistrationKind,
)
from inspector.domain.result import DefectCode
from inspector.domain.station import Calibration
from inspector.formats.packages import read_packages
from inspector.formats.shipped import shipped
from inspector.twin.calibration import nominal_calibration_of
from inspector.twin.defects import DefectRequest
from inspector.twin.draw import draw_fields
from inspector.twin.machine import Machine, entocentric
from inspector.twin.truth import Truth, truth_of
from inspector.twin.unit import build_unit
from inspector.twin.worlds import WORLDS

RES, CAP, SOIC = "RESC1005X40N", "CAPC1608X90N", "SOIC127P600X175-8N"
PLACES = (
    ("R1", RES, 3.4, 1.4, 0),
    ("R2", RES, 5.2, 1.4, 90),
    ("R3", RES, 7.0, 1.4, 180),
    ("R4", RES, 8.8, 1.4, 45),
    ("C1", CAP, 3.6, 9.0, 0),
    ("C2", CAP, 6.4, 9.0, 90),
    ("C3", CAP, 9.2, 9.0, 180),
    ("C4", CAP, 11.2, 5.2, 270),
    ("U1", SOIC, 6.0, 5.0, 0),
)
RING = Shot("ring")
MACHINE = Machine("small", entocentric(1000, 1250, 0.01), 0.01)
TAKEN_UTC = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def limits(*more):
    wanted = (
        ("presence", 0.45, None, DefectCode.MISSING),
        ("body_offset_x", -0.15, 0.15, DefectCode.SHIFTED),
        ("body_offset_y", -0.15, 0.15, DefectCode.SHIFTED),
        ("body_rotation", -8.0, 8.0, DefectCode.SKEWED),
        *more,
    )
    return tuple(LimitRule(name, code, low, high) for name, low, high, code in wanted)


def recipe() -> Recipe:
    library = read_packages(shipped("recipes") / "library" / "packages.toml")
    packages = {name: library[name] for name in (RES, CAP, SOIC)}
    chip = Program((Presence(), BodyOffset()), limits())
    reversed_ = ("polarity_score", 0.3, None, DefectCode.REVERSED)
    soic = Program((Presence(), BodyOffset(), Polarity()), limits(reversed_))
    fiducials = ((1.2, 1.2), (11.8, 1.2), (1.2, 8.8))
    board = Board(
        outline_mm=((0.0, 0.0), (13.0, 0.0), (13.0, 10.0), (0.0, 10.0)),
        fiducials=tuple(
            Fiducial(f"F{k}", x, y, 0.8, opening_mm=1.6) for k, (x, y) in enumerate(fiducials)
        ),
        placements=tuple(
            Placement(ref, package, x, y, turn, "10k") for ref, package, x, y, turn in PLACES
        ),
        packages=packages,
    )
    return Recipe(
        product="small",
        revision="A",
        process_stage=ProcessStage.POST_REFLOW,
        ipc_class=IpcClass.CLASS_3,
        registration=RegistrationKind.FIDUCIALS,
        shots=(RING,),
        panel=Panel(),
        board=board,
        programs={RES: chip, CAP: chip, SOIC: soic},
        sha256="abc",
    )


@dataclass(frozen=True)
class Taken:
    """What inspection gets, and what it must never see."""

    recipe: Recipe
    capture: Capture
    fields: tuple[Field, ...]
    calibration: Calibration
    truth: Truth

    def with_fields(self, fields):
        fields = tuple(fields)
        infos = tuple(frame.info for one in fields for frame in one.frames)
        return replace(self, fields=fields, capture=replace(self.capture, frames=infos))


@cache
def taken(
    defects: tuple[DefectRequest, ...] = (), seed: int = 4, shots: tuple[Shot, ...] = (RING,)
) -> Taken:
    design = replace(recipe(), shots=shots)
    unit = build_unit(design.board, design.panel, WORLDS["plain"], seed, defects)
    fields = tuple(draw_fields(unit, MACHINE, seed, shots))
    infos = tuple(frame.info for one in fields for frame in one.frames)
    capture = Capture("small", unit.serial, design.board.side, TAKEN_UTC, infos, "st1")
    calibration = nominal_calibration_of(MACHINE, seed)
    return Taken(design, capture, fields, calibration, truth_of(unit, MACHINE, seed))
