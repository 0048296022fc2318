"""Blocks come back in order, whoever works on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from timbalik.engine.assignment.blocks import MapBlocks, Processes, Threads, in_turn


@dataclass(frozen=True, eq=False)
class Weights:
    """Work that carries an array along."""

    weight: NDArray[np.int64]

    def __call__(self, block: NDArray[np.int64]) -> int:
        self.weight[:0] = 0  # what a worker maps may be written to; nobody else sees it
        return int(self.weight[block].sum())


def answers(blocks: MapBlocks) -> list[list[int]]:
    parts = [np.arange(at, 1_000, 7) for at in range(7)]
    return [list(blocks(Weights(np.arange(1_000) * times), parts)) for times in (1, 2)]


def test_threads_answer_in_order() -> None:
    assert answers(Threads(1)) == answers(Threads(2)) == answers(in_turn)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_processes_answer_in_order(workers: int) -> None:
    with Processes(workers) as pool:
        assert answers(pool) == answers(in_turn)


def test_no_blocks_give_no_answers() -> None:
    assert (
        list(in_turn(Weights(np.zeros(0, np.int64)), [])) == list(Threads(2)(Weights(np.zeros(0, np.int64)), [])) == []
    )
