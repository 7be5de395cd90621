import logging.handlers
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


@pytest.mark.parametrize("group", [[], ["recipe"], ["twin"]], ids=str)
def test_nothing_asked_for_is_answered_by_the_help_as_it_is(inspector, group):
    done = inspector(*group)
    assert (done.status, done.out) == (3, "")
    assert done.err == inspector(*group, "--help").out


@pytest.mark.parametrize(
    ("workers", "words"), [("0", "greater than or equal to 1"), ("x", "integer")]
)
def test_a_number_that_is_none_is_refused_in_our_words(inspector, workers, words):
    done = inspector("batch", "recipe", "archive", "--out", "x", "--workers", workers)
    assert f"'--workers': it must be {'a valid ' if workers == 'x' else ''}{words}. See" in done.err
    assert "parse" not in done.err


def test_a_log_that_cannot_be_written_prints_no_traceback(inspector, failing, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(logging.handlers.RotatingFileHandler, "shouldRollover", full)
    failing(ZeroDivisionError("ours"))
    done = inspector("fail")
    assert done.status == 4
    assert done.err.count("\n") == 1


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
