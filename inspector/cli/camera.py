"""``inspector camera``: GenICam cameras, listed, shown, tried and recorded."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import show
from inspector.cli.exits import ExitStatus
from inspector.cli.outputs import fresh_folder
from inspector.domain.errors import DeviceError, InspectorError
from inspector.formats.places import places

if TYPE_CHECKING:
    from inspector.devices.camera import Camera, FieldPlan
    from inspector.devices.genicam.nodes import NodeInfo
    from inspector.devices.genicam.producers import Producers
    from inspector.domain.acquisition import NodeValue, StationCamera
    from inspector.domain.image import Field, Frame

app = typer.Typer(
    help="GenICam cameras: any maker's, through its GenTL producer.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Which = Annotated[
    str,
    typer.Argument(
        metavar="[CAMERA]",
        help="Its name in station.toml, or its serial; may be left out where there is but one.",
        show_default=False,
    ),
]
Driver = Annotated[
    str,
    typer.Option(
        "--producer",
        metavar="X.cti",
        help="GenTL producer: a file, or a name on GENICAM_GENTL64_PATH; viky and virtual are "
        "test cameras that need no hardware.",
        show_default=False,
    ),
]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="NODE=VALUE", help="Set a feature first; may be given again.",
        show_default=False,
    ),
]  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
Out = Annotated[Path, typer.Option(help="Folder to write; new or empty.", show_default=False)]
Wait = Annotated[float, typer.Option(min=0.01, help="Seconds to wait for a frame.")]


class FileCodec(StrEnum):
    """How pictures are stored, all of them without loss."""

    PNG = "png"
    TIFF = "tiff"
    JXL = "jxl"


Codec = Annotated[FileCodec, typer.Option(help="Kind of file.")]


@app.command("list")
def list_(*, producer: Driver = "", as_json: AsJson = False) -> None:
    """List the cameras of all producers.

    Example: inspector camera list --producer viky
    """
    from rich.table import Table

    from inspector.devices.genicam.producers import Producers, find_producers, list_cameras

    search = find_producers(producer)
    with Producers() as producers:
        found, wrong = list_cameras(producers, search.files)
    for line in wrong:
        show.complain(f"inspector: {line}")
    if as_json:
        show.say_json([asdict(camera) for camera in found])
    elif found:
        table = Table("maker", "model", "serial", "access", "producer")
        for camera in found:
            table.add_row(
                camera.vendor, camera.model, camera.serial, camera.access, camera.producer
            )
        show.out().print(table)
    if not found:
        asked = ", ".join(file.name for file in search.files)
        none = f"{asked} found none; check cable and power" if asked else "there is no producer"
        raise DeviceError(f"no camera: {none}; {search.hint()}")


@app.command("show")
def show_(
    which: Which = "", *, producer: Driver = "", sets: Sets = None, as_json: AsJson = False
) -> None:
    """Show every feature of a camera: value, range, access.

    Example: inspector camera show 1 --producer viky
    """
    from rich.table import Table
    from rich.text import Text

    with _opened(which, producer, sets, shown=True) as camera:
        nodes = _nodes_of(camera)
        info, state = camera.info, camera.state
    if as_json:
        show.say_json({"camera": asdict(info), "nodes": [asdict(node) for node in nodes]})
        return
    title = f"{info.vendor} {info.model}, serial {info.serial}, {state.value}, {info.producer}"
    table = Table("category", "feature", "value", "range", "access", title=title)
    category = ""
    for node in nodes:
        name = node.category if node.category != category else ""
        category = node.category
        value = "" if node.value is None else f"{node.value} {node.unit}".strip()
        table.add_row(name, node.name, Text(value), Text(_range(node)), node.access)
    show.out().print(table)


@app.command("grab")
def grab(  # noqa: PLR0913 - options of a command
    which: Which = "",
    *,
    out: Out,
    count: Annotated[int, typer.Option(min=1, help="Frames.")] = 1,
    codec: Codec = FileCodec.PNG,
    timeout: Wait = 5.0,
    producer: Driver = "",
    sets: Sets = None,
) -> None:
    """Take frames and write them as the sensor gave them, without loss.

    Exit status 2 if a frame did not arrive whole.

    Example: inspector camera grab --producer viky 1 --out frames --count 3
    """
    from inspector.formats.atomic import write_bytes_atomic
    from inspector.formats.picture import encode

    folder = fresh_folder(out)
    whole = 0
    with _opened(which, producer, sets) as camera, show.bar("Frames", count) as bar:
        for done, frame in enumerate(_frames(camera.grab(_plan(count), timeout)), 1):
            bar.at(done, count)
            if _whole(frame):
                file = folder / f"{done:04d}_{frame.info.pixel_format.value}.{codec.value}"
                write_bytes_atomic(file, encode(frame.pixels, codec.value))
                whole += 1
        counters = camera.counters
    show.say(f"{folder}: {whole} of {count} frames; {_counted(asdict(counters))}")
    raise typer.Exit(ExitStatus.PASS if whole == count else ExitStatus.NOT_INSPECTED)


@app.command("live")
def live(
    which: Which = "",
    *,
    seconds: Annotated[float, typer.Option(min=0, help="How long; 0: until Ctrl-C.")] = 0.0,
    timeout: Wait = 5.0,
    producer: Driver = "",
    sets: Sets = None,
    as_json: AsJson = False,
) -> None:
    """Print frames per second, losses, brightness and sharpness, once a second.

    Sharpness grows as the lens comes into focus; compare it with itself only.

    Example: inspector camera live --producer viky 1 --seconds 5
    """
    from inspector.vision.focus import look

    with _opened(which, producer, sets) as camera:
        # from the first frame on: opening may take longer than was asked to look
        end = time.monotonic() + seconds if seconds else float("inf")
        more = True
        while more:
            began, before = time.monotonic(), camera.counters.delivered
            frame = camera.live(timeout)
            seen = look(frame.pixels, frame.full_scale)
            while time.monotonic() - began < 1.0:
                camera.live(timeout)
            more = time.monotonic() < end
            counters = camera.counters
            rate = (counters.delivered - before) / (time.monotonic() - began)
            if as_json:
                show.say_json({"frames_per_s": rate, **asdict(seen), **asdict(counters)})
            else:
                show.say(
                    f"{rate:6.1f} frames/s, brightness {seen.brightness:.1%}, overexposed "
                    f"{seen.full:.1%}, sharpness {seen.sharpness:.4g}; {_counted(asdict(counters))}"
                )


@app.command("record")
def record(  # noqa: PLR0913 - options of a command
    which: Which = "",
    *,
    out: Out,
    recipe: Annotated[
        Path | None,
        typer.Option(
            help="Recipe folder: product, lights and the fields that cover its panel; in place of "
            "--product, --at and --shot.",
            show_default=False,
        ),
    ] = None,
    origin: Annotated[
        str,
        typer.Option(metavar="X,Y", help="Machine place of the recipe's panel's origin, mm."),
    ] = "0,0",
    product: Annotated[
        str, typer.Option(help="Product, as its recipe has it.", show_default=False)
    ] = "",
    panel: Annotated[str, typer.Option(help="Serial of the panel.")] = "SN000001",
    at: Annotated[
        list[str] | None,
        typer.Option(metavar="X,Y", help="Machine place of a field, mm; one for each field."),
    ] = None,
    shot: Annotated[list[str] | None, typer.Option(help="Light, one for each shot.")] = None,
    mm_per_px: Annotated[
        float | None, typer.Option(min=1e-6, help="Where station.toml does not say.")
    ] = None,
    codec: Codec = FileCodec.PNG,
    timeout: Wait = 5.0,
    producer: Driver = "",
    sets: Sets = None,
) -> None:
    """Take a panel and write it as a capture that ``inspect`` and ``batch`` read.

    Exit status 2 if a frame did not arrive whole.

    Example: inspector camera record --recipe recipes/demo --mm-per-px 0.01 --out SN000001

    Example: inspector camera record --product demo --at 12,9 --mm-per-px 0.01 --out SN000001
    """
    from datetime import UTC, datetime

    from inspector.devices.plan import plan_seen
    from inspector.domain.board import Side
    from inspector.domain.image import Capture, FrameStatus
    from inspector.formats.capture import write_capture
    from inspector.formats.recipe import read_recipe

    if (recipe is None) != bool(product) or (recipe and (at or shot)):
        raise InspectorError("camera record: give --recipe, or --product with --at and --shot")
    asked = read_recipe(recipe) if recipe else None
    plan = _plan(0, [_point(text) for text in at or ["0,0"]], shot or ["ring"])
    capture = Capture(product, panel, Side.TOP, datetime.now(UTC), ())
    with _opened(which, producer, sets, mm_per_px, scaled=True) as camera:
        if asked is not None:
            plan = list(plan_seen(asked, camera.live(timeout), _point(origin, "--origin")))
            capture = replace(capture, product=asked.product, side=asked.board.side)
        fields = camera.grab(plan, timeout)
        written = write_capture(capture, fields, out, codec.value)
        counters = camera.counters
    broken = sum(info.status is not FrameStatus.OK for info in written.frames)
    show.say(
        f"{out}: {len(written.frames)} frames, {broken} not whole; {_counted(asdict(counters))}"
    )
    raise typer.Exit(ExitStatus.NOT_INSPECTED if broken else ExitStatus.PASS)


@contextmanager
def _opened(
    which: str,
    producer: str,
    sets: list[str] | None,
    mm_per_px: float | None = None,
    *,
    scaled: bool = False,
    shown: bool = False,
) -> "Iterator[Camera]":
    from inspector.devices.genicam.producers import Producers
    from inspector.devices.open_camera import open_camera

    with Producers() as producers:
        camera = _chosen(which, producer, producers)
        if mm_per_px is not None:
            camera = replace(camera, mm_per_px=mm_per_px)
        elif scaled and camera.mm_per_px == UNSCALED:
            raise InspectorError(f"{camera.name}: its scale is not known; give --mm-per-px")
        settings = replace(camera.settings, nodes=(*camera.settings.nodes, *map(_node, sets or ())))
        camera = replace(camera, settings=settings, own_process=camera.own_process and not shown)
        with open_camera(camera, producers) as opened:
            yield opened


ENDLESS = 1e18
"""A range that goes further is that of the number's kind, none of the camera's."""

UNSCALED = 1.0
"""Scale of a camera that only its serial is known of: a pixel is a pixel."""


def _chosen(which: str, producer: str, producers: "Producers") -> "StationCamera":
    """Give the camera of station.toml by that name, else the one of that serial, else the only."""
    from inspector.devices.genicam.producers import find_producers, list_cameras
    from inspector.domain.acquisition import StationCamera
    from inspector.formats.station_file import read_cameras

    file = places().station
    if which and file.is_file():
        known = next((camera for camera in read_cameras(file) if camera.name == which), None)
        if known is not None:
            return replace(known, producer=producer or known.producer)
    if which:
        return StationCamera(which, which, UNSCALED, producer)
    search = find_producers(producer)
    found, wrong = list_cameras(producers, search.files)
    if len(found) == 1:
        return StationCamera(found[0].serial, found[0].serial, UNSCALED, found[0].producer)
    several = ", ".join(camera.serial for camera in found)
    why = f"name one of {several}" if found else "; ".join((*wrong, search.hint()))
    raise DeviceError(f"no camera was named, and there are {len(found)}; {why}")


def _nodes_of(camera: "Camera") -> "tuple[NodeInfo, ...]":
    from inspector.devices.genicam.camera import GenICamCamera

    if not isinstance(camera, GenICamCamera):  # `_opened` never gives another where it is shown
        return ()
    return camera.call("reading its features", lambda nodes: tuple(nodes.every()))


def _node(text: str) -> "tuple[str, NodeValue]":
    """Read ``NODE=VALUE``: a number, true or false where it reads as one, else a text."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise InspectorError(f"--set {text}: write NODE=VALUE, as in Gain=3.0")
    if value.lower() in ("true", "false"):
        return name, value.lower() == "true"
    for kind in (int, float):
        try:
            return name, kind(value)
        except ValueError:
            continue
    return name, value


