"""What codes of defects and lights are called on the screen."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from inspector.domain.result import DefectCode

CODES = {
    DefectCode.MISSING: QT_TRANSLATE_NOOP("code", "missing"),
    DefectCode.EXTRA: QT_TRANSLATE_NOOP("code", "extra"),
    DefectCode.WRONG_PART: QT_TRANSLATE_NOOP("code", "wrong part"),
    DefectCode.WRONG_ROTATION: QT_TRANSLATE_NOOP("code", "wrong rotation"),
    DefectCode.REVERSED: QT_TRANSLATE_NOOP("code", "reversed"),
    DefectCode.FLIPPED: QT_TRANSLATE_NOOP("code", "flipped"),
    DefectCode.SHIFTED: QT_TRANSLATE_NOOP("code", "shifted"),
    DefectCode.SKEWED: QT_TRANSLATE_NOOP("code", "skewed"),
    DefectCode.SIDE_OVERHANG: QT_TRANSLATE_NOOP("code", "side overhang"),
    DefectCode.END_OVERHANG: QT_TRANSLATE_NOOP("code", "end overhang"),
    DefectCode.TOMBSTONE: QT_TRANSLATE_NOOP("code", "tombstone"),
    DefectCode.BILLBOARD: QT_TRANSLATE_NOOP("code", "billboard"),
    DefectCode.DAMAGED: QT_TRANSLATE_NOOP("code", "damaged"),
    DefectCode.LIFTED_LEAD: QT_TRANSLATE_NOOP("code", "lifted lead"),
    DefectCode.COPLANARITY: QT_TRANSLATE_NOOP("code", "coplanarity"),
    DefectCode.BRIDGE: QT_TRANSLATE_NOOP("code", "bridge"),
    DefectCode.INSUFFICIENT: QT_TRANSLATE_NOOP("code", "insufficient"),
    DefectCode.EXCESS: QT_TRANSLATE_NOOP("code", "excess"),
    DefectCode.OPEN: QT_TRANSLATE_NOOP("code", "open joint"),
    DefectCode.NON_WETTING: QT_TRANSLATE_NOOP("code", "non-wetting"),
    DefectCode.DEWETTED: QT_TRANSLATE_NOOP("code", "dewetted"),
    DefectCode.DISTURBED: QT_TRANSLATE_NOOP("code", "disturbed joint"),
    DefectCode.BLOWHOLE: QT_TRANSLATE_NOOP("code", "blowhole"),
    DefectCode.SOLDER_BALL: QT_TRANSLATE_NOOP("code", "solder ball"),
    DefectCode.FOREIGN: QT_TRANSLATE_NOOP("code", "foreign matter"),
    DefectCode.SCRATCH: QT_TRANSLATE_NOOP("code", "scratch"),
    DefectCode.TRACK_OPEN: QT_TRANSLATE_NOOP("code", "open track"),
    DefectCode.SHORT: QT_TRANSLATE_NOOP("code", "short"),
    DefectCode.MOUSE_BITE: QT_TRANSLATE_NOOP("code", "mouse bite"),
    DefectCode.SPUR: QT_TRANSLATE_NOOP("code", "spur"),
    DefectCode.SPURIOUS_COPPER: QT_TRANSLATE_NOOP("code", "spurious copper"),
    DefectCode.PIN_HOLE: QT_TRANSLATE_NOOP("code", "pin hole"),
}

LIGHTS = {
    "red": QT_TRANSLATE_NOOP("light", "red, top"),
    "green": QT_TRANSLATE_NOOP("light", "green, middle"),
    "blue": QT_TRANSLATE_NOOP("light", "blue, flat"),
}


def code_word(code: DefectCode | str) -> str:
    """Give what a code is called in the language of the screen."""
    return QCoreApplication.translate("code", str(CODES[DefectCode(code)]))


def light_word(name: str) -> str:
    """Give what one light of a picture is called."""
    return QCoreApplication.translate("light", str(LIGHTS[name]))
