"""The one place that knows numba: kernels are compiled and cached where it is installed, and plain Python where not."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Literal, TypeVar, cast

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


@cache
def is_compiled() -> bool:
    """Return whether kernels are compiled here."""
    try:
        import numba  # noqa: F401 - optional dependency, and a slow import
    except ImportError:
        return False
    return True


def njit(
    *, cache: bool = True, nogil: bool = False, inline: Literal["never", "always"] = "never"
) -> Callable[[Kernel], Kernel]:
    """Return numba's decorator, or one that leaves the function as it is.

    Machine code is kept beside the source, in ``NUMBA_CACHE_DIR`` where that is set, or in the user's cache folder; where none
    of them can be written, it is made anew in each process. ``inline="always"`` is for small kernels that take many arrays:
    handing those over would cost more than their work.
    """
    if not is_compiled():
        return lambda kernel: kernel
    import numba  # optional dependency, and a slow import

    def compiled(kernel: Kernel) -> Kernel:
        try:
            return cast("Kernel", numba.njit(cache=cache, nogil=nogil, inline=inline)(kernel))
        except RuntimeError:
            return cast("Kernel", numba.njit(nogil=nogil, inline=inline)(kernel))

    return compiled
