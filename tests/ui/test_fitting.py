"""Words stay whole where a button is narrower than they are."""

from PySide6.QtGui import QFontMetrics

from ui.widgets.fitting import NARROWEST, FittingButton


def test_words_are_written_narrower_where_there_is_less_room(qtbot):
    button = FittingButton("7  insufficient solder")
    qtbot.addWidget(button)
    wide = QFontMetrics(button.font()).horizontalAdvance(button.text())
    button.resize(wide + 60, 30)
    button.show()
    assert button.font().stretch() in (0, 100)
    button.resize(int(0.9 * wide), 30)
    assert QFontMetrics(button.font()).horizontalAdvance(button.text()) <= 0.9 * wide
    button.resize(20, 30)
    assert button.font().stretch() == NARROWEST
    button.resize(60, 30)
    button.setText("x")
    assert button.font().stretch() in (0, 100)
