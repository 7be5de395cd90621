"""``inspector inspect``: captures by name."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show
from inspector.cli.exits import ExitStatus, status_of
from inspector.cli.outputs import fresh_folder
from inspector.domain.errors import InspectorError

if TYPE_CHECKING:
    from inspector.batch import Asked
    from inspector.domain.recipe import Recipe
    from inspector.domain.result import PanelResult
    from inspector.formats.report import ReportPanel


def inspect(
    recipe: Annotated[
        Path, typer.Argument(metavar="RECIPE", help="Recipe folder.", show_default=False)
    ],
    captures: Annotated[
        list[Path],
        typer.Argument(metavar="CAPTURE...", help="Capture folders.", show_default=False),
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder, new or empty: gets results/CAPTURE.json and report.html.",
            show_default=False,
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Threads.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Inspect captures of panels.

    A capture that is refused is NOT INSPECTED, with the reason, and the status is 3.

    Example: inspector inspect recipes/demo sample_images/demo/* --out out
    """
    from inspector.batch import read_asked

    names = _names(captures)
    asked = read_asked(recipe)
    read = asked.recipe
    if out is not None:
        fresh_folder(out)
    seen: dict[str, ReportPanel] = {}
    refused = 0
    with show.bar("Inspecting", len(captures)) as bar:
        for done, (name, folder) in enumerate(zip(names, captures, strict=True), 1):
            try:
                seen[name] = inspected(asked, folder, workers)
            except InspectorError as error:  # the other captures are still worth a look
                show.complain(f"inspector: {error}")
                seen[name] = _refused(read, folder, str(error))
                refused += 1
            bar.at(done, len(captures))
    show.complain_of_nominal([n for n, p in seen.items() if _is_nominal(p.result)])
    if out is not None:
        write_results(seen, out)
        write_html(seen, read, out / "report.html")
    if as_json:
        _print_json(seen)
    else:
        print_table(seen)
        if out is not None:
            show.say(f"results and report.html in {out}")
    verdicts = [panel.result.verdict for panel in seen.values()]
    raise typer.Exit(ExitStatus.REFUSED if refused else status_of(verdicts))


def _is_nominal(result: "PanelResult") -> bool:
    # a panel with a reason was not measured at all
    return not (result.calibration_sha256 or result.reason)


def _refused(recipe: "Recipe", folder: Path, reason: str) -> "ReportPanel":
    from inspector.batch import refused_panel
    from inspector.formats.report import ReportPanel

    return ReportPanel(refused_panel(recipe, folder, reason), {})


def inspected(asked: "Asked", folder: Path, workers: int = 1) -> "ReportPanel":
    """Inspect one capture; what is logged meanwhile carries its serial (else its name)."""
    from inspector.batch import gathered, hand_over, inspect_capture, pictures_of
    from inspector.formats.report import ReportPanel

    serial, records = folder.name, []
    try:
        with gathered() as records:
            found = inspect_capture(asked, folder, workers)
            serial = found.result.serial
    finally:
        hand_over(records, serial)
    return ReportPanel(found.result, pictures_of(found))


def write_results(seen: "dict[str, ReportPanel]", out: Path) -> None:
    """Write one result JSON a capture."""
    from inspector.formats.result import write_result

    for name, panel in seen.items():
        file = out / "results" / f"{name}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        write_result(panel.result, file)


def write_html(seen: "dict[str, ReportPanel]", recipe: "Recipe", file: Path) -> None:
    """Write the report of some captures, all in full."""
    from inspector.formats.report import ReportLine, write_report

    lines = [ReportLine(n, p.result.serial, p.result.verdict) for n, p in seen.items()]
    write_report(tuple(seen.values()), recipe, file, lines)


def print_table(seen: "dict[str, ReportPanel]") -> None:
    """Print one row a panel: verdict, defects and reasons."""
    from rich.table import Table
    from rich.text import Text

    table = Table("capture", "serial", "verdict", "why")
    for name, panel in seen.items():
        result = panel.result
        why = Text(show.shortened(tuple(show.reasons_of(result))))
        table.add_row(Text(name), Text(result.serial), show.verdict_text(result.verdict), why)
    if seen:
        show.out().print(table)


def _print_json(seen: "dict[str, ReportPanel]") -> None:
    from inspector.domain.result import worst
    from inspector.formats.result import result_to_json

    panels = {name: json.loads(result_to_json(p.result)) for name, p in seen.items()}
    verdict = worst(panel.result.verdict for panel in seen.values())
    show.say_json({"verdict": verdict.name, "results": panels})


def _names(captures: Sequence[Path]) -> list[str]:
    names = [folder.resolve().name for folder in captures]
    twice = [name for name, n in Counter(names).items() if n > 1]
    if twice:
        raise InspectorError(
            f"{twice[0]}: two captures have this name; inspect one at a time, or a batch"
        )
    return names
