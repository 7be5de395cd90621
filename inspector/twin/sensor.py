"""From radiance to numbers: blur, fall-off, shot and read noise, mosaic, bits."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.image import Pixels
from inspector.twin.kernels.read_out import read_out
from inspector.twin.machine import Sensor

_MOSAIC = {
    "RG": ((0, 1), (1, 2)),
    "GR": ((1, 0), (2, 1)),
    "GB": ((1, 2), (0, 1)),
    "BG": ((2, 1), (1, 0)),
}
"""Channel (red, green, blue) of the pixels of a 2 x 2 cell, by the name of its first row."""

_LUMA = np.array((0.299, 0.587, 0.114), np.float32)
SPLINE_PX2 = 1 / 4
"""Variance of the spline under which edge pixels are means already."""
_SIGMAS = 5.0
_EIGHT = 8


def expose(radiance: NDArray[np.float32], sensor: Sensor, chance: np.random.Generator) -> Pixels:
    """Give what the sensor reads out.

    Parameters
    ----------
    radiance
        ``(H, W, 3)`` float32, mean over each pixel.
    sensor
        Its optics, noise and format.
    chance
        The noise of this frame.

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
    if not pixel_format.is_color:
        seen = np.repeat((seen @ _LUMA)[..., None], 3, axis=2)
    colors = 3 if pixel_format.is_color and not pixel_format.is_bayer else 1
    shape = (*seen.shape[:2], colors)
    noise = (
        chance.standard_normal(shape, np.float32) if sensor.noise else np.zeros(shape, np.float32)
    )
    cell = _MOSAIC.get(pixel_format.value.removeprefix("Bayer")[:2], ((0, 0), (0, 0)))
    out = np.empty(shape, np.float32)
    read_out(
        seen,
        noise,
        np.array(cell, np.int64),
        sensor.exposure,
        sensor.falloff,
        1.0 / sensor.full_well_e,
        (sensor.read_noise_e / sensor.full_well_e) ** 2,
        float(2**pixel_format.bits - 1),
        sensor.black_level,
        out,
    )
    numbers = out if colors > 1 else out[..., 0]
    if pixel_format.bits <= _EIGHT:
        return np.asarray(numbers, np.uint8)
    return np.asarray(numbers, np.uint16)


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
