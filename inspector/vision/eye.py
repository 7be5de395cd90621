"""What a person is shown of a part."""

import numpy as np
from numpy.typing import NDArray

from inspector.domain.view import View

GAMMA = 2.2
"""Linear light is lifted for the eye: what a screen expects."""
COLOUR_AXES = 3


def picture_of(view: View) -> NDArray[np.uint8] | None:
    """Give a view as a person sees it: ``(H, W, 3)`` RGB; None without a colour picture."""
    image = next((i for i in view.images.values() if i.ndim == COLOUR_AXES), None)
    if image is None:
        return None
    picture = shown(image)
    picture.setflags(write=False)
    return picture


def shown(image: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Give linear light, 1.0 is full scale, as a screen expects it; any shape."""
    bright = np.nan_to_num(np.clip(image, 0.0, 1.0)) ** (1 / GAMMA)
    picture: NDArray[np.uint8] = np.rint(bright * np.iinfo(np.uint8).max).astype(np.uint8)
    return picture
