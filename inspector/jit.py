"""The one decorator of hot loops: machine code on first call, kept on disk, without the GIL.

numba is imported when a kernel is called first, not when its file is: that import takes most of a
second, and ``inspector --help`` needs no kernel.
"""

import atexit
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, MutableMapping
from functools import update_wrapper
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar, overload

from platformdirs import user_cache_path
from typing_extensions import override

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger(__name__)

NAN_SAFE = frozenset({"reassoc", "contract", "arcp", "nsz"})
"""Freedoms for the compiler under which a NaN stays a NaN.

Sums may be reordered, so they can be vectorised. The other flags of LLVM (``nnan``, ``ninf``) are
refused: they would turn "not measured" into a number.
"""


class Kernel(Generic[P, R]):
    """A function that is compiled when it is called first; made by `kernel`.

    It may call other kernels of its own file, and only of its own file: numba looks at that
    file alone when it decides whether the compiled code on disk is stale.
    """

    __name__: str
    __qualname__: str

    def __init__(self, function: Callable[P, R], fastmath: frozenset[str]) -> None:
        self.python = function  # the same loop, not compiled: for a debugger
        self.fastmath = fastmath
        self._made: dict[str, Callable[P, R]] = {}
        self._run: Callable[P, R] = self._first
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the machine code; the first call with new argument types compiles it."""
        return self._run(*args, **kwargs)

    @override
    def __reduce__(self) -> str:
        # A kernel crosses into a worker process by its name, like any function.
        return self.__qualname__

    def dispatcher(self) -> Callable[P, R]:
        """Give the numba dispatcher; any thread may ask first.

        Two threads may both build one; ``setdefault`` keeps a single one, and numba compiles
        under its own lock.
        """
        made: Callable[P, R] = _numba().njit(
            cache=True,
            nogil=True,
            error_model="numpy",  # x / 0 is inf or NaN, as in the numpy reference
            fastmath=set(self.fastmath),
        )(self.python)
        return self._made.setdefault("dispatcher", made)

    def _first(self, *args: P.args, **kwargs: P.kwargs) -> R:
        self._run = self.dispatcher()
        return self._run(*args, **kwargs)


@overload
def kernel(function: Callable[P, R], /) -> Kernel[P, R]: ...


@overload
def kernel(*, fastmath: frozenset[str]) -> Callable[[Callable[P, R]], Kernel[P, R]]: ...


def kernel(
    function: Callable[P, R] | None = None, /, *, fastmath: frozenset[str] = frozenset()
) -> Kernel[P, R] | Callable[[Callable[P, R]], Kernel[P, R]]:
    """Mark a hot loop to be compiled.

    Parameters
    ----------
    function
        A module-level function over arrays and numbers, in a ``kernels/`` folder.
    fastmath
        A subset of `NAN_SAFE`, where the order of additions does not matter.

    Returns
    -------
    Kernel
        The function with its signature kept.

    Raises
    ------
    ValueError
        If ``fastmath`` names a freedom under which NaN is lost.

    Examples
    --------
    >>> @kernel(fastmath=NAN_SAFE)
    ... def total(values: list[float]) -> float:
    ...     return sum(values)
    >>> total.python([1.0, 2.0])
    3.0
    """
    if not fastmath <= NAN_SAFE:
        raise ValueError(
            f"fastmath {sorted(fastmath - NAN_SAFE)}: only {sorted(NAN_SAFE)} keep NaN"
        )
    if function is not None:
        return Kernel(function, fastmath)
    return lambda wrapped: Kernel(wrapped, fastmath)


def choose_cache(environment: MutableMapping[str, str]) -> Path:
    """Point ``NUMBA_CACHE_DIR`` to a folder that can be written, and give that folder.

    A folder the user has set is kept. Else it is ``cache/numba`` under ``INSPECTOR_HOME``, else
    the user's cache folder. Where that cannot be written, it is a private folder that goes away
    with the process (compiled code is pickled: a folder that others may write is no place for it).
    """
    given = environment.get("NUMBA_CACHE_DIR")
    if given:
        return Path(given)
    home = environment.get("INSPECTOR_HOME")
    folder = Path(home) / "cache" if home else user_cache_path("inspector", appauthor=False)
    folder = folder / "numba"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        log.warning("%s cannot be written (%s): kernels are compiled anew", folder, error.strerror)
        folder = Path(tempfile.mkdtemp(prefix="inspector-numba-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    environment["NUMBA_CACHE_DIR"] = str(folder)
    return folder


def _numba() -> Any:  # noqa: ANN401 - numba has no types; Any stops here
    choose_cache(os.environ)
    import numba
    from numba.extending import typeof_impl

    if Kernel not in typeof_impl.registry:
        # Seen from another kernel, a kernel is its dispatcher.
        typeof_impl.register(Kernel)(_type_of)
    return numba


def _type_of(value: Kernel[..., object], context: object) -> object:
    from numba.extending import typeof_impl

    return typeof_impl(value.dispatcher(), context)
