"""The golden board beside its recipe: ``golden/golden.toml`` and the pictures it names.

The pictures' names hold their hashes, and golden.toml is replaced last: a kill at any moment leaves
the old golden board or the new one, never half of each.
"""

import hashlib
from pathlib import Path

import numpy as np
import tomlkit
from pydantic import Field

from inspector.domain.errors import CaptureError, GoldenError, WriteError
from inspector.domain.geometry import Box
from inspector.domain.golden import Golden
from inspector.domain.image import Pixels
from inspector.formats.atomic import write_bytes_atomic, write_text_atomic
from inspector.formats.picture import decode, encode
from inspector.formats.strict import FileModel, Positive, Sha256, Source, Text
from inspector.formats.versions import Upgrades, current, newest_of

UPGRADES: Upgrades = {}

FOLDER = "golden"
FILE = "golden.toml"
NAMED = 12
"""Digits of its hash in a picture's name."""
LEARN = "learn it again: inspector golden RECIPE CAPTURE..."


class PictureTable(FileModel):
    """A picture beside golden.toml."""

    file: str = Field(pattern=r"^[a-z]+-[0-9a-f]+\.png$")
    sha256: Sha256


class GoldenFile(FileModel):
    """golden.toml: what the pictures are of, and of which boards they were learned."""

    format: str
    product: Text
    shot: Text
    mm_per_px: Positive
    box_mm: tuple[float, float, Positive, Positive]
    samples: tuple[Text, ...] = Field(min_length=1)
    mean: PictureTable
    spread: PictureTable
    seen: PictureTable


def has_golden(recipe_folder: Path) -> bool:
    """Whether a golden board lies beside a recipe."""
    return (recipe_folder / FOLDER / FILE).is_file()


def read_golden(recipe_folder: Path, product: str) -> Golden:
    """Read the golden board of a recipe.

    Raises
    ------
    GoldenError
        If it is not there, is of another product, or anything of it is damaged or not understood.
    """
    folder = recipe_folder / FOLDER
    file = folder / FILE
    if not file.is_file():
        raise GoldenError(file, "", "is not there", LEARN)
    source = Source(file, GoldenError)
    table = source.read(GoldenFile, current(source, source.toml(), "golden", UPGRADES))
    if table.product != product:
        cause = f"is of {table.product!r}, the recipe of {product!r}"
        raise source.refusal("product", cause, LEARN)
    mean, spread, seen = (_picture(folder, one) for one in (table.mean, table.spread, table.seen))
    if mean.ndim == 2:  # noqa: PLR2004 - grey
        mean, spread = mean[..., None], spread.reshape(*spread.shape[:2], -1)
    if mean.shape != spread.shape or seen.shape != mean.shape[:2]:
        raise source.refusal("mean", "and spread and seen are not of one size", LEARN)
    return Golden(
        table.shot,
        table.mm_per_px,
        Box(*table.box_mm),
        mean.astype(np.uint8, copy=False),
        spread.astype(np.uint8, copy=False),
        seen > 0,
        table.samples,
        hashlib.sha256(source.text().encode()).hexdigest(),
    )


def _picture(folder: Path, table: PictureTable) -> Pixels:
    file = folder / table.file
    try:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        if digest != table.sha256:
            raise GoldenError(file, "", "is not the picture that golden.toml names", LEARN)
        pixels = decode(file)
    except OSError as error:
        raise GoldenError(file, "", f"cannot be read ({error.strerror})", LEARN) from error
    except CaptureError as error:
        raise GoldenError(file, "", error.cause, LEARN) from error
    if pixels.dtype != np.uint8:
        raise GoldenError(file, "", "does not hold 8 bits", LEARN)
    return pixels


def write_golden(golden: Golden, product: str, recipe_folder: Path) -> None:
    """Write the golden board of a recipe, in place of the one that is there.

    Raises
    ------
    WriteError
        If the folder cannot be written.
    """
    folder = recipe_folder / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        cause = error.strerror or str(error)
        raise WriteError(f"{folder}: cannot be made ({cause}); mend its permissions") from error
    seen = golden.seen.astype(np.uint8) * np.uint8(255)
    table = GoldenFile(
        format=f"golden/{newest_of(UPGRADES)}",
        product=product,
        shot=golden.shot,
        mm_per_px=golden.mm_per_px,
        box_mm=(golden.box.x_mm, golden.box.y_mm, golden.box.width_mm, golden.box.height_mm),
        samples=golden.samples,
        mean=_written(folder, "mean", golden.mean),
        spread=_written(folder, "spread", golden.spread),
        seen=_written(folder, "seen", seen),
    )
    write_text_atomic(folder / FILE, tomlkit.dumps(table.full()))
    kept = {table.mean.file, table.spread.file, table.seen.file, FILE}
    for old in folder.iterdir():
        if old.name not in kept and old.suffix == ".png":
            old.unlink(missing_ok=True)


def _written(folder: Path, name: str, pixels: Pixels) -> PictureTable:
    flat = pixels[..., 0] if pixels.ndim == 3 and pixels.shape[2] == 1 else pixels  # noqa: PLR2004
    data = encode(flat, "png")
    digest = hashlib.sha256(data).hexdigest()
    file = f"{name}-{digest[:NAMED]}.png"
    write_bytes_atomic(folder / file, data)
    return PictureTable(file=file, sha256=digest)
