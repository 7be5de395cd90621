"""The review screen: one suspect at a time, one key a decision."""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from inspector.domain.review import Ruling
from inspector.store.escapes import Proof
from inspector.store.suspects import Suspect
from ui.review.events import (
    Chosen,
    Decided,
    Decision,
    Event,
    Flipped,
    Kept,
    LightChosen,
    LightTurned,
    Loaded,
    LookTurned,
    Mixed,
    Moved,
    Named,
    NotKept,
    Read,
    Undone,
    Unreadable,
)
from ui.review.evidence import Evidence, Library, read_evidence, read_library
from ui.review.model import (
    ReviewScreen,
    after,
    may_decide,
    proof_of,
    reviews_of,
    wanted,
    withdrawal_of,
)
from ui.review.parts import Middle, QueueSide, ReasonSide
from ui.review.work import keep_proof, read_queue
from ui.services import Services

LOOK_MS = 3000
"""How often the record is asked for new suspects while the screen is shown."""
HELD = frozenset((Qt.Key.Key_N, Qt.Key.Key_P))
"""Keys that go on while they are held."""

Work = tuple[Callable[[], None], Suspect]


class ReviewPanel(QWidget):
    """Queue, suspect beside golden and difference, reasons, and a key for each decision.

    ``ruled`` tells of every decision that lies in the record: its panel's sequence.
    """

    ruled = Signal(int)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("review")
        self.setAccessibleName(self.tr("Review"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._services = services
        self._screen = ReviewScreen()
        self._library: Library | None = None
        self._reading: set[tuple[int, int, str]] = set()
        self._outbox: deque[Work] = deque()  # one at a time: a withdrawal follows its ruling
        self._asked = False
        self._queue, self._middle, self._side = QueueSide(), Middle(), ReasonSide()
        self._build()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.refresh)
        self.draw(self._screen)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        middle = QVBoxLayout()
        middle.addWidget(self._middle, 1)
        row.addWidget(self._queue, 2)
        row.addLayout(middle, 6)
        row.addWidget(self._side, 3)
        self._queue.person.textChanged.connect(lambda text: self.happen(Named(text)))
        self._queue.person.returnPressed.connect(self.setFocus)
        self._queue.mix.toggled.connect(lambda on: self.happen(Mixed(on)))
        self._queue.view.clicked.connect(self._chosen)
        side = self._side
        side.defect.clicked.connect(lambda: self.decide(Decision(Ruling.CONFIRMED)))
        side.false_call.clicked.connect(lambda: self.decide(Decision(Ruling.FALSE_CALL)))
        side.undo.clicked.connect(self.undo)
        side.again.clicked.connect(self.refresh)
        for number, button in enumerate(side.codes):
            button.clicked.connect(partial(self._code, number))
        self._middle.flip.clicked.connect(lambda: self.happen(Flipped()))
        self._middle.light.clicked.connect(lambda: self.happen(LightTurned()))
        self._middle.lights.chosen.connect(lambda index: self.happen(LightChosen(index)))
        self._middle.look.clicked.connect(lambda: self.happen(LookTurned()))
        self._middle.back.clicked.connect(lambda: self.happen(Moved(-1)))
        self._middle.forth.clicked.connect(lambda: self.happen(Moved(1)))

    @property
    def screen_shown(self) -> ReviewScreen:
        """What is shown."""
        return self._screen

    @Slot(object)
    def on_event(self, event: object) -> None:
        """Take an event of the station: something new may wait for a word."""
        if type(event).__name__ in ("PanelRecorded", "Waiting") and self.isVisible():
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Ask the record what waits; returns at once."""
        if self._asked:
            return
        self._asked = True
        record, folders = self._services.record, self._services.recipes
        library, person = self._library, self._screen.person

        def read() -> tuple[Loaded, Library]:
            return read_queue(record, person), library or read_library(folders)

        self._services.run(read, self._loaded, self._unreadable)

    def happen(self, event: Event) -> None:
        """Let something happen, and show what follows."""
        self._screen = after(self._screen, event)
        self._read_ahead()
        self.draw(self._screen)

    def decide(self, decision: Decision) -> None:
        """Take a decision on the suspect that is shown; the next one is there at once."""
        screen, now = self._screen, datetime.now(UTC)
        suspect = screen.suspect
        self.happen(Decided(decision))
        if suspect is None or not may_decide(screen):
            if not screen.person:
                self._queue.person.setFocus()
            return
        proof = proof_of(screen, decision, now)
        if proof is not None:
            self._send(partial(self._prove, proof), suspect)
        else:
            reviews = reviews_of(screen, decision, now)
            self._send(partial(self._services.rule, suspect.sequence, reviews), suspect)

    def undo(self) -> None:
        """Take the last decision back."""
        if not self._screen.done:
            return
        suspect = self._screen.done[-1].suspect
        reviews = withdrawal_of(self._screen, datetime.now(UTC))
        self.happen(Undone())
        if reviews:
            self._send(partial(self._services.rule, suspect.sequence, reviews), suspect)

    def draw(self, screen: ReviewScreen) -> None:
        """Show a screen, whatever was shown before."""
        self._queue.draw(screen)
        self._middle.draw(screen, self._library)
        self._side.draw(screen)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Decide, move, look: one key each; a key that is held decides once."""
        action = self._action(event)
        if action is not None and event.isAutoRepeat() and event.key() not in HELD:
            return  # else it would rule on suspects that nobody has looked at
        if action is None:
            super().keyPressEvent(event)
            return
        action()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Look at the record while the screen is shown."""
        super().showEvent(event)
        self.refresh()
        self._timer.start()
        (self if self._screen.person else self._queue.person).setFocus()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the record alone."""
        super().hideEvent(event)
        self._timer.stop()

    def _action(self, event: QKeyEvent) -> Callable[[], None] | None:
        key, held = event.key(), event.modifiers()
        if held == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_Z:
            return self.undo
        if held == Qt.KeyboardModifier.ShiftModifier and key == Qt.Key.Key_L:
            return partial(self.happen, LightTurned(-1))
        if held & ~Qt.KeyboardModifier.KeypadModifier:
            return None
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            return partial(self._code, key - Qt.Key.Key_1)
        events: dict[int, Event] = {
            Qt.Key.Key_N: Moved(1),
            Qt.Key.Key_P: Moved(-1),
            Qt.Key.Key_Space: Flipped(),
            Qt.Key.Key_L: LightTurned(),
            Qt.Key.Key_B: LookTurned(),
        }
        if key in events:
            return partial(self.happen, events[key])
        actions: dict[int, Callable[[], None]] = {
            Qt.Key.Key_D: partial(self.decide, Decision(Ruling.CONFIRMED)),
            Qt.Key.Key_F: partial(self.decide, Decision(Ruling.FALSE_CALL)),
            Qt.Key.Key_F5: self.refresh,
        }
        return actions.get(key)

    def _code(self, number: int) -> None:
        codes = self._screen.codes
        if self._screen.suspect and number < len(codes):
            self.decide(Decision(Ruling.CONFIRMED, codes[number]))

    @Slot(QModelIndex)
    def _chosen(self, index: QModelIndex) -> None:
        self.happen(Chosen(index.row()))
        self.setFocus()

    def _loaded(self, found: tuple[Loaded, Library]) -> None:
        self._asked = False
        loaded, self._library = found
        self.happen(loaded)

    def _unreadable(self, error: Exception) -> None:
        self._asked = False
        self.happen(Unreadable(str(error)))

    def _read_ahead(self) -> None:
        """Ask for the evidence that is wanted and not there yet."""
        library = self._library
        if library is None:
            return
        for suspect in wanted(self._screen):
            if suspect.key in self._screen.evidence or suspect.key in self._reading:
                continue
            self._reading.add(suspect.key)
            work = partial(read_evidence, self._services.record, suspect, library)
            self._services.run(work, self._read, partial(self._not_read, suspect))

    def _read(self, evidence: Evidence) -> None:
        self._reading.discard(evidence.key)
        self.happen(Read(evidence))

    def _not_read(self, suspect: Suspect, error: Exception) -> None:
        # it stays in ``_reading``: it is asked for again when the queue is read anew
        self._screen = after(self._screen, Unreadable(str(error)))
        self.draw(self._screen)
        QTimer.singleShot(LOOK_MS, self, lambda: self._reading.discard(suspect.key))

    def _prove(self, proof: Proof) -> None:
        keep_proof(self._services.record, proof)

    def _send(self, work: Callable[[], None], suspect: Suspect) -> None:
        self._outbox.append((work, suspect))
        if len(self._outbox) == 1:
            self._send_next()

    def _send_next(self) -> None:
        work, suspect = self._outbox[0]
        self._services.run(
            work, lambda _: self._sent(Kept(suspect.key), suspect), partial(self._not_sent, suspect)
        )

    def _sent(self, event: Event, suspect: Suspect) -> None:
        self._outbox.popleft()
        self.happen(event)
        if isinstance(event, Kept) and not suspect.known:
            self.ruled.emit(suspect.sequence)
        if self._outbox:
            self._send_next()

    def _not_sent(self, suspect: Suspect, error: Exception) -> None:
        self._sent(NotKept(suspect, str(error)), suspect)
