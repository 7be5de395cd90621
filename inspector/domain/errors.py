"""Everything that may go wrong by name; each message says what, where and how to mend it."""


class InspectorError(Exception):
    """What a person can mend: refused input or a device that did not answer."""


class FormatError(InspectorError):
    """A file was refused at load.

    Parameters
    ----------
    file
        The file, as the user named it.
    place
        Where in it: a key, a line, a frame; empty for the file as a whole.
    cause
        What is wrong there.
    mend
        What to do about it.
    """

    def __init__(self, file: object, place: str, cause: str, mend: str) -> None:
        at = f"{file}: {place}" if place else f"{file}"
        super().__init__(f"{at}: {cause}; {mend}")
        self.file = str(file)
        self.place = place
        self.cause = cause
        self.mend = mend


class RecipeError(FormatError):
    """A recipe was refused."""


class CaptureError(FormatError):
    """A capture, or a frame of it, was refused."""


class CalibrationError(FormatError):
    """A calibration was refused."""


class GoldenError(FormatError):
    """A golden board was refused, or what it was to be learned from."""


class ResultError(FormatError):
    """A stored result was refused."""


class StationError(FormatError):
    """A station's file was refused."""


class StoreError(InspectorError):
    """The record could not be written or read; names the place and the mend."""


class DamagedPanelError(StoreError):
    """What the record has of one panel is not what was written; of others it may be."""


class RegistrationError(InspectorError):
    """Where the panel lies is not known: the panel is NOT_INSPECTED, with this reason."""


class DeviceError(InspectorError):
    """A device did not do what it was asked; names the device, the request and the answer."""


class UnseenPanelError(DeviceError):
    """A camera has nothing to show of this panel, others it can show: it is NOT_INSPECTED."""


class WriteError(InspectorError):
    """A file could not be written (disk full, folder missing or read-only): names it, the mend."""
