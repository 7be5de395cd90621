"""Words of the trade as people read them: kinds of defect, alarms and what to do about them."""

import math

from PySide6.QtCore import QCoreApplication

from inspector.domain.result import DefectCode, Verdict
from inspector.station.alarms import AlarmNumber
from ui.quantities import unit_word

UNVERIFIED = "unverified"
"""What stands for the revision of a clause whose figure nobody held against the standard."""


def verdict_word(verdict: Verdict) -> str:
    """Give a verdict in one or two words."""
    return {
        Verdict.PASS: QCoreApplication.translate("words", "PASS"),
        Verdict.FAIL: QCoreApplication.translate("words", "FAIL"),
        Verdict.NOT_INSPECTED: QCoreApplication.translate("words", "NOT INSPECTED"),
    }[verdict]


def defect_word(code: DefectCode) -> str:
    """Give a kind of defect in words."""
    return {
        DefectCode.MISSING: QCoreApplication.translate("words", "missing"),
        DefectCode.EXTRA: QCoreApplication.translate("words", "extra part"),
        DefectCode.WRONG_PART: QCoreApplication.translate("words", "wrong part"),
        DefectCode.WRONG_ROTATION: QCoreApplication.translate("words", "wrong rotation"),
        DefectCode.REVERSED: QCoreApplication.translate("words", "reversed"),
        DefectCode.FLIPPED: QCoreApplication.translate("words", "upside down"),
        DefectCode.SHIFTED: QCoreApplication.translate("words", "shifted"),
        DefectCode.SKEWED: QCoreApplication.translate("words", "skewed"),
        DefectCode.SIDE_OVERHANG: QCoreApplication.translate("words", "side overhang"),
        DefectCode.END_OVERHANG: QCoreApplication.translate("words", "end overhang"),
        DefectCode.TOMBSTONE: QCoreApplication.translate("words", "tombstone"),
        DefectCode.BILLBOARD: QCoreApplication.translate("words", "billboard"),
        DefectCode.DAMAGED: QCoreApplication.translate("words", "damaged"),
        DefectCode.LIFTED_LEAD: QCoreApplication.translate("words", "lifted lead"),
        DefectCode.COPLANARITY: QCoreApplication.translate("words", "coplanarity"),
        DefectCode.BRIDGE: QCoreApplication.translate("words", "solder bridge"),
        DefectCode.INSUFFICIENT: QCoreApplication.translate("words", "insufficient solder"),
        DefectCode.EXCESS: QCoreApplication.translate("words", "excess solder"),
        DefectCode.OPEN: QCoreApplication.translate("words", "open joint"),
        DefectCode.NON_WETTING: QCoreApplication.translate("words", "non-wetting"),
        DefectCode.DEWETTED: QCoreApplication.translate("words", "dewetted"),
        DefectCode.DISTURBED: QCoreApplication.translate("words", "disturbed solder"),
        DefectCode.BLOWHOLE: QCoreApplication.translate("words", "blowhole"),
        DefectCode.SOLDER_BALL: QCoreApplication.translate("words", "solder ball"),
        DefectCode.FOREIGN: QCoreApplication.translate("words", "foreign matter"),
        DefectCode.SCRATCH: QCoreApplication.translate("words", "scratch"),
        DefectCode.TRACK_OPEN: QCoreApplication.translate("words", "track open"),
        DefectCode.SHORT: QCoreApplication.translate("words", "short"),
        DefectCode.MOUSE_BITE: QCoreApplication.translate("words", "mouse bite"),
        DefectCode.SPUR: QCoreApplication.translate("words", "spur"),
        DefectCode.SPURIOUS_COPPER: QCoreApplication.translate("words", "spurious copper"),
        DefectCode.PIN_HOLE: QCoreApplication.translate("words", "pin hole"),
    }[code]


