"""The command's main: global options, and the border where an error becomes a line and a status."""

import io
import logging
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from inspector.cli import (
    batch,
    bench,
    camera,
    demo,
    golden,
    inspect,
    line,
    recipe,
    rejudge,
    station,
    store,
    twin,
)
from inspector.cli.exits import ExitStatus
from inspector.cli.show import complain, err
from inspector.domain.errors import InspectorError
from inspector.formats.log_file import start_log, stop_log
from inspector.formats.places import HOME, places

log = logging.getLogger(__name__)

VALIDATION = re.compile(r"Input should be (.*?)(?:, unable to .*)?$")
"""How the parser of options words its refusals."""

app = typer.Typer(
    name="inspector",
    help="Automated optical inspection of SMT electronics. Try: inspector demo",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,  # its import takes longer than all the rest
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 all PASS, 1 any FAIL, 2 else any NOT INSPECTED, 3 refused input or "
    "usage, 4 internal error, 130 interrupted.",
)
app.command("demo")(demo.demo)
app.command("inspect")(inspect.inspect)
app.command("batch")(batch.batch)
app.command("rejudge")(rejudge.rejudge)
app.command("golden")(golden.golden)
app.add_typer(recipe.app, name="recipe")
app.add_typer(twin.app, name="twin")
app.add_typer(camera.app, name="camera")
app.add_typer(line.app, name="line")
app.add_typer(station.app, name="station")
app.add_typer(store.app, name="store")
app.add_typer(bench.app, name="bench")


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer hands the option so
    if wanted:
        from inspector import __version__
        from inspector.cli.show import say

        say(f"inspector {__version__}")
        raise typer.Exit


@app.callback()
def everywhere(
    *,
    config: Annotated[
        Path | None,
        typer.Option(
            help="Folder with station.toml, data, logs and cache, in place of INSPECTOR_HOME.",
            file_okay=False,
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Do what holds for every command: places and log."""
    del version
    if config is not None:
        os.environ[HOME] = str(config.absolute())  # worker processes and kernels look there too
    start_log(places().logs)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave with its status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter is no error
    try:
        sys.exit(run(arguments))
    finally:
        stop_log()


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its status; every error becomes one line on standard error."""
    try:
        status = app(arguments, prog_name="inspector", standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        status = ExitStatus.INTERRUPTED
    except typer.TyperException as error:
        _complain_of_usage(error)
        return ExitStatus.REFUSED
    except InspectorError as error:
        log.warning("%s", error)
        complain(f"inspector: {error}")
        return ExitStatus.REFUSED
    except SystemExit as error:  # the reader of our output has gone
        return ExitStatus.REFUSED if error.code else ExitStatus.PASS
    except OSError as error:
        log.exception("the system refused")
        place = f"{error.filename}: " if error.filename else ""
        complain(f"inspector: {place}{error.strerror or error}; make room or access, run again")
        return ExitStatus.REFUSED
    except Exception as error:  # the border to any command
        log.exception("internal error")
        place = f"please report it with the log in {places().logs}"
        complain(f"inspector: internal error: {error!r}; {place}")
        return ExitStatus.INTERNAL
    if status == ExitStatus.INTERRUPTED:
        complain("inspector: interrupted")
    return int(status or 0)


def _complain_of_usage(error: typer.TyperException) -> None:
    """Say in one line what was wrong; where nothing was asked for, show what can be."""
    context = getattr(error, "ctx", None)
    words = getattr(error, "format_message", error.__str__)()
    if context is not None and words == context.get_help():
        err().print(words, markup=False)
        return
    command = context.command_path if context is not None else "inspector"
    plain = VALIDATION.sub(r"it must be \1", words.replace("Value error, ", ""))
    complain(f"{command}: {plain.rstrip('.')}. See: {command} --help")
