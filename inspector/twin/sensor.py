"""From radiance to numbers: blur, fall-off, shot and read noise, mosaic, bits."""

import math
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from inspector.domain.image import Pixels
from inspector.twin.kernels.read_out import NORMALS, read_out
from inspector.twin.machine import Sensor

_MOSAIC = {
    "RG": ((0, 1), (1, 2)),
    "GR": ((1, 0), (2, 1)),
    "GB": ((1, 2), (0, 1)),
    "BG": ((2, 1), (1, 0)),
}
"""Channel (red, green, blue) of the pixels of a 2 x 2 cell, by the name of its first row."""

_MONO = ((0, 0), (0, 0))
_LUMA = np.array((0.299, 0.587, 0.114), np.float32)
SPLINE_PX2 = 1 / 4
"""Variance of the spline under which edge pixels are means already."""
_SIGMAS = 5.0
_EIGHT = 8


def expose(
    radiance: NDArray[np.float32],
    sensor: Sensor,
    chance: np.random.Generator,
    exposure: float = 1.0,
) -> Pixels:
    """Give what the sensor reads out.

    Parameters
    ----------
    radiance
        ``(H, W, 3)`` or, of what has no colour, ``(H, W)``; float32, mean over each pixel.
    sensor
        Its optics, noise and format.
    chance
        The noise of this frame.
    exposure
        How long this shot is exposed, as a share of the usual.

    Returns
    -------
    uint8, or uint16 above 8 bits: ``(H, W, 3)`` for RGB, else ``(H, W)``.

    Notes
    -----
    Electrons are drawn as a normal number of variance signal + read noise squared, which at the
    hundreds to thousands of electrons here is what Poisson's are.
    """
    pixel_format = sensor.pixel_format
    seen = blurred(radiance, sensor.psf_px)
    colors = 3 if pixel_format.is_color and not pixel_format.is_bayer else 1
    cell = _MOSAIC.get(pixel_format.value.removeprefix("Bayer")[:2], _MONO)
    if seen.ndim == 2:  # noqa: PLR2004 - rows and columns
        seen, cell = seen[..., None], _MONO
        if colors > 1:
            seen = np.repeat(seen, 3, axis=2)
    elif not pixel_format.is_color:
        seen = np.ascontiguousarray((seen @ _LUMA)[..., None])
    kind = np.uint8 if pixel_format.bits <= _EIGHT else np.uint16
    out = np.empty((*seen.shape[:2], colors), kind)
    read_out(
        seen,
        np.uint64(chance.integers(2**63)),
        _normals() if sensor.noise else np.zeros(NORMALS, np.float32),
        np.array(cell, np.int64),
        sensor.exposure * exposure,
        sensor.falloff,
        1.0 / sensor.full_well_e,
        (sensor.read_noise_e / sensor.full_well_e) ** 2,
        float(2**pixel_format.bits - 1),
        sensor.black_level,
        out,
    )
    return out if colors > 1 else out[..., 0]


@cache
def _normals() -> NDArray[np.float32]:
    """Give the quantiles of the normal distribution, ``(NORMALS,)`` float32."""
    table = np.asarray(ndtri((np.arange(NORMALS) + 0.5) / NORMALS), np.float32)
    table.flags.writeable = False
    return table


def blurred(radiance: NDArray[np.float32], psf_px: float) -> NDArray[np.float32]:
    """Blur to the point spread, a Gaussian of ``psf_px``; a new array.

    Edge pixels are a mean under a spline already (`render.SPREAD_PX`): that much is taken off. A
    spread narrower than the spline is not to be had.
    """
    rest = psf_px**2 - SPLINE_PX2
    if rest <= 0:
        return radiance.copy()
    size = 2 * round(_SIGMAS * psf_px) + 1
    sigma = math.sqrt(rest)
    out = cv2.GaussianBlur(radiance, (size, size), sigma, borderType=cv2.BORDER_REFLECT_101)
    return np.asarray(out, np.float32)
