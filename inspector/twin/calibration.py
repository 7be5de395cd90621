"""What is believed of a drawn machine before its calibration is measured: never its own truth."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from inspector.domain.station import (
    Artefact,
    Calibration,
    Camera,
    CameraUncertainty,
    Entocentric,
    LightCalibration,
    StageCalibration,
    Telecentric,
)
from inspector.twin.machine import Machine
from inspector.twin.streams import stream

MADE_UTC = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
VALID = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Doubt:
    """How far the believed camera is from the true one, 1 sigma; what the calibration states.

    ``place_mm`` over the field after its constant part, ``scale`` relative, ``slope`` of the rays,
    ``principal_mm`` is the constant part: where the image centre looks, which registration takes
    out panel by panel.
    """

    place_mm: float = 0.003
    scale: float = 5e-5
    slope: float = 2e-3
    principal_mm: float = 0.010
    rotation_deg: float = 0.005


def nominal_calibration_of(machine: Machine, seed: int, doubt: Doubt | None = None) -> Calibration:
    """Give a calibration whose camera is off from the machine's own by its stated uncertainty.

    Parameters
    ----------
    machine
        The machine; its truth is only a start for the draws.
    seed
        Of the draws; the same machine and seed give the same calibration.
    doubt
        How far off; None for the usual.
    """
    off = doubt or Doubt()
    chance = stream(seed, "calibration", machine.name)
    believed: Camera
    if isinstance(machine.camera, Entocentric):
        believed = _entocentric(machine.camera, off, chance)
    else:
        believed = _telecentric(machine.camera, off, chance)
    return Calibration(
        camera_name=machine.name,
        camera=believed,
        uncertainty=CameraUncertainty(off.place_mm, off.scale, off.slope),
        plane_z_mm=0.0,
        z_range_mm=(-0.5, 3.0),
        stage=StageCalibration(u_place_mm=machine.stage_sigma_mm),
        artefact=Artefact("stated, not measured", "", "", math.nan),
        made_by="inspector twin (simulated)",
        made_utc=MADE_UTC,
        valid_until_utc=MADE_UTC + VALID,
        light=LightCalibration(
            machine.rig.rings[:3], ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
        ),
        nominal=True,
    )


def _entocentric(true: Entocentric, off: Doubt, chance: np.random.Generator) -> Entocentric:
    scale_x, scale_y, slope_x, slope_y, x, y, far, turn, bend = chance.normal(0.0, 1.0, 9)
    per_px = true.mm_per_px
    corner = math.hypot(true.rows, true.cols) / 2 / true.fx_px  # tangent of the corner's angle
    # The eye stands elsewhere, but the plane z = 0 keeps its picture: only what stands up moves.
    eye_x, eye_y = (float(s) * off.slope * true.tz_mm for s in (slope_x, slope_y))
    distance = true.tz_mm * (1.0 + float(far) * off.slope / corner / 3)
    closer = distance / true.tz_mm
    # A bend of the distortion by k moves the corner by k times its tangent cubed.
    k1 = true.k1 + float(bend) * off.place_mm / per_px / true.fx_px / corner**3 / 2
    moved_x, moved_y = (float(s) * off.principal_mm for s in (x, y))
    return replace(
        true,
        fx_px=true.fx_px * closer * (1.0 + float(scale_x) * off.scale),
        fy_px=true.fy_px * closer * (1.0 + float(scale_y) * off.scale),
        cx_px=true.cx_px + (eye_x + moved_x) / per_px,
        cy_px=true.cy_px + (eye_y + moved_y) / per_px,
        # looking down is half a turn about x; a turn of the picture leans that axis by half of it
        ry_rad=true.ry_rad + math.pi / 2 * math.radians(float(turn) * off.rotation_deg),
        tx_mm=true.tx_mm - eye_x,
        ty_mm=true.ty_mm - eye_y,
        tz_mm=distance,
        k1=k1,
    )


def _telecentric(true: Telecentric, off: Doubt, chance: np.random.Generator) -> Telecentric:
    scale, slope_x, slope_y, x, y, turn = chance.normal(0.0, 1.0, 6)
    return replace(
        true,
        mm_per_px=true.mm_per_px * (1.0 + float(scale) * off.scale),
        row0_px=true.row0_px + float(y) * off.principal_mm / true.mm_per_px,
        col0_px=true.col0_px + float(x) * off.principal_mm / true.mm_per_px,
        rotation_deg=true.rotation_deg + float(turn) * off.rotation_deg,
        x_slope=true.x_slope + float(slope_x) * off.slope,
        y_slope=true.y_slope + float(slope_y) * off.slope,
    )
