import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from inspector.cli.app import run


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def inspector(capsys, monkeypatch, tmp_path):
    """Run a command as the shell does, with places of its own."""
    monkeypatch.setenv("INSPECTOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NUMBA_CACHE_DIR", _cache())

    def call(*arguments):
        capsys.readouterr()
        status = run([str(a) for a in arguments])
        said = capsys.readouterr()
        return Done(status, said.out, said.err)

    return call


def _cache():
    from inspector.jit import choose_cache

    environment = {}
    return str(choose_cache(environment))


@pytest.fixture
def log(tmp_path):
    """Give the lines of the log that a command wrote."""

    def read():
        file = tmp_path / "home" / "logs" / "inspector.log"
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]

    return read


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
