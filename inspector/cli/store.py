"""``inspector store``: the record, checked and exported."""

from pathlib import Path
from typing import Annotated

import typer

from inspector.cli import show
from inspector.cli.exits import ExitStatus

app = typer.Typer(
    help="The record of a batch or a station.", no_args_is_help=True, rich_markup_mode=None
)

Folder = Annotated[
    Path,
    typer.Argument(
        metavar="FOLDER", help="Folder of the record: the OUT of a batch.", show_default=False
    ),
]


@app.command("check")
def check(
    folder: Folder,
    *,
    remove_orphans: Annotated[
        bool, typer.Option("--remove-orphans", help="Remove pictures that no record names.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Look whether a record is whole: database, documents, pictures, sequence.

    Exit status 0 if nothing is lost, 3 if something is.

    Example: inspector store check out
    """
    from inspector.store.check import check_store, remove_orphans_of
    from inspector.store.store import Store

    with show.bar("Checking") as bar, Store(folder, "read") as store:
        found = check_store(store, bar.at)
    removed: tuple[Path, ...] = ()
    if remove_orphans and found.orphans:
        with Store(folder) as store:
            removed = remove_orphans_of(store)
    left = tuple(sorted(set(found.orphans) - set(removed)))
    if as_json:
        show.say_json(
            {
                "sound": found.sound,
                "panels": found.panels,
                "pictures": found.pictures,
                "faults": list(found.faults),
                "orphans": [str(path) for path in left],
                "removed": [str(path) for path in removed],
            }
        )
    else:
        for path in left:
            show.say(f"{path}: no record names it; --remove-orphans removes it")
        if removed:
            show.say(f"{len(removed)} pictures that no record named are removed")
        words = "nothing is lost" if found.sound else f"{len(found.faults)} faults"
        show.say(f"{found.panels} panels, {found.pictures} pictures: {words}")
    for fault in found.faults:
        show.complain(f"{folder}: {fault}")
    raise typer.Exit(ExitStatus.PASS if found.sound else ExitStatus.REFUSED)


@app.command("export")
def export(
    folder: Folder,
    parquet: Annotated[
        Path | None,
        typer.Option(help="Folder for the tables; else FOLDER/parquet.", show_default=False),
    ] = None,
) -> None:
    """Write the record as Parquet tables: panels, parts, measurements, defects.

    They are derived: the same record gives the same bytes again.

    Example: inspector store export out --parquet tables
    """
    from inspector.store.parquet import export_parquet
    from inspector.store.store import Store

    with show.bar("Exporting") as bar, Store(folder, "read") as store:
        files = export_parquet(store, parquet or folder / "parquet", bar.at)
    for file in files:
        show.say(str(file))
