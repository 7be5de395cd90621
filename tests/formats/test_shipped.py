import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import inspector
from inspector.formats.shipped import shipped

ROOT = Path(__file__).parents[2]
KINDS = ("recipes", "sample_images", "models", "packaging/gentl")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = out.glob("*.whl")
    return built


@pytest.mark.parametrize("kind", KINDS)
def test_a_checkout_ships_from_its_own_folders(kind):
    assert shipped(kind) == ROOT / kind


def test_the_wheel_holds_every_file_that_git_knows_under_recipes_samples_and_models(wheel):
    listed = subprocess.run(
        ["git", "ls-files", "-z", *KINDS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    there = [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]
    names = set(zipfile.ZipFile(wheel).namelist())
    assert not [name for name in there if f"inspector/_shipped/{name}" not in names]
    assert "inspector/py.typed" in names


def test_an_installed_wheel_finds_recipes_samples_and_models(wheel, tmp_path):
    venv.create(tmp_path / "env", with_pip=False)
    paths = {"base": str(tmp_path / "env"), "platbase": str(tmp_path / "env")}
    site = Path(sysconfig.get_path("purelib", vars=paths))
    zipfile.ZipFile(wheel).extractall(site)  # a pure wheel is installed by unpacking it
    code = (
        "import inspector\n"
        "from inspector.formats.shipped import shipped\n"
        "print(inspector.__version__)\n"
        "print(inspector.__file__)\n"
        f"for kind in {KINDS}: print(shipped(kind))\n"
    )
    python = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    done = subprocess.run(
        [python, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": sysconfig.get_path("purelib")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    version, module, *folders = done.stdout.splitlines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert version == project["version"] == inspector.__version__
    assert Path(module).is_relative_to(site)
    assert folders == [str(site / "inspector" / "_shipped" / kind) for kind in KINDS]
