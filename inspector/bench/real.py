"""What is measured on real pictures: fiducials found, photographs laid onto each other."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.errors import FormatError, InspectorError
from inspector.vision.photo_align import align_photos
from inspector.vision.photo_marks import MarkDesign, design_of, find_fiducials_in_photo

TOLERANCE_PX = 2.0
PASTE_TOLERANCE_PX = 3.0
"""What the labels of data set 04 are good for, as its README.txt states."""
LABELS = "labels.json"


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One labelled or found mark of one photograph; ``error_px`` is NaN unless it is both."""

    file: str
    state: str
    col_px: float
    row_px: float
    error_px: float
    tolerance_px: float
    u_px: float


@dataclass(frozen=True, slots=True)
class FiducialReport:
    """How the marks of a folder of photographs were found.

    A mark farther from its label than the tolerance counts as missed and as false.
    """

    folder: str
    photos: int
    labelled: int
    found: int
    missed: int
    false: int
    worst_px: float
    rms_px: float
    marks: tuple[MarkRow, ...]

    @property
    def good(self) -> bool:
        """Whether all were found and none is false."""
        return self.labelled > 0 and self.missed == 0 and self.false == 0

    def rows(self) -> tuple[tuple[str, str], ...]:
        """Give name and value of each figure, for a table."""
        return (
            ("photographs", str(self.photos)),
            ("marks labelled", str(self.labelled)),
            ("found", str(self.found)),
            ("missed", str(self.missed)),
            ("false", str(self.false)),
            ("error, worst", f"{self.worst_px:.2f} px"),
            ("error, rms", f"{self.rms_px:.2f} px"),
        )

    def to_json(self) -> str:
        """Give all figures as JSON; what is not a number is null."""
        return _to_json(asdict(self))


@dataclass(frozen=True, slots=True)
class PhotoReport:
    """How two photographs of one board lie on each other.

    ``held_out_px``: rms of matches about a fit that did not see them. ``boxes``: labelled parts of
    the first photograph; ``boxes_paired`` those whose nearest label in the second, once mapped, has
    them as its own nearest and lies within half a box; ``boxes_worst_px`` their largest distance.
    They stand above the board, so the view from aside moves them against its plane.
    """

    folder: str
    first: str
    second: str
    rotation_deg: float
    scale: float
    matches: int
    inliers: int
    residual_px: float
    held_out: int
    held_out_px: float
    boxes: int
    boxes_paired: int
    boxes_worst_px: float
    box_side_px: float

    @property
    def good(self) -> bool:
        """Whether every labelled part has its own."""
        return self.boxes > 0 and self.boxes_paired == self.boxes

    def rows(self) -> tuple[tuple[str, str], ...]:
        """Give name and value of each figure, for a table."""
        return (
            ("photographs", f"{self.first}, {self.second}"),
            ("turn", f"{self.rotation_deg:.2f} deg"),
            ("scale", f"{self.scale:.4f}"),
            ("matches", str(self.matches)),
            ("in one plane", str(self.inliers)),
            ("residual, rms", f"{self.residual_px:.2f} px"),
            ("held out, rms", f"{self.held_out_px:.2f} px of {self.held_out}"),
            ("labelled parts paired", f"{self.boxes_paired} of {self.boxes}"),
            ("farthest pair", f"{self.boxes_worst_px:.1f} px, boxes {self.box_side_px:.0f} px"),
        )

    def to_json(self) -> str:
        """Give all figures as JSON; what is not a number is null."""
        return _to_json(asdict(self))


def _to_json(table: object) -> str:
    def clean(value: object) -> object:
        if isinstance(value, dict):
            return {key: clean(v) for key, v in value.items()}
        if isinstance(value, list | tuple):
            return [clean(v) for v in value]
        return None if isinstance(value, float) and not math.isfinite(value) else value

    return json.dumps(clean(table), indent=1)


# --- fiducials ----------------------------------------------------------------------------------


def measure_fiducials(folder: Path) -> FiducialReport:
    """Find the marks of data set 04 and hold them against its labels.

    Parameters
    ----------
    folder
        With ``labels.json`` (file -> [[x, y, radius], ...]), the photographs it names, and
        close-ups of single marks (any other .jpg): a photograph whose name starts with a close-up's
        name shows that mark, any other may show any of them. Labels are looked at in the end only.

    Raises
    ------
    InspectorError
        If the folder, its labels or a picture are absent or cannot be read.
    """
    labels = _labels(folder)
    names = sorted(p.name for p in folder.glob("*.jpg") if p.name not in labels)
    designs: dict[str, MarkDesign] = {}
    for name in names:
        try:
            designs[Path(name).stem] = design_of(_gray(folder / name))
        except ValueError as error:
            raise FormatError(
                folder / name, "", str(error), "give a close-up of one mark"
            ) from None
    if not designs:
        raise InspectorError(f"{folder}: no close-up of a mark; data set 04 has marker1.jpg")
    rows: list[MarkRow] = []
    for name, truth in labels.items():
        own = [d for stem, d in designs.items() if name.startswith(f"{stem}_")]
        gray = _gray(folder / name)
        found = {
            (round(fit.col_px), round(fit.row_px)): (fit.col_px, fit.row_px, fit.u_px)
            for design in own or list(designs.values())
            for fit in find_fiducials_in_photo(gray, design)
        }
        rows += _marks(name, truth, list(found.values()))
    return _fiducial_report(folder, len(labels), rows)


