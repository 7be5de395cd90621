"""The features of a camera by their SFNC names: read, set, verified, with errors that say why."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from genicam import genapi, gentl
from harvesters.core import Module

from inspector.domain.acquisition import NodeValue
from inspector.domain.errors import DeviceError

SDK_ERRORS = (genapi.GenericException, gentl.GenericException)
"""What the binding raises when a camera or its producer refuses."""

KINDS = {
    genapi.EInterfaceType.intfIInteger: "integer",
    genapi.EInterfaceType.intfIBoolean: "boolean",
    genapi.EInterfaceType.intfICommand: "command",
    genapi.EInterfaceType.intfIFloat: "float",
    genapi.EInterfaceType.intfIString: "string",
    genapi.EInterfaceType.intfIRegister: "register",
    genapi.EInterfaceType.intfIEnumeration: "enumeration",
}
ACCESS = {
    genapi.EAccessMode.NI: "not implemented",
    genapi.EAccessMode.NA: "not available",
    genapi.EAccessMode.WO: "WO",
    genapi.EAccessMode.RO: "RO",
    genapi.EAccessMode.RW: "RW",
}
KIND_TYPES: dict[str, tuple[type, ...]] = {
    "integer": (int,),
    "float": (int, float),
    "boolean": (bool, int),
}
READABLE, WRITABLE = ("RO", "RW"), ("WO", "RW")
ROUNDING = 0.01
"""A camera may round a number to what it can do, by as much of it; more is an error."""


@dataclass(frozen=True, slots=True)
class NodeInfo:
    """One feature as it stands: value and range are None where there are none to be had."""

    name: str
    category: str
    kind: str
    access: str
    value: NodeValue | None = None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    step: float | None = None
    entries: tuple[str, ...] = ()


class Nodes:
    """The features of one open camera.

    Parameters
    ----------
    device
        What the camera is called in errors.
    remote
        Harvesters' remote device.
    """

    def __init__(self, device: str, remote: Module) -> None:
        self._device = device
        self._map: Any = remote.node_map

    def has(self, name: str) -> bool:
        """Whether the camera has a feature, available at the moment."""
        if not self._map.has_node(name):
            return False
        return _access(self._map.get_node(name)) not in ("not implemented", "not available")

    def read(self, name: str) -> NodeValue:
        """Read a feature.

        Raises
        ------
        DeviceError
            If there is none, or it cannot be read now.
        """
        node = self._node(name)
        if _access(node) not in READABLE:
            raise self._refused(f"reading {name}", f"it is {_access(node)}")
        try:
            return _value(node)
        except SDK_ERRORS as error:
            raise self._refused(f"reading {name}", said(error)) from error

    def number(self, name: str) -> float | None:
        """Read a number, or None where there is none to be had."""
        try:
            value = self.read(name) if self.has(name) else None
        except DeviceError:
            return None
        return None if value is None or isinstance(value, str) else float(value)

    def write(self, name: str, value: NodeValue) -> NodeValue:
        """Set a feature, read it back and give what the camera made of it.

        Raises
        ------
        DeviceError
            If there is none, it is locked, the value is out of its range, or the camera holds
            another afterwards.
        """
        shown = f"{value:g}" if isinstance(value, float) else str(value)
        node, asked = self._node(name), f"setting {name} to {shown}"
        info = _info(node, "")
        if info.kind == "command":
            self.execute(name)
            return value
        if info.access not in WRITABLE:
            why = f"it is {info.access}"
            mend = "; it may be locked while frames stream, or by another feature"
            raise self._refused(asked, why + mend)
        try:
            node.value = _typed(value, info)
        except (*SDK_ERRORS, ValueError, TypeError) as error:
            raise self._refused(asked, f"{said(error)}{_allowed(info)}") from error
        if info.access not in READABLE:
            return value
        held = self.read(name)
        if not _same(value, held, info):
            raise self._refused(asked, f"it holds {held} afterwards{_allowed(info)}")
        return held

    def execute(self, name: str) -> None:
        """Run a command.

        Raises
        ------
        DeviceError
            If there is none, or the camera refuses.
        """
        node = self._node(name)
        try:
            node.execute()
        except (*SDK_ERRORS, AttributeError) as error:
            raise self._refused(f"running {name}", said(error)) from error

    def every(self) -> Iterator[NodeInfo]:
        """Give every feature that people use, category by category, each as it stands."""
        seen: set[str] = set()
        for category in self._map.Root.features:
            yield from self._of(category, seen)

    def _of(self, category: Any, seen: set[str]) -> Iterator[NodeInfo]:  # noqa: ANN401 - untyped
        if not hasattr(category, "features"):  # a feature that hangs at the root
            children: Sequence[Any] = [category]
            name = ""
        else:
            children, name = category.features, category.node.name
        for child in children:
            title = child.node.name
            if title in seen:
                continue
            seen.add(title)
            if hasattr(child, "features"):
                yield from self._of(child, seen)
            elif _access(child) != "not implemented":
                yield _info(child, name)

    def _node(self, name: str) -> Any:  # noqa: ANN401 - the binding has no types
        if self._map.has_node(name):
            node = self._map.get_node(name)
            if _access(node) != "not implemented":
                return node
        known = [node.node.name for node in self._map.nodes]
        near = difflib.get_close_matches(name, known, n=3)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise self._refused(f"finding {name}", f"the camera has no such feature{hint}")

    def _refused(self, asked: str, answer: str) -> DeviceError:
        return DeviceError(f"{self._device}: {asked}: {answer}")


def said(error: BaseException) -> str:
    """Give what the binding says, in one line and without its source lines."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text.partition(" : ")[0].removeprefix("GenTL exception: ").rstrip(". ")


