"""What can be chosen on the statistics screen: the chart, what of it, and which panels."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from inspector.domain.spc import FACTORS
from inspector.store.figures import By
from ui.quantities import quantity_word
from ui.statistics.model import OF_VALUES, Chart, Period, Question, StatisticsScreen

WIDTH_PX = 250


class Controls(QWidget):
    """Fields; ``asked`` tells the question that they make up."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH_PX)
        self._question = Question()
        self._drawing = False
        self.charts = QListWidget()
        self.charts.setObjectName("charts")
        self.charts.setAccessibleName(self.tr("Charts"))
        self.charts.addItems(list(self._chart_names().values()))
        self.charts.setMaximumHeight(7 * self.charts.sizeHintForRow(0) + 8)
        self.charts.currentRowChanged.connect(self._chosen)
        self.by = self._box("by", self.tr("Count by"), list(self._by_names().values()))
        self.quantity = self._box("quantity", self.tr("Quantity"), [])
        self.part = self._box("part", self.tr("Package or part"), [])
        self.subgroup = QSpinBox()
        self.subgroup.setRange(min(FACTORS), max(FACTORS))
        self.subgroup.setAccessibleName(self.tr("Values a subgroup"))
        self.subgroup.valueChanged.connect(self._ask)
        self.product = self._box("product", self.tr("Product"), [])
        self.station = self._box("station", self.tr("Station"), [])
        self.lot = self._box("lot", self.tr("Lot"), [])
        self.period = self._box("period", self.tr("Period"), list(self._period_names().values()))
        self.png = QPushButton(self.tr("Save p&icture (PNG)"))
        self.csv = QPushButton(self.tr("Save &table (CSV)"))
        self.report = QPushButton(self.tr("Save report (&HTML)"))
        self.escape = QPushButton(self.tr("&Enter an escaped defect"))
        self.again = QPushButton(self.tr("Read the record again (F5)"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.charts)
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for field in (self.by, self.quantity, self.part, self.subgroup):
            self._row(field)
        for field in (self.product, self.station, self.lot, self.period):
            self._row(field)
        layout.addLayout(self._form)
        layout.addStretch(1)
        for button in (self.png, self.csv, self.report, self.escape, self.again):
            button.setAccessibleName(button.text().replace("&", ""))
            layout.addWidget(button)

    def draw(self, screen: StatisticsScreen) -> None:
        """Show a screen's question and what can be chosen."""
        self._drawing = True
        self._question = question = screen.question
        self.charts.setCurrentRow(list(Chart).index(question.chart))
        self.by.setCurrentIndex(list(By).index(question.by))
        self.period.setCurrentIndex(list(Period).index(question.period))
        self.subgroup.setValue(question.subgroup)
        for name in ("product", "station", "lot", "part"):
            first = self.tr("all")
            self._fill(getattr(self, name), screen.choices.get(name, ()), first)
            self._choose(getattr(self, name), getattr(question, name))
        self._fill(self.quantity, screen.choices.get("quantity", ()))
        self._choose(self.quantity, question.quantity)
        values = question.chart in OF_VALUES
        for field, shown in (
            (self.by, question.chart is Chart.PARETO),
            (self.quantity, values),
            (self.part, values),
            (self.subgroup, question.chart is Chart.XBAR_R),
        ):
            self._form.setRowVisible(field, shown)
        has_figure = screen.current and not screen.answer.figure.empty if screen.answer else False
        for button in (self.png, self.csv):
            button.setEnabled(has_figure)
        self.report.setEnabled(screen.answer is not None)
        self.again.setEnabled(not screen.busy)
        self._drawing = False

    def _chart_names(self) -> dict[Chart, str]:
        return {
            Chart.TREND: self.tr("Yield over time"),
            Chart.PARETO: self.tr("Pareto of calls"),
            Chart.RUN: self.tr("Values over time"),
            Chart.XBAR_R: self.tr("Means and ranges (Xbar-R)"),
            Chart.HISTOGRAM: self.tr("Histogram, Cp and Cpk"),
            Chart.HEAT: self.tr("Calls on the board"),
            Chart.OFFSETS: self.tr("Placement offsets"),
        }

    def _by_names(self) -> dict[By, str]:
        return {
            By.CODE: self.tr("kind of defect"),
            By.PART: self.tr("part"),
            By.PACKAGE: self.tr("package"),
            By.PART_NUMBER: self.tr("part number"),
            By.STATION: self.tr("station"),
            By.LOT: self.tr("lot"),
            By.PRODUCT: self.tr("product"),
            By.HOUR: self.tr("hour"),
        }

    def _period_names(self) -> dict[Period, str]:
        return {
            Period.ALL: self.tr("all"),
            Period.DAY: self.tr("last 24 hours"),
            Period.WEEK: self.tr("last 7 days"),
            Period.MONTH: self.tr("last 30 days"),
        }

    def _box(self, name: str, label: str, texts: Sequence[str]) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(label)
        box.addItems(list(texts))
        box.setMinimumContentsLength(8)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.currentIndexChanged.connect(self._ask)
        return box

    def _row(self, field: QWidget) -> None:
        label = QLabel(field.accessibleName())
        label.setBuddy(field)
        self._form.addRow(label, field)

    def _fill(self, box: QComboBox, texts: Sequence[str], first: str = "") -> None:
        wanted = [*([first] if first else []), *texts]
        if [box.itemData(i) or box.itemText(i) for i in range(box.count())] != wanted:
            box.clear()
            if first:
                box.addItem(first, "")
            for text in texts:
                box.addItem(quantity_word(text) if box is self.quantity else text, text)

    def _choose(self, box: QComboBox, data: str) -> None:
        box.setCurrentIndex(max(0, box.findData(data, Qt.ItemDataRole.UserRole)))

    def _chosen(self, row: int) -> None:
        del row
        self._ask()

    def _ask(self) -> None:
        if self._drawing:
            return
        question = replace(
            self._question,
            chart=list(Chart)[max(0, self.charts.currentRow())],
            by=list(By)[max(0, self.by.currentIndex())],
            period=list(Period)[max(0, self.period.currentIndex())],
            subgroup=self.subgroup.value(),
            **{
                name: getattr(self, name).currentData() or ""
                for name in ("product", "station", "lot", "part", "quantity")
            },
        )
        if question != self._question:
            self.asked.emit(question)
