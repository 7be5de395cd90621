"""``inspector bench joints``: real solder joints, good from bad."""

from pathlib import Path
from typing import Annotated

import typer

from inspector.cli import show


def joints(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="Folder of the joints.", show_default=False),
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Tell real solder joints from each other in five folds, by classical features.

    Near-duplicates are never parted, thresholds are set on training folds; what size alone and
    sharpness alone tell stands beside.

    Example: inspector bench joints ../shared/data/02_solder_joints_ulger
    """
    from rich.table import Table

    from inspector.bench.joints import KINDS, measure_joints

    report = measure_joints(folder)
    if as_json:
        show.say_json(report.to_data())
        return
    names = ("features", "accuracy", "macro F1", "escape", "at false calls", "F1 of defects alone")
    table = Table(*names, *(f"F1 {kind}" for kind in KINDS))
    for score in report.scores:
        table.add_row(
            score.features,
            f"{score.accuracy:.3f}",
            f"{score.macro_f1:.3f}",
            f"{score.escape:.3f} ± {score.escape_spread:.3f}",
            f"{score.false_calls:.4f}",
            f"{score.defects_f1:.3f}",
            *(f"{value:.2f}" for value in score.f1),
        )
    show.out().print(table)
    counts = ", ".join(f"{kind} {n}" for kind, n in zip(KINDS, report.counts, strict=True))
    show.say(f"{counts}; {report.groups} groups that are never parted, five folds")
