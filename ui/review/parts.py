"""The three parts of the review screen: queue, pictures, reasons and decisions."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.quantities import quantity_word
from ui.review.evidence import Evidence, Library, Reason
from ui.review.model import CODE_KEYS, Look, ReviewScreen
from ui.review.pictures import BoardView, PictureView
from ui.review.queue import QueueModel
from ui.review.strip import LightStrip
from ui.review.words import light_word
from ui.sentences import spoken
from ui.theme import Tone, colour
from ui.widgets.fitting import FittingButton
from ui.words import clause_words, defect_word, limit_words

SIDE_PX, SMALLEST_PX = 240, 160
"""Width of the sides; the smallest is for a screen at 200 %."""


def _button(text: str, name: str, *, big: bool = False, fitting: bool = False) -> QPushButton:
    """Make a button that a key does the same as; it never takes the keys away.

    ``fitting``: it may be narrower than its words, on a small screen.
    """
    button = FittingButton(text) if fitting else QPushButton(text)
    button.setProperty("dense", fitting)
    button.setObjectName(name)
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if big:
        button.setMinimumHeight(44)
    return button


class QueueSide(QWidget):
    """Who reviews, what waits, what was decided."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(SMALLEST_PX)
        self.setMaximumWidth(SIDE_PX)
        self.person = QLineEdit()
        self.person.setObjectName("person")
        self.person.setAccessibleName(self.tr("Your name"))
        self.person.setPlaceholderText(self.tr("Your name, then Enter"))
        self.mix = QCheckBox(self.tr("Add known defects"))
        self.mix.setObjectName("mix")
        self.mix.setAccessibleName(self.mix.text())
        self.mix.setToolTip(
            self.tr("Shows some defects again that others confirmed, to measure who reviews")
        )
        self.waiting, self.counts = QLabel(), QLabel()
        self.counts.setWordWrap(True)
        self.model = QueueModel()
        self.view = QListView()
        self.view.setObjectName("queue")
        self.view.setAccessibleName(self.tr("Suspects that wait"))
        self.view.setUniformItemSizes(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # letters are decisions, not searches
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.view.setModel(self.model)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.person, self.waiting, self.view, self.counts, self.mix):
            layout.addWidget(widget)

    def draw(self, screen: ReviewScreen) -> None:
        """Show a screen."""
        self.model.show(screen.queue)
        if screen.queue:
            index = self.model.index(screen.at)
            self.view.setCurrentIndex(index)
        self.mix.setChecked(screen.mix)
        if screen.queue:
            text = self.tr("Suspects: %1").replace("%1", str(len(screen.queue)))
            ahead = sum(one.waiting for one in screen.queue)
            if ahead:
                text += ", " + self.tr("▶ the line waits for %1").replace("%1", str(ahead))
        else:
            text = self.tr("Reading the record …") if screen.loading else ""
        self.waiting.setText(text)
        counts = self.tr("%1 defects, %2 false calls")
        counts = counts.replace("%1", str(screen.defects)).replace("%2", str(screen.false_calls))
        if screen.proved:
            proved = self.tr("known defects: %1 of %2 found")
            found, shown = sum(screen.proved), len(screen.proved)
            counts += "\n" + proved.replace("%1", str(found)).replace("%2", str(shown))
        self.counts.setText(counts)


