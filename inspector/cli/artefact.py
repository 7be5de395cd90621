"""``inspector twin artefact``: captures of what machines are calibrated with."""

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show
from inspector.cli.drawing import FIRST_UTC, CodecName
from inspector.domain.errors import InspectorError

if TYPE_CHECKING:
    from inspector.domain.image import Shot
    from inspector.twin.artefacts import Artefact
    from inspector.twin.machine import Machine

KINDS = "dots, charuco, plane, steps, grey or colour"
"""For the help: which imports nothing heavy to know them."""
LOWEST_MM, HIGHEST_MM = -2.0, 20.0
CERTIFICATE, TRUTH = "artefact/1", "artefact-truth/1"


def artefact(  # noqa: PLR0913 - an option is an argument
    kind: Annotated[str, typer.Argument(metavar="KIND", help=KINDS, show_default=False)],
    *,
    out: Annotated[Path, typer.Option(help="Folder for the captures.", show_default=False)],
    machine: Annotated[str, typer.Option(help="Camera and lens.")] = "entocentric-3mp",
    height: Annotated[
        list[float] | None, typer.Option(help="Raised over the table, mm; repeat for more.")
    ] = None,
    places: Annotated[
        int, typer.Option(min=1, max=9, help="Places of the stage along each axis, 3 mm apart.")
    ] = 1,
    shots: Annotated[str, typer.Option(help="As `twin draw` has them.")] = "white",
    seed: Annotated[int, typer.Option(min=0, help="Of the artefact and how it lies.")] = 1,
    codec: Annotated[CodecName, typer.Option(help="Of the pictures.")] = CodecName.PNG,
) -> None:
    """Draw captures of a calibration artefact: one a height, each with its certificate and truth.

    artefact.json says what the certificate says, truth.json what is true; there is no calibration.

    Example: inspector twin artefact dots --height 0 --height 1 --places 3 --out artefacts
    """
    from inspector.cli.twin import parsed_shots
    from inspector.twin.artefacts import KINDS as MADE
    from inspector.twin.artefacts import artefact_of
    from inspector.twin.machine import MACHINES

    for name, known, what in ((kind, MADE, "artefact"), (machine, MACHINES, "machine")):
        if name not in known:
            raise InspectorError(f"{name}: no such {what}; there are {', '.join(known)}")
    wrong = [high for high in height or () if not LOWEST_MM <= high <= HIGHEST_MM]
    if wrong:
        raise InspectorError(f"--height {wrong[0]:g}: write {LOWEST_MM:g} to {HIGHEST_MM:g} mm")
    made = artefact_of(kind, seed)
    steps = [3.0 * (i - (places - 1) / 2) for i in range(places)]
    plan = tuple((x, y) for y in steps for x in steps)
    asked = parsed_shots(shots)
    heights = tuple(dict.fromkeys(height or [0.0]))
    with show.bar("Drawing", len(heights)) as bar:
        for number, high in enumerate(heights, 1):
            folder = out / f"{made.serial}-z{high:g}"
            _write(made, MACHINES[machine], (seed, plan, high, asked), folder, codec)
            bar.at(number, len(heights))
            show.say(str(folder))


def _write(
    made: "Artefact",
    machine: "Machine",
    order: "tuple[int, tuple[tuple[float, float], ...], float, tuple[Shot, ...]]",
    folder: Path,
    codec: CodecName,
) -> None:
    from inspector.domain.board import Side
    from inspector.domain.image import Capture
    from inspector.formats.capture import write_capture
    from inspector.formats.report import SIMULATED
    from inspector.twin.artefacts import RAISED_U_MM, draw_artefact, lying_of, true_places

    seed, plan, height, shots = order
    capture = Capture(
        product=f"artefact-{made.kind}",
        serial=made.serial,
        side=Side.TOP,
        captured_utc=FIRST_UTC + timedelta(minutes=seed),
        frames=(),
        station=SIMULATED,
    )
    said = {"kind": made.kind, "serial": made.serial, "unit": made.unit, "u": made.u}
    lies = lying_of(seed, height)
    pose = lies.pose
    paper = {
        "format": CERTIFICATE,
        **said,
        "height_mm": height,
        "u_height_mm": RAISED_U_MM,
        "marks": [{"name": mark.name, "nominal": mark.nominal} for mark in made.marks],
    }
    true = {
        "format": TRUTH,
        **said,
        "machine": machine.name,
        "seed": seed,
        "matrix": (pose.a, pose.b, pose.tx, pose.c, pose.d, pose.ty),
        "height_mm": lies.height_mm,
        "slopes": (lies.slope_x, lies.slope_y),
        "bend_per_mm": made.bend_per_mm,
        "places_mm": true_places(machine, seed, plan),
        "marks": [{"name": mark.name, "true": mark.true} for mark in made.marks],
    }
    texts = {
        "artefact.json": json.dumps(paper, indent=1, allow_nan=False) + "\n",
        "truth.json": json.dumps(true, indent=1, allow_nan=False) + "\n",
    }
    fields = draw_artefact(made, machine, seed, shots, plan, height)
    write_capture(capture, fields, folder, codec.value, texts)