def _access(node: Any) -> str:  # noqa: ANN401 - the binding has no types
    return ACCESS.get(node.get_access_mode(), "not available")


def _value(node: Any) -> NodeValue:  # noqa: ANN401 - the binding has no types
    value = node.value
    return value if isinstance(value, bool | int | float | str) else str(value)


def _info(node: Any, category: str) -> NodeInfo:  # noqa: ANN401 - the binding has no types
    kind = KINDS.get(node.node.principal_interface_type, "other")
    access = _access(node)
    value: NodeValue | None = None
    if access in READABLE and kind not in ("command", "register", "other"):
        value = _or_none(lambda: _value(node))
    if kind == "enumeration":
        entries = _or_none(lambda: tuple(node.symbolics)) or ()
        return NodeInfo(node.node.name, category, kind, access, value, entries=entries)
    if kind not in ("integer", "float") or access == "not available":
        return NodeInfo(node.node.name, category, kind, access, value)
    step = _or_none(lambda: node.inc if kind == "integer" or node.has_inc() else None)
    return NodeInfo(
        node.node.name, category, kind, access, value, _or_none(lambda: str(node.unit)) or "",
        _or_none(lambda: node.min), _or_none(lambda: node.max), step,
    )  # fmt: skip


def _or_none(read: Any) -> Any:  # noqa: ANN401 - the binding has no types
    """Read what a producer may not have: each raises its own way."""
    try:
        return read()
    except (*SDK_ERRORS, AttributeError):
        return None


def _typed(value: NodeValue, info: NodeInfo) -> NodeValue:
    """Give a value as the kind of node takes it; the binding would take a text for a number."""
    fits = KIND_TYPES.get(info.kind, (str,))
    if info.kind == "integer" and isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, fits) or (isinstance(value, bool) and info.kind != "boolean"):
        raise ValueError(f"it takes {'an' if info.kind[0] in 'aei' else 'a'} {info.kind}")
    return float(value) if info.kind == "float" else value


def _same(asked: NodeValue, held: NodeValue, info: NodeInfo) -> bool:
    if info.kind == "float":
        slack = max(ROUNDING * abs(float(asked)), info.step or 0.0, 1e-9)
        return abs(float(held) - float(asked)) <= slack
    return held == asked


def _allowed(info: NodeInfo) -> str:
    if info.entries:
        return f"; it is one of {', '.join(info.entries)}"
    if info.low is None or info.high is None:
        return ""
    step = f" in steps of {info.step:g}" if info.step else ""
    unit = f" {info.unit}" if info.unit else ""
    return f"; it is {info.low:g} to {info.high:g}{unit}{step}"
