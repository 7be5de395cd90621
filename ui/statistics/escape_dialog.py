"""Asks for a defect that passed here and was found later."""

from datetime import UTC, datetime

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from inspector.domain.result import DefectCode
from inspector.domain.review import Escape, PartAddress
from ui.words import defect_word

FOUND_AT = ("ICT", "FCT", "AXI", "SPI")
MOST_BOARDS = 9999


class EscapeDialog(QDialog):
    """Serial, part, kind of defect, and where it was found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("A defect that escaped"))
        self.serial, self.refdes, self.note = QLineEdit(), QLineEdit(), QLineEdit()
        self.board = QSpinBox()
        self.board.setRange(0, MOST_BOARDS)
        self.code, self.found_at = QComboBox(), QComboBox()
        for code in DefectCode:
            self.code.addItem(defect_word(code), code)
        self.found_at.addItems([*FOUND_AT, self.tr("field")])
        self.found_at.setEditable(True)
        self.missing = QLabel()
        form = QFormLayout(self)
        for text, field in (
            (self.tr("Serial number of the panel"), self.serial),
            (self.tr("Board of the panel"), self.board),
            (self.tr("Part (reference designator)"), self.refdes),
            (self.tr("Kind of defect"), self.code),
            (self.tr("Found at"), self.found_at),
            (self.tr("Note"), self.note),
        ):
            field.setAccessibleName(text)
            form.addRow(text, field)
        form.addRow(self.missing)
        save = QDialogButtonBox.StandardButton.Save
        buttons = QDialogButtonBox(save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)

    def escape(self) -> Escape:
        """Give what was entered."""
        serial, refdes = self.serial.text().strip(), self.refdes.text().strip()
        part = PartAddress(serial, self.board.value(), refdes)
        return Escape(
            part,
            DefectCode(self.code.currentData()),
            self.found_at.currentText().strip(),
            datetime.now(UTC),
            self.note.text().strip(),
        )

    def _save(self) -> None:
        part = self.escape().part
        if part.serial and part.refdes:
            self.accept()
        else:
            self.missing.setText(self.tr("Serial number and part are needed."))
