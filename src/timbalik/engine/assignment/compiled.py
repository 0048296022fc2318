"""Kernels as machine code: made once by numba, kept in files, and run from there without it.

Numba takes most of a second and a hundred megabytes to load, longer than most rounds take to solve. So it is asked only for
kernels that nobody compiled before; whatever it made is loaded by llvmlite alone and called with numba's own convention for
arguments (a pointer to the result, one to an error, then every array as six kinds of numbers). Without numba the same
functions run as plain Python.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache, cached_property, update_wrapper
from importlib.util import find_spec
from typing import Any, Final, Literal, TypeVar, cast

import numpy as np

Function = TypeVar("Function", bound=Callable[..., Any])

#: What numpy calls an array whose rows follow each other, one whose numbers lie at even addresses, and a plain one to write to.
CONTIGUOUS: Final = 0x001
ALIGNED: Final = 0x100
SIMPLE: Final = CONTIGUOUS | 0x400
#: What a kernel answers that had nothing to return.
NOTHING: Final = -2


@cache
def is_compiled() -> bool:
    """Return whether kernels are compiled here."""
    try:
        return find_spec("numba") is not None
    except ValueError:
        return False


def waits_for_compiler() -> bool:
    """Return whether the next round waits half a minute for the compiler: nothing was ever kept here."""
    if not is_compiled():
        return False
    from timbalik.engine.assignment.kept import is_kept  # slow import: llvmlite

    return not is_kept()


def njit(*, nogil: bool = False, inline: Literal["never", "always"] = "never") -> Callable[[Function], Function]:
    """Return what makes a kernel of a function; the function as it is where nothing compiles.

    A kernel gets and fills arrays and makes none of its own, so nobody need count who still uses one; such counts are atomic
    steps, and they took a third of an auction. It returns whole numbers, or nothing. ``inline="always"`` is for small ones that
    take many arrays: handing those over would cost more than their work. ``nogil``: other threads may run meanwhile.
    """

    def kernel_of(function: Function) -> Function:
        return cast("Function", Kernel(function, {"nogil": nogil, "inline": inline})) if is_compiled() else function

    return kernel_of


class Kernel:
    """A function that is machine code for each kind of arguments it meets.

    Attributes
    ----------
    py_func, targetoptions
        The function in Python, and how to compile it; numba's names, since it looks for them where a kernel calls another.
    """

    def __init__(self, function: Callable[..., Any], options: dict[str, Any]) -> None:
        update_wrapper(self, function)
        self.py_func = function
        self.targetoptions = options
        self._ready: dict[tuple[Any, ...], Entry] = {}

    def __call__(self, *arguments: Any) -> Any:
        """Run the machine code for these kinds of arguments."""
        kinds: list[Any] = []
        given: list[Any] = []
        _flatten(arguments, kinds, given)
        key = tuple(kinds)
        entry = self._ready.get(key)
        if entry is None:
            from timbalik.engine.assignment.kept import code_for  # slow import: llvmlite

            address, returns = code_for(self, arguments, key)
            entry = self._ready[key] = Entry(address, key, returns, nogil=self.targetoptions["nogil"])
        return entry(given)

    @cached_property
    def dispatcher(self) -> Any:
        """Return what numba compiles; loads it."""
        from timbalik.engine.assignment.compiling import dispatcher_of  # slow import: numba

        return dispatcher_of(self)

    @property
    def _numba_type_(self) -> Any:
        """Return what numba takes a kernel for that another one calls."""
        from numba.core import types  # slow import

        return types.Dispatcher(self.dispatcher)


class Entry:
    """Machine code for some kinds of arguments; ``returns`` is how many whole numbers it answers, 0 for nothing."""

    def __init__(self, address: int, key: tuple[Any, ...], returns: int, *, nogil: bool) -> None:
        kind = ctypes.CFUNCTYPE if nogil else ctypes.PYFUNCTYPE
        self._call = kind(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *_argument_types(key))(address)
        self._returns = returns

    def __call__(self, given: list[Any]) -> Any:
        """Run it; what it answers as one number, several, or None."""
        answer = (ctypes.c_int64 * max(1, self._returns))()
        error = ctypes.c_void_p()
        status = self._call(ctypes.addressof(answer), ctypes.addressof(error), *given)
        if status not in (0, NOTHING):
            raise ArithmeticError(f"a kernel stopped with status {status}: a number was divided by nothing")
        if self._returns == 1:
            return answer[0]
        return tuple(answer) if self._returns else None


def _flatten(arguments: tuple[Any, ...], kinds: list[Any], given: list[Any]) -> None:
    """Append the kinds of some arguments, and the numbers that stand for them."""
    for one in arguments:
        if isinstance(one, np.ndarray):
            flags = one.flags.num
            dtype = one.dtype
            if not (flags & ALIGNED and dtype.isnative):
                raise TypeError("a kernel takes arrays whose numbers lie at even addresses, in this machine's order")
            kinds += dtype.char, one.ndim, flags & CONTIGUOUS
            given += 0, 0, one.size, one.itemsize, _address(one, flags), *one.shape, *one.strides
        elif isinstance(one, tuple):
            kinds.append("(")
            _flatten(one, kinds, given)
            kinds.append(")")
        elif isinstance(one, np.generic):
            kinds.append(one.dtype.char)
            given.append(one.item())
        else:
            kind = SCALARS.get(type(one))
            if kind is None:
                raise TypeError(f"a kernel takes arrays, numbers and tuples of them, not {type(one).__name__}")
            if kind == "l" and not -(2**63) <= one < 2**63:
                raise OverflowError(f"{one} does not fit 64 bits")
            kinds.append(kind)
            given.append(one)


def _address(array: np.ndarray[Any, Any], flags: int) -> int:
    """Return where an array's numbers begin; what may be written says so four times as fast."""
    if flags & SIMPLE == SIMPLE and array.size:
        return ctypes.addressof(ctypes.c_char.from_buffer(cast("Any", array)))
    return array.ctypes.data


#: What Python's numbers are called among numpy's, and what C calls those that may come alone.
SCALARS: Final = {int: "l", bool: "?", float: "d"}
IN_C: Final[dict[str, Any]] = {
    "?": ctypes.c_bool, "b": ctypes.c_int8, "B": ctypes.c_uint8, "h": ctypes.c_int16, "H": ctypes.c_uint16,
    "i": ctypes.c_int32, "I": ctypes.c_uint32, "l": ctypes.c_int64, "L": ctypes.c_uint64, "q": ctypes.c_int64,
    "Q": ctypes.c_uint64, "f": ctypes.c_float, "d": ctypes.c_double,
}  # fmt: skip


def _argument_types(key: tuple[Any, ...]) -> list[Any]:
    """Return what C calls the numbers that stand for arguments of these kinds."""
    found: list[Any] = []
    at = 0
    while at < len(key):
        if key[at] in ("(", ")"):
            at += 1
        elif at + 1 < len(key) and isinstance(key[at + 1], int):
            found += [ctypes.c_ssize_t] * (5 + 2 * key[at + 1])
            at += 3
        else:
            found.append(IN_C[key[at]])
            at += 1
    return found


class _FetchAhead:
    """``fetch_ahead(array, place)``: what lies there will soon be needed; places past the end do no harm."""

    def __call__(self, array: Any, place: int) -> None:
        """Do nothing: plain Python cannot."""

    @property
    def _numba_type_(self) -> Any:
        """Return what numba takes it for in a kernel."""
        from timbalik.engine.assignment.compiling import prefetch_type  # slow import: numba

        return prefetch_type()


fetch_ahead = _FetchAhead()
