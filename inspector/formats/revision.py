"""A recipe's next revision: a folder beside the released one, which is never changed."""

import shutil
from pathlib import Path

from inspector.domain.errors import RecipeError, WriteError
from inspector.domain.recipe import Recipe
from inspector.formats.atomic import folder_atomic
from inspector.formats.recipe import RECIPE, read_recipe, write_recipe


def revision_folder(released: Path, revision: str) -> Path:
    """Give where a revision of a recipe is written: ``demo`` becomes ``demo-B``.

    Raises
    ------
    RecipeError
        If the revision is no name of a folder, or such a folder is there already.
    """
    if not revision.strip() or any(c in revision for c in '/\\:*?"<>|') or revision.startswith("."):
        cause = f"{revision!r} is no name of a revision"
        raise RecipeError(released, "revision", cause, "write letters and digits, as in B")
    old = read_revision(released)
    name = released.resolve().name.removesuffix(f"-{old}") if old else released.resolve().name
    folder = released.resolve().parent / f"{name}-{revision}"
    if folder.exists():
        cause = f"there is a folder {folder.name} already"
        raise RecipeError(released, "revision", cause, "name the revision otherwise")
    return folder


def read_revision(folder: Path) -> str:
    """Give the revision of a recipe folder; empty where there is none to read."""
    return read_recipe(folder).revision if (folder / RECIPE).is_file() else ""


def save_revision(recipe: Recipe, released: Path) -> Path:
    """Write a recipe as a revision beside the released one; whole or not at all.

    Comments of the files, and the golden board, are taken over. The released folder stays as it
    is: a station inspects by it until it is told otherwise.

    Returns
    -------
    The new folder: the released one's name with the revision behind it.

    Raises
    ------
    RecipeError
        If the recipe contradicts itself, or its revision is no new one.
    WriteError
        If it cannot be written.
    """
    folder = revision_folder(released, recipe.revision)
    with folder_atomic(folder) as temporary:
        try:
            shutil.copytree(released, temporary, dirs_exist_ok=True)
        except (OSError, shutil.Error) as error:
            cause = getattr(error, "strerror", None) or str(error)
            raise WriteError(f"{folder}: cannot be written ({cause}); free some space") from error
        write_recipe(recipe, temporary)
    return folder
