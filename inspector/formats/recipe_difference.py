"""What differs between two recipes, in words: what a person reads before a revision is released."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum

from inspector.domain.board import BoardSite, Fiducial, Mask, Package, Panel, Placement
from inspector.domain.board_edit import Entry
from inspector.domain.code import Code
from inspector.domain.formula import Formula
from inspector.domain.geometry import Box, Polygon, wrap_deg
from inspector.domain.recipe import Bound, Check, LimitRule, Program, Recipe

NOT_COMPARED = ("sha256", "overrides_by_refdes")
"""Of the files and of lookups; everything that a recipe says is compared."""
KEYS = ("refdes", "name", "pin", "index")
"""By which an entry of a list is known again; others by their place in the list."""
WHERE = ("x_mm", "y_mm", "box", "polygon_mm")
"""Fields of what lies on a board that say where: told as a movement."""
MANY = 4
"""Entries of a list that are written out; of more, their number is told."""


def difference(old: Recipe, new: Recipe) -> tuple[str, ...]:
    """Give everything that a recipe says otherwise than another, a line each.

    Returns
    -------
    Empty if, and only if, both say the same. Limits come with what they become: tighter or wider.

    Examples
    --------
    ``("R5: moved by (+0.1, 0) mm", "RESC1608X55N: body_offset_x, shifted: -0.15 to 0.15 becomes
    -0.1 to 0.1 mm, tighter")``
    """
    return tuple(_recipe(old, new))


def _recipe(old: Recipe, new: Recipe) -> Iterator[str]:
    own = ("board", "programs", "panel", "codes", *NOT_COMPARED)
    for name in (f.name for f in fields(Recipe) if f.name not in own):
        yield from _between(_said(name), getattr(old, name), getattr(new, name))
    for name in (f.name for f in fields(type(old.board))):
        before, after = getattr(old.board, name), getattr(new.board, name)
        if name == "placements":
            yield from _placements(before, after)
        elif name == "packages":
            yield from _by_name("package", before, after)
        elif name == "outline_mm":
            yield from _polygon("outline", before, after)
        elif name == "fiducials":
            yield from _places("fiducial", before, after)
        elif name == "masks":
            yield from _places("mask", before, after)
        else:
            yield from _between(_said(name), before, after)
    yield from _places("code", old.codes, new.codes)
    yield from _panel(old.panel, new.panel)
    yield from _by_name("program of", old.programs, new.programs)


def _placements(old: Sequence[Placement], new: Sequence[Placement]) -> Iterator[str]:
    before, after = ({p.refdes: p for p in many} for many in (old, new))
    for refdes in (name for name in before if name not in after):
        yield f"{refdes}: removed, was at {_point(before[refdes])}"
    for refdes, part in after.items():
        if refdes not in before:
            turn = f", {_number(part.rotation_deg)} degrees" if part.rotation_deg else ""
            site = "" if part.fitted else ", not fitted"
            yield f"{refdes}: added at {_point(part)}{turn}, package {part.package}{site}"
        elif part != before[refdes]:
            yield from _placement(before[refdes], part)
    if [r for r in before if r in after] != [r for r in after if r in before]:
        yield "placements: in another order"


def _placement(old: Placement, new: Placement) -> Iterator[str]:
    if (old.x_mm, old.y_mm) != (new.x_mm, new.y_mm):
        by = ", ".join(_signed(b - a) for a, b in ((old.x_mm, new.x_mm), (old.y_mm, new.y_mm)))
        yield f"{new.refdes}: moved by ({by}) mm, to {_point(new)}"
    if old.rotation_deg != new.rotation_deg:
        by_deg = wrap_deg(new.rotation_deg - old.rotation_deg)
        to = _number(new.rotation_deg)
        yield f"{new.refdes}: turned by {_signed(by_deg)} degrees, to {to}"
    if old.fitted != new.fitted:
        yield f"{new.refdes}: " + ("is fitted now" if new.fitted else "is not fitted any more")
    for name in ("package", "value", "part_number"):
        yield from _between(f"{new.refdes}: {_said(name)}", getattr(old, name), getattr(new, name))


def _panel(old: Panel, new: Panel) -> Iterator[str]:
    yield from _polygon("panel outline", old.outline_mm, new.outline_mm)
    yield from _places("panel fiducial", old.fiducials, new.fiducials)
    yield from _places("board", old.sites, new.sites)


def _places(kind: str, old: Sequence[Entry], new: Sequence[Entry]) -> Iterator[str]:
    before, after = _called_places(old), _called_places(new)
    gone, fresh = [k for k in before if k not in after], [k for k in after if k not in before]
    for key in gone:
        heir = next((k for k in fresh if _unnamed(after[k]) == _unnamed(before[key])), None)
        if heir is None:
            yield f"{kind} {key}: removed, was at {_middle(before[key])}"
        else:
            fresh.remove(heir)
            yield f"{kind} {key}: is called {heir} now"
    for key, entry in after.items():
        if key in fresh:
            yield f"{kind} {key}: added at {_middle(entry)}"
        elif key in before:
            yield from _place(f"{kind} {key}", before[key], entry)
    if [k for k in before if k in after] != [k for k in after if k in before]:
        yield f"{kind}s: in another order"


def _place(place: str, old: Entry, new: Entry) -> Iterator[str]:
    """Say what differs of a fiducial, mask, code or board of the panel: first how far it moved."""
    if isinstance(old, Mask) and isinstance(new, Mask):
        yield from _polygon(place, old.polygon_mm, new.polygon_mm)
    elif isinstance(old, Code) and isinstance(new, Code):
        yield from _polygon(place, old.box.corners_mm, new.box.corners_mm)
    else:
        yield from _polygon(place, ((old.x_mm, old.y_mm),), ((new.x_mm, new.y_mm),))  # type: ignore[union-attr]
    for name in (f.name for f in fields(old) if f.name not in WHERE):
        yield from _between(f"{place}: {_said(name)}", getattr(old, name), getattr(new, name))


def _polygon(place: str, old: Polygon, new: Polygon) -> Iterator[str]:
    """Say where corners have gone: all as far, or one by one, or more or fewer of them."""
    if old == new:
        return
    if len(old) != len(new):
        size = f", {_size(new)}" if new else ""
        yield f"{place}: {len(old)} corners become {len(new)}{size}"
        return
    steps = [(round(b[0] - a[0], 9), round(b[1] - a[1], 9)) for a, b in zip(old, new, strict=True)]
    if len(set(steps)) == 1 and steps[0] != (0.0, 0.0):
        by = ", ".join(_signed(step) for step in steps[0])
        yield f"{place}: moved by ({by}) mm, to {_spot(*_middle_of(new))}"
        return
    changed = [n for n, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    for number in changed[:MANY]:
        yield f"{place}: corner {number + 1}: {_spot(*old[number])} becomes {_spot(*new[number])}"
    if len(changed) > MANY:
        yield f"{place}: {len(changed) - MANY} more corners moved"


def _called_places(entries: Sequence[Entry]) -> dict[str, Entry]:
    """Give entries by what they are called; a mask, which has no name, by its reason."""
    names = [_called_place(entry) for entry in entries]
    again = [names[:place].count(name) for place, name in enumerate(names)]
    called = [f"{n} ({k + 1})" if k else n for n, k in zip(names, again, strict=True)]
    return dict(zip(called, entries, strict=True))


def _called_place(entry: Entry) -> str:
    if isinstance(entry, BoardSite):
        return str(entry.index)
    if isinstance(entry, Mask):
        return f'"{entry.reason}"' if entry.reason else "without a reason"
    return entry.name


def _unnamed(entry: Entry) -> Entry:
    if isinstance(entry, BoardSite):
        return replace(entry, index=0)
    return replace(entry, reason="") if isinstance(entry, Mask) else replace(entry, name="")


def _middle(entry: Entry) -> str:
    match entry:
        case Mask():
            return f"{_spot(*_middle_of(entry.polygon_mm))}, {_size(entry.polygon_mm)}"
        case Code():
            return f"{_spot(*entry.box.center_mm)}, {_size(entry.box.corners_mm)}"
        case Fiducial():
            return f"{_point(entry)}, {entry.shape.value} of {_number(entry.size_mm)} mm"
        case BoardSite():
            return f"{_point(entry)}, {_number(entry.rotation_deg)} degrees"


def _middle_of(polygon_mm: Polygon) -> tuple[float, float]:
    return Box.around(polygon_mm).center_mm if polygon_mm else (0.0, 0.0)


def _size(polygon_mm: Polygon) -> str:
    if not polygon_mm:
        return "nothing"
    box = Box.around(polygon_mm)
    return f"{_number(box.width_mm)} x {_number(box.height_mm)} mm"


def _by_name(
    kind: str, old: Mapping[str, Package | Program], new: Mapping[str, Package | Program]
) -> Iterator[str]:
    for name in (name for name in old if name not in new):
        yield f"{kind} {name}: removed"
    for name, one in new.items():
        if name not in old:
            yield f"{kind} {name}: added"
        elif one != old[name]:
            yield from _between(name if kind != "package" else f"package {name}", old[name], one)
    if [n for n in old if n in new] != [n for n in new if n in old]:
        yield f"{kind} packages: in another order" if kind != "package" else "packages: reordered"


def _between(place: str, old: object, new: object) -> Iterator[str]:
    """Say what differs at one place; nothing where both are the same."""
    if old == new:
        return
    if isinstance(old, LimitRule) and isinstance(new, LimitRule):
        yield from _limit(place, old, new)
    elif type(old) is type(new) and is_dataclass(old) and not isinstance(old, Formula):
        for name in (f.name for f in fields(old) if f.name not in NOT_COMPARED):
            inner = "" if name in ("checks", "limits") else f" {_said(name)}"
            yield from _between(f"{place}{inner}", getattr(old, name), getattr(new, name))
    elif _are_entries(old) and _are_entries(new):
        yield from _entries(place, old, new)  # type: ignore[arg-type]
    elif old is None and is_dataclass(new) and not isinstance(new, Formula):
        yield f"{place}: added"
    elif new is None and is_dataclass(old) and not isinstance(old, Formula):
        yield f"{place}: removed"
    else:
        yield f"{place}: {_text(old)} becomes {_text(new)}"


def _entries(place: str, old: Sequence[object], new: Sequence[object]) -> Iterator[str]:
    before, after = _keyed(old), _keyed(new)
    for key in (key for key in before if key not in after):
        yield f"{place}: {_named(key, before[key])} removed"
    for key, entry in after.items():
        if key not in before:
            yield f"{place}: {_named(key, entry)} added"
        else:
            yield from _between(f"{place}: {_called(key)}", before[key], entry)
    if [k for k in before if k in after] != [k for k in after if k in before]:
        yield f"{place}: in another order"


def _limit(place: str, old: LimitRule, new: LimitRule) -> Iterator[str]:
    if (old.low, old.high) != (new.low, new.high):
        way = _way(old, new)
        yield f"{place}: {_span(old)} becomes {_span(new)}" + (f", {way}" if way else "")
    for name in (f.name for f in fields(LimitRule) if f.name not in ("low", "high")):
        yield from _between(f"{place} {_said(name)}", getattr(old, name), getattr(new, name))


def _way(old: LimitRule, new: LimitRule) -> str:
    """Say whether a limit refuses more or less than before; empty where that is not plain."""
    lows, highs = _numbers(old.low, new.low, -1), _numbers(old.high, new.high, 1)
    if lows is None or highs is None:
        return ""
    low, high = lows[1] - lows[0], highs[0] - highs[1]
    steps = [step for step in (low, high) if step and step == step]
    if not steps:
        return ""
    return "tighter" if min(steps) > 0 else "wider" if max(steps) < 0 else ""


def _numbers(old: Bound | None, new: Bound | None, sign: int) -> tuple[float, float] | None:
    unbound = sign * float("inf")
    both = tuple(unbound if bound is None else bound for bound in (old, new))
    if isinstance(both[0], Formula) or isinstance(both[1], Formula):
        return (0.0, 0.0) if old == new else None
    return (0.0, 0.0) if both[0] == both[1] else (float(both[0]), float(both[1]))


def _span(rule: LimitRule) -> str:
    low = None if rule.low is None else _text(rule.low)
    high = None if rule.high is None else _text(rule.high)
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"{low} to {high}"


def _keyed(entries: Sequence[object]) -> dict[tuple[object, ...], object]:
    keys = [_key(entry) for entry in entries]
    return {
        (*key, keys[:place].count(key)): entry
        for place, (key, entry) in enumerate(zip(keys, entries, strict=True))
    }


def _key(entry: object) -> tuple[object, ...]:
    if isinstance(entry, LimitRule):
        # a limit with another code or for other joints is another limit
        sided = "low" if entry.high is None else "high" if entry.low is None else "both"
        return (entry.quantity, entry.code.value, *(k.value for k in entry.kinds), sided)
    found = [getattr(entry, key, "") for key in KEYS]
    name = next((x for x in found if x != ""), "")
    return tuple(x for x in (name, getattr(entry, "part_number", "")) if x != "")


def _called(key: tuple[object, ...]) -> str:
    *names, again = key
    if names and names[-1] in ("low", "high", "both"):
        names = names[:-1]
    number = f" ({again + 1})" if isinstance(again, int) and (again or not names) else ""
    return ", ".join(map(_text, names)) + number


def _named(key: tuple[object, ...], entry: object) -> str:
    if isinstance(entry, LimitRule):
        return f"limit {_called(key)} ({_span(entry)})"
    kind = "check " if isinstance(entry, Check) else ""
    return f"{kind}{_called(key) or _text(entry)}"


def _are_entries(value: object) -> bool:
    return isinstance(value, tuple) and all(
        is_dataclass(entry) and not isinstance(entry, Formula) for entry in value
    )


def _text(value: object) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, tuple):
        return _several(value)
    if is_dataclass(value):
        inner = ", ".join(f"{_said(f.name)} {_text(getattr(value, f.name))}" for f in fields(value))
        return f"({inner})"
    return str(value)


def _several(values: tuple[object, ...]) -> str:
    if not values:
        return "nothing"
    more = f" and {len(values) - MANY} more" if len(values) > MANY else ""
    texts = ", ".join(map(_text, values[:MANY])) + more
    return f"({texts})" if isinstance(values[0], float) else texts


def _number(value: float) -> str:
    return f"{value:.9g}"


def _signed(value: float) -> str:
    return f"{round(value, 9):+.9g}" if value else "0"


def _point(part: Placement | Fiducial | BoardSite) -> str:
    return _spot(part.x_mm, part.y_mm)


def _spot(x_mm: float, y_mm: float) -> str:
    return f"({_number(x_mm)}, {_number(y_mm)}) mm"


def _said(name: str) -> str:
    return name.replace("_", " ")
