import re
import subprocess
import sys

import pytest
import typer

from inspector.cli.app import app

HEAVY = {"numpy", "cv2", "numba", "scipy", "sqlalchemy", "alembic", "pyarrow", "pydantic"}


def commands(group=app, path=()):
    for command in group.registered_commands:
        yield (*path, command.name)
    for sub in group.registered_groups:
        yield from commands(sub.typer_instance, (*path, sub.name))


@pytest.fixture
def failing():
    """Give the command ``fail`` for a while: it raises what it is given."""
    cause = []

    def fail() -> None:
        raise cause[0]

    app.command("fail")(fail)
    yield cause.append
    app.registered_commands.pop()


def test_help_imports_nothing_heavy():
    code = "import sys, inspector.cli; print(*sorted(m for m in sys.modules if '.' not in m))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())


def test_the_module_is_the_command_too():
    done = subprocess.run(
        [sys.executable, "-m", "inspector", "--version"], capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"inspector \d+\.\d+\.\d+\n", done.stdout)


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_every_command_helps_with_an_example(inspector, command):
    done = inspector(*command, "--help")
    assert done.status == 0
    assert f"Example: inspector {' '.join(command)}" in " ".join(done.out.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["inspect"],
        ["inspect", "--no-such-option"],
        ["batch", "recipe", "archive"],
        ["batch", "recipe", "archive", "--out", "x", "--workers", "0"],
        ["batch", "recipe", "archive", "--out", "x", "--engine", "carrier-pigeon"],
        ["recipe", "coverage", "recipe", "--class", "7"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_line_and_status_3(inspector, arguments):
    done = inspector(*arguments)
    assert done.status == 3
    assert done.err.count("\n") == 1
    assert "--help" in done.err
    assert not done.out


def test_an_internal_error_is_one_line_with_its_traceback_in_the_log(inspector, failing, log):
    failing(ZeroDivisionError("of our own\nmaking"))
    done = inspector("fail")
    assert done.status == 4
    assert done.err.count("\n") == 1
    assert "logs" in done.err
    (line,) = log()
    assert line["level"] == "ERROR"
    assert "ZeroDivisionError" in line["traceback"]


@pytest.mark.parametrize("cause", [KeyboardInterrupt(), typer.Abort()], ids=["ctrl-c", "abort"])
def test_an_interrupt_is_130(inspector, failing, cause):
    failing(cause)
    done = inspector("fail")
    assert (done.status, done.err) == (130, "inspector: interrupted\n")


def test_a_refusal_by_the_system_is_one_line_and_status_3(inspector, failing):
    failing(OSError(28, "No space left on device", "/somewhere/report.html"))
    done = inspector("fail")
    assert done.status == 3
    assert done.err.startswith("inspector: /somewhere/report.html: No space left on device; ")


def test_the_log_goes_where_config_says_and_its_lack_stops_nothing(inspector, tmp_path):
    assert inspector("--config", tmp_path / "mine", "store", "check", tmp_path).status == 3
    assert (tmp_path / "mine" / "logs" / "inspector.log").is_file()
    (tmp_path / "taken").write_text("a file in place of the folder")
    blocked = inspector("--config", tmp_path / "taken" / "x", "store", "check", tmp_path)
    assert blocked.status == 3
    assert "no record" in blocked.err
