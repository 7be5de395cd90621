"""What every sink of results does, whatever it speaks: it takes at once, or says that not."""

import time

import pytest

from inspector.formats.drop_settings import DropSettings
from inspector.formats.mqtt_settings import MqttSettings
from inspector.formats.opcua_settings import OpcUaSettings
from inspector.line.drop import FileDrop
from inspector.line.mqtt import MqttSink
from inspector.line.opcua import OpcUaServer

MANY = 300


def file_drop(folder, port):
    return FileDrop(DropSettings(str(folder / "share"), retry_s=0.01, most_waiting=MANY // 2))


def mqtt(folder, port):
    pytest.importorskip("paho.mqtt.client", reason="the extra mqtt is not installed")
    return MqttSink(MqttSettings("127.0.0.1", "st1", port, retry_s=0.01, most_waiting=MANY // 2))


def opcua(folder, port):
    pytest.importorskip("asyncua", reason="the extra opcua is not installed")
    return OpcUaServer(OpcUaSettings("st1", str(folder / "pki"), port=0), control=None)


SINKS = [file_drop, mqtt, opcua]


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr("inspector.line.outbox.LAST_S", 0.2)


@pytest.mark.parametrize("make", SINKS, ids=lambda make: make.__name__)
def test_every_result_is_taken_at_once_or_refused(make, tmp_path, free_port, result):
    results = [result(minute=minute) for minute in range(MANY)]
    with make(tmp_path, free_port()) as sink:
        assert sink.name
        began = time.perf_counter()
        taken = sum(sink.publish(one) for one in results)
        assert time.perf_counter() - began < 2.0  # nobody takes results yet
    after = sink.health
    assert after.delivered + after.waiting + after.lost == taken
    assert not sink.publish(result())  # it has ended


@pytest.mark.parametrize("make", SINKS[:2], ids=lambda make: make.__name__)
def test_what_is_wrong_is_one_line_with_the_mend(make, tmp_path, free_port, result, until):
    with make(tmp_path, free_port()) as sink:
        sink.publish(result())
        reason = until(lambda: sink.health.reason)
        assert "\n" not in reason
        until(lambda: ";" in sink.health.reason)
