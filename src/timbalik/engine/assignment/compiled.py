"""The one place that knows numba: kernels are compiled and cached where it is installed, and plain Python where not."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


@cache
def is_compiled() -> bool:
    """Return whether kernels are compiled here."""
    try:
        import numba  # noqa: F401 - optional dependency, and a slow import
    except ImportError:
        return False
    return True


def njit(*, cache: bool = True, nogil: bool = False) -> Callable[[Kernel], Kernel]:
    """Return numba's decorator, or one that leaves the function as it is."""
    if not is_compiled():
        return lambda kernel: kernel
    import numba  # optional dependency, and a slow import

    return cast("Callable[[Kernel], Kernel]", numba.njit(cache=cache, nogil=nogil))
