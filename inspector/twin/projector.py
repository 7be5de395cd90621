"""Projectors of fringes, and the pictures of their stripes.

The signal is ``A + B cos(phi + 2 pi k / N)`` of `domain.fringe`: a projector is named for where it
stands, and phi grows along its light's travel, hence with height. Stripes are fixed to the camera,
not to the panel: phi is 0 on the plane z = 0 in the middle of the field.

Examples
--------
All shots of one projector, from what the rays met::

    target = target_of(seen, world, tables, pose, warp)
    pictures = fringe_pictures(target, Projector("east"), shots, stream(seed, "projector", index))
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.errors import InspectorError
from inspector.domain.fringe import TRAVEL
from inspector.domain.geometry import Affine
from inspector.domain.image import Shot
from inspector.twin.kernels.fringe import BLOCK_PX, answer, highest, merge, reach, settle, stripe
from inspector.twin.render import Seen, Surfaces, Tables, tile_corners
from inspector.twin.unit import Warp
from inspector.twin.world import World

WEIGHTS = np.array((0.299, 0.587, 0.114))
"""What a sensor without colours makes of red, green and blue."""

_SAMPLES = 512
_HARMONICS = 8
_LEAST = 1e-6
"""Share of the mean below which a harmonic is not drawn."""
_STEEPEST_DEG = 80.0


@dataclass(frozen=True, slots=True)
class Projector:
    """One projector of stripes, as it truly is: nothing that measures may read this.

    Parameters
    ----------
    name
        Where it stands: ``east`` at +x, ``north`` at +y of the machine.
    theta_deg
        Of its axis from the vertical.
    distance_mm
        From the middle of the field; infinite: parallel light. From nearer the periods grow over
        the field, and with depth.
    mean, swing
        A and B, as radiance of a white matt surface that faces the light.
    gamma
        Of its electronics: what comes out is ``(signal / full) ** gamma`` of full, A + B.
    blur_mm, blur_growth
        Sigma of the stripes' blur on the plane z = 0, and its growth per mm from there: each
        harmonic loses what a Gaussian of that width takes at the local period.
    ambient
        Radiance from everywhere.
    shift_rad
        By how much the stripes are off from where they were calibrated.
    jitter_rad, flicker, tremble_mm
        From step to step, 1 sigma: phase, relative brightness, and how far the camera's picture
        moves along each axis.
    """

    name: str
    theta_deg: float = 30.0
    distance_mm: float = math.inf
    mean: float = 0.5
    swing: float = 0.45
    gamma: float = 1.0
    blur_mm: float = 0.0
    blur_growth: float = 0.0
    ambient: float = 0.0
    shift_rad: float = 0.0
    jitter_rad: float = 0.0
    flicker: float = 0.0
    tremble_mm: float = 0.0

    def __post_init__(self) -> None:
        if self.name not in TRAVEL:
            raise InspectorError(f"projector {self.name!r}: write {' or '.join(TRAVEL)}")
        if not 0.0 < self.theta_deg < _STEEPEST_DEG:
            raise InspectorError(
                f"projector {self.name}: theta is {self.theta_deg} degrees; "
                f"write more than 0 and less than {_STEEPEST_DEG:g}"
            )
        if not 0.0 <= self.swing <= self.mean:
            raise InspectorError(
                f"projector {self.name}: swing {self.swing} around {self.mean} is darker "
                "than dark; write a swing of at most the mean"
            )

    @property
    def lamp(self) -> NDArray[np.float64]:
        """The numbers of `kernels.fringe`: towards x, y, sine, cosine, nearness."""
        angle = math.radians(self.theta_deg)
        x, y = TRAVEL[self.name]
        return np.array((-x, -y, math.sin(angle), math.cos(angle), 1.0 / self.distance_mm))

    @property
    def waves(self) -> NDArray[np.float64]:
        """The signal, gamma included, as cosines of whole multiples of phi: mean first."""
        if self.gamma == 1.0:
            return np.array((self.mean, self.swing))
        full = self.mean + self.swing
        phase = 2 * math.pi * np.arange(_SAMPLES) / _SAMPLES
        signal = full * ((self.mean + self.swing * np.cos(phase)) / full) ** self.gamma
        found = np.fft.rfft(signal).real[: _HARMONICS + 1] / _SAMPLES
        found[1:] *= 2
        told = np.flatnonzero(np.abs(found) > _LEAST * found[0])
        return np.asarray(found[: max(int(told.max()), 1) + 1])


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """Surfaces in the field.

    ``met`` is what the rays met; ``stands`` ``(N, 3)`` field mm, ``faces`` ``(N, 2)``, ``tone``
    ``(N,)``: where they lie, how they face, how bright they are beside their material; ``within``
    ``(N,)`` int64 the pixel that each is seen in.
    """

    met: Surfaces
    stands: NDArray[np.float32]
    faces: NDArray[np.float32]
    tone: NDArray[np.float32]
    within: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A field's surfaces as projectors see them: made once for all of them.

    ``looks`` ``(M, 3)``: what scatters, what mirrors, GGX alpha. ``lean``, ``to_pixels``,
    ``blocks``: as in `kernels.fringe`.
    """

    shape: tuple[int, int]
    middles: Patch
    edges: tuple[Patch, ...]
    looks: NDArray[np.float64]
    lean: NDArray[np.float64]
    to_pixels: NDArray[np.float64]
    blocks: NDArray[np.float32]

    @property
    def heights(self) -> NDArray[np.float32]:
        """``(H, W)`` mm over the machine's plane: what the middle of each pixel sees."""
        return self.middles.stands[:, 2].reshape(self.shape)

    def share(self, patch: Patch, lamp: NDArray[np.float64]) -> NDArray[np.float32]:
        """Give the share of a lamp's light that reaches each surface, ``(N,)``."""
        out = np.empty(len(patch.tone), np.float32)
        picture = self.heights, self.blocks, float(self.blocks.max())
        at = patch.stands, patch.faces, patch.within
        reach(*at, lamp, self.lean, self.to_pixels, *picture, out)
        return out

    def sent(self, patch: Patch, lamp: NDArray[np.float64]) -> NDArray[np.float32]:
        """Give the share of a lamp's light that each surface sends to the camera, ``(N,)``."""
        out = np.empty(len(patch.tone), np.float32)
        surface = patch.stands, patch.faces, patch.tone, patch.met.material
        answer(*surface, self.looks, lamp, self.lean, self.share(patch, lamp), out)
        return out


