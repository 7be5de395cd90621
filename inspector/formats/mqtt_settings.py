"""What station.toml says of MQTT, the table ``[line.mqtt]``."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le, MinLen
from pydantic import Field

from inspector.formats.strict import Source

LOOPBACK = ("127.0.0.1", "::1", "localhost")

Name = Annotated[str, Field(pattern=r"^[^+#/$\x00-\x1f]{1,100}$")]
"""A level of a topic."""


@dataclass(frozen=True, slots=True)
class MqttSettings:
    """What station.toml says in ``[line.mqtt]``.

    Parameters
    ----------
    station
        Its level in the topics.
    password_variable
        The environment variable that holds the password; the file never does.
    tls, ca_file, certificate_file, key_file
        TLS with the broker's CA (the system's where no file is named), and the station's own
        certificate where the broker asks for one.
    """

    host: Annotated[str, MinLen(1)]
    station: Name
    port: Annotated[int, Ge(1), Le(65_535)] = 1883
    root: Name = "inspector"
    user: str = ""
    password_variable: str = ""
    tls: bool = False
    ca_file: str = ""
    certificate_file: str = ""
    key_file: str = ""
    qos: Literal[1, 2] = 1
    most_waiting: Annotated[int, Ge(1), Le(100_000)] = 1000
    retry_s: Annotated[float, Ge(0.01), Le(60.0)] = 1.0


def read_mqtt(source: Source, table: dict[str, Any]) -> MqttSettings:
    """Read the table ``[line.mqtt]`` of a station file.

    Raises
    ------
    FormatError
        Of the source's type, naming the key, if it is not understood, a password would go over a
        network unencrypted, or a password or a key would never be used.
    """
    settings = source.read(MqttSettings, table, "line.mqtt")
    if settings.password_variable and not settings.tls and settings.host not in LOOPBACK:
        cause = "would send the password unencrypted"
        raise source.refusal("line.mqtt.tls", cause, "write tls = true, or leave the password out")
    if settings.password_variable and not settings.user:
        cause, mend = "has a password and no user", "name the user"
        raise source.refusal("line.mqtt.user", cause, mend)
    if settings.key_file and not settings.certificate_file:
        cause, mend = "has a key and no certificate", "name the certificate_file"
        raise source.refusal("line.mqtt.key_file", cause, mend)
    return settings
