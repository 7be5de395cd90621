"""The tree of board, packages, checks and parts, with a line to find a name by."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.editor.model import NOTES, Choice, Node
from ui.sentences import spoken

CHOICE = Qt.ItemDataRole.UserRole


class RecipeTree(QWidget):
    """Shows a tree; what is chosen in it leaves as a signal."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find = QLineEdit()
        self._find.setObjectName("find")
        self._find.setPlaceholderText(self.tr("Find a part or package"))
        self._find.setAccessibleName(self.tr("Find a part or package"))
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(self._filter)
        self._tree = QTreeWidget()
        self._tree.setObjectName("tree")
        self._tree.setAccessibleName(self.tr("Board, packages, checks and parts"))
        self._tree.setHeaderLabels([self.tr("Recipe"), ""])
        self._tree.setUniformRowHeights(True)  # thousands of rows
        header = self._tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._tree.setIndentation(14)
        self._tree.currentItemChanged.connect(self._on_current)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._find)
        layout.addWidget(self._tree)
        self._node: Node | None = None
        self._items: dict[Choice, QTreeWidgetItem] = {}
        self._drawing = False

    def draw(self, node: Node | None, choice: Choice) -> None:
        """Show a tree and what is chosen in it."""
        self._drawing = True
        if node is not self._node and node != self._node:
            self._rebuild(node)
        item = self._items.get(choice)
        if item is not None and item is not self._tree.currentItem():
            self._tree.setCurrentItem(item)
            self._tree.scrollToItem(item)
        self._drawing = False

    def _rebuild(self, node: Node | None) -> None:
        old, self._node = self._node, node
        self._tree.setUpdatesEnabled(False)
        top = self._tree.topLevelItem(0)
        if node is None or old is None or top is None or _names(old) != _names(node):
            self._all_anew(node)
        else:
            self._label(top, node)
            self._items = {
                node.choice: top,
                **{c: i for c, i in self._items.items() if c != old.choice},
            }
            for place, (before, now) in enumerate(zip(old.below, node.below, strict=True)):
                item = top.child(place)
                if before != now and item is not None:
                    self._branch_anew(item, before, now)
        self._tree.setUpdatesEnabled(True)
        self._filter(self._find.text())

    def _all_anew(self, node: Node | None) -> None:
        opened = {c for c, item in self._items.items() if item.isExpanded()}
        self._items = {}
        self._tree.clear()
        if node is not None:
            top = self._item(node)
            self._tree.addTopLevelItem(top)
            top.setExpanded(True)
            for choice in opened & self._items.keys():
                self._items[choice].setExpanded(True)

    def _branch_anew(self, item: QTreeWidgetItem, old: Node, new: Node) -> None:
        """Show one package anew; the other thousand parts stay as they are."""
        for below in old.below:
            self._items.pop(below.choice, None)
        item.takeChildren()
        self._label(item, new)
        item.addChildren([self._item(below) for below in new.below])

    def _item(self, node: Node) -> QTreeWidgetItem:
        item = QTreeWidgetItem()
        self._label(item, node)
        self._items[node.choice] = item
        item.addChildren([self._item(below) for below in node.below])
        return item

    def _label(self, item: QTreeWidgetItem, node: Node) -> None:
        item.setText(0, node.text)
        item.setText(1, spoken(node.note) if node.note in NOTES else node.note)
        item.setData(0, CHOICE, node.choice)
        item.setToolTip(0, node.text)

    def _filter(self, text: str) -> None:
        wanted = text.strip().lower()
        for top in range(self._tree.topLevelItemCount()):
            self._keep(self._tree.topLevelItem(top), wanted)

    def _keep(self, item: QTreeWidgetItem | None, wanted: str, above: bool = False) -> bool:  # noqa: FBT001, FBT002
        if item is None:
            return False
        here = above or wanted in item.text(0).lower()
        kept = [self._keep(item.child(k), wanted, here) for k in range(item.childCount())]
        shown = here or any(kept)
        item.setHidden(not shown and item.parent() is not None)
        if wanted and any(kept) and not here:
            item.setExpanded(True)
        return shown

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and not self._drawing:
            self.chosen.emit(item.data(0, CHOICE))


def _names(node: Node) -> list[Choice]:
    return [below.choice for below in node.below]
