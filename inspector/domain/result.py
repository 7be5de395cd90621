"""What was measured and what was decided.

A check measures; a limit judges. The two never meet in one function, so that limits can be tuned
over stored measurements, without the images, and a screen can always say why.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from inspector.domain.board import Side
from inspector.domain.code import CodeResult
from inspector.domain.geometry import Affine, Box

NAMED = 3
"""How many things a reason names before it counts the rest."""


class Verdict(IntEnum):
    """The outcome for a part, a board or a panel; the worst wins (``max``)."""

    PASS = 0
    NOT_INSPECTED = 1  # an error, a shadow, a missing image: never a pass
    FAIL = 2


class DefectCode(StrEnum):
    """Kinds of defect by the names of IPC-A-610; the last six are of bare boards."""

    MISSING = "missing"
    EXTRA = "extra"
    WRONG_PART = "wrong_part"
    WRONG_ROTATION = "wrong_rotation"
    REVERSED = "reversed"
    FLIPPED = "flipped"
    SHIFTED = "shifted"
    SKEWED = "skewed"
    SIDE_OVERHANG = "side_overhang"
    END_OVERHANG = "end_overhang"
    TOMBSTONE = "tombstone"
    BILLBOARD = "billboard"
    DAMAGED = "damaged"
    LIFTED_LEAD = "lifted_lead"
    COPLANARITY = "coplanarity"
    BRIDGE = "bridge"
    INSUFFICIENT = "insufficient"
    EXCESS = "excess"
    OPEN = "open"
    NON_WETTING = "non_wetting"
    DEWETTED = "dewetted"
    DISTURBED = "disturbed"
    BLOWHOLE = "blowhole"
    SOLDER_BALL = "solder_ball"
    FOREIGN = "foreign"
    SCRATCH = "scratch"
    TRACK_OPEN = "track_open"
    SHORT = "short"
    MOUSE_BITE = "mouse_bite"
    SPUR = "spur"
    SPURIOUS_COPPER = "spurious_copper"
    PIN_HOLE = "pin_hole"


@dataclass(frozen=True, slots=True)
class Measurement:
    """A number, its unit and its standard uncertainty, taken at one part or at one joint of it.

    ``pin`` is empty for the part as a whole. ``value`` is NaN where it could not be measured,
    ``uncertainty`` (k = 1, same unit) is NaN where nobody stated it.
    """

    refdes: str
    quantity: str
    value: float
    unit: str
    pin: str = ""
    uncertainty: float = math.nan


@dataclass(frozen=True, slots=True)
class Limit:
    """The criterion of one quantity at one joint: ``low <= value <= high``, else ``code``.

    Numbers are resolved; ``formula`` keeps the text they came from. ``verified`` says whether a
    person held the figure against the standard.
    """

    quantity: str
    code: DefectCode
    low: float = -math.inf
    high: float = math.inf
    pin: str = ""
    clause: str = ""
    revision: str = ""
    verified: bool = False
    formula: str = ""

    def __post_init__(self) -> None:
        if not self.low <= self.high or (math.isinf(self.low) and math.isinf(self.high)):
            raise ValueError(f"{self.quantity}: low {self.low} and high {self.high} bound nothing")

    @property
    def key(self) -> tuple[str, str]:
        """Quantity and pin that it judges."""
        return self.quantity, self.pin

    def can_judge(self, measurement: Measurement) -> bool:
        """Whether a measurement is finite and known better than the limit is wide.

        A standard uncertainty of more than half the distance between low and high leaves it open on
        which side of either the value lies; one-sided limits have no width.
        """
        if not math.isfinite(measurement.value):
            return False
        return not measurement.uncertainty > (self.high - self.low) / 2  # NaN: not stated

    def rejects(self, value: float) -> bool:
        """Whether a finite value is outside; NaN and infinity, being no values, are not."""
        return math.isfinite(value) and (value < self.low or value > self.high)


@dataclass(frozen=True, slots=True)
class Defect:
    """A measurement outside its limit; ``box`` is its place on the board, mm."""

    measurement: Measurement
    limit: Limit
    box: Box | None = None

    @property
    def code(self) -> DefectCode:
        """What kind of defect it is."""
        return self.limit.code


@dataclass(frozen=True, slots=True)
class PartResult:
    """All that is known of one inspected part."""

    refdes: str
    verdict: Verdict
    measurements: tuple[Measurement, ...] = ()
    defects: tuple[Defect, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RegionResult:
    """A conspicuous region of the surface between the parts."""

    box: Box
    measurements: tuple[Measurement, ...]
    defects: tuple[Defect, ...]


@dataclass(frozen=True, slots=True)
class SurfaceResult:
    """What was found between the parts, and how much of it could not be looked at."""

    verdict: Verdict
    regions: tuple[RegionResult, ...] = ()
    uninspected_mm2: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PanelPose:
    """Where a board lies in the machine: ``transform`` takes board mm to machine mm.

    ``residual_mm`` is the rms of the fiducials about it, None where two fiducials leave none.
    ``u_place_mm`` is the standard uncertainty of a place at the middle of the board, each axis.
    """

    transform: Affine
    residual_mm: float | None
    u_place_mm: float
    u_rotation_deg: float


@dataclass(frozen=True, slots=True)
class BoardResult:
    """One board of the panel. A skipped board has no verdict and leaves every rate."""

    index: int
    skipped: bool
    verdict: Verdict | None
    parts: tuple[PartResult, ...] = ()
    pose: PanelPose | None = None
    surface: SurfaceResult | None = None
    reason: str = ""
    codes: tuple[CodeResult, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelUsed:
    """Which network answered, and where it ran."""

    sha256: str
    provider: str
    node: str


@dataclass(frozen=True, slots=True)
class Acquisition:
    """Frame counters of one panel.

    ``delivered`` whole, ``incomplete`` the rest of those that were asked for; ``id_gaps``: numbers
    that the camera left out; ``underrun``: the driver had no buffer; ``ring_drops``: frames that
    our ring had no slot for; ``reconnects`` of the camera while the panel was taken.
    """

    delivered: int
    incomplete: int = 0
    id_gaps: int = 0
    underrun: int = 0
    ring_drops: int = 0
    reconnects: int = 0


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds from the first frame to the verdict, and from the last frame to the verdict."""

    total_s: float
    tail_s: float


