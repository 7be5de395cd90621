"""calibration/1: what was measured of a machine, by whom, until when."""

import hashlib
import io
import json
import logging
import math
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from inspector.domain.errors import CalibrationError, CaptureError
from inspector.domain.image import Capture
from inspector.domain.station import (
    Artefact,
    Calibration,
    CameraUncertainty,
    Entocentric,
    LightCalibration,
    ProjectorCalibration,
    Ring,
    StageCalibration,
    Telecentric,
    nominal_calibration,
)
from inspector.formats.atomic import write_bytes_atomic, write_text_atomic
from inspector.formats.calibration_file import (
    UPGRADES,
    CalibrationFile,
    LightTable,
    ProjectorTable,
    TelecentricTable,
)
from inspector.formats.capture import CAPTURE, image_size
from inspector.formats.strict import Source, utc_text
from inspector.formats.versions import current, newest_of

log = logging.getLogger(__name__)

TERMS = 6
"""Coefficients of a quadratic in x and y."""


def read_calibration(file: Path) -> Calibration:
    """Read a calibration, with the reference phases that lie beside it.

    Raises
    ------
    CalibrationError
        If it is not understood, was changed after it was made, or a file it names is missing.
    """
    source = Source(file, CalibrationError)
    data = source.json()
    table = source.read(CalibrationFile, current(source, data, "calibration", UPGRADES))
    sha256 = content_sha256(data)
    if table.sha256 not in (None, sha256):
        cause = "is not that of what stands here: the file was changed after it was made"
        raise source.refusal("sha256", cause, "make it anew, or copy it again")
    if table.valid_until_utc <= table.made_utc:
        cause = "is not after made_utc"
        raise source.refusal("valid_until_utc", cause, "state until when it holds")
    return _calibration(source, table, sha256)


def write_calibration(calibration: Calibration, file: Path) -> None:
    """Write a calibration, its reference phases first; its hash is made anew.

    Raises
    ------
    WriteError
        If it cannot be written.
    """
    for projector in calibration.projectors:
        if projector.reference_phase is not None and projector.reference_phase_file:
            out = io.BytesIO()
            np.save(out, projector.reference_phase, allow_pickle=False)
            write_bytes_atomic(file.parent / projector.reference_phase_file, out.getvalue())
    write_text_atomic(file, calibration_text(calibration))


def calibration_text(calibration: Calibration) -> str:
    """Give calibration.json of a calibration."""
    data = _data(calibration)
    return json.dumps({**data, "sha256": content_sha256(data)}, indent=1, allow_nan=False) + "\n"


