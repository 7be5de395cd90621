"""MQTT, against mosquitto: an independent broker on this machine."""

import json
import logging
import os
import queue
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from inspector.domain.errors import CaptureError, DeviceError
from inspector.formats.mqtt_settings import MqttSettings, read_mqtt
from inspector.formats.result import result_from_json
from inspector.formats.strict import Source
from inspector.line.mqtt import MqttSink
from inspector.line.plc import LineState

pytest.importorskip("paho.mqtt.client", reason="the extra mqtt is not installed")
MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
broker_needed = pytest.mark.skipif(
    MOSQUITTO is None, reason="no broker here; run: apt-get install mosquitto"
)


class Broker:
    def __init__(self, folder, port, users=""):
        self.port, self._folder, self._process = port, folder, None
        lines = [f"listener {port} 127.0.0.1", "persistence false", "user root"]
        if users:
            passwords = folder / "passwords"
            passwords.write_text(users)
            subprocess.run([*PASSWD, "-U", str(passwords)], check=True, capture_output=True)
            passwords.chmod(0o600)
            lines += [f"password_file {passwords}", "allow_anonymous false"]
        else:
            lines += ["allow_anonymous true"]
        (folder / "mosquitto.conf").write_text("\n".join(lines))

    def start(self):
        command = [MOSQUITTO, "-c", str(self._folder / "mosquitto.conf")]
        with (self._folder / "mosquitto.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        return self

    def accepts(self):
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


PASSWD = ["mosquitto_passwd"]


@pytest.fixture
def broker(tmp_path, free_port, until):
    made = []

    def start(**given):
        one = Broker(tmp_path, free_port(), **given)
        made.append(one)
        one.start()
        until(one.accepts)
        return one

    yield start
    for one in made:
        one.stop()


@pytest.fixture
def listener():
    """Give what is published, as (topic, text, retained)."""
    from paho.mqtt.client import Client
    from paho.mqtt.enums import CallbackAPIVersion

    clients = []

    def listen(port, topic="inspector/#", **login):
        heard, ready = queue.Queue(), queue.Queue()
        client = Client(CallbackAPIVersion.VERSION2)
        if login:
            client.username_pw_set(**login)
        client.on_message = lambda c, u, m: heard.put((m.topic, m.payload.decode(), m.retain))
        client.on_subscribe = lambda *_: ready.put(None)
        client.connect("127.0.0.1", port)
        client.subscribe(topic, qos=1)
        client.loop_start()
        clients.append(client)
        ready.get(timeout=10)
        return heard

    yield listen
    for client in clients:
        client.disconnect()
        client.loop_stop()


def sink(port, **given):
    return MqttSink(MqttSettings("127.0.0.1", "st1", port, **({"retry_s": 0.05} | given)))


def next_on(heard, level):
    while True:
        topic, text, retained = heard.get(timeout=10)
        if topic == f"inspector/st1/{level}":
            return text, retained


@broker_needed
def test_a_result_arrives_whole_and_its_verdict_is_kept(broker, listener, result):
    port = broker().port
    heard = listener(port)
    with sink(port) as mqtt:
        mqtt.publish(result())
        text, _ = next_on(heard, "result")
        assert result_from_json(text, "mqtt") == result()
    assert mqtt.health.delivered == 1
    text, retained = next_on(listener(port), "verdict")
    assert retained
    assert json.loads(text) == {
        "product": "demo",
        "serial": "SN000001",
        "side": "top",
        "captured_utc": "2026-11-22T08:00:00.000Z",
        "verdict": "FAIL",
        "reason": "",
        "boards": ["FAIL", None],
        "defects": 1,
        "codes": ["side_overhang"],
    }


@broker_needed
def test_status_and_state_are_retained_and_a_stop_says_offline(broker, listener, until):
    port = broker().port
    heard = listener(port)
    with sink(port) as mqtt:
        assert next_on(heard, "status")[0] == "online"
        assert next_on(heard, "state")[0] == "starting"
        mqtt.show(LineState.READY)
        assert next_on(heard, "state")[0] == "ready"
        assert next_on(listener(port), "state") == ("ready", True)
    assert next_on(heard, "status")[0] == "offline"


@broker_needed
def test_a_station_that_dies_is_offline_by_its_last_will(broker, listener):
    port = broker().port
    heard = listener(port)
    mqtt = sink(port)
    mqtt.__enter__()
    assert next_on(heard, "status")[0] == "online"
    mqtt._client.socket().shutdown(socket.SHUT_RDWR)  # as a cut cable
    assert next_on(heard, "status")[0] == "offline"
    assert next_on(heard, "status")[0] == "online"  # and it is there again
    mqtt.__exit__()


@broker_needed
def test_nothing_is_lost_while_the_broker_is_away(broker, listener, result, until):
    made = broker()
    made.stop()
    with sink(made.port) as mqtt:
        for minute in range(20):
            mqtt.publish(result(minute=minute))
        until(lambda: "cannot be reached" in mqtt.health.reason)
        assert mqtt.health.waiting == 20
        made.start()
        until(made.accepts)
        heard = listener(made.port)
        until(lambda: mqtt.health.delivered == 20)
        assert mqtt.health.reason == ""
        told = {
            result_from_json(next_on(heard, "result")[0], "mqtt").captured_utc for _ in range(20)
        }
    assert told == {result(minute=minute).captured_utc for minute in range(20)}


@broker_needed
def test_a_broker_killed_midway_gets_the_rest_when_it_is_back(broker, listener, result, until):
    made = broker()
    told = set()
    with sink(made.port) as mqtt:
        heard = listener(made.port)
        for minute in range(60):
            mqtt.publish(result(minute=minute))
            if minute == 20:
                until(lambda: mqtt.health.delivered > 5)
                made.stop()
        made.start()
        until(made.accepts)
        until(lambda: mqtt.health.delivered == 60, 40)
        while not heard.empty():
            topic, text, _ = heard.get()
            if topic.endswith("/result"):
                told.add(result_from_json(text, "mqtt").captured_utc)
    # delivered counts the broker's acknowledgements; the listener is away as long as it is
    assert mqtt.health.lost == 0
    assert mqtt.health.delivered == 60
    assert told <= {result(minute=minute).captured_utc for minute in range(60)}


@broker_needed
def test_a_wrong_password_is_told_and_never_logged(broker, result, until, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    port = broker(users="st1:right-and-secret\n").port
    monkeypatch.setenv("MQTT_WORD", "wrong-and-secret")
    with sink(port, user="st1", password_variable="MQTT_WORD") as mqtt:
        mqtt.publish(result())
        until(lambda: "refused by the broker" in mqtt.health.reason)
        assert mqtt.health.waiting == 1
        monkeypatch.setattr("inspector.line.outbox.LAST_S", 0.1)
    assert (mqtt.health.waiting, mqtt.health.delivered) == (1, 0)
    assert "and-secret" not in caplog.text + mqtt.health.reason
    monkeypatch.setenv("MQTT_WORD", "right-and-secret")
    with sink(port, user="st1", password_variable="MQTT_WORD") as mqtt:
        mqtt.publish(result())
        until(lambda: mqtt.health.delivered == 1)


def test_a_password_that_is_not_there_is_named(monkeypatch):
    monkeypatch.delenv("MQTT_WORD", raising=False)
    with pytest.raises(DeviceError, match="set the variable MQTT_WORD"):
        sink(1, user="x", password_variable="MQTT_WORD").__enter__()


ASKING = """
from inspector.domain.errors import DeviceError
from inspector.formats.mqtt_settings import MqttSettings
from inspector.line.mqtt import MqttSink
files = {"certificate_file": "c.pem", "key_file": "c.key"}
try:
    MqttSink(MqttSettings("127.0.0.1", "st1", tls=True, **files)).__enter__()
except DeviceError as error:
    print(error)
"""


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here")
def test_a_key_with_a_password_is_refused_and_nobody_is_asked_for_it(tmp_path):
    """On a terminal OpenSSL would ask, and the station would wait for ever."""
    pty = pytest.importorskip("pty", reason="no terminals of that kind here")
    made = "req -x509 -newkey rsa:2048 -keyout c.key -out c.pem -subj /CN=x -passout pass:abc"
    subprocess.run(["openssl", *made.split()], cwd=tmp_path, check=True, capture_output=True)
    screen, terminal = pty.openpty()
    asking = subprocess.Popen(
        [sys.executable, "-c", ASKING],
        cwd=tmp_path,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    try:
        assert asking.wait(60) == 0
        told = os.read(screen, 4096).decode()
    finally:
        asking.kill()
        asking.wait()
        os.close(screen)
        os.close(terminal)
    assert "c.pem or c.key cannot be used" in told
    assert "the key without a password" in told


def test_a_missing_extra_is_one_line(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "paho.mqtt.client", None)
    with pytest.raises(DeviceError, match=r"run: pip install 'inspector\[mqtt\]'"):
        sink(1).__enter__()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"host": "h"}, "line.mqtt.station: is missing"),
        ({"host": "h", "station": "a/b"}, "line.mqtt.station: is"),
        ({"host": "h", "station": "a#"}, "line.mqtt.station: is"),
        ({"host": "h", "station": "a", "port": "1883"}, "line.mqtt.port: is"),
        ({"host": "h", "station": "a", "password": "x"}, "line.mqtt.password: is not known here"),
        ({"host": "h", "station": "a", "password_variable": "V"}, "write tls = true"),
        ({"host": "h", "station": "a", "qos": 0}, "line.mqtt.qos: is 0"),
        (
            {"host": "localhost", "station": "a", "password_variable": "V"},
            "line.mqtt.user: has a password and no user; name the user",
        ),
        (
            {"host": "h", "station": "a", "tls": True, "key_file": "k.pem"},
            "line.mqtt.key_file: has a key and no certificate",
        ),
    ],
)
def test_settings_are_refused_by_name(table, said):
    with pytest.raises(CaptureError) as refused:
        read_mqtt(Source(Path("station.toml"), CaptureError), table)
    assert said in str(refused.value)
