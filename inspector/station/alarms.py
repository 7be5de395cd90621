"""Alarms by number, as the line is told them; what they say in words is for people."""

from enum import IntEnum

from inspector.domain.errors import CalibrationError, DeviceError, InspectorError, StoreError


class AlarmNumber(IntEnum):
    """What is wrong; 0 is nothing. A number is never given another meaning."""

    NONE = 0
    INTERNAL = 1
    DEVICE = 2
    RECORD = 3
    CALIBRATION = 4
    REFUSED = 5
    LINE_AWAY = 6
    NOT_ACKNOWLEDGED = 7
    UNKNOWN_PRODUCT = 8
    SAME_DEFECTS = 9
    PANEL_LOST = 10
    NOT_VERIFIED = 11
    EVENTS_LOST = 12
    RESULTS_LOST = 13
    RESULTS_LATE = 14


KINDS = (
    (DeviceError, AlarmNumber.DEVICE),
    (StoreError, AlarmNumber.RECORD),
    (CalibrationError, AlarmNumber.CALIBRATION),
)


def number_of(error: Exception) -> AlarmNumber:
    """Give the alarm of an error that stops the station."""
    for kind, number in KINDS:
        if isinstance(error, kind):
            return number
    return AlarmNumber.REFUSED if isinstance(error, InspectorError) else AlarmNumber.INTERNAL