@dataclass(frozen=True, slots=True)
class PanelResult:
    """All that is known of one inspected panel: what the record keeps."""

    product: str
    serial: str
    side: Side
    verdict: Verdict
    boards: tuple[BoardResult, ...]
    captured_utc: datetime
    station: str
    process_stage: str
    ipc_class: str
    recipe_sha256: str
    calibration_sha256: str
    software: str
    timing: Timing
    acquisition: Acquisition
    models: Mapping[str, ModelUsed] = field(default_factory=dict)
    reason: str = ""
    measured_sha256: str = ""  # of what the recipe measures; empty in results of before 0.1.0
    codes: tuple[CodeResult, ...] = ()  # of the panel; those of a board stand with it
    golden_sha256: str = ""  # of what the surface was held against; empty without


def merge(measurements: Iterable[Measurement]) -> tuple[tuple[Measurement, ...], tuple[str, ...]]:
    """Make one of what was measured twice, weighted by uncertainty.

    A part assembled from several fields may have a joint in two of them. A NaN beside a value is a
    field that did not see the joint and is left out.

    Returns
    -------
    merged
        One measurement a (quantity, pin), in the order of their first appearance; its value is NaN
        where two disagree by more than three times their combined uncertainty, or have none stated
        and differ.
    disagreements
        ``quantity.pin`` of those, for the reason.
    """
    groups: dict[tuple[str, str], list[Measurement]] = {}
    for m in measurements:
        groups.setdefault((m.quantity, m.pin), []).append(m)
    merged: list[Measurement] = []
    disagreeing: list[str] = []
    for key, group in groups.items():
        finite = [m for m in group if math.isfinite(m.value)]
        if len(finite) <= 1:
            merged.append((finite or group)[0])
            continue
        one = _mean_of(finite)
        merged.append(one)
        if math.isnan(one.value):
            disagreeing.append(".".join(filter(None, key)))
    return tuple(merged), tuple(disagreeing)


def _mean_of(group: Sequence[Measurement]) -> Measurement:
    first = group[0]
    stated = all(math.isfinite(m.uncertainty) and m.uncertainty > 0 for m in group)
    if not stated:
        same = all(m.value == first.value for m in group)
        value = first.value if same else math.nan
        return Measurement(first.refdes, first.quantity, value, first.unit, first.pin)
    for i, a in enumerate(group):
        for b in group[i + 1 :]:
            if abs(a.value - b.value) > 3 * math.hypot(a.uncertainty, b.uncertainty):
                return Measurement(first.refdes, first.quantity, math.nan, first.unit, first.pin)
    weights = [m.uncertainty**-2 for m in group]
    total = sum(weights)
    value = sum(w * m.value for w, m in zip(weights, group, strict=True)) / total
    return Measurement(
        first.refdes, first.quantity, value, first.unit, first.pin, 1 / math.sqrt(total)
    )