def alarm_word(number: AlarmNumber) -> str:
    """Give an alarm in plain words; what exactly is wrong is in its own text."""
    return {
        AlarmNumber.NONE: "",
        AlarmNumber.INTERNAL: QCoreApplication.translate("words", "The program has failed"),
        AlarmNumber.DEVICE: QCoreApplication.translate("words", "A device does not answer"),
        AlarmNumber.RECORD: QCoreApplication.translate("words", "The record cannot be written"),
        AlarmNumber.CALIBRATION: QCoreApplication.translate("words", "Calibration is not valid"),
        AlarmNumber.REFUSED: QCoreApplication.translate("words", "A file was refused"),
        AlarmNumber.LINE_AWAY: QCoreApplication.translate("words", "The line does not answer"),
        AlarmNumber.NOT_ACKNOWLEDGED: QCoreApplication.translate(
            "words", "The line has not taken the answer"
        ),
        AlarmNumber.UNKNOWN_PRODUCT: QCoreApplication.translate(
            "words", "No recipe for this panel"
        ),
        AlarmNumber.SAME_DEFECTS: QCoreApplication.translate(
            "words", "The same defect again and again"
        ),
        AlarmNumber.PANEL_LOST: QCoreApplication.translate(
            "words", "A panel has left without being inspected"
        ),
        AlarmNumber.NOT_VERIFIED: QCoreApplication.translate(
            "words", "A panel was not verified in time"
        ),
        AlarmNumber.EVENTS_LOST: QCoreApplication.translate(
            "words", "The screen has missed something"
        ),
        AlarmNumber.RESULTS_LOST: QCoreApplication.translate(
            "words", "Results have not reached a receiver"
        ),
        AlarmNumber.RESULTS_LATE: QCoreApplication.translate(
            "words", "A receiver does not take results"
        ),
    }[number]


def alarm_advice(number: AlarmNumber) -> str:
    """Give what a person at the line does about an alarm."""
    return {
        AlarmNumber.NONE: "",
        AlarmNumber.INTERNAL: QCoreApplication.translate(
            "words", "Press Start. If it comes again, call maintenance and keep the log."
        ),
        AlarmNumber.DEVICE: QCoreApplication.translate(
            "words", "Look at power and cable of the device, then press Start."
        ),
        AlarmNumber.RECORD: QCoreApplication.translate(
            "words", "Make room on the disk, or close the other station program; then press Start."
        ),
        AlarmNumber.CALIBRATION: QCoreApplication.translate(
            "words", "Call maintenance: the station must be calibrated before it inspects."
        ),
        AlarmNumber.REFUSED: QCoreApplication.translate(
            "words", "Call the process engineer: a recipe or a setting must be mended."
        ),
        AlarmNumber.LINE_AWAY: QCoreApplication.translate(
            "words", "Look at the PLC's power and network cable. It goes on by itself."
        ),
        AlarmNumber.NOT_ACKNOWLEDGED: QCoreApplication.translate(
            "words", "Look whether the PLC runs. The answer is kept and given again."
        ),
        AlarmNumber.UNKNOWN_PRODUCT: QCoreApplication.translate(
            "words", "Choose the recipe below, or take the panel out."
        ),
        AlarmNumber.SAME_DEFECTS: QCoreApplication.translate(
            "words", "Mend the cause in the line first, then press Start."
        ),
        AlarmNumber.PANEL_LOST: QCoreApplication.translate(
            "words", "Find the panel and bring it again."
        ),
        AlarmNumber.NOT_VERIFIED: QCoreApplication.translate(
            "words", "The machine's verdict was given. Review panels sooner."
        ),
        AlarmNumber.EVENTS_LOST: QCoreApplication.translate(
            "words", "The counters may be short. The record is complete."
        ),
        AlarmNumber.RESULTS_LOST: QCoreApplication.translate(
            "words", "Call IT: look after the receiver. The results are kept in the record."
        ),
        AlarmNumber.RESULTS_LATE: QCoreApplication.translate(
            "words", "Look at its folder or broker. The results are kept and sent later."
        ),
    }[number]


def limit_words(low: float, high: float, unit: str) -> str:
    """Give a limit in words, with its unit; an infinite bound is none."""
    behind = f" {unit_word(unit)}".rstrip()
    if math.isfinite(low) and math.isfinite(high):
        said = QCoreApplication.translate("words", "limit {low} to {high}")
    elif math.isfinite(low):
        said = QCoreApplication.translate("words", "limit at least {low}")
    else:
        said = QCoreApplication.translate("words", "limit at most {high}")
    return said.format(low=f"{low:.4g}", high=f"{high:.4g}") + behind


def clause_words(clause: str, revision: str) -> str:
    """Give where a limit comes from; "unverified" says that nobody held it against the standard."""
    if revision == UNVERIFIED:
        revision = QCoreApplication.translate("words", "unverified")
    return " ".join(filter(None, (clause, revision)))
