"""From radiance to numbers: blur, fall-off, shot and read noise, mosaic, bits."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.domain.image import PixelFormat, Pixels
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
    seen = blurred(radiance, sensor.psf_px)
    seen *= (sensor.exposure * falloff(seen.shape[:2], sensor.falloff))[..., None]
    light = _sampled(seen, sensor.pixel_format)
    full = float(2**sensor.pixel_format.bits - 1)
    if sensor.noise:
        well = np.float32(sensor.full_well_e)
        spread = np.sqrt(np.maximum(light, 0) / well + (sensor.read_noise_e / well) ** 2)
        light = light + spread.astype(np.float32) * chance.standard_normal(light.shape, np.float32)
    digital = np.clip(np.rint(light * full + sensor.black_level), 0, full)
    if sensor.pixel_format.bits <= _EIGHT:
        return np.asarray(digital, np.uint8)
    return np.asarray(digital, np.uint16)


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


def falloff(shape: tuple[int, int], loss: float) -> NDArray[np.float32]:
    """Light that is left at each pixel, 1 in the middle, ``1 - loss`` in the corners."""
    rows, cols = shape
    y = (np.arange(rows, dtype=np.float32) - (rows - 1) / 2)[:, None]
    x = (np.arange(cols, dtype=np.float32) - (cols - 1) / 2)[None]
    corner = ((rows - 1) ** 2 + (cols - 1) ** 2) / 4
    return np.asarray(1 - loss * (x * x + y * y) / max(corner, 1.0), np.float32)


def _sampled(seen: NDArray[np.float32], pixel_format: PixelFormat) -> NDArray[np.float32]:
    if pixel_format.is_bayer:
        cell = _MOSAIC[pixel_format.value.removeprefix("Bayer")[:2]]
        out = np.empty(seen.shape[:2], np.float32)
        for r in (0, 1):
            for c in (0, 1):
                out[r::2, c::2] = seen[r::2, c::2, cell[r][c]]
        return out
    if pixel_format.is_color:
        return seen
    return np.asarray(seen @ _LUMA, np.float32)
