"""The one place that knows numba: a kernel becomes machine code for some kinds of arguments. Loaded where nothing is kept."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import llvmlite.ir
import numba
import numba.core.types
import numpy as np
from numba.core.registry import cpu_target
from numba.extending import intrinsic
from numba.np.numpy_support import from_dtype

from timbalik.engine.assignment.compiled import SCALARS

if TYPE_CHECKING:
    from timbalik.engine.assignment.compiled import Kernel

# numba's own annotations know only some of what its types accept
types: Any = numba.core.types
njit: Any = numba.njit


def dispatcher_of(kernel: Kernel) -> Any:
    """Return numba's view of a kernel: no reference counts, nothing that Python could call."""
    return njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False, **kernel.targetoptions)(kernel.py_func)


def compile_kernel(kernel: Kernel, arguments: tuple[Any, ...]) -> tuple[bytes, str, int]:
    """Return the machine code for arguments of these kinds, the name it goes by, and how many whole numbers it returns."""
    signature = tuple(_type_of(one) for one in arguments)
    result = kernel.dispatcher._compiler.compile(signature, None)
    returned = result.signature.return_type
    parts = () if returned == types.none else tuple(returned) if isinstance(returned, types.BaseTuple) else (returned,)
    if any(part != types.int64 for part in parts):
        raise TypeError(f"{kernel.py_func.__name__} returns {returned}: whole numbers of 64 bits are accepted")
    library = result.library
    code = library.codegen._tm.emit_object(library._final_module)
    return code, result.fndesc.llvm_func_name, len(parts)


def _type_of(argument: Any) -> Any:
    """Return what numba calls an argument; arrays are all taken as ones that may be written."""
    if isinstance(argument, np.ndarray):
        layout = "C" if argument.flags.c_contiguous else "A"
        return types.Array(from_dtype(argument.dtype), argument.ndim, layout)
    if isinstance(argument, tuple):
        return types.BaseTuple.from_types(tuple(_type_of(one) for one in argument))
    return from_dtype(np.dtype(SCALARS.get(type(argument), type(argument))))


@cache
def prefetch_type() -> Any:
    """Return the type of what asks memory for a place of an array before it is needed."""

    def fetch(typing: Any, array: Any, place: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
            data = context.make_array(signature.args[0])(context, builder, given[0]).data
            where = builder.bitcast(builder.gep(data, [given[1]]), llvmlite.ir.IntType(8).as_pointer())
            number = llvmlite.ir.IntType(32)
            kind = llvmlite.ir.FunctionType(llvmlite.ir.VoidType(), [where.type, number, number, number])
            # to be read, kept in every cache, data: the order of LLVM's own instruction
            how = [llvmlite.ir.Constant(number, value) for value in (0, 3, 1)]
            builder.call(builder.module.declare_intrinsic("llvm.prefetch", [where.type], kind), [where, *how])
            return context.get_dummy_value()

        return types.void(array, types.intp), generate

    made = intrinsic(fetch)
    cpu_target.typing_context.refresh()
    return cpu_target.typing_context.resolve_value_type(made)
