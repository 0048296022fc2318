"""``.npz`` files without scipy beside scipy: the same pairs, for every form that scipy writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from timbalik.engine.assignment import npz_files
from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.files import read_scores
from timbalik.engine.assignment.score_file import ScoreFile

FORMS = ("csr", "csc", "coo", "bsr", "dia")


def pairs_of(read: ScoreFile) -> tuple[object, ...]:
    listed = zip(read.mentor.tolist(), read.mentee.tolist(), read.score.tolist(), strict=True)
    return (read.shape, read.scale, sorted(listed))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", [np.int64, np.int16, np.uint8, np.float64, np.float32, bool])
def test_every_form_is_read_as_scipy_reads_it(tmp_path: Path, form: str, kind: type) -> None:
    rng = np.random.default_rng(4)
    path = tmp_path / "s.npz"
    for shape in ((1, 1), (3, 7), (40, 25), (6, 6)):
        table = rng.integers(0, 5, shape) * (rng.random(shape) < 0.6)
        values: Any = (table / 4 if np.issubdtype(kind, np.floating) else table).astype(kind)
        matrix = sparse.coo_array(values).asformat(form)
        matrix.data[:1] = 0  # a nought that is written down is a pair
        sparse.save_npz(path, matrix)

        found = npz_files.read_npz(path)

        assert pairs_of(found) == pairs_of(npz_files._read_any_sparse(path))
        ordered = read_scores(path)
        assert pairs_of(ordered) == pairs_of(found)


@pytest.mark.parametrize(
    "parts",
    [
        {"indices": np.array([0, 7])},
        {"indices": np.array([0, -1])},
        {"indptr": np.array([0, 1])},
        {"indptr": np.array([0, 2, 1])},
        {"indptr": np.array([1, 1, 2])},
        {"data": np.array([[1, 1]])},
        {"data": np.array([1j, 1])},
        {"shape": np.array([2, 2, 2])},
        {"format": np.array("tri")},
    ],
)
def test_a_matrix_that_contradicts_itself_is_read_or_refused_as_scipy_does(
    tmp_path: Path, parts: dict[str, object]
) -> None:
    path = tmp_path / "s.npz"
    sparse.save_npz(path, sparse.csr_matrix(np.eye(2, dtype=int)))
    np.savez(path, **{**np.load(path), **parts})

    def told(read: Callable[[Path], ScoreFile]) -> object:
        try:
            return pairs_of(read(path))
        except (*npz_files.BROKEN, InvalidInstance) as refusal:
            return str(refusal).removeprefix("s.npz is no .npz file of numbers: ")

    assert told(read_scores) == told(npz_files._read_any_sparse)


def test_scores_keep_all_their_64_bits(tmp_path: Path) -> None:
    path = tmp_path / "s.npz"
    ends = np.array([[2**63 - 1, -(2**63)], [2**53 + 1, 0]])
    for written in (ends, np.asfortranarray(ends)):
        np.savez(path, scores=written)
        assert read_scores(path).score.tolist() == ends.T.ravel().tolist()
    sparse.save_npz(path, sparse.csr_array(ends))
    assert sorted(read_scores(path).score.tolist()) == [-(2**63), 2**53 + 1, 2**63 - 1]
