"""A picture laid onto its golden board by what both show: where no fiducial or land tells.

Corners of the golden board are followed into the picture. A common affine transform takes most of
the way; what is left is smooth (film stretches, a line scan runs unevenly) and is taken from the
neighbouring corners. Coordinates are transformed; the picture is sampled once, at its end.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.errors import RegistrationError
from inspector.domain.golden import Golden
from inspector.vision.surface import FAR_CODES, Window

Floats = NDArray[np.float64]
Gray = NDArray[np.uint8]

MOST_CORNERS = 1500
QUALITY = 0.02
"""Corners weaker than this share of the strongest are not followed."""
APART_PX = 9
BLUR_PX = 1.2
"""Pictures are smoothed by this much: binary ones have no slope to follow otherwise."""
SEARCH_PX = 31
"""Side of the square by which a corner is known again."""
LEVELS = 4
"""Each halves the picture: a corner may have moved by about 2^4 half squares."""
BACK_PX = 0.7
"""A corner that does not come back to within this when followed backwards is dropped."""
NEAR_PX = 6.0
"""Corners farther than this from the common transform are other corners."""
SMOOTH_PX = 90.0
"""The rest is smooth over this many pixels."""
TRUST = 2.0
"""So many corners nearby weigh as much as the common transform does."""
LEAST_CORNERS = 4
"""With fewer the whole picture is shifted until its edges fit."""
LEAST_RESPONSE = 0.1
"""Of phase correlation, 0 to 1: less is no fit."""
IN_PLACE = 0.95
"""Of a picture, this share like its golden board as it lies: it need not be moved. What is unlike
is compared there and told, so a board that is another one does not get by."""
TURN_CORNERS = 10
AFFINE_CORNERS = 24
"""From so many corners on a turn and a scale, or all of an affine transform, is told."""
MANY_CORNERS, LEAST_FOUND = 40, 0.1
"""Of so many corners on a golden board at least this share must be found and agree."""
LEAST_SHARE = 0.3
"""Of the corners that were followed, these must agree on one transform."""
MOST_SCALE = 0.05
"""A board is no larger or smaller than its golden board by more."""
SEED = 1


@dataclass(frozen=True, slots=True, eq=False)
class Corners:
    """What a golden board is known by: its smoothed grey picture, and corners (col, row) in it.

    ``seen`` is where the golden board shows anything.
    """

    picture: Gray
    points: NDArray[np.float32]
    seen: NDArray[np.bool_]

    def within(self, window: Window) -> "Corners":
        """Give the same of a window of the raster."""
        moved = self.points - np.array((window.col, window.row), np.float32)
        inside = ((moved >= 0) & (moved < (window.cols, window.rows))).all(axis=1)
        picture = np.ascontiguousarray(self.picture[window.of])
        return Corners(picture, moved[inside], self.seen[window.of])


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """Where the pixels of a golden board lie in a picture of the same size.

    ``shifts`` ``(A, B, 2)``: (row, col) by which every ``step``-th pixel has moved.
    ``residual_px``: rms of corners about a model that did not see them, NaN of too few.
    ``turn_deg`` and ``scale`` are of the common transform, ``corners`` how many it rests on.
    """

    shifts: Floats
    residual_px: float
    corners: int
    turn_deg: float
    scale: float

    @property
    def farthest_px(self) -> float:
        """By how much the pixel that moved most has moved."""
        return float(np.hypot(self.shifts[..., 0], self.shifts[..., 1]).max())


def corners_of(golden: Golden) -> Corners:
    """Give what a golden board is known by."""
    return corners_in(golden.mean, golden.seen)


def corners_in(codes: NDArray[np.uint8], seen: NDArray[np.bool_]) -> Corners:
    """Give the corners of a picture ``(H, W, K)``, as far as it is ``seen`` ``(H, W)``."""
    picture = smoothed(codes)
    mask = cv2.erode(seen.astype(np.uint8), np.ones((9, 9), np.uint8))
    found = cv2.goodFeaturesToTrack(picture, MOST_CORNERS, QUALITY, APART_PX, mask=mask)
    points = np.empty((0, 2), np.float32) if found is None else found.reshape(-1, 2)
    return Corners(picture, np.asarray(points, np.float32), seen)


def smoothed(codes: NDArray[np.uint8]) -> Gray:
    """Give codes ``(H, W, K)`` as a smooth grey picture ``(H, W)``."""
    gray = codes.mean(axis=2).astype(np.uint8) if codes.shape[2] > 1 else codes[..., 0]
    return np.asarray(cv2.GaussianBlur(np.ascontiguousarray(gray), (0, 0), BLUR_PX), np.uint8)


def lay(corners: Corners, codes: NDArray[np.uint8], step: int) -> Laid:
    """Find where the pixels of a golden board lie in a picture.

    Parameters
    ----------
    codes
        ``(H, W, K)`` uint8 on the golden board's raster, as the panel's pose has it.
    step
        Every how many pixels a shift is given: one node more than fits on each axis.

    Raises
    ------
    RegistrationError
        If too few corners are found again, or they agree on nothing a board can do.

    Notes
    -----
    Pyramidal Lucas-Kanade [1]_, followed there and back. What is left on real scans: see
    ``inspector bench bare-boards`` and ``inspector bench scans``.

    References
    ----------
    .. [1] J.-Y. Bouguet, "Pyramidal implementation of the affine Lucas Kanade feature tracker",
       Intel, 2001.
    """
    picture = smoothed(codes)
    here, there = _followed(corners, picture)
    if len(here) < LEAST_CORNERS:
        here, there = _by_correlation(corners, picture)
    common = _common(here, there)
    known = len(corners.points)
    if common and known >= MANY_CORNERS and common[1].sum() < LEAST_FOUND * known:
        common = None  # so few of so many agree by chance
    if common is None:
        here, there = _by_correlation(corners, picture)
        common = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), np.ones(len(here), np.bool_)
        common[0][:, 2] = (there - here)[0]
    matrix, kept = common
    turn, scale = _turn_and_scale(matrix)
    here, there = here[kept], there[kept]
    rest = there - _moved(matrix, here)
    rows, cols = codes.shape[:2]
    y, x = np.meshgrid(
        np.arange(-(-rows // step) + 1) * float(step),
        np.arange(-(-cols // step) + 1) * float(step),
        indexing="ij",
    )
    nodes = np.stack((x.ravel(), y.ravel()), axis=1)
    shift = _moved(matrix, nodes) - nodes + _smooth(nodes, here, rest)
    shifts = shift[:, ::-1].reshape(*y.shape, 2)
    return Laid(shifts, _held_out(here, rest), len(here), turn, scale)


def _followed(corners: Corners, picture: Gray) -> tuple[Floats, Floats]:
    """Give corners (col, row) and where they are found in the picture."""
    if len(corners.points) == 0:
        return np.empty((0, 2)), np.empty((0, 2))
    size = (SEARCH_PX, SEARCH_PX)
    guess = corners.points
    there, one, _ = cv2.calcOpticalFlowPyrLK(
        corners.picture, picture, guess, guess.copy(), winSize=size, maxLevel=LEVELS
    )
    back, two, _ = cv2.calcOpticalFlowPyrLK(
        picture, corners.picture, there, there.copy(), winSize=size, maxLevel=LEVELS
    )
    far = np.hypot(*(back - guess).T)
    good = (one.ravel() > 0) & (two.ravel() > 0) & (far < BACK_PX)
    return guess[good].astype(np.float64), np.asarray(there[good], np.float64)


def _by_correlation(corners: Corners, picture: Gray) -> tuple[Floats, Floats]:
    """Give one place and where it went, by the slopes of the whole pictures: straight edges only.

    Raises
    ------
    RegistrationError
        If no shift stands out, and the picture is unlike the golden board as it lies.

    Notes
    -----
    Along straight edges any shift fits, and correlation finds some far one: a picture that lies
    as the golden board does already, and no better when shifted, stays where it is.
    """
    middle = np.array([[picture.shape[1] / 2, picture.shape[0] / 2]])
    one, two = (_slopes(p) for p in (corners.picture, picture))
    # where the golden board ends is no edge of the board
    one *= cv2.erode(corners.seen.astype(np.uint8), np.ones((9, 9), np.uint8))
    if not one.any():
        return middle, middle  # where a board without any edge lies makes no difference
    window = cv2.createHanningWindow((picture.shape[1], picture.shape[0]), cv2.CV_32F)
    (dx, dy), response = cv2.phaseCorrelate(one, two, window)
    alike = _alike(corners, picture, (0.0, 0.0))
    fits = response >= LEAST_RESPONSE
    if alike >= IN_PLACE and not (fits and _alike(corners, picture, (dx, dy)) > alike):
        return middle, middle
    if not fits:
        raise RegistrationError(
            f"{len(corners.points)} corners are on the golden board and too few of them are found "
            f"again; as a whole the picture fits it by {response:.2f}, {LEAST_RESPONSE:g} is "
            f"needed; as it lies {alike:.0%} of it are alike, {IN_PLACE:.0%} are needed: "
            "is this the same board, in its place?"
        )
    return middle, middle + np.array((dx, dy))


def _alike(corners: Corners, picture: Gray, shift: tuple[float, float]) -> float:
    """Give of what both show the share that is alike, the picture shifted by (col, row)."""
    back = np.array([[1.0, 0.0, shift[0]], [0.0, 1.0, shift[1]]])
    size = picture.shape[1], picture.shape[0]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    there = cv2.warpAffine(picture, back, size, flags=flags)
    shown = cv2.warpAffine(np.ones_like(picture), back, size, flags=flags) > 0
    like = cv2.absdiff(corners.picture, there) < FAR_CODES
    both = shown & corners.seen
    return float(like[both].mean()) if both.any() else 0.0


def _slopes(picture: Gray) -> NDArray[np.float32]:
    x = cv2.Sobel(picture, cv2.CV_32F, 1, 0)
    y = cv2.Sobel(picture, cv2.CV_32F, 0, 1)
    return np.asarray(np.hypot(x, y), np.float32)


def _common(here: Floats, there: Floats) -> tuple[Floats, NDArray[np.bool_]] | None:
    """Give the transform that corners agree on, and which do: no freer than they can tell.

    None if they agree on nothing a board can do.
    """
    fits = ((AFFINE_CORNERS, cv2.estimateAffine2D), (TURN_CORNERS, cv2.estimateAffinePartial2D))
    for least, fit in fits:
        if len(here) < least:
            continue
        cv2.setRNGSeed(SEED)
        found, inside = fit(here, there, method=cv2.RANSAC, ransacReprojThreshold=NEAR_PX)
        kept = np.asarray(inside).ravel() > 0
        if kept.mean() >= LEAST_SHARE and _plausible(np.asarray(found, np.float64)):
            return np.asarray(found, np.float64), kept
    shift = np.median(there - here, axis=0)
    kept = np.hypot(*(there - here - shift).T) < NEAR_PX
    if kept.mean() < LEAST_SHARE:
        return None
    return np.array([[1.0, 0.0, shift[0]], [0.0, 1.0, shift[1]]]), kept


def _plausible(matrix: Floats) -> bool:
    """Whether a board may be so much larger, smaller or sheared in a picture of it."""
    stretches = np.linalg.svd(matrix[:, :2], compute_uv=False)
    return bool(np.isfinite(matrix).all() and np.abs(stretches - 1).max() <= MOST_SCALE)


def _turn_and_scale(matrix: Floats) -> tuple[float, float]:
    # rows run downwards
    turn = -math.degrees(math.atan2(matrix[1, 0] - matrix[0, 1], matrix[0, 0] + matrix[1, 1]))
    return turn, math.sqrt(abs(float(np.linalg.det(matrix[:, :2]))))


def _moved(matrix: Floats, points: Floats) -> Floats:
    return points @ matrix[:, :2].T + matrix[:, 2]


def _smooth(at: Floats, points: Floats, values: Floats) -> Floats:
    """Give values between points, by those nearby; 0 far from all."""
    out = np.zeros((len(at), 2))
    block = 4096
    for start in range(0, len(at), block):
        some = at[start : start + block]
        square = ((some[:, None, :] - points[None, :, :]) ** 2).sum(axis=2)
        weight = np.exp(-square / (2 * SMOOTH_PX**2))
        out[start : start + block] = weight @ values / (weight.sum(axis=1) + TRUST)[:, None]
    return out


def _held_out(points: Floats, rest: Floats) -> float:
    """Give the rms of each half of the corners about what the other half says."""
    if len(points) < LEAST_CORNERS:
        return math.nan
    half = np.random.default_rng(SEED).permutation(len(points)) % 2 == 0
    squares = 0.0
    for one, other in ((half, ~half), (~half, half)):
        off = rest[other] - _smooth(points[other], points[one], rest[one])
        squares += float((off**2).sum())
    return math.sqrt(squares / len(points))
