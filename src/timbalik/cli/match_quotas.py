"""Quotas and people kept together or apart beside scores of one's own: read the files, solve, write the proof."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from timbalik.cli.match_files import Problem
from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.assignment.objective import Objective
from timbalik.engine.assignment.quota_files import as_document
from timbalik.engine.assignment.quotas import Quota, QuotaAnswer, SideConstraints, quota_between, solve_with_quotas
from timbalik.engine.assignment.sealing import sealed_text

#: Options that bring quotas in.
SIDE_FILES: Final = ("quotas", "keep_together", "keep_apart")

HEADER: Final = ("name", "mentors", "mentees", "at_least", "at_most")
EVERYBODY: Final = "all"

#: Mentors times mentees: quotas are weighed on a table of all pairs.
MOST_PLACES: Final = 25_000_000

#: More pairs than anybody counts, and still a 64-bit integer.
MOST_DIGITS: Final = 18

#: Where no limit was given.
A_DAY: Final = 86_400.0


def solve_beside(
    options: argparse.Namespace, problem: Problem, objective: Objective, seconds: float | None
) -> tuple[Instance, SideConstraints, QuotaAnswer]:
    """Solve with what the files ask. Raises ``InvalidInstance`` naming file and line, and what the solver raises."""
    instance = table_of(problem)
    side = read_side(options, instance.shape)
    limit = A_DAY if seconds is None else seconds
    return instance, side, solve_with_quotas(instance, side, objective, time_limit_seconds=limit)


def read_side(options: argparse.Namespace, shape: tuple[int, int]) -> SideConstraints:
    """Read the files that the options name."""
    together = list(_couples(options.keep_together, shape)) if options.keep_together else []
    apart = list(_couples(options.keep_apart, shape)) if options.keep_apart else []
    return SideConstraints(
        quotas=tuple(_quotas(options.quotas, shape)) if options.quotas else (),
        keep_together=tuple(couple for side, couple in together if side == "mentee"),
        keep_apart=tuple(couple for side, couple in apart if side == "mentee"),
        mentors_together=tuple(couple for side, couple in together if side == "mentor"),
        mentors_apart=tuple(couple for side, couple in apart if side == "mentor"),
    )


def table_of(problem: Problem) -> Instance:
    """Return the listed round as a table; pairs that are not listed are forbidden."""
    listed = problem.instance
    if listed.shape[0] * listed.shape[1] > MOST_PLACES:
        raise InvalidInstance(
            f"{listed.shape[0]} mentors by {listed.shape[1]} mentees: beside quotas at most {MOST_PLACES} pairs are accepted"
        )
    score = np.zeros(listed.shape, np.int64)
    rule = np.ones(listed.shape, np.uint8)
    score[listed.mentor, listed.mentee], rule[listed.mentor, listed.mentee] = listed.score, 0
    return make_instance(
        score=score,
        rule=rule,
        rules=("", "forbidden"),
        mentor_capacity=listed.mentor_capacity,
        mentee_capacity=listed.mentee_capacity,
        mentor_minimum=listed.mentor_minimum,
        mentee_minimum=listed.mentee_minimum,
        any_score=True,
    )


def write_proof(path: Path, found: tuple[Instance, SideConstraints, QuotaAnswer]) -> None:
    """Write the proof; the whole round and its constraints lie in it."""
    instance, side, answer = found
    document = as_document(instance, side, answer.certificate)
    path.write_text(sealed_text(document), encoding="utf-8")


def _quotas(path: Path, shape: tuple[int, int]) -> Iterator[Quota]:
    for line, cells in _rows(path):
        if tuple(cell.strip().casefold() for cell in cells) == HEADER:
            continue
        if len(cells) != len(HEADER):
            raise InvalidInstance(f"{path.name} line {line}: {len(cells)} cells, {','.join(HEADER)} are accepted")
        name, mentors, mentees, least, most = (cell.strip() for cell in cells)
        yield quota_between(
            name,
            _people(mentors, shape[0], f"{path.name} line {line}, mentors"),
            _people(mentees, shape[1], f"{path.name} line {line}, mentees"),
            at_least=_count(least or "0", path, line),
            at_most=_count(most, path, line) if most else None,
        )


def _couples(path: Path, shape: tuple[int, int]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield couples with their side: mentees, until a row ``mentor,mentor`` says that those beneath are mentors."""
    side = "mentee"
    for line, cells in _rows(path):
        couple = tuple(cell.strip() for cell in cells)
        if couple in (("mentee", "mentee"), ("mentor", "mentor")):
            side = couple[0]
            continue
        if len(couple) != 2 or not all(one.isdecimal() for one in couple):
            raise InvalidInstance(f"{path.name} line {line}: {','.join(cells)!r}, {side},{side} is accepted")
        size = shape[0 if side == "mentor" else 1]
        for one in couple:
            if int(one) >= size:
                raise InvalidInstance(f"{path.name} line {line}: {one!r}, only {side}s of this round are accepted")
        yield side, (str(int(couple[0])), str(int(couple[1])))


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for line, cells in enumerate(csv.reader(lines), 1):
            if any(cell.strip() for cell in cells):
                yield line, cells


def _people(text: str, size: int, where: str) -> NDArray[np.bool_]:
    """Read positions and spans such as ``0-9 12``, or ``all``."""
    chosen = np.zeros(size, bool)
    if text.casefold() == EVERYBODY:
        chosen[:] = True
        return chosen
    for part in text.replace(";", " ").split():
        first, _, last = part.partition("-")
        last = last or first
        if not first.isdecimal() or not last.isdecimal() or not int(first) <= int(last) < size:
            raise InvalidInstance(f"{where}: {part!r}, {EVERYBODY} or positions from 0 to {size - 1} are accepted")
        chosen[int(first) : int(last) + 1] = True
    if not chosen.any():
        raise InvalidInstance(f"{where}: nobody, {EVERYBODY} or positions such as 0-9 12 are accepted")
    return chosen


def _count(text: str, path: Path, line: int) -> int:
    if not text.isdecimal() or len(text) > MOST_DIGITS:
        raise InvalidInstance(f"{path.name} line {line}: {text[:40]!r}, a whole number is accepted")
    return int(text)