def content_sha256(data: dict[str, Any]) -> str:
    """Give the hash of what a calibration states: every key but ``sha256``, in canonical JSON."""
    rest = {key: value for key, value in data.items() if key != "sha256"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def calibration_for(capture: Capture, folder: Path) -> Calibration:
    """Give the calibration a capture names, or the nominal one, with a warning, where it has none.

    Raises
    ------
    CalibrationError
        If it names one that is missing, refused, or of a camera with another picture size.
    CaptureError
        If its first picture cannot be read.
    """
    folder = folder if folder.is_dir() else folder.parent
    rows, cols = image_size(capture, folder)
    if not capture.calibration:
        mm_per_px = capture.frames[0].mm_per_px
        log.warning(
            "%s: no calibration; a nominal camera with a large uncertainty is assumed",
            capture.serial,
        )
        return nominal_calibration(rows, cols, mm_per_px, capture.captured_utc)
    listed = Source(folder / CAPTURE, CaptureError)
    file = listed.beside(capture.calibration, "calibration", "put it into the capture's folder")
    if not file.is_file():
        raise CalibrationError(file, "", "is not there", "copy the capture again")
    calibration = read_calibration(file)
    camera = calibration.camera
    if (camera.rows, camera.cols) != (rows, cols):
        cause = f"is for {camera.rows} x {camera.cols} pixels, the pictures have {rows} x {cols}"
        raise CalibrationError(file, "camera", cause, "name the calibration of this camera")
    return calibration


def _calibration(source: Source, table: CalibrationFile, sha256: str) -> Calibration:
    low, high = table.z_range_mm
    camera = {key: value for key, value in table.camera if key != "model"}
    kind = Telecentric if isinstance(table.camera, TelecentricTable) else Entocentric
    artefact = dict(table.artefact)
    return Calibration(
        camera_name=table.camera_name,
        camera=kind(**camera),
        uncertainty=CameraUncertainty(**dict(table.uncertainty)),
        plane_z_mm=table.plane_z_mm,
        z_range_mm=(-math.inf if low is None else low, math.inf if high is None else high),
        stage=StageCalibration(**dict(table.stage)),
        artefact=Artefact(**{**artefact, "u_mm": _number(table.artefact.u_mm)}),
        made_by=table.made_by,
        made_utc=table.made_utc,
        valid_until_utc=table.valid_until_utc,
        light=_light(table.light) if table.light else None,
        projectors=tuple(
            _projector(source, f"projectors[{index}]", p)
            for index, p in enumerate(table.projectors)
        ),
        sha256=sha256,
        nominal=table.nominal,
    )


def _light(table: LightTable) -> LightCalibration:
    rings = tuple(Ring(**dict(ring)) for ring in table.rings)
    return LightCalibration(rings, table.crosstalk, table.flat_field_file)


def _projector(source: Source, place: str, table: ProjectorTable) -> ProjectorCalibration:
    terms = [len(row) for row in table.height_per_rad_mm]
    if terms != [TERMS] * len(table.periods_mm):
        cause = f"has rows of {terms} numbers"
        mend = f"write {TERMS} numbers for each of {len(table.periods_mm)} periods"
        raise source.refusal(f"{place}.height_per_rad_mm", cause, mend)
    made = ProjectorCalibration(**dict(table))
    if not table.reference_phase_file:
        return made
    place = f"{place}.reference_phase_file"
    file = source.beside(table.reference_phase_file, place, "put the phase beside this file")
    try:
        phase = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise source.refusal(place, f"cannot be read ({error})", "calibrate again") from error
    if phase.dtype != np.float32 or phase.ndim != 3 or len(phase) != len(table.periods_mm):  # noqa: PLR2004 - (periods, H, W)
        cause = f"is {phase.dtype} of shape {phase.shape}"
        mend = f"store float32 ({len(table.periods_mm)}, H, W)"
        raise source.refusal(place, cause, mend)
    phase.setflags(write=False)
    return replace(made, reference_phase=phase)


def _data(calibration: Calibration) -> dict[str, Any]:
    kind = "telecentric" if isinstance(calibration.camera, Telecentric) else "entocentric"
    data = {
        "format": f"calibration/{newest_of(UPGRADES)}",
        "camera_name": calibration.camera_name,
        "camera": {"model": kind, **asdict(calibration.camera)},
        "uncertainty": asdict(calibration.uncertainty),
        "plane_z_mm": calibration.plane_z_mm,
        "z_range_mm": [z if math.isfinite(z) else None for z in calibration.z_range_mm],
        "stage": asdict(calibration.stage),
        "artefact": {
            **asdict(calibration.artefact),
            "u_mm": None if math.isnan(calibration.artefact.u_mm) else calibration.artefact.u_mm,
        },
        "made_by": calibration.made_by,
        "made_utc": utc_text(calibration.made_utc),
        "valid_until_utc": utc_text(calibration.valid_until_utc),
        "light": asdict(calibration.light) if calibration.light else None,
        "projectors": [
            {
                "name": p.name,
                "periods_mm": list(p.periods_mm),
                "height_per_rad_mm": [list(row) for row in p.height_per_rad_mm],
                "gamma": p.gamma,
                "u_height_mm": p.u_height_mm,
                "reference_phase_file": p.reference_phase_file,
            }
            for p in calibration.projectors
        ],
        "nominal": calibration.nominal,
    }
    plain: dict[str, Any] = json.loads(json.dumps(data, allow_nan=False))
    return plain


def _number(value: float | None) -> float:
    return math.nan if value is None else value
