"""The queue as a list that a view draws: only the rows on the screen cost anything."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

from inspector.store.suspects import Suspect
from ui.words import defect_word

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class QueueModel(QAbstractListModel):
    """Suspects, one a row."""

    def __init__(self) -> None:
        super().__init__()
        self._queue: tuple[Suspect, ...] = ()

    def show(self, queue: tuple[Suspect, ...]) -> None:
        """Hold another queue."""
        if queue != self._queue:
            self.beginResetModel()
            self._queue = queue
            self.endResetModel()

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        """Give how many suspects there are."""
        return 0 if parent.isValid() else len(self._queue)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give a row's text; the line's waiting is said by a word and a shape."""
        if not index.isValid():
            return None
        one = self._queue[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            mark = "▶ " if one.waiting else ""
            board = f" [{one.board_index}]" if one.board_index else ""
            words = ", ".join(defect_word(code) for code in one.codes)
            return f"{mark}{one.refdes}{board}  {words}\n{one.serial or one.sequence}"
        if role == Qt.ItemDataRole.ToolTipRole:
            when = one.captured_utc.astimezone().strftime("%Y-%m-%d %H:%M:%S")
            return f"{one.product}, {when}"
        return None
