"""What virtual cameras see of captures and of the drawn world, through Harvesters."""

import numpy as np
import pytest

from inspector.devices.virtual_feeder import VirtualCamera
from inspector.devices.virtual_gentl import VirtualGentl
from inspector.devices.virtual_source import Captured, Drawn
from inspector.domain.image import Shot
from inspector.formats.capture import read_capture, read_field
from inspector.formats.recipe import read_recipe
from inspector.twin.draw import draw_fields
from inspector.twin.machine import Machine, entocentric
from inspector.twin.unit import build_unit
from inspector.twin.worlds import WORLDS
from tests.devices.virtual_client import BUILDS, harvesting, opened

pytestmark = BUILDS

SMALL = Machine("small", entocentric(240, 320, 0.020), 0.020)
RING, STRIPE, RANGE = Shot("ring"), Shot("fringe", "east", 0.7, 1, 4), Shot("range")


@pytest.mark.timeout(240)  # a first run compiles the twin
def test_the_drawn_world_is_seen_as_the_twin_draws_it_and_longer_exposed(small_recipe):
    recipe = read_recipe(small_recipe)
    unit = build_unit(recipe.board, recipe.panel, WORLDS["plain"], seed=3)
    places = ((4.0, 3.0), (5.0, 4.0))
    drawn = Drawn(unit, SMALL, 3, (RING, STRIPE, RANGE), places)
    fields = list(draw_fields(unit, SMALL, 3, (RING, STRIPE, RANGE), places))
    with (
        VirtualGentl(drawn, [drawn.camera("DRAWN")]) as virtual,
        harvesting(virtual) as harvester,
        opened(harvester, "DRAWN") as client,
    ):
        client.start(TriggerMode="On")
        for field, place in zip(fields, places, strict=True):
            virtual.move_to(place, field.index)
            taken = client.shoot(60.0, LightName="ring")
            assert client.nodes.PixelFormat.value == "RGB8"
            own = field.frame("ring").pixels
            assert np.abs(taken.pixels.astype(int) - own).max() <= 1  # rounded at another depth
            short = client.shoot(60.0, LightName="ring-short", ExposureTime=500.0)
            expected = own.astype(float) / 4
            assert np.abs(short.pixels - expected)[own < 255].max() <= 1
            client.set(ExposureTime=2000.0)
        client.acquirer.stop()
        client.set(FringeProjector="east", FringePeriod=0.7, FringeStep=1, FringeSteps=4)
        client.set(ComponentSelector="Range", ComponentEnable=True)
        client.start(PixelFormat="Mono8", LightName="fringe")
        both = client.shoot(60.0).parts
        stripes, heights = fields[-1].frame("fringe").pixels, fields[-1].frame("range").pixels
        assert np.abs(both["Mono8"].astype(int) - stripes).max() <= 1
        np.testing.assert_array_equal(both["Coord3D_C16"], heights)


def test_a_capture_is_shown_as_it_was_taken(small_captures):
    folder = small_captures / "SN000001"
    capture = read_capture(folder)
    frame = read_field(capture, folder, 0).frame("ring")
    rows, cols = frame.pixels.shape[:2]
    camera = VirtualCamera("CAPTURED", rows, cols, pixel_format="RGB8")
    with (
        VirtualGentl(Captured(folder), [camera]) as virtual,
        harvesting(virtual) as harvester,
        opened(harvester, "CAPTURED") as client,
    ):
        virtual.move_to(frame.info.center_mm, 0)
        client.start(TriggerMode="On", ExposureTime=frame.info.exposure_ms * 1000.0)
        taken = client.shoot(20.0, LightName="ring")
        np.testing.assert_array_equal(taken.pixels, frame.pixels)
        assert client.shoot(20.0, LightName="coaxial") is None
        assert len(client.incomplete) == 1
