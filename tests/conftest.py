import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real pictures; a test that needs them is skipped where they are absent."""
    folder = Path(os.environ.get("INSPECTOR_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no real pictures in {folder}; INSPECTOR_DATA names another folder")
    return folder
