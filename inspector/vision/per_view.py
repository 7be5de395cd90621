"""What is worked out of a view once, for as long as the view is there."""

from collections.abc import Callable, Hashable, MutableMapping
from functools import update_wrapper
from typing import Concatenate, Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from inspector.domain.view import View

P = ParamSpec("P")
R = TypeVar("R")


class PerView(Generic[P, R]):
    """A function of a view whose answers are kept with the view, and go with it.

    A view never changes, so the checks of one part look once; a view of a large part takes a
    hundred megabytes, so nothing may keep it longer than the part is inspected.
    """

    def __init__(self, function: Callable[Concatenate[View, P], R]) -> None:
        self._function = function
        self._kept: MutableMapping[View, dict[Hashable, R]] = WeakKeyDictionary()
        update_wrapper(self, function)

    def __call__(self, view: View, *args: P.args, **kwargs: P.kwargs) -> R:
        """Give what was worked out before, else work it out."""
        kept = self._kept.setdefault(view, {})
        key = (args, tuple(kwargs.items()))
        if key not in kept:
            kept[key] = self._function(view, *args, **kwargs)
        return kept[key]


def per_view(function: Callable[Concatenate[View, P], R]) -> PerView[P, R]:
    """Keep what a function gives for a view with the view; its other arguments are hashable."""
    return PerView(function)
