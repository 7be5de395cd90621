"""What stands in station.toml as the setup of a station: everything named is there."""

from dataclasses import dataclass
from pathlib import Path

from inspector.domain.acquisition import StationCamera
from inspector.domain.errors import StationError
from inspector.domain.setup import (
    ChannelFlash,
    LightSetup,
    Policy,
    ProductChoice,
    ScannerSetup,
)
from inspector.formats.line_file import Links, links_of
from inspector.formats.station_file import LightTable, StationFile, camera_of, read_station_file
from inspector.formats.strict import Source


@dataclass(frozen=True, slots=True)
class StationSetup:
    """A station. It looks through ``camera``, or at recorded captures where ``replay`` names some.

    ``any_panel``: a recorded capture stands in for whatever panel is in place.

    ``origin_mm`` is where a panel's origin lies in the machine. Where none of ``links`` brings
    panels, a simulated PLC brings the recorded captures.
    """

    name: str
    calibration: Path
    record: Path
    products: tuple[ProductChoice, ...]
    policy: Policy = Policy()  # noqa: RUF009 - a frozen value
    camera: StationCamera | None = None
    replay: Path | None = None
    any_panel: bool = False
    origin_mm: tuple[float, float] = (0.0, 0.0)
    light: LightSetup | None = None
    scanner: ScannerSetup | None = None
    links: Links = Links()  # noqa: RUF009 - a frozen value


def read_station(file: Path, record: Path) -> StationSetup:
    """Read the setup of a station that is to run.

    Parameters
    ----------
    record
        The folder of the record where the file names none.

    Raises
    ------
    StationError
        If the file is not there or not understood, or a station could not run by it.
    """
    source = Source(file, StationError)
    table = read_station_file(source)
    if not table.calibration:
        mend = "calibrate, then name its calibration.json"
        raise source.refusal("calibration", "is missing: no station runs without", mend)
    links = links_of(source, table.line)
    if not (links.modbus or links.hermes or table.replay):
        mend = "add [line.modbus], see docs/LINE.md, or [line.hermes], see docs/LINKS.md"
        raise source.refusal("line", "is missing: no panel would ever arrive", mend)
    return StationSetup(
        name=table.name,
        calibration=_place(source, "calibration", table.calibration),
        record=file.parent / table.record if table.record else record,
        products=_products(source, table),
        policy=Policy(**dict(table.policy)),
        camera=_camera(source, table),
        replay=_place(source, "replay.folder", table.replay.folder) if table.replay else None,
        any_panel=table.replay.any_panel if table.replay else False,
        origin_mm=table.origin_mm,
        light=_light(table.light) if table.light else None,
        scanner=ScannerSetup(**dict(table.scanner)) if table.scanner else None,
        links=links,
    )


def _products(source: Source, table: StationFile) -> tuple[ProductChoice, ...]:
    if not table.product:
        mend = 'add [[product]] with recipe = "FOLDER"'
        raise source.refusal("product", "is missing: nothing can be inspected", mend)
    choices: dict[str, ProductChoice] = {}
    for number, product in enumerate(table.product):
        folder = _place(source, f"product[{number}].recipe", product.recipe)
        name = product.name or folder.name
        if name in choices:
            cause = f"is {name!r}, as that of a product before"
            raise source.refusal(f"product[{number}].name", cause, "give it another name")
        choices[name] = ProductChoice(name, folder, product.codes)
    return tuple(choices.values())


def _camera(source: Source, table: StationFile) -> StationCamera | None:
    count = len(table.camera) + (table.replay is not None)
    if count != 1:
        cause = f"there are {count} cameras and replays: a station looks through one"
        raise source.refusal("camera", cause, "leave one [[camera]], or [replay]")
    return camera_of(table.camera[0]) if table.camera else None


def _light(table: LightTable) -> LightSetup:
    shots = {
        name: tuple(ChannelFlash(**dict(flash)) for flash in flashes)
        for name, flashes in table.shot.items()
    }
    return LightSetup(table.name, table.address, shots)


def _place(source: Source, key: str, name: str) -> Path:
    place = source.file.parent / name
    if not place.exists():
        raise source.refusal(key, f"{name!r} is not there", "name what is, from this file's folder")
    return place
