"""Blocks of rows on all cores, behind one interface, so that a cluster engine can take the local pool's place.

``work`` is a function of one block that can be pickled together with the arrays it needs; a cluster engine would send it
once to every machine (Ray: ``ray.put``; Dask: ``scatter``) and map it over the blocks. Answers come back in the order of
the blocks and do not depend on how many workers there are.
"""

from __future__ import annotations

import mmap
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, Self, TypeVar

Block = TypeVar("Block")
Found = TypeVar("Found")

ALIGNED: Final = 64


class MapBlocks(Protocol):
    """How blocks are worked on."""

    def __call__(self, work: Callable[[Block], Found], blocks: Sequence[Block]) -> Iterator[Found]:
        """Return ``work`` of every block, in order."""


def in_turn(work: Callable[[Block], Found], blocks: Sequence[Block]) -> Iterator[Found]:
    """Work on one block after another."""
    return map(work, blocks)


class Threads:
    """Threads of this process: enough where the kernels are compiled, for those let go of the interpreter's lock."""

    def __init__(self, workers: int = 2) -> None:
        self.workers = workers

    def __call__(self, work: Callable[[Block], Found], blocks: Sequence[Block]) -> Iterator[Found]:
        """Return ``work`` of every block, in order."""
        with ThreadPoolExecutor(self.workers) as pool:
            yield from pool.map(work, blocks)


class Processes:
    """A pool of processes on this machine; use it as a context manager.

    What ``work`` carries is written once per call to a temporary file that the workers map into their memory: arrays are
    neither copied for each block nor sent through a pipe.
    """

    def __init__(self, workers: int = 2) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="timbalik-blocks-", ignore_cleanup_errors=True)
        self._pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_one_thread)
        self._calls = 0

    def __call__(self, work: Callable[[Block], Found], blocks: Sequence[Block]) -> Iterator[Found]:
        """Return ``work`` of every block, in order."""
        self._calls += 1
        path = Path(self._folder.name) / str(self._calls)
        try:
            yield from self._pool.map(partial(_work_on, str(path), *_write(path, work)), blocks)
        finally:
            path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the workers."""
        self._pool.shutdown(cancel_futures=True)
        self._folder.cleanup()


def _write(path: Path, work: object) -> tuple[bytes, list[tuple[int, int]]]:
    """Write the arrays of ``work``; return the rest of it, and where each array lies."""
    buffers: list[pickle.PickleBuffer] = []
    head = pickle.dumps(work, protocol=5, buffer_callback=buffers.append)
    spans = []
    with path.open("wb") as file:
        for buffer in buffers:
            raw = buffer.raw()
            spans.append((file.tell(), raw.nbytes))
            file.write(raw)
            file.write(bytes(-raw.nbytes % ALIGNED))
        file.write(bytes(ALIGNED))  # an empty file cannot be mapped
    return head, spans


#: A worker's last call and its work, so that a call is read once and not for each block.
_known: tuple[str, Callable[[Any], Any]] | None = None


def _work_on(path: str, head: bytes, spans: list[tuple[int, int]], block: Any) -> Any:
    global _known
    if _known is None or _known[0] != path:
        _known = None
        with Path(path).open("rb") as file:
            memory = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))
        # written by _write a moment ago, in a folder that only this user can read
        work = pickle.loads(head, buffers=[memory[start : start + size] for start, size in spans])  # noqa: S301
        _known = path, work
    return _known[1](block)


def _one_thread() -> None:
    """Keep a worker's linear algebra to one thread; the pool is what uses the cores."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
