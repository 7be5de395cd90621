"""Every recorded panel reaches those who must have all, whatever ended when: real records."""

import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from inspector.formats.drop_settings import DropSettings
from inspector.formats.result import read_result
from inspector.line.drop import FileDrop
from inspector.line.sink import SinkHealth
from inspector.station.alarms import AlarmNumber
from inspector.station.courier import AT_ONCE, Courier
from inspector.station.events import AlarmOver
from inspector.store.deliveries import undelivered
from inspector.store.store import Store
from tests.results import panel_result

ROOT = Path(__file__).parents[2]


class Mailbox:
    """A receiver that takes ``room`` results and no more until it is emptied."""

    name = "mailbox"

    def __init__(self, room=1000):
        self._room, self._lock = room, threading.Lock()
        self.got, self._waiting, self._delivered = [], [], 0
        self.changed = threading.Condition(self._lock)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    @property
    def health(self):
        with self._lock:
            return SinkHealth(self._delivered, len(self._waiting), reason="is shut; open it")

    def publish(self, result):
        with self.changed:
            if len(self._waiting) >= self._room:
                return False
            self._waiting.append(result)
            self.changed.notify_all()
            return True

    def empty(self, count):
        """Take so many, as they come, in order; give their minutes."""
        minutes = []
        while len(minutes) < count:
            with self.changed:
                assert self.changed.wait_for(lambda: self._waiting, 30)
                minutes.append(self._waiting.pop(0).captured_utc.minute)
                self._delivered += 1
        return minutes


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "record") as opened:
        yield opened


def record(store, *minutes):
    for minute in minutes:
        store.record(panel_result(minute=minute), {})


def renamed(store, column, new):
    with store.connection.begin():
        store.connection.exec_driver_sql(f"ALTER TABLE panel RENAME COLUMN {column} TO {new}")


def until(condition):
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.002)


def drop(folder):
    return FileDrop(DropSettings(str(folder), retry_s=0.01))


def test_a_receiver_goes_on_where_it_ended_and_gets_nothing_twice(store):
    with Courier(store.folder, {"box": (first := Mailbox())}, print) as courier:
        record(store, 1, 2, 3)
        courier.tell()
        assert first.empty(2) == [1, 2]
    assert undelivered(store) == {"box": 1}
    record(store, 4)
    with Courier(store.folder, {"box": (second := Mailbox())}, print) as courier:
        assert second.empty(2) == [3, 4]
    assert undelivered(store) == {"box": 0}


def test_what_has_no_room_comes_later_in_order_and_is_an_alarm_until_then(store, monkeypatch):
    monkeypatch.setattr("inspector.station.courier.LATE_S", 0.05)
    told, box = [], Mailbox(room=2)
    record(store, 0)
    with Courier(store.folder, {"box": box}, told.append) as courier:
        record(store, *range(1, 10))
        courier.tell()
        until(lambda: told)
        assert told[0].number is AlarmNumber.RESULTS_LATE
        assert re.fullmatch(
            r"mailbox has not taken \d results, they wait in the record; is shut; open it",
            told[0].text,
        )
        assert box.empty(9) == list(range(1, 10))
        until(lambda: told[-1] == AlarmOver(AlarmNumber.RESULTS_LATE))


def test_a_new_receiver_is_not_poured_over_with_the_past(store):
    record(store, 1, 2)
    with Courier(store.folder, {"box": (box := Mailbox())}, print) as courier:
        record(store, 3)
        courier.tell()
        assert box.empty(1) == [3]


def test_a_damaged_record_holds_up_no_other(store, caplog):
    with Courier(store.folder, {"box": Mailbox()}, print):
        pass
    record(store, 1, 2)
    with store.connection.begin():
        store.connection.exec_driver_sql("UPDATE panel SET document = x'00' WHERE sequence = 1")
    with Courier(store.folder, {"box": (box := Mailbox())}, print):
        assert box.empty(1) == [2]
    assert "sequence 1 cannot be unpacked" in caplog.text
    assert undelivered(store) == {"box": 0}


def test_a_record_that_cannot_be_read_for_a_while_is_an_alarm_and_loses_nothing(store):
    told, box = [], Mailbox()
    with Courier(store.folder, {"box": Mailbox()}, print):
        pass
    record(store, 1, 2)
    renamed(store, "document", "away")
    with Courier(store.folder, {"box": box}, told.append):
        until(lambda: told)
        assert told[0].number is AlarmNumber.RESULTS_LATE
        assert re.match("results wait in the record; .*document; run .inspector", told[0].text)
        renamed(store, "away", "document")
        assert box.empty(2) == [1, 2]
        until(lambda: told[-1] == AlarmOver(AlarmNumber.RESULTS_LATE))


def test_what_nobody_thought_of_is_an_alarm_and_the_panel_is_offered_again(store):
    class Odd(Mailbox):
        def publish(self, result):
            odd, self.odd = self.odd, False
            if odd:
                raise ZeroDivisionError
            return super().publish(result)

    told, box = [], Odd()
    box.odd = True
    with Courier(store.folder, {"box": box}, told.append) as courier:
        record(store, 1)
        courier.tell()
        assert box.empty(1) == [1]
        until(lambda: told[-1] == AlarmOver(AlarmNumber.RESULTS_LATE))
    assert "internal error: ZeroDivisionError()" in told[0].text


def test_a_receiver_with_much_to_catch_up_does_not_keep_the_others_waiting(store):
    class Quick(Mailbox):
        def publish(self, result):
            others.append(len(slow._waiting))
            return super().publish(result)

    others, quick, slow = [], Quick(), Mailbox(room=1)
    with Courier(store.folder, {"quick": Mailbox(), "slow": Mailbox()}, print):
        pass
    record(store, *range(3 * AT_ONCE))
    with Courier(store.folder, {"quick": quick, "slow": slow}, print):
        until(lambda: len(others) == 3 * AT_ONCE)
        assert slow.empty(1) == [0]
    assert others[AT_ONCE] == 1


STATION = """
import sys
from pathlib import Path
from inspector.formats.drop_settings import DropSettings
from inspector.line.drop import FileDrop
from inspector.station.courier import Courier
from inspector.store.store import Store
from tests.results import panel_result
with Store(Path(sys.argv[1])) as store:
    drop = FileDrop(DropSettings(sys.argv[2], retry_s=0.01))
    with Courier(store.folder, {"drop": drop}, print) as courier:
        for n in range(int(sys.argv[3]), 100000):
            store.record(panel_result(f"SN{n:06}"), {})
            courier.tell()
            print(n, flush=True)
"""


@pytest.mark.parametrize("count", [1, 7, 20])
def test_after_a_kill_every_recorded_panel_is_still_delivered(tmp_path, count):
    record, share = tmp_path / "record", tmp_path / "share"
    share.mkdir()
    first = 0
    for _ in range(2):
        command = [sys.executable, "-c", textwrap.dedent(STATION), record, share, str(first)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as station:
            for _ in range(count):
                station.stdout.readline()
            os.kill(station.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        with Store(record, "read") as store:
            first = len(store.sequences())
    with Store(record), Courier(record, {"drop": drop(share)}, print):
        pass  # it delivers what is left before it ends
    with Store(record, "read") as store:
        serials = [one.result.serial for one in store.records()]
        assert undelivered(store) == {"drop": 0}
    assert sorted(read_result(file).serial for file in share.glob("*.json")) == sorted(serials)
