"""The state machine of OPC 40100-1 (Machine Vision), as a value and a table.

Numbers and node numbers are those of its nodeset 1.0.0, which a test holds them against.
"""

from dataclasses import dataclass
from enum import Enum, IntEnum

from inspector.line.plc import LineState


class VisionState(IntEnum):
    """StateNumber: the first four of the machine, the others of its automatic mode."""

    PREOPERATIONAL = 1
    HALTED = 2
    ERROR = 3
    OPERATIONAL = 4
    INITIALIZED = 5
    READY = 6
    SINGLE_EXECUTION = 7
    CONTINUOUS_EXECUTION = 8

    @property
    def automatic(self) -> bool:
        """Whether it is a state within Operational."""
        return self > VisionState.OPERATIONAL

    @property
    def text(self) -> str:
        """Its name in the standard."""
        return "".join(word.capitalize() for word in self.name.split("_"))


class Cause(Enum):
    """What leads to a transition: a method, or the station itself."""

    AUTO = "Auto"
    HALT = "Halt"
    RESET = "Reset"
    SELECT = "SelectModeAutomatic"
    RECIPE = "PrepareRecipe"
    SINGLE = "StartSingleJob"
    CONTINUOUS = "StartContinuous"
    STOP = "Stop"
    ABORT = "Abort"


S, C = VisionState, Cause

STATE_NODES = {
    S.PREOPERATIONAL: 5028,
    S.HALTED: 5029,
    S.ERROR: 5030,
    S.OPERATIONAL: 5031,
    S.INITIALIZED: 5056,
    S.READY: 5057,
    S.SINGLE_EXECUTION: 5058,
    S.CONTINUOUS_EXECUTION: 5059,
}


@dataclass(frozen=True, slots=True)
class Transition:
    """A step between two states: its name, number and node in the standard."""

    name: str
    number: int
    node: int


TRANSITIONS: dict[tuple[VisionState, VisionState, Cause], Transition] = {
    (S.PREOPERATIONAL, S.HALTED, C.HALT): Transition("PreoperationalToHalted", 121, 5032),
    (S.PREOPERATIONAL, S.HALTED, C.AUTO): Transition("PreoperationalToHaltedAuto", 120, 5033),
    (S.PREOPERATIONAL, S.ERROR, C.AUTO): Transition("PreoperationalToErrorAuto", 130, 5034),
    (S.PREOPERATIONAL, S.OPERATIONAL, C.SELECT): Transition(
        "PreoperationalToOperational", 141, 5253
    ),
    (S.PREOPERATIONAL, S.OPERATIONAL, C.AUTO): Transition(
        "PreoperationalToOperationalAuto", 140, 5254
    ),
    (S.HALTED, S.PREOPERATIONAL, C.RESET): Transition("HaltedToPreoperational", 211, 5037),
    (S.HALTED, S.PREOPERATIONAL, C.AUTO): Transition("HaltedToPreoperationalAuto", 210, 5038),
    (S.ERROR, S.PREOPERATIONAL, C.RESET): Transition("ErrorToPreoperational", 311, 5039),
    (S.ERROR, S.PREOPERATIONAL, C.AUTO): Transition("ErrorToPreoperationalAuto", 310, 5040),
    (S.ERROR, S.HALTED, C.HALT): Transition("ErrorToHalted", 321, 5041),
    (S.ERROR, S.HALTED, C.AUTO): Transition("ErrorToHaltedAuto", 320, 5042),
    (S.ERROR, S.OPERATIONAL, C.AUTO): Transition("ErrorToOperationalAuto", 340, 5255),
    (S.OPERATIONAL, S.PREOPERATIONAL, C.RESET): Transition(
        "OperationalToPreoperational", 411, 5047
    ),
    (S.OPERATIONAL, S.PREOPERATIONAL, C.AUTO): Transition(
        "OperationalToPreoperationalAuto", 410, 5048
    ),
    (S.OPERATIONAL, S.HALTED, C.HALT): Transition("OperationalToHalted", 421, 5049),
    (S.OPERATIONAL, S.HALTED, C.AUTO): Transition("OperationalToHaltedAuto", 420, 5050),
    (S.OPERATIONAL, S.ERROR, C.AUTO): Transition("OperationalToErrorAuto", 430, 5051),
    (S.INITIALIZED, S.READY, C.RECIPE): Transition("InitializedToReadyRecipe", 561, 5060),
    (S.INITIALIZED, S.READY, C.AUTO): Transition("InitializedToReadyAuto", 560, 5061),
    (S.READY, S.INITIALIZED, C.RECIPE): Transition("ReadyToInitializedRecipe", 651, 5062),
    (S.READY, S.INITIALIZED, C.AUTO): Transition("ReadyToInitializedAuto", 650, 5063),
    (S.READY, S.SINGLE_EXECUTION, C.SINGLE): Transition("ReadyToSingleExecution", 671, 5064),
    (S.READY, S.SINGLE_EXECUTION, C.AUTO): Transition("ReadyToSingleExecutionAuto", 670, 5065),
    (S.READY, S.CONTINUOUS_EXECUTION, C.CONTINUOUS): Transition(
        "ReadyToContinuousExecution", 681, 5066
    ),
    (S.READY, S.CONTINUOUS_EXECUTION, C.AUTO): Transition(
        "ReadyToContinuousExecutionAuto", 680, 5067
    ),
    (S.SINGLE_EXECUTION, S.READY, C.STOP): Transition("SingleExecutionToReadyStop", 761, 5068),
    (S.SINGLE_EXECUTION, S.READY, C.ABORT): Transition("SingleExecutionToReadyAbort", 762, 5069),
    (S.SINGLE_EXECUTION, S.READY, C.AUTO): Transition("SingleExecutionToReadyAuto", 760, 5070),
    (S.CONTINUOUS_EXECUTION, S.READY, C.STOP): Transition(
        "ContinuousExecutionToReadyStop", 861, 5071
    ),
    (S.CONTINUOUS_EXECUTION, S.READY, C.ABORT): Transition(
        "ContinuousExecutionToReadyAbort", 862, 5072
    ),
    (S.CONTINUOUS_EXECUTION, S.READY, C.AUTO): Transition(
        "ContinuousExecutionToReadyAuto", 860, 5073
    ),
}

