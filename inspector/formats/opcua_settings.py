"""What station.toml says of OPC UA, the table ``[line.opcua]``."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le, MinLen
from pydantic import Field

from inspector.formats.strict import Source

Role = Literal["viewer", "operator"]
"""A viewer reads and subscribes; an operator also calls methods. Nobody writes."""


@dataclass(frozen=True, slots=True)
class OpcUaUser:
    """Who may log in: an argon2id hash (of ``inspector.line.opcua_users.hash_password``)."""

    name: Annotated[str, MinLen(1)]
    hash: Annotated[str, Field(pattern=r"^\$argon2id\$")]
    role: Role = "viewer"


@dataclass(frozen=True, slots=True)
class OpcUaSettings:
    """How the OPC UA server is reached, and by whom.

    Every session is signed, and encrypted where the client asks for it, under Basic256Sha256; the
    client's certificate must lie in ``trusted`` below ``pki_folder``, or be signed by one there.

    Parameters
    ----------
    station
        What the machine is called.
    host, port
        Where it listens: the machine itself unless said otherwise; port 0 takes any that is free.
    pki_folder
        Holds ``own.der``, ``own.pem`` (made where they are not there; keep the key private) and
        the folders ``trusted`` and ``revoked``.
    anonymous_reading
        Whether a trusted client may read without a user; never more than that.
    """

    station: Annotated[str, MinLen(1)]
    pki_folder: Annotated[str, MinLen(1)]
    host: Annotated[str, MinLen(1)] = "127.0.0.1"
    port: Annotated[int, Ge(0), Le(65_535)] = 4840
    anonymous_reading: bool = False
    most_clients: Annotated[int, Ge(1), Le(1000)] = 120
    results_kept: Annotated[int, Ge(1), Le(1000)] = 100
    user: tuple[OpcUaUser, ...] = ()


def read_opcua(source: Source, table: dict[str, Any]) -> OpcUaSettings:
    """Read the table ``[line.opcua]`` of a station file; users are ``[[line.opcua.user]]``.

    Raises
    ------
    FormatError
        Of the source's type, naming the key, if it is not understood, or a name is there twice.
    """
    settings = source.read(OpcUaSettings, table, "line.opcua")
    names = [user.name for user in settings.user]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise source.refusal("line.opcua.user", f"has {twice!r} twice", "leave one out")
    return settings
