"""Chance by name: each cause of variation has its own stream, so that a new one moves no other."""

from hashlib import blake2b

import numpy as np


def stream(seed: int, *names: object) -> np.random.Generator:
    """Give the generator of one cause.

    Parameters
    ----------
    seed
        The seed of the unit, machine or capture.
    names
        What the chance is for, from the whole to the part, for example ``"part", 0, "R1"``.

    Examples
    --------
    >>> a = stream(1, "part", "R1").normal()
    >>> a == stream(1, "part", "R1").normal(), a == stream(1, "part", "R2").normal()
    (True, False)
    """
    text = "\x1f".join(str(name) for name in names)
    digest = blake2b(text.encode(), digest_size=16).digest()
    words = [int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4)]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def share(chance: np.random.Generator, sigma: float) -> float:
    """Give a factor about 1, within three sigma."""
    return 1.0 + sigma * float(np.clip(chance.normal(), -3.0, 3.0))


def pair(chance: np.random.Generator, sigma: float) -> tuple[float, float]:
    """Give two normal numbers about 0, within three sigma."""
    x, y = np.clip(chance.normal(0.0, 1.0, 2), -3.0, 3.0) * sigma
    return float(x), float(y)
