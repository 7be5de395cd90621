"""What station.toml says of Hermes, the table ``[line.hermes]``."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le, MinLen

from inspector.formats.strict import Source

BASE_PORT = 50_100
"""A lane listens at this plus its number, from 1."""

Port = Annotated[int, Ge(0), Le(65_535)]
"""0 takes any that is free."""
Seconds = Annotated[float, Ge(0.01), Le(3600.0)]


@dataclass(frozen=True, slots=True)
class HermesSettings:
    """How the station stands in a Hermes line.

    Every listener is at ``listen_host``, the machine itself unless said otherwise. Hermes knows no
    encryption and no password: open it to a network of machines only.

    Parameters
    ----------
    machine_id
        What other machines call this one.
    lane
        From 1; ports are 50100 plus this where none is given.
    upstream_host, upstream_port
        The machine before, who brings the panels; empty only where the configuration may name it.
    downstream
        Whether a machine after this one connects here.
    listen_port
        Where it connects.
    client_address
        The only address it may connect from; empty: any that reaches ``listen_host``.
    not_inspected
        What a panel is called that was not inspected: never good.
    configuration_port
        Where an engineering station may read, and with ``accept_configuration`` write, the
        configuration (the standard's port is 1248); None: nowhere.
    supervisor_port
        Where supervisors may connect (the vertical channel); None: nowhere.
    ask_work_order_s
        How long a supervisor may take to say which product a barcode is, where the machine before
        does not; 0: it is not asked.
    """

    machine_id: Annotated[str, MinLen(1)]
    lane: Annotated[int, Ge(1), Le(99)] = 1
    upstream_host: str = ""
    upstream_port: Port | None = None
    downstream: bool = True
    listen_host: str = "127.0.0.1"
    listen_port: Port | None = None
    client_address: str = ""
    reconnect_s: Seconds = 10.0
    not_inspected: Literal["bad", "unknown"] = "bad"
    configuration_port: Port | None = None
    accept_configuration: bool = False
    supervisor_port: Port | None = None
    ask_work_order_s: Annotated[float, Ge(0.0), Le(60.0)] = 0.0

    @property
    def upstream_at(self) -> tuple[str, int]:
        """Host and port of the machine before."""
        port = self.upstream_port
        return self.upstream_host, BASE_PORT + self.lane if port is None else port

    @property
    def listen_at(self) -> tuple[str, int]:
        """Host and port for the machine after."""
        port = self.listen_port
        return self.listen_host, BASE_PORT + self.lane if port is None else port


def read_hermes(source: Source, table: dict[str, Any]) -> HermesSettings:
    """Read the table ``[line.hermes]`` of a station file.

    Raises
    ------
    FormatError
        Of the source's type, naming the key, if it is not understood, or no panel could ever come.
    """
    settings = source.read(HermesSettings, table, "line.hermes")
    if not (settings.upstream_host or settings.accept_configuration):
        cause = "is empty: no panel would ever come"
        raise source.refusal("line.hermes.upstream_host", cause, "name the machine before")
    return settings
