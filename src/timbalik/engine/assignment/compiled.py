"""The one place that knows numba: kernels are compiled and cached where it is installed, and plain Python where not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def njit(*, cache: bool = True, nogil: bool = False) -> Callable[[Kernel], Kernel]:
    """Return numba's decorator, or one that leaves the function as it is."""
    try:
        import numba  # optional dependency, and a slow import
    except ImportError:
        return lambda kernel: kernel
    return cast("Callable[[Kernel], Kernel]", numba.njit(cache=cache, nogil=nogil))
