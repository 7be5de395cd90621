"""The crossing of threads, and the language binding under it."""

import sys
import threading

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtWidgets import QWidget

from inspector.station.events import FieldSeen
from ui.bridge import StationBridge, Workers


def test_events_of_many_threads_all_arrive_each_threads_in_order(qtbot):
    bridge, seen, threads = StationBridge(), [], set()

    def take(event):
        seen.append(event)
        threads.add(QThread.currentThread())

    bridge.happened.connect(take)

    def tell(number):
        for count in range(500):
            bridge.publish(FieldSeen(str(number), count, count, 500))

    tellers = [threading.Thread(target=tell, args=(number,)) for number in range(4)]
    for teller in tellers:
        teller.start()
    for teller in tellers:
        teller.join()
    qtbot.waitUntil(lambda: len(seen) == 2000)
    assert threads == {bridge.thread()}
    for number in range(4):
        assert [e.index for e in seen if e.serial == str(number)] == list(range(500))


def test_of_pictures_that_nobody_fetched_the_newest_is_shown(qtbot):
    bridge, seen = StationBridge(), []
    bridge.pictured.connect(seen.append)
    teller = threading.Thread(target=lambda: [bridge.show(n) for n in range(1000)])
    teller.start()
    teller.join()  # all were told before the GUI thread had a moment
    qtbot.waitUntil(lambda: bool(seen))
    qtbot.wait_signal(bridge.pictured, timeout=50, raising=False)
    assert seen == [999]


def test_work_is_done_elsewhere_and_answered_here(qtbot):
    workers, here = Workers(), QThread.currentThread()
    answers = []
    workers.run(
        lambda: QThread.currentThread() is here,
        lambda value: answers.append((value, QThread.currentThread() is here)),
        answers.append,
    )
    qtbot.waitUntil(lambda: bool(answers))
    workers.close()
    assert answers == [(False, True)]


def test_work_that_fails_is_told_and_nothing_is_told_after_the_end(qtbot):
    workers, told, done = Workers(), [], threading.Event()

    def fail():
        raise OSError("the disk is full")

    workers.run(fail, told.append, lambda error: told.append(str(error)))
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["the disk is full"]
    workers.run(done.set, told.append, told.append)
    assert done.wait(10)
    workers.close()
    workers.run(done.clear, told.append, told.append)
    qtbot.waitUntil(lambda: True)
    assert told == ["the disk is full"]
    assert done.is_set()


class Ring(QObject):
    rang = Signal()


def test_calls_into_qt_lose_no_reference_to_none(qapp):
    """PySide6 6.12.0 loses one a call under Python 3.11, and then aborts."""
    widget, ring = QWidget(), Ring()
    before = sys.getrefcount(None)
    for _ in range(20_000):
        widget.update()
        ring.rang.emit()
    assert sys.getrefcount(None) > before - 1000