def _labels(folder: Path) -> Mapping[str, list[list[float]]]:
    file = folder / LABELS
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InspectorError(
            f"{file}: is absent; this command measures data set 04 (fiducials), give its folder"
        ) from None
    except (OSError, ValueError) as error:
        raise FormatError(file, "", str(error), "take the file from the data set again") from None
    if not isinstance(table, dict):
        raise FormatError(file, "", "is no table of files", "take it from the data set again")
    return table


def _marks(
    name: str, truth: list[list[float]], found: list[tuple[float, float, float]]
) -> list[MarkRow]:
    """Pair labels and marks, nearest first; what is left is missed or false."""
    tolerance = PASTE_TOLERANCE_PX if "paste" in name else TOLERANCE_PX
    rows: list[MarkRow] = []
    left = list(found)
    for x, y, _ in truth:
        near = min(left, key=lambda m: math.hypot(m[0] - x, m[1] - y), default=None)
        error = math.inf if near is None else math.hypot(near[0] - x, near[1] - y)
        if near is None or error > tolerance:
            rows.append(MarkRow(name, "missed", x, y, math.nan, tolerance, math.nan))
        else:
            left.remove(near)
            rows.append(MarkRow(name, "found", near[0], near[1], error, tolerance, near[2]))
    rows += [MarkRow(name, "false", x, y, math.nan, tolerance, u) for x, y, u in left]
    return rows


def _fiducial_report(folder: Path, photos: int, rows: list[MarkRow]) -> FiducialReport:
    count = {
        state: sum(row.state == state for row in rows) for state in ("found", "missed", "false")
    }
    errors = [row.error_px for row in rows if row.state == "found"]
    return FiducialReport(
        str(folder),
        photos,
        count["found"] + count["missed"],
        count["found"],
        count["missed"],
        count["false"],
        max(errors, default=math.nan),
        math.sqrt(sum(e * e for e in errors) / len(errors)) if errors else math.nan,
        tuple(rows),
    )


# --- photographs --------------------------------------------------------------------------------


def measure_photos(folder: Path) -> PhotoReport:
    """Lay the two photographs of data set 09 onto each other, and hold it against their labels.

    Parameters
    ----------
    folder
        With two .jpg and, beside each, a .txt of labelled parts (class, centre and size as shares
        of the picture).

    Raises
    ------
    InspectorError
        If they are absent, cannot be read or do not show the same board.
    """
    files = sorted(folder.glob("*.jpg"))
    if len(files) != 2:  # noqa: PLR2004 - one onto the other
        raise InspectorError(
            f"{folder}: has {len(files)} photographs, two are needed; "
            "this command measures data set 09 (one board at two turns), give its folder"
        )
    one, two = (_read(file) for file in files)
    aligned = align_photos(one, two)
    boxes, others = _boxes(files[0], one.shape), _boxes(files[1], two.shape)
    side = float(others[:, 2:].mean()) if len(others) else math.nan
    paired, worst = _paired(aligned.apply(boxes[:, :2]), others[:, :2], side / 2)
    return PhotoReport(
        str(folder),
        files[0].name,
        files[1].name,
        aligned.rotation_deg,
        aligned.scale,
        aligned.matches,
        aligned.inliers,
        aligned.residual_px,
        aligned.held_out,
        aligned.held_out_px,
        len(boxes),
        paired,
        worst,
        side,
    )


def _paired(
    mapped: NDArray[np.float64], there: NDArray[np.float64], most_px: float
) -> tuple[int, float]:
    """Give how many are each other's nearest, and near enough; and the farthest of these."""
    if not len(mapped) or not len(there):
        return 0, math.nan
    far = np.linalg.norm(mapped[:, None] - there[None], axis=2)
    nearest = far.argmin(axis=1)
    mutual = far.argmin(axis=0)[nearest] == np.arange(len(mapped))
    good = mutual & (far.min(axis=1) <= most_px)
    return int(good.sum()), float(far.min(axis=1)[good].max(initial=0.0))


def _boxes(photo: Path, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Give labelled boxes, ``(N, 4)``: centre x, y, width, height, px."""
    file = photo.with_suffix(".txt")
    try:
        table = np.loadtxt(file, ndmin=2)
    except FileNotFoundError:
        raise InspectorError(f"{file}: is absent; the labels of data set 09 lie there") from None
    except ValueError as error:
        raise FormatError(file, "", str(error), "take it from the data set again") from None
    # the picture's corner is at (-0.5, -0.5): pixel centres are at whole numbers
    size = np.array([shape[1], shape[0], shape[1], shape[0]])
    return np.asarray(table[:, 1:5] * size - (0.5, 0.5, 0, 0), np.float64)


def _read(file: Path) -> NDArray[np.uint8]:
    try:
        data = np.frombuffer(file.read_bytes(), np.uint8)
    except OSError as error:
        raise InspectorError(f"{file}: {error.strerror}; give the data set's folder") from None
    image = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE) if len(data) else None
    if image is None:
        raise FormatError(file, "", "is no picture", "take it from the data set again")
    return np.asarray(image, np.uint8)


def _gray(file: Path) -> NDArray[np.float32]:
    return np.asarray(_read(file) / np.float32(255), np.float32)
