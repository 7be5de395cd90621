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
    bright = np.nan_to_num(np.clip(image, 0.0, 1.0)) ** (1 / GAMMA)
    picture: NDArray[np.uint8] = np.rint(bright * np.iinfo(np.uint8).max).astype(np.uint8)
    picture.setflags(write=False)
    return picture
