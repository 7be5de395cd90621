"""TOML with new values in the old text: comments, order and layout stay."""

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, cast

import tomlkit
from tomlkit.items import AoT, Array, InlineTable, Item, Table

IDENTITY = ("name", "refdes", "pin", "index", "quantity", "code")
"""Keys by which an entry of a list is known again after an edit."""

Data = Mapping[str, Any]
Rows = Sequence[Data]


def edited_toml(old: str, full: Data, lean: Data) -> str:
    """Give TOML text that reads as ``full``, with the comments of ``old``.

    Parameters
    ----------
    old
        The text to edit; empty for a new file.
    full
        Every key with its value; None is absent.
    lean
        The same without what is as by default: keys that ``old`` lacks are added from here only.
    """
    document = tomlkit.parse(old)
    _edit(document, full, lean)
    return tomlkit.dumps(document)


def _edit(table: MutableMapping[str, Any], full: Data, lean: Data) -> None:
    for key in [key for key in table if full.get(key) is None]:
        del table[key]
    for key, value in _simple_first(full):
        if key in table:
            _replace(table, key, value, lean.get(key))
        elif key in lean and value is not None:
            table[key] = _item(lean[key], inline=isinstance(table, InlineTable))


def _replace(table: MutableMapping[str, Any], key: str, full: object, lean: object) -> None:
    item = table[key]
    if _plain(item) == full:
        return
    if isinstance(item, Table | InlineTable) and isinstance(full, Mapping):
        _edit(item, full, lean if isinstance(lean, Mapping) else {})
    elif isinstance(item, AoT | Array) and _are_tables(full):
        _edit_rows(item, cast("Rows", full), cast("Rows", lean or ()))
    else:
        table[key] = _item(full, inline=isinstance(table, InlineTable))


def _edit_rows(rows: AoT | Array, full: Rows, lean: Rows) -> None:
    old = dict(zip(_identities(cast("Rows", rows)), list(rows), strict=True))
    wanted = _identities(full)
    for index in reversed([i for i, key in enumerate(old) if key not in wanted]):
        del rows[index]
    kept = [key for key in old if key in wanted]
    if kept != [key for key in wanted if key in old]:  # turned about: take all out, put all in
        kept = []
        while len(rows):
            del rows[len(rows) - 1]
    for index, key in enumerate(wanted):
        if key in old:
            _edit(old[key], full[index], lean[index] if lean else {})
        if key not in kept:
            new = _item(lean[index] if lean else full[index], inline=isinstance(rows, Array))
            cast("list[object]", rows).insert(index, old.get(key, new))


def _identities(rows: Rows) -> list[tuple[object, ...]]:
    # an empty text is as good as an absent one
    names = [
        tuple(row.get(key) if row.get(key) != "" else None for key in IDENTITY) for row in rows
    ]
    return [(*name, names[:index].count(name)) for index, name in enumerate(names)]


def _item(value: object, inline: bool) -> Item:  # noqa: FBT001 - private, named by its callers
    if isinstance(value, Mapping):
        table: Table | InlineTable = tomlkit.inline_table() if inline else tomlkit.table()
        for key, inner in _simple_first(value):
            if inner is not None:
                table[key] = _item(inner, inline)
        return table
    if isinstance(value, list | tuple):
        rows = [_item(inner, inline=True) for inner in value]
        array = tomlkit.array()
        array.extend(rows)
        array.multiline(_are_tables(value) and not inline)
        return array
    return tomlkit.item(value)


def _simple_first(data: Data) -> list[tuple[str, Any]]:
    # a key that follows a table would belong to that table
    return sorted(data.items(), key=lambda pair: isinstance(pair[1], Mapping))


def _are_tables(value: object) -> bool:
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(inner, Mapping) for inner in value)
    )


def _plain(item: object) -> object:
    return item.unwrap() if isinstance(item, Item) else item
