"""The statistics screen: figures, one chart, and what is asked of it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from inspector.domain.review import Escape
from ui.sentences import spoken
from ui.services import Services
from ui.statistics.controls import Controls
from ui.statistics.escape_dialog import EscapeDialog
from ui.statistics.figure import csv_of
from ui.statistics.model import (
    ON_BOARD,
    Answer,
    Answered,
    Asked,
    Chart,
    Event,
    Failed,
    Loaded,
    Material,
    Progress,
    Question,
    Reloading,
    StatisticsScreen,
    Written,
    after,
)
from ui.statistics.tiles import tiles_of
from ui.statistics.work import keep_escape, read_material, write_bytes

if TYPE_CHECKING:
    from ui.statistics.drawing import Drawing

DRAWING = "ui.statistics.drawing"
"""Imported when it is needed first: pyqtgraph takes half a second."""
TILES_A_ROW = 4


class StatisticsPanel(QWidget):
    """Tiles above, chart below, what can be chosen at the left."""

    progressed = Signal(int, int)
    """From the worker: so many groups of panels are read."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statistics")
        self.setAccessibleName(self.tr("Statistics"))
        self._services = services
        self._screen = StatisticsScreen()
        self._drawing: Drawing | None = None
        self._drawn: Answer | None = None
        self._begun = False
        self.controls = Controls()
        self._tiles: list[tuple[QLabel, QLabel, QLabel]] = []
        self._state, self._title, self._note = QLabel(), QLabel(), QLabel()
        self._build()
        self.progressed.connect(lambda done, of: self._happen(Progress(done, of)))
        self.draw(self._screen)

    def _build(self) -> None:
        row, column = QHBoxLayout(self), QVBoxLayout()
        row.addWidget(self.controls)
        row.addLayout(column, 1)
        self._grid = QGridLayout()
        column.addLayout(self._grid)
        for label, name in ((self._title, "title"), (self._note, "note"), (self._state, "state")):
            label.setObjectName(name)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("role", "large")
        self._state.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._room = QVBoxLayout()
        column.addWidget(self._title)
        column.addWidget(self._state)
        column.addLayout(self._room, 1)
        column.addWidget(self._note)
        self.controls.asked.connect(lambda question: self.ask(question))
        self.controls.again.clicked.connect(self.reload)
        self.controls.png.clicked.connect(partial(self._choose, "png", self.save_png))
        self.controls.csv.clicked.connect(partial(self._choose, "csv", self.save_csv))
        self.controls.report.clicked.connect(partial(self._choose, "html", self.save_report))
        self.controls.escape.clicked.connect(self._enter_escape)

    @property
    def screen_shown(self) -> StatisticsScreen:
        """What is shown."""
        return self._screen

    @Slot()
    def reload(self) -> None:
        """Read the record again; returns at once."""
        self._happen(Reloading())
        record, recipes, tell = self._services.record, self._services.recipes, self.progressed.emit

        def read() -> Material | None:
            import_module(DRAWING)
            return read_material(record, recipes, tell)

        self._services.run(read, self._loaded, self._failed)

    def ask(self, question: Question) -> None:
        """Ask something; it is drawn when it is answered."""
        self._happen(Asked(question))
        self._answer()

    def save_png(self, file: Path) -> None:
        """Write the chart as a picture."""
        if self._drawing is not None and self._screen.current:
            from ui.statistics.drawing import png_of

            self._write(file, partial(png_of, self._drawing.picture()))

    def save_csv(self, file: Path) -> None:
        """Write the table behind the chart."""
        answer = self._screen.answer
        if answer is not None and self._screen.current:
            self._write(file, lambda: csv_of(answer.figure).encode("utf-8"))

    def save_report(self, file: Path) -> None:
        """Write every chart of what is selected into one file to print."""
        material, question = self._screen.material, self._screen.question
        if material is None:
            return
        from ui.statistics.charts import answer

        asked = [replace(question, chart=chart) for chart in Chart]
        first = self._screen.choices.get("product", ("",))[0]
        on_board = [replace(q, product=q.product or first) for q in asked if q.chart in ON_BOARD]
        asked = [q for q in asked if q.chart not in ON_BOARD] + on_board

        def answers() -> list[Answer]:
            return [answer(q, material) for q in asked]

        self._services.run(answers, partial(self._write_report, file), self._failed)

    def draw(self, screen: StatisticsScreen) -> None:
        """Show a screen, whatever was shown before."""
        self.controls.draw(screen)
        self._state.setText(self._state_text(screen))
        self._state.setVisible(bool(self._state.text()))
        answer = screen.answer
        self._title.setText(answer.figure.title if answer else "")
        notes = (answer.figure.note if answer else "", screen.told)
        self._note.setText("\n".join(filter(None, notes)))
        if answer is not None and answer is not self._drawn:
            self._draw_tiles(answer)
            if self._drawing is not None:
                self._drawing.draw(answer.figure)
                self._drawing.setVisible(not answer.figure.empty)
                self._drawn = answer

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Read the record when the screen is shown first."""
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            self.reload()

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Draw the chart in the colours of another palette."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._drawing and self._drawn:
            self._drawing.draw(self._drawn.figure)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read again on F5."""
        if event.key() == Qt.Key.Key_F5:
            self.reload()
        else:
            super().keyPressEvent(event)

    def _happen(self, event: Event) -> None:
        self._screen = after(self._screen, event)
        self.draw(self._screen)

    def _loaded(self, material: Material | None) -> None:
        if self._drawing is None:
            from ui.statistics.drawing import Drawing

            self._drawing = Drawing()
            self._drawing.setAccessibleName(self.tr("Chart"))
            self._room.addWidget(self._drawing)
        self._happen(Loaded(material))
        self._answer()

    def _answer(self) -> None:
        question, material = self._screen.question, self._screen.material
        if material is None:
            return
        from ui.statistics.charts import answer

        self._services.run(partial(answer, question, material), self._answered, self._failed)

    def _answered(self, answer: Answer) -> None:
        if answer.question == self._screen.question:  # else another one was asked meanwhile
            self._happen(Answered(answer))

    def _failed(self, error: Exception) -> None:
        self._happen(Failed(str(error)))

    def _state_text(self, screen: StatisticsScreen) -> str:
        if screen.trouble:
            return "▲ " + spoken(screen.trouble)
        if screen.busy and screen.material is None:
            done, of = screen.progress
            text = self.tr("Reading the record …")
            return f"{text} {done} / {of}" if of else text
        if screen.material is None:
            return self.tr("There is no record yet. Inspect a panel, then read again (F5).")
        return ""

    def _draw_tiles(self, answer: Answer) -> None:
        tiles = tiles_of(answer.summary)
        while len(self._tiles) < len(tiles):
            labels = QLabel(), QLabel(), QLabel()
            labels[0].setProperty("role", "small")
            labels[1].setProperty("role", "count")
            labels[2].setProperty("role", "small")
            box = QVBoxLayout()
            box.setSpacing(0)
            for label in labels:
                label.setWordWrap(True)
                box.addWidget(label)
            place = divmod(len(self._tiles), TILES_A_ROW)
            self._grid.addLayout(box, *place)
            self._tiles.append(labels)
        for tile, labels in zip(tiles, self._tiles, strict=True):
            for label, text in zip(labels, (tile.name, tile.value, tile.more), strict=True):
                label.setText(text)

    def _write_report(self, file: Path, answers: list[Answer]) -> None:
        from ui.statistics.drawing import Drawing, paper, png_of
        from ui.statistics.report import report_html

        drawing = Drawing()
        drawing.setPalette(paper())
        drawing.resize(1000, 520)
        shown = []
        for answer in answers:
            drawing.draw(answer.figure)
            drawing.ensurePolished()
            shown.append((answer, png_of(drawing.picture())))
        self._write(file, lambda: report_html(shown).encode("utf-8"))

    def _write(self, file: Path, data: Callable[[], bytes]) -> None:
        told = self.tr("Written: %1").replace("%1", str(file))
        self._services.run(
            lambda: write_bytes(file, data()), lambda _: self._happen(Written(told)), self._failed
        )

    def _choose(self, ending: str, write: Callable[[Path], None]) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "", f"statistics.{ending}", f"*.{ending}")
        if name:
            write(Path(name))

    def _enter_escape(self) -> None:
        dialog = EscapeDialog(self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.keep_escape(dialog.escape())

    def keep_escape(self, escape: Escape) -> None:
        """Keep a defect that was found later, and show the figures with it."""
        record = self._services.record
        self._services.run(
            lambda: keep_escape(record, escape), lambda _: self.reload(), self._failed
        )
