"""The rules of the house, as tests."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(path for room in ("inspector", "ui") for path in (ROOT / room).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST = 400

BORDERS = {  # the only places that may catch any exception, as file: function
    "inspector/inspection/fields.py: cut_part",
    "inspector/inspection/fields.py: inspect_part",
    "inspector/batch/capture.py: arrived",
    "inspector/batch/capture.py: found_in",
    "inspector/cli/app.py: run",
    "inspector/station/courier.py: _run",
    "inspector/station/station.py: run",
    "inspector/devices/genicam/stream.py: _run",
    "inspector/line/own_loop.py: _ended",
    "ui/bridge.py: _work",
    "ui/station_thread.py: _run",
}
"""A part, the station loop, who carries its results, a board of a batch, a command's main, a
connection handler, a device's thread, Qt's excepthook, the load of a plug-in: nothing else."""

VAGUE = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_kernel(path: Path) -> bool:
    return "kernels" in path.parts


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def run(tool: str, *arguments: str) -> None:
    """Run a tool of the environment; what it says is the reason of the failure."""
    program = Path(sys.executable).with_name(tool)
    done = subprocess.run(
        [program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_rooms_import_only_downwards():
    run("lint-imports", "--no-logo")


def test_the_linter_has_nothing_to_say():
    run("ruff", "check")


def test_the_code_is_formatted():
    run("ruff", "format", "--check")


@pytest.mark.timeout(300)
def test_types_hold_strictly():
    run("mypy")


@pytest.mark.timeout(300)
def test_types_hold_on_windows():
    run("mypy", "--platform", "win32", "--cache-dir", ".mypy_cache/win32")


def test_the_drawn_world_never_looks_at_those_who_measure_it():
    graph = grimp.build_graph("inspector", cache_dir=None)
    measuring = ("inspector.vision", "inspector.checks", "inspector.inspection")
    chains = [
        graph.find_shortest_chains("inspector.twin", room, as_packages=True)
        for room in measuring
        if {"inspector.twin", room} <= graph.modules
    ]
    assert not [chain for found in chains for chain in found]


@pytest.mark.parametrize("path", [p for p in FILES if not is_kernel(p)], ids=place)
def test_every_file_can_be_read_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_every_file_is_named_for_what_is_in_it():
    assert not [place(p) for p in FILES + TESTS if VAGUE & set(p.stem.split("_"))]


def catches_all(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {kind.id for kind in kinds if isinstance(kind, ast.Name)}
    return handler.type is None or bool(names & {"Exception", "BaseException"})


def broad_handlers(node: ast.AST, function: str = "the module") -> Iterator[str]:
    """Name the functions that catch any exception."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ExceptHandler) and catches_all(child):
            yield function
        named = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        yield from broad_handlers(child, child.name if named else function)


def test_any_exception_is_caught_at_the_borders_only():
    found = {f"{place(path)}: {name}" for path in FILES for name in broad_handlers(tree(path))}
    assert found <= BORDERS


def test_a_broad_handler_is_found_in_every_shape():
    code = """
try: ...
except Exception: ...
def bare():
    try: ...
    except: ...
class A:
    def several(self):
        try: ...
        except (OSError, BaseException): ...
def narrow():
    try: ...
    except OSError: ...
"""
    assert list(broad_handlers(ast.parse(code))) == ["the module", "bare", "several"]


@pytest.mark.parametrize("path", FILES, ids=place)
def test_nothing_prints_and_every_import_is_absolute(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: relative import"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"line {node.lineno}: print"


@pytest.mark.parametrize("path", [p for p in FILES if is_kernel(p)], ids=place)
def test_a_kernel_calls_kernels_of_its_own_file_only(path):
    # numba notices a change in the file of the caller only: the old machine code would run.
    imported = {
        node.module or "" for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)
    }
    if "inspector.jit" in imported:  # a plain reference beside it may take its constants
        assert not [name for name in imported if "kernels" in name.split(".")]


@pytest.mark.parametrize("path", FILES, ids=place)
def test_only_jit_knows_numba(path):
    if place(path) == "inspector/jit.py":
        return
    names = {
        alias.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {node.module or "" for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)}
    assert not [name for name in names if name.split(".")[0] == "numba"]


def test_the_lock_file_names_public_sources_and_both_platforms():
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    for package in lock["package"]:
        if package["name"] == "inspector":
            continue
        assert package["source"] == {"registry": "https://pypi.org/simple"}, package["name"]
        files = package.get("wheels", []) + ([package["sdist"]] if "sdist" in package else [])
        urls = [file["url"] for file in files]
        assert all(url.startswith("https://files.pythonhosted.org/") for url in urls)
        wheels = [Path(wheel["url"]).stem for wheel in package.get("wheels", [])]
        for system in ("linux", "win"):
            tags = ("-any", "x86_64") if system == "linux" else ("-any", "win_amd64")
            assert any(w.endswith(tags) for w in wheels), f"{package['name']} on {system}"
