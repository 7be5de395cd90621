"""What a person is shown of a part."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inspector.domain.image import Shot
from inspector.domain.view import View

GAMMA = 2.2
"""Linear light is lifted for the eye: what a screen expects."""
JUDGED = "ring"
"""The light that the checks look at: a person sees it first."""


def pictures_by_light(view: View, shots: Sequence[Shot]) -> dict[str, NDArray[np.uint8]]:
    """Give a view as a person sees it, under each light by the name of its shot.

    Parameters
    ----------
    shots
        What the recipe asks for. First comes the light that was judged by, then the others in this
        order, then what was taken beside them.

    Returns
    -------
    ``(H, W, 3)`` RGB, of a shot without colours ``(H, W)``; read-only. Fringes and ranges are no
    pictures.
    """
    order = dict.fromkeys((JUDGED, *(shot.name for shot in shots), *view.images))
    pictures = {name: shown(view.images[name]) for name in order if name in view.images}
    for picture in pictures.values():
        picture.setflags(write=False)
    return pictures


def shown(image: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Give linear light, 1.0 is full scale, as a screen expects it; any shape."""
    bright = np.nan_to_num(np.clip(image, 0.0, 1.0)) ** (1 / GAMMA)
    picture: NDArray[np.uint8] = np.rint(bright * np.iinfo(np.uint8).max).astype(np.uint8)
    return picture
