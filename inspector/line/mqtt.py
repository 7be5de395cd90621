"""Results and state to an MQTT broker.

Topics, below ``<root>/<station>/``:

- ``status``, retained: ``online``, and ``offline`` by the broker when the station is gone (last
  will);
- ``state``, retained: what the station does, as ``ready``;
- ``verdict``, retained: a few lines about the last panel, as JSON;
- ``result``: the whole of each panel, result/1 as JSON.

Needs paho-mqtt, the extra ``mqtt``.
"""

import contextlib
import logging
import os
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from inspector.domain.errors import DeviceError
from inspector.domain.result import PanelResult
from inspector.formats.mqtt_settings import MqttSettings
from inspector.formats.result import result_to_json
from inspector.formats.result_summary import verdict_json
from inspector.line.outbox import Outbox
from inspector.line.plc import LineState
from inspector.line.sink import SinkHealth

if TYPE_CHECKING:
    from paho.mqtt.client import Client, MQTTMessageInfo

log = logging.getLogger(__name__)

ACKNOWLEDGE_S = 5.0
"""How long one try waits for the broker."""
KEEP_ALIVE_S = 15
"""A station that is gone is ``offline`` after one and a half of these."""


class MqttSink:
    """A `ResultSink` that publishes to a broker; results are delivered at least once."""

    def __init__(self, settings: MqttSettings) -> None:
        self._settings = settings
        self._below = f"{settings.root}/{settings.station}"
        self._state = LineState.STARTING
        self._connection = "not connected yet"
        self._sent: tuple[PanelResult, Sequence[MQTTMessageInfo]] | None = None
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._outbox = Outbox(
            self.name,
            self._deliver,
            most_waiting=settings.most_waiting,
            retry_s=settings.retry_s,
        )

    @property
    def name(self) -> str:
        """What an alarm calls it."""
        return f"mqtt {self._settings.host}:{self._settings.port}"

    @property
    def health(self) -> SinkHealth:
        """How it is at the moment."""
        found = self._outbox.health
        reason = self._connection and f"{self.name}: {self._connection}"
        return SinkHealth(found.delivered, found.waiting, found.lost, reason or found.reason)

    def __enter__(self) -> Self:
        """Start; a broker that is away is tried again for ever.

        Raises
        ------
        DeviceError
            If paho-mqtt is not installed, the password is not in its variable, or a file of the
            encryption cannot be read.
        """
        self._client = self._make_client()
        self._client.connect_async(self._settings.host, self._settings.port, keepalive=KEEP_ALIVE_S)
        self._client.loop_start()
        self._outbox.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Deliver what waits, say ``offline`` and disconnect."""
        self._outbox.stop()
        if self._client is None:
            return
        if self._client.is_connected():
            told = self._client.publish(f"{self._below}/status", "offline", qos=1, retain=True)
            with contextlib.suppress(RuntimeError, ValueError):  # the broker went just now
                told.wait_for_publish(ACKNOWLEDGE_S)
        self._client.disconnect()
        self._client.loop_stop()

    def publish(self, result: PanelResult) -> bool:
        """Have a result published, or say that there is no room; returns at once."""
        return self._outbox.put(result)

    def show(self, state: LineState) -> None:
        """Publish what the station does; returns at once."""
        with self._lock:
            self._state = state
            if self._client is not None and self._client.is_connected():
                self._client.publish(f"{self._below}/state", state.value, qos=1, retain=True)

    def _make_client(self) -> "Client":
        try:
            from paho.mqtt.client import Client
            from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
        except ImportError as error:
            raise DeviceError(
                "mqtt: paho-mqtt is not installed; run: pip install 'inspector[mqtt]'"
            ) from error
        settings = self._settings
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"inspector-{settings.station}",
            protocol=MQTTProtocolVersion.MQTTv311,
            clean_session=True,
        )
        if settings.user:
            client.username_pw_set(settings.user, self._password())
        if settings.tls:
            self._encrypt(client)
        client.will_set(f"{self._below}/status", "offline", qos=1, retain=True)
        client.reconnect_delay_set(1, 30)
        client.on_connect = self._connected
        client.on_connect_fail = self._not_connected
        client.on_disconnect = self._disconnected
        return client

    def _password(self) -> str | None:
        variable = self._settings.password_variable
        if not variable:
            return None
        password = os.environ.get(variable)
        if password is None:
            raise DeviceError(f"{self.name}: no password; set the variable {variable}")
        return password

    def _encrypt(self, client: "Client") -> None:
        settings = self._settings
        try:
            client.tls_set(
                settings.ca_file or None,
                settings.certificate_file or None,
                settings.key_file or None,
                # without this OpenSSL would ask on the terminal, and a station would hang there
                keyfile_password="",
            )
        except (OSError, ValueError) as error:  # also what ssl raises
            files = (settings.ca_file, settings.certificate_file, settings.key_file)
            cause = error.strerror if isinstance(error, OSError) and error.strerror else error
            raise DeviceError(
                f"{self.name}: {' or '.join(filter(None, files))} cannot be used ({cause}); name "
                "PEM files that may be read, the key without a password"
            ) from error

    # what paho calls, on its own thread

    def _connected(self, client: "Client", _: object, __: object, code: Any, ___: object) -> None:  # noqa: ANN401 - paho's
        if code.is_failure:
            self._connection = f"refused by the broker ({code}); mend user, password or rights"
            log.warning("%s: %s", self.name, self._connection)
            return
        with self._lock:
            client.publish(f"{self._below}/status", "online", qos=1, retain=True)
            client.publish(f"{self._below}/state", self._state.value, qos=1, retain=True)
        self._connection = ""
        self._outbox.shake()

    def _not_connected(self, *_: object) -> None:
        self._connection = "cannot be reached; start the broker, or mend host, port and tls"

    def _disconnected(self, *arguments: Any) -> None:  # noqa: ANN401 - paho's
        if not self._connection:
            self._connection = f"connection lost ({arguments[3]}); it is made again"

    # what the outbox calls, on its thread

    def _deliver(self, result: PanelResult) -> None:
        """Publish a result and wait for the broker to have it.

        What was published and not acknowledged is not published again: paho does so itself when
        it has connected anew.
        """
        if self._client is None or not self._client.is_connected():
            raise DeviceError(f"{self.name}: {self._connection or 'not connected'}")
        if self._sent is None or self._sent[0] is not result:
            whole, short = result_to_json(result), verdict_json(result)
            qos = self._settings.qos
            self._sent = (
                result,
                (
                    self._client.publish(f"{self._below}/result", whole, qos=qos),
                    self._client.publish(f"{self._below}/verdict", short, qos=qos, retain=True),
                ),
            )
        for told in self._sent[1]:
            try:
                told.wait_for_publish(ACKNOWLEDGE_S)
            except (RuntimeError, ValueError) as error:  # not taken by paho: publish anew
                self._sent = None
                raise DeviceError(f"{self.name}: not sent ({error}); it is tried again") from error
            if not told.is_published():
                raise DeviceError(f"{self.name}: the broker does not acknowledge; look at its log")
        self._sent = None
