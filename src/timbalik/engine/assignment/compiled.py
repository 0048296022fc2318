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
    *, cache: bool = True, nogil: bool = False, inline: Literal["never", "always"] = "never", bare: bool = False
) -> Callable[[Kernel], Kernel]:
    """Return numba's decorator, or one that leaves the function as it is.

    Machine code is kept beside the source, in ``NUMBA_CACHE_DIR`` where that is set, or in the user's cache folder; where none
    of them can be written, it is made anew in each process. ``inline="always"`` is for small kernels that take many arrays:
    handing those over would cost more than their work. ``bare``: the kernel makes no arrays of its own, so nobody need count
    who still uses one; each such count is an atomic step, and they took a third of an auction.
    """
    if not is_compiled():
        return lambda kernel: kernel
    import numba  # optional dependency

    options: dict[str, Any] = {"nogil": nogil, "inline": inline, "_nrt": not bare}

    def compiled(kernel: Kernel) -> Kernel:
        try:
            return cast("Kernel", numba.njit(cache=cache, **options)(kernel))
        except RuntimeError:
            return cast("Kernel", numba.njit(**options)(kernel))

    return compiled


def _fetching() -> Callable[[Any, int], None]:
    """Return what asks memory for a place of an array before it is needed; nothing where kernels are not compiled."""
    if not is_compiled():
        return lambda array, place: None
    from llvmlite import ir  # optional dependency
    from numba.core import config, types  # slow import
    from numba.extending import intrinsic  # slow import

    if getattr(config, "DISABLE_JIT", False):
        return lambda array, place: None

    def fetch(typing: Any, array: Any, place: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
            data = context.make_array(signature.args[0])(context, builder, given[0]).data
            where = builder.bitcast(builder.gep(data, [given[1]]), ir.IntType(8).as_pointer())
            number = ir.IntType(32)
            kind = ir.FunctionType(ir.VoidType(), [where.type, number, number, number])
            # to be read, kept in every cache, data: the order of LLVM's own instruction
            how = [ir.Constant(number, value) for value in (0, 3, 1)]
            builder.call(builder.module.declare_intrinsic("llvm.prefetch", [where.type], kind), [where, *how])
            return context.get_dummy_value()

        return types.void(array, types.intp), generate

    return cast("Callable[[Any, int], None]", intrinsic(fetch))


#: ``fetch_ahead(array, place)``: what lies there will soon be needed; places past the end do no harm.
fetch_ahead = _fetching()
