"""Where a machine's own files lie: ``--config``, ``INSPECTOR_HOME``, else the system's way."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

HOME = "INSPECTOR_HOME"


@dataclass(frozen=True, slots=True)
class Places:
    """Station file and folders; nothing is made by naming them."""

    station: Path
    data: Path
    logs: Path
    cache: Path


def places(environment: Mapping[str, str] = os.environ) -> Places:
    """Give the places under ``INSPECTOR_HOME``, or those that the system has for programs."""
    home = environment.get(HOME)
    if home:
        root = Path(home)
        return Places(root / "station.toml", root / "data", root / "logs", root / "cache")
    system = PlatformDirs("inspector", appauthor=False)
    return Places(
        system.user_config_path / "station.toml",
        system.user_data_path,
        system.user_log_path,
        system.user_cache_path,
    )
