import shutil
from pathlib import Path

import pytest

KEPT = Path(__file__).with_name("kept")


@pytest.fixture
def kept(tmp_path):
    """Give a copy of a kept sample, free to be edited."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(KEPT / name, tmp_path / name))

    return copy


@pytest.fixture
def edit():
    """Replace a piece of a file that stands in it exactly once."""

    def replace(file: Path, old: str, new: str) -> None:
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
        file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")

    return replace
