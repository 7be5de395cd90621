"""A small board of our own for tests: chips of all sizes and an SO-8, two or three fiducials."""

from inspector.domain.board import (
    Board,
    Family,
    Fiducial,
    Land,
    LandShape,
    MarkKind,
    Package,
    Placement,
    PolarityMark,
    Termination,
    TerminationKind,
)

CHIPS = {
    # name: body x, y, height; cap length; land centre x, size x, size y (IPC-7351 nominal)
    "0402": (1.0, 0.5, 0.35, 0.25, 0.48, 0.56, 0.62),
    "0603": (1.6, 0.8, 0.45, 0.30, 0.80, 0.85, 0.95),
    "0805": (2.0, 1.25, 0.55, 0.40, 0.95, 1.00, 1.45),
    "1206": (3.2, 1.6, 0.60, 0.50, 1.50, 1.15, 1.80),
}


def chip(size: str, family: Family = Family.CHIP_RESISTOR) -> Package:
    x, y, z, cap, at, land_x, land_y = CHIPS[size]
    letter = "R" if family is Family.CHIP_RESISTOR else "C"
    high = z if letter == "R" else z + 0.25
    return Package(
        name=f"{letter}{size}",
        family=family,
        body_x_mm=x,
        body_y_mm=y,
        body_height_mm=high,
        body_x_tol_mm=0.05 * x ** 0.5,
        body_y_tol_mm=0.05 * y ** 0.5,
        body_height_tol_mm=0.05,
        symmetry_deg=180.0,
        terminations=tuple(
            Termination(pin, TerminationKind.CHIP_END, s * (x - cap) / 2, 0.0, cap, y,
                        180.0 if s < 0 else 0.0, height_mm=high, gap_mm=0.02)
            for pin, s in (("1", -1), ("2", 1))
        ),
        lands=tuple(
            Land(pin, s * at, 0.0, land_x, land_y, LandShape.ROUNDED, 0.15)
            for pin, s in (("1", -1), ("2", 1))
        ),
    )  # fmt: skip


def soic8() -> Package:
    pins = [(str(i + 1), -1, 1.905 - 1.27 * i) for i in range(4)]
    pins += [(str(i + 5), 1, -1.905 + 1.27 * i) for i in range(4)]
    return Package(
        name="SOIC127P600X175-8N",
        family=Family.SOIC,
        body_x_mm=3.9,
        body_y_mm=4.9,
        body_height_mm=1.6,
        body_x_tol_mm=0.1,
        body_y_tol_mm=0.1,
        body_height_tol_mm=0.05,
        standoff_mm=0.15,
        terminations=tuple(
            Termination(pin, TerminationKind.GULL_WING, s * (3.0 - 0.325), y, 0.65, 0.42,
                        180.0 if s < 0 else 0.0, thickness_mm=0.2, height_mm=0.2, gap_mm=0.02)
            for pin, s, y in pins
        ),
        lands=tuple(
            Land(pin, s * 2.7, y, 1.55, 0.6, LandShape.ROUNDED, 0.1) for pin, s, y in pins
        ),
        mark=PolarityMark(MarkKind.DOT, -1.35, 1.85, 0.5, 0.5),
    )  # fmt: skip


def packages() -> dict[str, Package]:
    made = [chip(s, f) for s in CHIPS for f in (Family.CHIP_RESISTOR, Family.CHIP_CAPACITOR)]
    return {p.name: p for p in [*made, soic8()]}


def board(width: float = 18.0, height: float = 13.0) -> Board:
    places = [
        ("R1", "R0402", 3.0, 10.5, 0.0), ("R2", "R0603", 6.0, 10.5, 0.0),
        ("R3", "R0805", 9.5, 10.5, 90.0), ("R4", "R1206", 3.2, 7.8, 0.0),
        ("C1", "C0402", 13.0, 11.2, 90.0), ("C2", "C0603", 15.2, 9.6, 0.0),
        ("C3", "C0805", 7.2, 7.6, 0.0), ("C4", "C1206", 2.6, 4.2, 90.0),
        ("R5", "R0402", 5.3, 5.2, 90.0), ("R6", "R0603", 5.2, 2.4, 270.0),
        ("U1", "SOIC127P600X175-8N", 11.2, 5.4, 0.0),
    ]  # fmt: skip
    return Board(
        outline_mm=((0.0, 0.0), (width, 0.0), (width, height), (0.0, height)),
        fiducials=tuple(
            Fiducial(f"F{i}", x, y, 1.0, opening_mm=2.0)
            for i, (x, y) in enumerate(((1.5, 1.5), (16.5, 1.7), (16.4, 11.6)), 1)
        ),
        placements=tuple(
            Placement(
                ref,
                package,
                x,
                y,
                turn,
                value="10k" if ref[0] == "R" else "OPA2340" if ref == "U1" else "1u",
            )
            for ref, package, x, y, turn in places
        ),
        packages=packages(),
    )
