"""What a station can inspect, and which of it a panel is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from inspector.domain.errors import InspectorError
from inspector.domain.recipe import Recipe
from inspector.inspection.surface import Ready


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """A recipe with its golden board, and for which panels it is; see `ProductChoice`."""

    name: str
    recipe: Recipe
    golden: Ready | None = None
    codes: str = ""


class UnknownProductError(InspectorError):
    """No recipe is for this panel: it is NOT_INSPECTED, with this reason."""


def choose(products: Sequence[Product], asked: str, code: str) -> Product:
    """Give the product that a panel is: what the line asks for, else the first its code fits.

    Raises
    ------
    UnknownProductError
        If the line asks for one that is not here or that the code does not fit, or none fits.
    """
    known = ", ".join(product.name for product in products)
    if asked:
        named = next((product for product in products if product.name == asked), None)
        if named is None:
            raise UnknownProductError(
                f"the line asks for recipe {asked!r}, here are {known}; add it to station.toml"
            )
        if code and not _fits(named, code):
            raise UnknownProductError(
                f"the line asks for recipe {asked!r}, code {code!r} is of another product; "
                "look at the panel, or at the pattern in station.toml"
            )
        return named
    for product in products:
        if _fits(product, code):
            return product
    if not code:
        raise UnknownProductError(
            "no recipe is for a panel without a code; let the line ask for one, or leave the "
            "pattern of a product out of station.toml"
        )
    raise UnknownProductError(f"no recipe is for code {code!r}; add a pattern to station.toml")


def _fits(product: Product, code: str) -> bool:
    return not product.codes or re.fullmatch(product.codes, code) is not None
