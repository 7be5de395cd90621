"""Two photographs of one board laid onto each other, at any turn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from inspector.domain.errors import RegistrationError

Floats = NDArray[np.float64]
Image = NDArray[np.uint8]

REDUCED = 2
"""Features are looked for in a picture so many times smaller: a photograph's finest is noise."""
MOST_FEATURES = 8000
RATIO = 0.75
"""A match counts when its second best is so much farther (Lowe)."""
NEAR_PX = 4.0
"""Matches farther than this from the common plane belong to what stands above the board."""
FLAT_PX = 2.5
"""... and after refinement."""
LEAST_MATCHES = 40
PATCH_PX = 20
"""Half side of the patch by which a match is refined."""
MOST_REFINED = 1500
CORRELATED = 0.8
"""Patches that correlate less are no longer the same thing."""
FARTHEST_REFINED_PX = 3.0
SEED = 1


@dataclass(frozen=True, slots=True, eq=False)
class PhotoAlignment:
    """How one photograph lies on another.

    ``homography`` ``(3, 3)`` takes (x, y) px of the first to the second. ``held_out_px`` is the
    rms distance of matches that took no part in the fit they are held against, over ``held_out`` of
    them; ``residual_px`` that of the ``inliers`` about the fit to all.
    """

    homography: Floats
    rotation_deg: float
    scale: float
    matches: int
    inliers: int
    residual_px: float
    held_out: int
    held_out_px: float

    def apply(self, points_px: ArrayLike) -> Floats:
        """Map (x, y), ``(N, 2)``, from the first photograph to the second."""
        points = np.asarray(points_px, np.float64).reshape(-1, 1, 2)
        return np.asarray(cv2.perspectiveTransform(points, self.homography), np.float64)[:, 0]


def align_photos(first: Image, second: Image) -> PhotoAlignment:
    """Lay one photograph onto another by what they both show.

    Parameters
    ----------
    first, second
        ``(H, W)`` uint8.

    Raises
    ------
    RegistrationError
        If too little is found in both.

    Notes
    -----
    SIFT features, matched both ways; a homography by RANSAC (MAGSAC); each inlier refined by
    correlating patches through it; the homography fitted again. On the two photographs of data set
    09 see ``inspector bench photos``.
    """
    one, two = _matched(first, second)
    if len(one) < LEAST_MATCHES:
        raise RegistrationError(
            f"{len(one)} matches between the photographs, {LEAST_MATCHES} are needed: "
            "do they show the same board?"
        )
    coarse, flat = _homography(one, two, NEAR_PX)
    one, two = _refined(first, second, coarse, one[flat])
    homography, kept = _homography(one, two, FLAT_PX)
    one, two = one[kept], two[kept]
    if len(one) < LEAST_MATCHES:
        raise RegistrationError(
            f"only {len(one)} matches lie in one plane, {LEAST_MATCHES} are needed: "
            "do the photographs show the same side?"
        )
    middle = one.mean(axis=0)
    turn, scale = _turn_and_scale(homography, middle)
    held, count = _held_out(one, two)
    return PhotoAlignment(
        homography, turn, scale, len(flat), len(one), _rms(homography, one, two), count, held
    )


