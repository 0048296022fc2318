"""Where machine code is kept: a file for each kernel and kind of arguments, loaded by llvmlite without numba.

A file serves only the processor, the sources and the compiler it was made for, which its folder is named after, and is
believed only where nobody but its owner could have written it. Files lie beside the source, in ``NUMBA_CACHE_DIR`` where that
is set, or in the user's cache folder; where none can be written, code is made anew in each process.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import llvmlite
from llvmlite import binding as llvm

if TYPE_CHECKING:
    from timbalik.engine.assignment.compiled import Kernel

HERE: Final = Path(__file__).parent
#: Length of the digest that stands before the code.
DIGEST: Final = 32

_engines: list[Any] = []


def code_for(kernel: Kernel, arguments: tuple[Any, ...], key: tuple[Any, ...]) -> tuple[int, int]:
    """Return the address of a kernel's machine code and how many whole numbers it returns; compile it where none is kept."""
    function = kernel.py_func
    file = Path(function.__code__.co_filename)
    kept = file.parent == HERE
    name = f"{file.stem}.{function.__name__}-{hashlib.sha256(str(key).encode()).hexdigest()[:24]}"
    read = _read(name) if kept else None
    if read is None:
        from timbalik.engine.assignment.compiling import compile_kernel  # slow import: numba

        read = compile_kernel(kernel, arguments)
        if kept:
            _write(name, *read)
    code, symbol, returns = read
    return _load(code, symbol), returns


def is_kept() -> bool:
    """Return whether machine code of these sources was ever kept; the first round of all waits for the compiler."""
    return any(folder.is_dir() for folder in folders())


def folders() -> list[Path]:
    """Return where code of these sources, for this processor, may be kept; the first that can be written is taken."""
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        places = [Path(named)]
    else:
        cached = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        places = [HERE / "__pycache__", Path(cached) / "timbalik"]
    return [place / f"kernels-{_maker()[:24]}" for place in places]


@cache
def _maker() -> str:
    """Return a digest of all that machine code depends on besides its arguments: sources, compiler, processor."""
    digest = hashlib.sha256()
    for path in sorted((*HERE.glob("kernels*.py"), HERE / "compiled.py", HERE / "compiling.py")):
        digest.update(path.read_bytes())
    numba = find_spec("numba")
    if numba is not None and numba.origin is not None:
        digest.update(Path(numba.origin).with_name("_version.py").read_bytes())
    processor = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
    for part in (llvmlite.__version__, llvm.get_process_triple(), *processor):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


@cache
def _start() -> None:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()


def _read(name: str) -> tuple[bytes, str, int] | None:
    """Return code that is kept, its symbol and how many numbers it returns; None where there is none to be believed."""
    for folder in folders():
        try:
            with (folder / name).open("rb") as file:
                status = os.fstat(file.fileno())
                if status.st_uid not in (0, os.geteuid()) or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                    continue
                digest, rest = file.read(DIGEST), file.read()
        except OSError:
            continue
        if hashlib.sha256(rest).digest() == digest:
            head, _, code = rest.partition(b"\n")
            symbol, returns = json.loads(head)
            return code, symbol, returns
    return None


def _write(name: str, code: bytes, symbol: str, returns: int) -> None:
    """Keep code where it can be; two processes that do so at once write the same."""
    content = json.dumps([symbol, returns]).encode() + b"\n" + code
    for folder in folders():
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            descriptor, path = tempfile.mkstemp(dir=folder)
            with os.fdopen(descriptor, "wb") as file:
                file.write(hashlib.sha256(content).digest() + content)
                os.fchmod(descriptor, 0o644)
            Path(path).replace(folder / name)
            return


def _load(code: bytes, symbol: str) -> int:
    """Return the address of machine code in this process."""
    _start()
    machine = llvm.Target.from_default_triple().create_target_machine()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    _engines.append(engine)
    return int(engine.get_function_address(symbol))
