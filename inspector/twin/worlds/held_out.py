"""Worlds that nothing may be tuned in: other in kind, not only in number."""

from collections.abc import Iterator
from dataclasses import replace

from inspector.twin.world import World, coated, metal
from inspector.twin.worlds.surfaces import PLAIN, masked, printed
from inspector.twin.worlds.tuning import LINE, NEGLECTED


def worlds() -> Iterator[World]:
    """Give them.

    A white board with black print; an amber film whose copper is thin and which does not lie flat;
    a matt black one with tin in stray light; a purple one, pale gold, too long exposed.
    """
    yield World(
        "white-silver",
        {
            **PLAIN,
            **masked((0.58, 0.59, 0.56), (0.66, 0.66, 0.62), 0.30, coat=0.040),
            **printed((0.020, 0.020, 0.020)),
            "flux": coated((0.52, 0.48, 0.36), 0.10, coat=0.060, mottle=0.10),
            "finish": metal((0.95, 0.94, 0.90), 0.24, 0.050),
        },
        LINE,
        held_out=True,
        ambient=0.012,
        exposure=0.85,
        projector_gamma=1.15,
    )
    yield World(
        "amber-film",
        {
            **PLAIN,
            **masked((0.190, 0.085, 0.012), (0.420, 0.190, 0.040), 0.18, coat=0.045),
            "finish": metal((1.00, 0.78, 0.34), 0.13, 0.060),
            "laminate": coated((0.30, 0.15, 0.03), 0.30),
            "solder": metal((0.88, 0.88, 0.90), 0.125, 0.050),
        },
        replace(LINE, warp_mm=0.25, place_mm=0.025, stretch=(3e-4, 1e-3)),
        held_out=True,
        copper_mm=0.018,
        copper_fall_mm=0.03,
        opening_mm=0.075,
        ambient=0.020,
        projector_defocus_mm=0.12,
        projector_defocus_growth=0.05,
    )
    yield World(
        "black-matt-tin",
        {
            **PLAIN,
            **masked((0.012, 0.012, 0.013), (0.020, 0.020, 0.021), 0.50, coat=0.020),
            **printed((0.64, 0.56, 0.08)),
            "finish": metal((0.80, 0.80, 0.81), 0.32, 0.090),
            "solder": metal((0.70, 0.70, 0.70), 0.230, 0.140),
            "lead": metal((0.72, 0.72, 0.72), 0.27, 0.090),
            "laser": coated((0.26, 0.24, 0.21), 0.5, coat=0.02, mottle=0.15),
        },
        NEGLECTED,
        held_out=True,
        ambient=0.080,
        projector_gamma=0.9,
    )
    yield World(
        "purple-saturated",
        {
            **PLAIN,
            **masked((0.050, 0.010, 0.070), (0.140, 0.030, 0.200), 0.15, coat=0.040),
            "finish": metal((0.88, 0.80, 0.62), 0.10, 0.015),
            "solder": metal((0.93, 0.93, 0.94), 0.070, 0.012),
            "end_cap": metal((0.88, 0.87, 0.86), 0.16, 0.050),
            "mould": coated((0.034, 0.026, 0.020), 0.20, coat=0.065, mottle=0.10),
        },
        replace(LINE, lamp_drift=0.04),
        held_out=True,
        ambient=0.010,
        exposure=1.7,
        projector_gamma=1.3,
        projector_defocus_mm=0.2,
    )
