"""Marks drawn by closed formulas: signed distances through an erf, as a lens would blur them."""

import math

import numpy as np
from scipy.special import erf

BLUR_PX = 0.9


def disc(row, col, radius):
    return lambda y, x: radius - np.hypot(y - row, x - col)


def box(row, col, half, turn_deg=0.0):
    """A rectangle, ``half`` its half width (x) and height (y), turned counter-clockwise."""
    turn = math.radians(turn_deg)

    def distance(y, x):
        right, up = x - col, row - y
        u = right * math.cos(turn) + up * math.sin(turn)
        v = up * math.cos(turn) - right * math.sin(turn)
        return np.minimum(half[0] - np.abs(u), half[1] - np.abs(v))

    return distance


def union(*shapes):
    return lambda y, x: np.maximum.reduce([shape(y, x) for shape in shapes])


def without(shape, hole):
    return lambda y, x: np.minimum(shape(y, x), -hole(y, x))


def cross(row, col, half, half_arm, turn_deg=0.0):
    return union(
        box(row, col, (half, half_arm), turn_deg), box(row, col, (half_arm, half), turn_deg)
    )


def coverage(shape, size):
    rows, cols = np.mgrid[: size[0], : size[1]].astype(float)
    return 0.5 * (1 + erf(shape(rows, cols) / (BLUR_PX * math.sqrt(2))))


def seen(levels, noise=3.0, shading=0.0, seed=0):
    """Grey levels of 255 to a linear float picture, with noise and light that falls off."""
    rows, cols = (np.linspace(-0.5, 0.5, n) for n in levels.shape)
    light = 1 + shading * (cols[None, :] + 0.5 * rows[:, None])
    noisy = levels * light + np.random.default_rng(seed).normal(0, noise, levels.shape)
    return (np.clip(np.round(noisy), 0, 255) / 255).astype(np.float32)


def mark(shape, levels=(60, 180), size=(460, 460), **light):
    """A mark at ``levels[1]`` on a ground at ``levels[0]``."""
    return seen(levels[0] + (levels[1] - levels[0]) * coverage(shape, size), **light)