def _matched(first: Image, second: Image) -> tuple[Floats, Floats]:
    """Give places (x, y) that look alike and alike only to each other."""
    sift = cv2.SIFT_create(nfeatures=MOST_FEATURES)  # type: ignore[attr-defined]
    places, descriptors = [], []
    for image in (first, second):
        size = (image.shape[1] // REDUCED, image.shape[0] // REDUCED)
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        points, described = sift.detectAndCompute(small, None)
        at = np.array([point.pt for point in points], np.float64).reshape(-1, 2)
        places.append((at + 0.5) * REDUCED - 0.5)
        descriptors.append(described)
    if descriptors[0] is None or descriptors[1] is None:
        return np.empty((0, 2)), np.empty((0, 2))
    matcher = cv2.BFMatcher(cv2.NORM_L2)
    there = _best(matcher.knnMatch(descriptors[0], descriptors[1], k=2))
    back = _best(matcher.knnMatch(descriptors[1], descriptors[0], k=2))
    pairs = [(i, j) for i, j in there.items() if back.get(j) == i]
    index = np.array(pairs, np.int64).reshape(-1, 2)
    return places[0][index[:, 0]], places[1][index[:, 1]]


def _best(found: Sequence[Sequence[cv2.DMatch]]) -> dict[int, int]:
    clear = (two for two in found if len(two) > 1 and two[0].distance < RATIO * two[1].distance)
    return {two[0].queryIdx: two[0].trainIdx for two in clear}


def _homography(one: Floats, two: Floats, near_px: float) -> tuple[Floats, NDArray[np.bool_]]:
    cv2.setRNGSeed(SEED)
    found, mask = cv2.findHomography(one, two, cv2.USAC_MAGSAC, near_px, None, 20000, 0.9999)
    if found is None:
        raise RegistrationError("the photographs share no plane: do they show the same board?")
    kept = np.asarray(mask).ravel() > 0
    again, _ = cv2.findHomography(one[kept], two[kept], 0)
    return np.asarray(again, np.float64), kept


def _refined(
    first: Image, second: Image, homography: Floats, places: Floats
) -> tuple[Floats, Floats]:
    """Move each match to where its patch, seen through the homography, fits best."""
    rng = np.random.default_rng(SEED)
    chosen = rng.permutation(len(places))[:MOST_REFINED]
    at, moved = [], []
    for x, y in places[np.sort(chosen)]:
        found = _refine_one(first, second, homography, (x, y))
        if found is not None:
            at.append((x, y))
            moved.append(found)
    return np.array(at).reshape(-1, 2), np.array(moved).reshape(-1, 2)


def _refine_one(
    first: Image, second: Image, homography: Floats, at: tuple[float, float]
) -> tuple[float, float] | None:
    """Give where the place of the first lies in the second, or None where nothing fits."""
    axis = np.arange(-PATCH_PX, PATCH_PX + 1.0)
    wide = np.arange(-PATCH_PX - 4, PATCH_PX + 5.0)
    patch = _sampled(first, *np.meshgrid(axis + at[0], axis + at[1]))
    x, y = np.meshgrid(wide + at[0], wide + at[1])
    through = cv2.perspectiveTransform(
        np.stack((x, y), axis=-1).reshape(-1, 1, 2), homography
    ).reshape(*x.shape, 2)
    seen = _sampled(second, through[..., 0], through[..., 1])
    score = np.asarray(cv2.matchTemplate(seen, patch, cv2.TM_CCOEFF_NORMED), np.float32)
    r, c = (int(v) for v in np.unravel_index(int(score.argmax()), score.shape))
    if score[r, c] < CORRELATED or not (0 < r < score.shape[0] - 1 and 0 < c < score.shape[1] - 1):
        return None
    dy = r + _peak(score[r - 1 : r + 2, c]) - 4
    dx = c + _peak(score[r, c - 1 : c + 2]) - 4
    if math.hypot(dx, dy) > FARTHEST_REFINED_PX:
        return None
    place = cv2.perspectiveTransform(np.array([[[at[0] + dx, at[1] + dy]]]), homography)
    return float(place[0, 0, 0]), float(place[0, 0, 1])


def _sampled(image: Image, x: ArrayLike, y: ArrayLike) -> NDArray[np.float32]:
    got = cv2.remap(image, np.asarray(x, np.float32), np.asarray(y, np.float32), cv2.INTER_CUBIC)
    return np.asarray(got, np.float32)


def _peak(three: NDArray[np.float32]) -> float:
    """Give the place of a parabola's peak through three scores, from the middle one."""
    low, middle, high = (float(v) for v in three)
    bend = low - 2 * middle + high
    return 0.5 * (low - high) / bend if bend < 0 else 0.0


def _rms(homography: Floats, one: Floats, two: Floats) -> float:
    seen = cv2.perspectiveTransform(one.reshape(-1, 1, 2), homography)[:, 0]
    return math.sqrt(float(((seen - two) ** 2).sum(axis=1).mean()))


def _held_out(one: Floats, two: Floats) -> tuple[float, int]:
    """Give the rms of each half about the fit to the other half, and how many that were."""
    half = np.random.default_rng(SEED).permutation(len(one)) % 2 == 0
    squares = []
    for part in (half, ~half):
        fitted, _ = cv2.findHomography(one[part], two[part], 0)
        squares.append(_rms(fitted, one[~part], two[~part]) ** 2 * (~part).sum())
    return math.sqrt(sum(squares) / len(one)), len(one)


def _turn_and_scale(homography: Floats, at: Floats) -> tuple[float, float]:
    """Give turn (counter-clockwise as seen) and scale of a homography near a place."""
    base = (at + np.array([(0, 0), (1, 0), (0, 1)])).reshape(-1, 1, 2)
    seen = cv2.perspectiveTransform(base, homography)[:, 0]
    along, down = seen[1] - seen[0], seen[2] - seen[0]
    # rows run downwards: what turns clockwise in (x, y) turns counter-clockwise as seen
    turn = math.degrees(math.atan2(along[1] - down[0], along[0] + down[1]))
    scale = math.sqrt(abs(float(along[0] * down[1] - along[1] * down[0])))
    return -turn, scale
