"""The numbers that PLC programs are written against: frozen, a number is never given anew.

A new name gets the next free number at the end. 0 always means nothing, never good.
"""

from inspector.domain.result import DefectCode, Verdict
from inspector.line.plc import LineState

VERDICT_NUMBERS = {Verdict.PASS: 1, Verdict.NOT_INSPECTED: 2, Verdict.FAIL: 3}
"""Of a panel and of each of its boards."""

SKIPPED = 4
"""A board of the panel that was not to be inspected; never that of a panel."""

STATE_NUMBERS = {
    LineState.STARTING: 1,
    LineState.READY: 2,
    LineState.BUSY: 3,
    LineState.WAITING: 4,
    LineState.PAUSED: 5,
    LineState.STOPPED: 6,
    LineState.ALARM: 7,
    LineState.EMERGENCY: 8,
}

DEFECT_NUMBERS = {
    DefectCode.MISSING: 1,
    DefectCode.EXTRA: 2,
    DefectCode.WRONG_PART: 3,
    DefectCode.WRONG_ROTATION: 4,
    DefectCode.REVERSED: 5,
    DefectCode.FLIPPED: 6,
    DefectCode.SHIFTED: 7,
    DefectCode.SKEWED: 8,
    DefectCode.SIDE_OVERHANG: 9,
    DefectCode.END_OVERHANG: 10,
    DefectCode.TOMBSTONE: 11,
    DefectCode.BILLBOARD: 12,
    DefectCode.DAMAGED: 13,
    DefectCode.LIFTED_LEAD: 14,
    DefectCode.COPLANARITY: 15,
    DefectCode.BRIDGE: 16,
    DefectCode.INSUFFICIENT: 17,
    DefectCode.EXCESS: 18,
    DefectCode.OPEN: 19,
    DefectCode.NON_WETTING: 20,
    DefectCode.DEWETTED: 21,
    DefectCode.DISTURBED: 22,
    DefectCode.BLOWHOLE: 23,
    DefectCode.SOLDER_BALL: 24,
    DefectCode.FOREIGN: 25,
    DefectCode.SCRATCH: 26,
    DefectCode.TRACK_OPEN: 27,
    DefectCode.SHORT: 28,
    DefectCode.MOUSE_BITE: 29,
    DefectCode.SPUR: 30,
    DefectCode.SPURIOUS_COPPER: 31,
    DefectCode.PIN_HOLE: 32,
}
