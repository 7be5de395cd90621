"""A limit as arithmetic over the sizes of a joint, for example ``G + min(0.25 * H, 0.5)``.

W, L, T, H and G are the termination's (width, length, thickness, height, hidden solder gap), P is
the land's width across the termination; all in mm.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

SYMBOLS = ("W", "P", "L", "T", "H", "G")
"""What a formula may name."""

ANY_JOINT = {"W": 0.83, "P": 1.07, "L": 0.59, "T": 0.17, "H": 0.71, "G": 0.031}
"""Sizes to try a formula with: no two alike, lest ``1 / (P - W)`` seem to divide by zero."""

LONGEST = 200
"""Characters of a formula: the parser gives up on deep ones in ways of its own."""

_OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_FUNCTIONS: Mapping[str, Callable[..., float]] = {"min": min, "max": max}


@dataclass(frozen=True, slots=True)
class Formula:
    """Arithmetic text, checked when it is made.

    Raises
    ------
    ValueError
        If it names anything but W, P, L, T, H, G, ``min``, ``max``, numbers and ``+ - * /``.

    Examples
    --------
    >>> Formula("G + min(0.25 * H, 0.5)").value({"G": 0.0625, "H": 0.5})
    0.1875
    """

    text: str

    def __post_init__(self) -> None:
        if len(self.text) > LONGEST:
            raise ValueError(f"a formula has at most {LONGEST} characters")
        self.value(ANY_JOINT)

    @property
    def names(self) -> frozenset[str]:
        """Symbols that it needs."""
        tree = ast.parse(self.text, mode="eval")
        return frozenset(
            node.id for node in ast.walk(tree) if isinstance(node, ast.Name)
        ) & frozenset(SYMBOLS)

    def value(self, sizes_mm: Mapping[str, float]) -> float:
        """Give the number for the sizes of one joint.

        Raises
        ------
        ValueError
            If a size that it needs is not given or the result is not finite.
        """
        try:
            tree = ast.parse(self.text, mode="eval")
            number = _evaluate(tree.body, sizes_mm)
        except (SyntaxError, RecursionError, OverflowError) as error:
            raise ValueError(f"{self.text!r} is no arithmetic") from error
        except ZeroDivisionError as error:
            raise ValueError(f"{self.text!r} divides by zero") from error
        if not math.isfinite(number):
            raise ValueError(f"{self.text!r} gives no finite number")
        return number


def _evaluate(node: ast.expr, sizes_mm: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id=name) if name in sizes_mm:
            return sizes_mm[name]
        case ast.Name(id=name):
            known = ", ".join(SYMBOLS)
            raise ValueError(f"{name} is not known here; a formula may use {known}")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_evaluate(operand, sizes_mm)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_evaluate(left, sizes_mm), _evaluate(right, sizes_mm))
        case ast.Call(func=ast.Name(id=name), args=[_, *_] as args, keywords=[]) if (
            name in _FUNCTIONS
        ):
            values = [_evaluate(arg, sizes_mm) for arg in args]
            return _FUNCTIONS[name](values)
    raise ValueError(f"{ast.unparse(node)!r} is not allowed in a formula")