def _point(text: str, option: str = "--at") -> tuple[float, float]:
    try:
        x, y = map(float, text.split(","))
    except ValueError as error:
        raise InspectorError(f"{option} {text}: write X,Y in mm, as in 12.5,9") from error
    return x, y


def _plan(
    count: int,
    places_mm: Sequence[tuple[float, float]] = (),
    shots: Sequence[str] = ("white",),
) -> "list[FieldPlan]":
    from inspector.devices.camera import FieldPlan
    from inspector.domain.image import Shot

    centers = places_mm or [(0.0, 0.0)] * count
    lights = tuple(map(Shot, shots))
    return [FieldPlan(index, center, lights) for index, center in enumerate(centers)]


def _frames(fields: "Iterator[Field]") -> "Iterator[Frame]":
    return (frame for field in fields for frame in field.frames)


def _whole(frame: "Frame") -> bool:
    from inspector.domain.image import FrameStatus

    return frame.info.status is FrameStatus.OK


def _range(node: "NodeInfo") -> str:
    if node.entries:
        return " | ".join(node.entries)
    if node.low is None or node.high is None or abs(node.high) > ENDLESS:
        return ""
    return f"{node.low:g} to {node.high:g}" + (f" step {node.step:g}" if node.step else "")


def _counted(counters: dict[str, int]) -> str:
    lost = {name: n for name, n in counters.items() if n and name != "delivered"}
    return ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in lost.items()) or "none lost"
