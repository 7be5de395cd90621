"""Captures whose frames are of one grey each, so that a test sees which one it got."""

from datetime import UTC, datetime

import numpy as np

from inspector.domain.board import Side
from inspector.domain.image import Capture, Field, Frame, FrameInfo, PixelFormat
from inspector.formats.capture import write_capture

STEP_NS = 20_000_000
TAKEN = datetime(2026, 11, 22, 8, tzinfo=UTC)


def picture(grey, rows=24, cols=32):
    pixels = np.full((rows, cols, 3), grey, np.uint8)
    pixels.setflags(write=False)
    return pixels


def write_panel(folder, plan, optics, first_grey=1, serial="SN1", codec="png"):
    """Write what a plan asks for; greys, numbers and times rise frame by frame."""
    number = 0
    fields = []
    for one in plan:
        frames = []
        for shot in one.shots:
            number += 1
            info = FrameInfo(
                field=one.index,
                shot=shot,
                pixel_format=PixelFormat.RGB8,
                center_mm=one.center_mm,
                mm_per_px=optics.mm_per_px,
                z_mm=optics.z_mm,
                rotation_deg=optics.rotation_deg,
                camera="CAM1",
                frame_id=number,
                device_ns=10**9 + number * STEP_NS,
            )
            frames.append(Frame(info, picture(first_grey + number - 1)))
        fields.append(Field(one.index, tuple(frames)))
    write_capture(Capture("demo", serial, Side.TOP, TAKEN, ()), fields, folder, codec)
    return folder
