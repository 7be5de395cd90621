"""Worlds that thresholds may be tuned in and networks may learn from."""

from collections.abc import Iterator
from dataclasses import replace

from inspector.twin.world import Spread, World, coated, metal
from inspector.twin.worlds.surfaces import PLAIN, masked, printed

LINE = Spread(
    wetting=0.14,
    second_source=0.35,
    lamp_drift=0.02,
    ambient=0.10,
    exposure=0.02,
    dust_per_cm2=0.5,
    fibres_per_cm2=0.1,
    flux_share=0.15,
    smear_share=0.02,
    label_share=0.25,
)
"""A line that is kept clean."""
NEGLECTED = replace(
    LINE,
    place_mm=0.025,
    lamp_drift=0.05,
    ambient=0.25,
    exposure=0.04,
    dust_per_cm2=4.0,
    fibres_per_cm2=1.0,
    flux_share=0.6,
    smear_share=0.06,
)
"""A line that is not: lamps age unevenly, the door stands open, no-clean flux stays."""


def worlds() -> Iterator[World]:
    """Give them; ``plain`` comes first: a laboratory, nothing lies about and the lamps are new."""
    yield World("plain", PLAIN)
    yield World(
        "green-hasl",
        {
            **PLAIN,
            **masked((0.012, 0.052, 0.012), (0.028, 0.150, 0.026), 0.16),
            **printed((0.60, 0.50, 0.05)),
            "finish": metal((0.90, 0.90, 0.92), 0.12, 0.070),
            "lead": metal((0.86, 0.86, 0.86), 0.20, 0.070),
        },
        LINE,
        ambient=0.010,
        projector_gamma=1.1,
    )
    yield World(
        "blue-osp",
        {
            **PLAIN,
            **masked((0.010, 0.024, 0.090), (0.016, 0.055, 0.250)),
            "finish": metal((0.93, 0.54, 0.37), 0.21, 0.030),
            "solder": metal((0.82, 0.82, 0.83), 0.150, 0.045),
            "end_cap": metal((0.80, 0.78, 0.74), 0.26, 0.090),
        },
        replace(LINE, roughness=0.16),
        ambient=0.015,
        exposure=0.9,
        projector_defocus_mm=0.10,
    )
    yield World(
        "red-enig",
        {
            **PLAIN,
            **masked((0.090, 0.008, 0.008), (0.270, 0.022, 0.018), 0.20),
            "finish": metal((0.95, 0.70, 0.38), 0.20, 0.025),
            "laminate": coated((0.180, 0.120, 0.050), 0.5, mottle=0.10),
            "mould": PLAIN["mould_grey"],
        },
        replace(LINE, tone=0.10),
        ambient=0.005,
        exposure=1.1,
        projector_gamma=0.95,
    )
    yield World(
        "black-gloss",
        {
            **PLAIN,
            **masked((0.006, 0.006, 0.007), (0.013, 0.012, 0.012), 0.14, coat=0.035),
            "solder": metal((0.92, 0.92, 0.94), 0.085, 0.020),
            "mould": PLAIN["mould_glossy"],
        },
        LINE,
        ambient=0.010,
        exposure=1.35,
        projector_defocus_mm=0.05,
        projector_defocus_growth=0.03,
    )
    yield World(
        "green-matt-neglected",
        {
            **PLAIN,
            **masked((0.026, 0.092, 0.024), (0.052, 0.205, 0.046), 0.42, coat=0.022),
            **printed((0.50, 0.53, 0.49)),
            "solder": metal((0.74, 0.74, 0.75), 0.210, 0.090),
            "finish": metal((0.90, 0.68, 0.38), 0.22, 0.040),
            "end_cap": metal((0.76, 0.74, 0.70), 0.30, 0.100),
        },
        NEGLECTED,
        ambient=0.040,
        projector_gamma=1.2,
        projector_defocus_mm=0.15,
    )