class Middle(QWidget):
    """Suspect beside golden, below every other light, what differs, and the board."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.suspect = PictureView(self.tr("Suspect"))
        self.suspect.setObjectName("suspect")
        self.golden = PictureView(self.tr("Golden board"))
        self.golden.setObjectName("golden")
        self.difference = PictureView(self.tr("Difference"))
        self.lights = LightStrip()
        self.small_board = BoardView(self.tr("Place on the board"))
        self.board = BoardView(self.tr("Board"))
        self.board.setObjectName("board")
        self.back = _button(self.tr("P  previous"), "back", fitting=True)
        self.forth = _button(self.tr("N  next"), "forth", fitting=True)
        self.flip = _button(self.tr("Space  golden"), "flip", fitting=True)
        self.light = _button(self.tr("L  light"), "light", fitting=True)
        self.light.setToolTip(self.tr("The next light; Shift+L: the one before"))
        self.look = _button(self.tr("B  board"), "look", fitting=True)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._suspect_page())
        self.pages.addWidget(self.board)
        self.words = QLabel()
        self.words.setObjectName("words")
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages.addWidget(self.words)
        keys = QHBoxLayout()
        for button in (self.back, self.forth, self.flip, self.light, self.look):
            keys.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pages, 1)
        layout.addLayout(keys)

    def draw(self, screen: ReviewScreen, library: Library | None) -> None:
        """Show a screen."""
        if not screen.queue:
            self.words.setText(self.tr("Reading …") if screen.loading else self._nothing(screen))
            self.pages.setCurrentWidget(self.words)
        elif screen.look is Look.PANEL:
            self.pages.setCurrentWidget(self.board)
        else:
            self.pages.setCurrentIndex(0)
        for button in (self.back, self.forth, self.flip, self.light, self.look):
            button.setEnabled(bool(screen.queue))
        no_recipe = self.tr("The recipe of this product is not known here: no drawing of its board")
        if library and library.faults:
            no_recipe += "\n" + spoken(library.faults[0])
        if screen.shown is None:
            no_recipe = self.tr("Reading …")
        self.board.draw(screen.shown, no_recipe)
        self.small_board.draw(screen.shown, no_recipe)
        self._draw_pictures(screen, screen.shown)

    def _suspect_page(self) -> QWidget:
        page = QWidget()
        halves = QHBoxLayout(page)
        halves.setContentsMargins(0, 0, 0, 0)
        left = QVBoxLayout()
        left.addWidget(self.suspect, 5)
        left.addWidget(self.lights, 2)  # where it is gone the suspect takes its room
        right = QGridLayout()
        right.addWidget(self.golden, 0, 0, 1, 2)
        right.addWidget(self.difference, 1, 0)
        right.addWidget(self.small_board, 1, 1)
        right.setRowStretch(0, 5)
        right.setRowStretch(1, 2)
        halves.addLayout(left, 1)
        halves.addLayout(right, 1)
        return page

    def _draw_pictures(self, screen: ReviewScreen, one: Evidence | None) -> None:
        reading = self.tr("Reading …") if one is None else ""
        none = reading or self.tr("No picture was kept of this part")
        golden = one.golden if one else None
        no_golden = reading or self.tr(
            "No golden board here: learn one from good captures with `inspector golden`"
        )
        marks = one.marks if one else ()
        lights = one.lights if one else ()
        self.light.setEnabled(len(lights) > 1)
        several = len({light.shot for light in lights}) > 1
        if screen.golden_shown and golden is not None:
            self.suspect.draw(self.tr("Golden board (Space: suspect)"), golden, marks)
        elif lights:
            light = lights[screen.light % len(lights)]
            title = self.tr("Suspect")
            if screen.light or several:
                title += f": {light_word(light)}"
            self.suspect.draw(title, light.picture, marks)
        else:
            self.suspect.draw(self.tr("Suspect"), None, marks, none)
        self.golden.draw(self.tr("Golden board"), golden, marks, no_golden)
        apart = one.difference if one else None
        no_difference = reading or self.tr("Without a golden board there is no difference")
        self.difference.draw(self.tr("Difference"), apart, marks, no_difference)
        if one is None:
            self.lights.wait(reading)
        else:
            self.lights.draw(lights, screen.light)

    def _nothing(self, screen: ReviewScreen) -> str:
        if screen.trouble:
            return self.tr("The record cannot be read. It is tried again every few seconds.")
        return self.tr("Nothing waits for a decision.\nNew suspects appear here by themselves.")


class ReasonSide(QWidget):
    """Why it is a suspect, in numbers, and what a person may say of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(SMALLEST_PX + 100)
        self.setMaximumWidth(SIDE_PX + 130)
        self.title, self.reasons, self.trouble = QLabel(), QLabel(), QLabel()
        for label, name in (
            (self.title, "title"),
            (self.reasons, "reasons"),
            (self.trouble, "trouble"),
        ):
            label.setObjectName(name)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.RichText)
        self.reasons.setAlignment(Qt.AlignmentFlag.AlignTop)
        rolled = QScrollArea()  # a part may have many defects, a screen may be small
        rolled.setObjectName("rolled_reasons")
        rolled.setAccessibleName(self.tr("Why it is a suspect"))
        rolled.setWidget(self.reasons)
        rolled.setWidgetResizable(True)
        rolled.setFrameShape(QScrollArea.Shape.NoFrame)
        rolled.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the arrows roll it; letters still decide
        rolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.defect = _button(self.tr("D  defect"), "defect", big=True)
        self.false_call = _button(self.tr("F  false call"), "false_call", big=True)
        self.undo = _button(self.tr("Ctrl+Z  undo"), "undo")
        self.again = _button(self.tr("F5  reload"), "again")
        self.codes = tuple(_button("", f"code{n + 1}", fitting=True) for n in range(CODE_KEYS))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(rolled, 1)
        layout.addWidget(self.trouble)
        ruling = QHBoxLayout()
        ruling.addWidget(self.defect)
        ruling.addWidget(self.false_call)
        layout.addLayout(ruling)
        grid = QGridLayout()
        grid.setSpacing(3)
        for n, button in enumerate(self.codes):
            grid.addWidget(button, n // 2, n % 2)
        layout.addLayout(grid)
        row = QHBoxLayout()
        row.addWidget(self.undo)
        row.addWidget(self.again)
        layout.addLayout(row)

    def draw(self, screen: ReviewScreen) -> None:
        """Show a screen."""
        suspect, one = screen.suspect, screen.shown
        self.title.setText(self._title(screen))
        reasons = "".join(self._rows(reason) for reason in one.reasons) if one else ""
        if one and one.unmeasured:
            reasons += f"<p>{escape(spoken(one.unmeasured))}</p>"
        if one and one.surface:
            between = self.tr("Between the parts (not for review):")
            lines = "<br>".join(self._line(reason) for reason in one.surface[:3])
            reasons += f"<p>{between}<br>{lines}</p>"
        self.reasons.setText(reasons)
        hints = {
            "": "",
            "name": self.tr("Type your name first, at the upper left"),
            "wait": self.tr("Wait until the picture is there"),
        }
        colour_name = colour(Tone.WARNING).name()
        told = spoken(screen.not_kept or screen.trouble) or hints[screen.hint]
        self.trouble.setText(f'<b style="color:{colour_name}">▲ {escape(told)}</b>' if told else "")
        self.trouble.setVisible(bool(told))
        self.defect.setEnabled(suspect is not None)
        self.false_call.setEnabled(suspect is not None)
        self.undo.setEnabled(bool(screen.done))
        for n, button in enumerate(self.codes):
            known = suspect is not None and n < len(screen.codes)
            button.setVisible(known)
            if known:
                word = defect_word(screen.codes[n])
                button.setText(f"{n + 1}  {word}")
                button.setToolTip(word)
                button.setAccessibleName(word)

    def _title(self, screen: ReviewScreen) -> str:
        suspect, one = screen.suspect, screen.shown
        if suspect is None:
            return ""
        lines = [f"<span style='font-size:16pt'><b>{escape(suspect.refdes)}</b></span>"]
        if one and one.package:
            lines.append(f"{escape(one.part_number)} &nbsp; {escape(one.package)}".strip())
        board = self.tr("board %1").replace("%1", str(suspect.board_index))
        serial = escape(str(suspect.serial or suspect.sequence))
        lines.append(f"{escape(suspect.product)} &nbsp; {serial} &nbsp; {board}")
        return "<br>".join(lines)

    def _rows(self, reason: Reason) -> str:
        """Give one reason as rich text: what, where, the number and the limit."""
        pin = self.tr("pin %1").replace("%1", escape(reason.pin))
        place = f" &nbsp; {pin}" if reason.pin else ""
        clause = escape(clause_words(reason.clause, reason.revision))
        below = f"<br><small>{clause}</small>" if clause else ""
        return (
            f"<p><b>{defect_word(reason.code)}</b>{place}<br>"
            f"{escape(quantity_word(reason.quantity))} <b>{escape(reason.value)}</b><br>"
            f"{escape(limit_words(reason.low, reason.high, reason.unit))}{below}</p>"
        )

    def _line(self, reason: Reason) -> str:
        """Give one reason in one line of rich text."""
        return ", ".join(
            (
                f"{defect_word(reason.code)}: {escape(quantity_word(reason.quantity))} "
                f"{escape(reason.value)}",
                escape(limit_words(reason.low, reason.high, reason.unit)),
            )
        )
