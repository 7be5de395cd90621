"""``inspector bench codes``: real codes, read exactly or not."""

from pathlib import Path
from typing import Annotated

import typer

from inspector.cli import show
from inspector.cli.exits import ExitStatus


def codes(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folders of pictures.", show_default=False)
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Read real codes and hold their text against the truth, beside zxing-cpp's plain call.

    Exit status 0 if no folder is worse than zxing-cpp alone and nothing is read where nothing is.

    Example: inspector bench codes ../shared/data/05_barcodes_zxing
    """
    from rich.table import Table

    from inspector.bench.codes import measure_codes

    with show.bar("Folders") as bar:
        report = measure_codes(folder, bar.at)
    if as_json:
        show.say_json(report.to_data())
    else:
        table = Table("folder", "pictures", "read exactly", "zxing-cpp alone", "false", "its false")
        for row in report.rows:
            counts = (row.pictures, row.ours, row.zxing, row.ours_false, row.zxing_false)
            table.add_row(row.folder, *map(str, counts))
        show.out().print(table)
    raise typer.Exit(ExitStatus.PASS if report.good else ExitStatus.FAIL)