OF_WHAT_IS_THERE = frozenset(
    (
        DefectCode.WRONG_PART,
        DefectCode.WRONG_ROTATION,
        DefectCode.REVERSED,
        DefectCode.SHIFTED,
        DefectCode.SKEWED,
        DefectCode.SIDE_OVERHANG,
        DefectCode.END_OVERHANG,
        DefectCode.LIFTED_LEAD,
        DefectCode.COPLANARITY,
        DefectCode.INSUFFICIENT,
        DefectCode.EXCESS,
        DefectCode.OPEN,
        DefectCode.NON_WETTING,
        DefectCode.DEWETTED,
        DefectCode.DISTURBED,
    )
)
"""What nothing can have that is missing: bare lands were measured, and say nothing more."""


def judge(
    refdes: str,
    measurements: Iterable[Measurement],
    limits: Sequence[Limit],
    expected: Collection[tuple[str, str]],
) -> PartResult:
    """Hold measurements against limits.

    ``expected`` names every (quantity, pin) that the package and the recipe demand. Silence is not
    a pass: where nothing is expected, or one of them was not measured, is not finite, is less
    certain than its limit is wide, has no limit or was measured twice with different results, the
    part is ``NOT_INSPECTED``, unless something else about it fails.

    Examples
    --------
    >>> limit = Limit("body_offset_x", DefectCode.SIDE_OVERHANG, low=-0.1, high=0.1)
    >>> want = [("body_offset_x", "")]
    >>> judge("R1", [Measurement("R1", "body_offset_x", 0.02, "mm")], [limit], want).verdict.name
    'PASS'
    >>> judge("R1", [], [limit], want).verdict.name
    'NOT_INSPECTED'
    """
    taken, disagreeing = merge(measurements)
    by_key = {(m.quantity, m.pin): m for m in taken}
    pairs = [(by_key[limit.key], limit) for limit in limits if limit.key in by_key]
    judged = [(m, limit) for m, limit in pairs if limit.can_judge(m)]
    defects = tuple(Defect(m, limit) for m, limit in judged if limit.rejects(m.value))
    if any(defect.limit.code is DefectCode.MISSING for defect in defects):
        defects = tuple(one for one in defects if one.limit.code not in OF_WHAT_IS_THERE)
    seen = {limit.key for _, limit in judged}
    uncertain = {
        ".".join(filter(None, limit.key)) for m, limit in pairs if _too_uncertain(m, limit)
    }
    left = {limit.key for m, limit in pairs if not limit.can_judge(m)}
    silent = sorted(({*expected, *(limit.key for limit in limits)} - seen) | left)
    if defects:
        return PartResult(refdes, Verdict.FAIL, taken, defects)
    if silent or not expected:
        reason = (
            _silence(silent, disagreeing, uncertain) if silent else "nothing is asked of this part"
        )
        return PartResult(refdes, Verdict.NOT_INSPECTED, taken, reason=reason)
    return PartResult(refdes, Verdict.PASS, taken)


def _too_uncertain(measurement: Measurement, limit: Limit) -> bool:
    return math.isfinite(measurement.value) and not limit.can_judge(measurement)


def silence_of(measurements: Iterable[Measurement]) -> str:
    """Say which quantities were asked for and could not be measured; empty where all were."""
    silent = sorted((m.quantity, m.pin) for m in measurements if not math.isfinite(m.value))
    return _silence(silent, (), ()) if silent else ""


def _silence(
    silent: Sequence[tuple[str, str]], disagreeing: Sequence[str], uncertain: Collection[str]
) -> str:
    names = [".".join(filter(None, key)) for key in silent]
    names = [
        f"{name} (too uncertain for its limit)" if name in uncertain else name for name in names
    ]
    more = len(names) - NAMED
    shown = ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
    if disagreeing:
        return f"fields disagree on {', '.join(disagreeing[:NAMED])}; not measured: {shown}"
    return f"not measured: {shown}"


def worst(verdicts: Iterable[Verdict | None]) -> Verdict:
    """Give the worst verdict; of nothing at all it is NOT_INSPECTED."""
    known = [v for v in verdicts if v is not None]
    return max(known, default=Verdict.NOT_INSPECTED)