def target_of(seen: Seen, world: World, tables: Tables, pose: Affine, warp: Warp) -> Target:
    """Give the surfaces of a field as its projectors see them.

    Parameters
    ----------
    seen
        What the rays of the field met.
    world, tables
        What the materials are.
    pose
        Panel mm to field mm: machine axes, origin in the middle of the field as it truly is.
    warp
        Height of the panel over the machine's plane.
    """
    middles = _patch(seen.middles, seen.middles.pixels, world, tables, (pose, warp))
    edges = tuple(
        _patch(edge, _pixel_of_each(edge), world, tables, (pose, warp)) for edge in seen.edges
    )
    rows, cols = seen.shape
    rays = seen.sight.rays
    straight = Affine(pose.a, pose.b, 0.0, pose.c, pose.d, 0.0)
    ground = pose.apply(rays[..., :2]).reshape(-1, 2)
    plane = np.concatenate((np.ones((len(ground), 1)), ground), 1)
    lean = np.linalg.lstsq(plane, straight.apply(rays[..., 2:]).reshape(-1, 2), rcond=None)[0]
    at = tile_corners(rows, cols).reshape(-1, 2)
    to_pixels = np.linalg.lstsq(plane, at, rcond=None)[0][1:].T
    blocks = np.empty((-(-rows // BLOCK_PX), -(-cols // BLOCK_PX)), np.float32)
    highest(middles.stands[:, 2].reshape(seen.shape), blocks)
    return Target(
        seen.shape,
        middles,
        edges,
        _looks(world),
        np.ascontiguousarray(lean.T).ravel(),
        np.ascontiguousarray(to_pixels),
        blocks,
    )


def fringe_pictures(
    target: Target, projector: Projector, shots: Sequence[Shot], chance: np.random.Generator
) -> list[NDArray[np.float32]]:
    """Give the mean radiance of each pixel under the stripes of one projector.

    Parameters
    ----------
    target
        What is looked at.
    projector
        What throws the stripes.
    shots
        Each with its period, step and number of steps; those of other projectors are refused.
    chance
        Of the projector's tremble from step to step.

    Returns
    -------
    One ``(H, W)`` float32 a shot, in order; before the lens and the sensor.

    Raises
    ------
    InspectorError
        If a shot is none of this projector's.

    Notes
    -----
    Light reaches a surface straight from the projector; what stands outside the picture throws no
    shadow into it.
    """
    other = next((s for s in shots if s.projector != projector.name or not s.period_mm > 0), None)
    if other:
        raise InspectorError(
            f"shot {other.name} of projector {other.projector!r} with a period of "
            f"{other.period_mm} mm is none of {projector.name}'s; name its own with their period"
        )
    # one row a shot, whatever the sigmas: what one cause draws moves no other's
    drawn = chance.standard_normal((len(shots), 4))
    patches = target.middles, *target.edges
    lights = [_light(target, patch, projector) for patch in patches]
    out = np.empty((len(shots), target.shape[0] * target.shape[1]), np.float32)
    for period in dict.fromkeys(shot.period_mm for shot in shots):
        rows = [i for i, shot in enumerate(shots) if shot.period_mm == period]
        steps = [2 * math.pi * shots[i].step / shots[i].steps for i in rows]
        shifts = projector.shift_rad + np.array(steps) + projector.jitter_rad * drawn[rows, 0]
        powers = np.maximum(1.0 + projector.flicker * drawn[rows, 1], 0.0)
        train = _train(target, projector, period, (shifts, powers), lights)
        out[rows] = train
    pictures = [picture.reshape(target.shape) for picture in out]
    moves = projector.tremble_mm * drawn[:, 2:]
    return [_moved(p, target.to_pixels @ move) for p, move in zip(pictures, moves, strict=True)]


Light = tuple[NDArray[np.float32], NDArray[np.float32]]
"""``(N,)`` each: share of the projector's light sent on, radiance without it."""


def _light(target: Target, patch: Patch, projector: Projector) -> Light:
    look = target.looks[patch.met.material]
    glow = projector.ambient * (look[:, 0] * patch.tone + look[:, 1])
    return target.sent(patch, projector.lamp), np.asarray(glow, np.float32)


def _train(
    target: Target,
    projector: Projector,
    period_mm: float,
    steps: tuple[NDArray[np.float64], NDArray[np.float64]],
    lights: Sequence[Light],
) -> NDArray[np.float32]:
    """Give all steps of one period, ``(S, rows * cols)``."""
    blur = np.array((projector.blur_mm, projector.blur_growth))
    patches = target.middles, *target.edges
    pictures = np.empty((len(steps[0]), len(target.middles.tone)), np.float32)
    for patch, (gain, glow) in zip(patches, lights, strict=True):
        whole = patch is target.middles
        values = pictures if whole else np.empty((len(steps[0]), len(gain)), np.float32)
        how = projector.lamp, period_mm, blur, projector.waves
        stripe(patch.stands, gain, glow, *how, *steps, values)
        if not whole:
            merge(values, patch.met.weight, patch.met.first, patch.met.pixels, pictures)
    return pictures


def _moved(picture: NDArray[np.float32], by_px: NDArray[np.float64]) -> NDArray[np.float32]:
    """Move a picture by rows and columns; cubic, so that edges stay as sharp as they are."""
    if not by_px.any():
        return picture
    shift = np.array(((1.0, 0.0, by_px[1]), (0.0, 1.0, by_px[0])))
    size = picture.shape[::-1]
    how = cv2.INTER_CUBIC
    moved = cv2.warpAffine(picture, shift, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.float32)


def _patch(
    met: Surfaces,
    within: NDArray[np.int64],
    world: World,
    tables: Tables,
    where: tuple[Affine, Warp],
) -> Patch:
    pose, warp = where
    count = len(met.material)
    stands, faces = np.empty((count, 3), np.float32), np.empty((count, 2), np.float32)
    tone = np.empty(count, np.float32)
    settle(
        met.place,
        met.normal,
        met.material,
        np.array((pose.a, pose.b, pose.tx, pose.c, pose.d, pose.ty)),
        np.array((warp.x_mm, warp.y_mm, warp.xx, warp.xy, warp.yy, warp.offset_mm)),
        warp.slopes,
        tables.grain,
        tables.noise,
        world.noise_pitch_mm,
        stands,
        faces,
        tone,
    )
    return Patch(met, stands, faces, tone, within)


def _pixel_of_each(met: Surfaces) -> NDArray[np.int64]:
    """Give the pixel of each surface, ``(M,)``."""
    counts = np.diff(met.first, append=len(met.material))
    return np.repeat(met.pixels, counts)


def _looks(world: World) -> NDArray[np.float64]:
    albedo, mirror, rest = world.arrays()
    return np.stack((albedo @ WEIGHTS, mirror @ WEIGHTS, rest[:, 0].astype(float)), -1)
