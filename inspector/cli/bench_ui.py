"""``inspector bench ui``: what a person at the screen feels."""

import importlib.util
import subprocess
import sys
from typing import Annotated

import typer

from inspector.cli import show
from inspector.cli.exits import ExitStatus


def desktop(
    *,
    panels: Annotated[int, typer.Option(min=2, help="Inspected while it is watched.")] = 8,
    boards: Annotated[int, typer.Option(min=10, help="That go over the screen.")] = 2000,
) -> None:
    """Measure start, blocking, panning and memory of the desktop, without a display; prints JSON.

    Exit status 0 if it paints within 0.7 s, can be used within 2 s, is never blocked for 50 ms and
    pans 500 megapixels at 30 frames/s or more, else 1.

    Example: inspector bench ui
    """
    if importlib.util.find_spec("PySide6") is None:
        show.complain("inspector bench ui: PySide6 is missing; run: pip install inspector[desktop]")
        raise typer.Exit(ExitStatus.REFUSED)
    # a process of its own: nothing in `inspector` imports a screen
    command = [sys.executable, "-m", "ui.bench", "--panels", str(panels), "--boards", str(boards)]
    raise typer.Exit(subprocess.run(command, check=False).returncode)
