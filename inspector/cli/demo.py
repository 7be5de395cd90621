"""``inspector demo``: the main job with nothing else at hand."""

import os
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show
from inspector.cli.exits import ExitStatus
from inspector.cli.inspect import inspected, write_html, write_results
from inspector.cli.outputs import writable_folder
from inspector.cli.virtual_camera import has_virtual_camera
from inspector.domain.errors import InspectorError

if TYPE_CHECKING:
    from inspector.batch import Asked
    from inspector.domain.result import PanelResult
    from inspector.formats.report import ReportPanel
    from inspector.twin.truth import Truth

PRODUCTS = ("demo", "mixed", "panel")
"""Each a recipe and a folder of sample captures."""
OUT = Path("inspector-demo")


class DemoCamera(StrEnum):
    """How the demo's pictures come in."""

    FOLDER = "folder"
    GENICAM = "genicam"


def demo(
    *,
    camera: Annotated[
        DemoCamera,
        typer.Option(
            help="genicam: through a virtual GenTL camera and Harvesters (Linux, needs g++)."
        ),
    ] = DemoCamera.FOLDER,
    out: Annotated[
        Path | None,
        typer.Option(help=f"For results and report; else ./{OUT}.", show_default=False),
    ] = None,
) -> None:
    """Inspect the sample captures beside their truth.

    Prints what was found, and writes results and a report.

    Exit status 0 when every verdict and every faulty part is the sample's truth, 1 otherwise.

    Example: inspector demo
    """
    from inspector.batch import read_asked
    from inspector.formats.archive import find_captures
    from inspector.formats.shipped import shipped

    live = camera is DemoCamera.GENICAM and has_virtual_camera(
        "demo", "the captures are read from their folders instead"
    )
    take = taken if live else inspected
    folder = _writable(out)
    replaced = (folder / "report.html").exists()
    jobs = {
        product: find_captures(shipped("sample_images") / product)
        for product in PRODUCTS
        if (shipped("sample_images") / product).is_dir()
    }
    seen: dict[str, dict[str, ReportPanel]] = {}
    truths: dict[str, Truth] = {}
    with show.bar("Inspecting", sum(map(len, jobs.values()))) as bar:
        for product, captures in jobs.items():
            asked = read_asked(shipped("recipes") / product)
            seen[product] = {}
            for job in captures:
                panel = take(asked, job.folder, os.cpu_count() or 1)
                seen[product][f"{product}/{job.source}"] = panel
                truths[f"{product}/{job.source}"] = _truth(job.folder)
                bar.at(len(truths), sum(map(len, jobs.values())))
            write_html(seen[product], asked.recipe, folder / _report(product))
    panels = {name: panel for found in seen.values() for name, panel in found.items()}
    right = {name: _is_true(panels[name].result, truths[name]) for name in panels}
    _print(panels, truths, right)
    write_results(panels, folder)
    again = " (replaced)" if replaced else ""
    for product in seen:
        show.say(f"Report{again}: {(folder / _report(product)).absolute()}")
    wrong = [name for name, is_right in right.items() if not is_right]
    if wrong:
        show.complain(
            f"inspector demo: another verdict or other parts than the truth: {', '.join(wrong)}"
        )
    raise typer.Exit(ExitStatus.FAIL if wrong else ExitStatus.PASS)


def taken(asked: "Asked", folder: Path, workers: int) -> "ReportPanel":
    """Inspect one capture as a camera takes it again, frame by frame."""
    from dataclasses import replace

    from inspector.batch import pictures_of
    from inspector.devices.captured_camera import CapturedCamera
    from inspector.devices.counted import with_counters
    from inspector.formats.calibration import calibration_for
    from inspector.formats.capture import read_capture
    from inspector.formats.report import ReportPanel
    from inspector.inspection import field_order, inspect_panel

    recipe = asked.recipe
    capture = read_capture(folder, recipe)
    calibration = calibration_for(capture, folder)
    order = field_order(recipe, capture, calibration)
    with CapturedCamera(capture, folder) as camera:
        before, fields = camera.counters, camera.fields(order)
        seen = inspect_panel(
            recipe, capture, fields, calibration, golden=asked.golden, workers=workers
        )
        result = with_counters(seen.result, before, camera.counters)
    return ReportPanel(result, pictures_of(replace(seen, result=result)))


def _report(product: str) -> str:
    """Give the report's file: that of the first product has the plain name."""
    return "report.html" if product == PRODUCTS[0] else f"report-{product}.html"


def _truth(folder: Path) -> "Truth":
    from inspector.twin.truth import from_json

    return from_json((folder / "truth.json").read_text(encoding="utf-8"))


def _is_true(result: "PanelResult", truth: "Truth") -> bool:
    """Whether the verdict is the truth's, and what failed is what was made faulty.

    A fault between parts is found by a region of the surface, or by the part it lies on.
    """
    parts = {
        (board.index, part.refdes)
        for board in result.boards
        for part in board.parts
        if part.defects
    }
    verdict = "FAIL" if truth.defects else "PASS"
    wanted = {(d.board_index, d.refdes) for d in truth.defects if d.refdes}
    faults = {d.board_index for d in truth.defects if not d.refdes}
    surfaces = {
        board.index
        for board in result.boards
        if board.surface and board.surface.verdict.name == "FAIL"
    }
    return result.verdict.name == verdict and parts == wanted and surfaces == faults


def _writable(out: Path | None) -> Path:
    """Give the folder for the output: the one asked for, else here, else a temporary one."""
    if out is not None:
        return writable_folder(out)
    try:
        return writable_folder(OUT)
    except InspectorError:
        return Path(tempfile.mkdtemp(prefix="inspector-demo-"))


def _print(
    seen: "dict[str, ReportPanel]", truths: "dict[str, Truth]", right: dict[str, bool]
) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table("board", "verdict", "found, with limit and clause", "truth", "as true")
    for name, panel in seen.items():
        table.add_row(
            Text(name),
            show.verdict_text(panel.result.verdict),
            Text(show.shortened(tuple(show.reasons_of(panel.result)))),
            Text(_truth_text(truths[name])),
            "[green]yes[/]" if right[name] else "[bold red]NO[/]",
            end_section=True,
        )
    show.out().print(table)
    results = [panel.result for panel in seen.values()]
    show.say(
        f"{len(results)} boards, {_parts(results)} parts, {_seconds(results):.1f} s; simulated"
    )


def _truth_text(truth: "Truth") -> str:
    told = [f"{d.refdes} {d.code.replace('_', ' ')}".strip() for d in truth.defects]
    return "\n".join(told) or "good"


def _parts(results: "list[PanelResult]") -> int:
    return sum(len(board.parts) for result in results for board in result.boards)


def _seconds(results: "list[PanelResult]") -> float:
    return sum(result.timing.total_s for result in results)