OF_LINE = {
    LineState.STARTING: S.PREOPERATIONAL,
    LineState.READY: S.READY,
    LineState.BUSY: S.SINGLE_EXECUTION,
    LineState.WAITING: S.SINGLE_EXECUTION,
    LineState.PAUSED: S.INITIALIZED,
    LineState.STOPPED: S.HALTED,
    LineState.ALARM: S.ERROR,
    LineState.EMERGENCY: S.ERROR,
}
"""What the machine is in while the station does that."""


@dataclass(frozen=True, slots=True)
class Step:
    """A transition that was made: from, to, and by what."""

    before: VisionState
    after: VisionState
    transition: Transition


def step(before: VisionState, after: VisionState, cause: Cause) -> Step | None:
    """Give the step between two states, seen from the outer machine where one of them is outer.

    None where the standard has none. Operational is entered at Initialized.
    """
    if before.automatic and not after.automatic:
        outer = S.OPERATIONAL
        found = TRANSITIONS.get((outer, after, cause))
    elif after is S.INITIALIZED and not before.automatic:
        found = TRANSITIONS.get((before, S.OPERATIONAL, cause))
    else:
        found = TRANSITIONS.get((before, after, cause))
    return Step(before, after, found) if found else None


def path(before: VisionState, after: VisionState) -> tuple[Step, ...]:
    """Give the shortest way that the station goes by itself, one step after another.

    Examples
    --------
    >>> [s.transition.name for s in path(S.PREOPERATIONAL, S.READY)]
    ['PreoperationalToOperationalAuto', 'InitializedToReadyAuto']
    >>> path(S.READY, S.READY)
    ()
    """
    ways: list[tuple[Step, ...]] = [()]
    seen = {before}
    while ways:
        way = ways.pop(0)
        at = way[-1].after if way else before
        if at is after:
            return way
        for target in reversed(VisionState):  # rather within the automatic mode
            made = step(at, target, Cause.AUTO)
            if target is not S.OPERATIONAL and target not in seen and made:
                seen.add(target)
                ways.append((*way, made))
    return ()
