"""Where the samples, models and recipes that come with Inspector lie."""

from pathlib import Path
from typing import Literal

import inspector
from inspector.domain.errors import InspectorError

Kind = Literal["recipes", "sample_images", "models", "packaging/gentl"]


def shipped(kind: Kind) -> Path:
    """Give the folder of what is shipped, in a checkout and in an installed wheel alike.

    Raises
    ------
    InspectorError
        If it is not there: the installation is incomplete.
    """
    package = Path(inspector.__file__).parent
    for folder in (package / "_shipped" / kind, package.parent / kind):
        if folder.is_dir():
            return folder
    raise InspectorError(f"{package}: {kind} is missing from this installation; install it again")
