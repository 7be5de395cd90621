"""A new board from a centroid file and a package library."""

from pathlib import Path

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector.domain.board import Side
from inspector.domain.errors import RecipeError
from inspector.domain.recipe import IpcClass
from ui.sentences import spoken
from ui.services import Services


def make_board(
    positions: Path, packages: Path, folder: Path, side: Side, ipc_class: IpcClass
) -> Path:
    """Make a recipe of a position file and a package library, and write it.

    Raises
    ------
    InspectorError
        If a file is refused, a footprint has no package, or the folder is there already.
    """
    from inspector.formats.new_recipe import new_recipe
    from inspector.formats.recipe import write_recipe

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RecipeError(folder, "", "is there already", "name a folder that is new or empty")
    made = new_recipe(positions, packages, folder.name, side=side, ipc_class=ipc_class)
    write_recipe(made, folder)
    return folder


class NewBoardDialog(QDialog):
    """Asks for the files; what is wrong with them is said here, and can be mended here."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("New board"))
        self.setObjectName("new_board")
        self._services = services
        self.made: Path | None = None
        self.positions, self.packages, self.folder = QLineEdit(), QLineEdit(), QLineEdit()
        self._side, self._class = QComboBox(), QComboBox()
        self._side.addItems([side.value for side in Side])
        self._class.addItems([one.value for one in IpcClass])
        self._class.setCurrentText(IpcClass.CLASS_3.value)
        self._reason = QLabel()
        self._reason.setObjectName("reason")
        self._reason.setWordWrap(True)
        form = QFormLayout()
        form.addRow(
            self.tr("Positions (centroid file)"),
            self._with_browse(self.positions, "positions", self.tr("KiCad's position file")),
        )
        form.addRow(
            self.tr("Package library"),
            self._with_browse(self.packages, "packages", self.tr("packages.toml")),
        )
        form.addRow(
            self.tr("New recipe folder"),
            self._with_browse(self.folder, "folder", self.tr("its name is the product's")),
        )
        form.addRow(self.tr("Side"), self._side)
        form.addRow(self.tr("IPC class"), self._class)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._buttons.accepted.connect(self.make)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self._reason)
        layout.addWidget(self._buttons)
        self.resize(640, 260)

    def make(self) -> None:
        """Make the board from what was given."""
        positions, packages, folder = (
            Path(line.text().strip()) for line in (self.positions, self.packages, self.folder)
        )
        if not all(line.text().strip() for line in (self.positions, self.packages, self.folder)):
            self._reason.setText("▲ " + self.tr("name both files and the new folder"))
            return
        side, ipc_class = Side(self._side.currentText()), IpcClass(self._class.currentText())
        self._reason.setText(self.tr("Reading …"))
        self._buttons.setEnabled(False)
        self._services.run(
            lambda: make_board(positions, packages, folder, side, ipc_class),
            self._done,
            self._failed,
        )

    def _done(self, folder: Path) -> None:
        self.made = folder
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._buttons.setEnabled(True)
        self._reason.setText("▲ " + spoken(" ".join(str(error).split())))

    def _with_browse(self, line: QLineEdit, name: str, hint: str) -> QWidget:
        line.setObjectName(name)
        line.setAccessibleName(hint)
        line.setPlaceholderText(hint)
        browse = QPushButton(self.tr("Browse…"))

        def ask() -> None:
            if name == "folder":
                chosen = QFileDialog.getSaveFileName(self, hint)[0]
            else:
                chosen = QFileDialog.getOpenFileName(self, hint)[0]
            if chosen:
                line.setText(chosen)

        browse.clicked.connect(ask)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(line)
        row.addWidget(browse)
        return both
