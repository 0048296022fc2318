"""``timbalik match`` from file to file beside scripts that do the same with numpy, scipy and OR-Tools: whole processes.

``python bench/assignment/files.py`` measures all shapes below; ``... list-100000 table-csv`` some; ``--times 5`` takes the fewest
seconds of five turns; ``--alone`` leaves the peers out; ``--keep FOLDER`` stores the drawn files there.

``list-10000``, ``list-100000``  30 mentors for each mentee as ``mentor,mentee,score`` rows, capacities 1 to 3 on both sides
``npz-100000``                   the same numbers as a scipy sparse matrix
``table-csv``, ``table-npz``     1,000 by 1,000 scores
``forbidden``                    the table in text, and a 0/1 table that forbids two pairs in five
``leximin``                      the table, lowest bands first; nobody to compare with

Peers read with ``numpy.loadtxt`` or ``scipy.sparse.load_npz``, solve with OR-Tools' min-cost flow (lists; left out where it is
not installed, see ``sparse.py``) or ``scipy.optimize.linear_sum_assignment`` (tables), and write the pairs; no peer proves
anything. Totals must agree. Wall and CPU seconds and megabytes at the peak of each process, from start to end.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

SHAPES: Final = ("list-10000", "list-100000", "npz-100000", "table-csv", "table-npz", "forbidden", "leximin")
CANDIDATES: Final = 30


class Cost(NamedTuple):
    """What a process took."""

    wall: float
    cpu: float
    megabytes: int

    def __str__(self) -> str:
        return f"{self.wall:.2f} s, {self.cpu:.2f} s of CPU, {self.megabytes} MB"


def run(*command: str) -> Cost:
    """Run a process to its end. This one stays small: a peak is never told below the parent's."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


def least(costs: list[Cost]) -> Cost:
    """Return the least of each."""
    return Cost(*(min(one) for one in zip(*costs, strict=True)))


def files_of(shape: str, folder: Path) -> tuple[Path, list[str]]:
    """Return the file of scores and the options beside it."""
    if shape in ("table-csv", "forbidden"):
        return folder / "table.csv", ["--forbidden", str(folder / "forbidden.csv")] if shape == "forbidden" else []
    if shape in ("table-npz", "leximin"):
        return folder / "table.npz", ["--objective", "leximin"] if shape == "leximin" else []
    kind, _, people = shape.partition("-")
    room = [f"--{side}-capacity={folder / f'{side}-{people}.csv'}" for side in ("mentor", "mentee")]
    return folder / f"list-{people}.{'npz' if kind == 'npz' else 'csv'}", room


def draw(shape: str, folder: Path) -> None:
    """Write the files of a shape."""
    import numpy as np
    from scipy import sparse

    rng = np.random.default_rng(5)
    if "-1" not in shape:
        table = rng.integers(0, 10_000, (1_000, 1_000))
        np.savetxt(folder / "table.csv", table, fmt="%d", delimiter=",")
        np.savez(folder / "table.npz", scores=table)
        np.savetxt(folder / "forbidden.csv", rng.random(table.shape) < 0.4, fmt="%d", delimiter=",")
        return
    people = int(shape.partition("-")[2])
    drawn = np.arange(people)[:, None] * people + rng.integers(0, people, (people, CANDIDATES))
    mentor, mentee = np.divmod(np.unique(drawn), people)
    score = rng.integers(1, 10_001, len(mentor))
    rows = np.column_stack([mentor, mentee, score])
    header = {"header": "mentor,mentee,score", "comments": ""}
    np.savetxt(folder / f"list-{people}.csv", rows, fmt="%d", delimiter=",", **header)
    sparse.save_npz(folder / f"list-{people}.npz", sparse.csr_array((score, (mentor, mentee)), shape=(people, people)))
    for side in ("mentor", "mentee"):
        np.savetxt(folder / f"{side}-{people}.csv", rng.integers(1, 4, people), fmt="%d")


def peer(shape: str, folder: Path) -> None:
    """Do what ``match`` does, without a proof."""
    import numpy as np

    path, _ = files_of(shape, folder)
    if path.name.startswith("table"):
        from scipy.optimize import linear_sum_assignment

        table = np.load(path)["scores"] if path.suffix == ".npz" else np.loadtxt(path, np.int64, delimiter=",")
        places = table
        if shape == "forbidden":
            forbidden = np.loadtxt(folder / "forbidden.csv", np.int8, delimiter=",")
            places = np.where(forbidden == 1, -(10**8), table)
        row, column = linear_sum_assignment(places, maximize=True)
        held = np.column_stack([row, column, table[row, column]])
    else:
        from ortools.graph.python import min_cost_flow as flows

        if path.suffix == ".npz":
            from scipy import sparse

            found = sparse.load_npz(path).tocoo()
            mentor, mentee, score = found.row, found.col, found.data
        else:
            mentor, mentee, score = np.loadtxt(path, np.int64, delimiter=",", skiprows=1).T
        people = shape.partition("-")[2]
        room, demand = (np.loadtxt(folder / f"{side}-{people}.csv", np.int64) for side in ("mentor", "mentee"))
        flow = flows.SimpleMinCostFlow()
        add = flow.add_arcs_with_capacity_and_unit_cost
        sink = len(demand) + len(room) + 1
        add(np.zeros(len(demand), np.int32), np.arange(1, len(demand) + 1), demand, np.zeros(len(demand), np.int64))
        pairs = add(mentee + 1, mentor + len(demand) + 1, np.ones(len(score), np.int64), -score)
        add(np.arange(len(demand) + 1, sink), np.full(len(room), sink), room, np.zeros(len(room), np.int64))
        supply = int(min(room.sum(), demand.sum()))
        flow.set_node_supply(0, supply)
        flow.set_node_supply(sink, -supply)
        if flow.solve_max_flow_with_min_cost() != flow.OPTIMAL:
            raise SystemExit("no optimum")
        taken = flow.flows(pairs) > 0
        held = np.column_stack([mentor[taken], mentee[taken], score[taken]])
    header = {"header": "mentor,mentee,score", "comments": ""}
    np.savetxt(folder / "peer.csv", held, fmt="%d", delimiter=",", **header)


def total(path: Path) -> tuple[int, int]:
    """Return how many pairs a file holds and the sum of their scores."""
    rows = path.read_text(encoding="utf-8").splitlines()[1:]
    return len(rows), sum(int(row.rpartition(",")[2]) for row in rows)


def measure(shape: str, folder: Path, times: int, *, alone: bool) -> None:
    """Print one row."""
    scores, options = files_of(shape, folder)
    if not scores.exists():
        run(sys.executable, __file__, "--child", "draw", shape, "--keep", str(folder))
    pairs, proof = folder / "pairs.csv", folder / "proof.json"
    program = sys.executable, "-m", "timbalik.cli"
    match = *program, "match", "--scores", str(scores), *options, "--out", str(pairs), "--certificate", str(proof)
    recheck = *program, "verify", "certificate", str(proof), "--scores", str(scores)
    listed = not scores.name.startswith("table")
    compared = not alone and shape != "leximin" and (not listed or find_spec("ortools") is not None)
    run(*match)  # kernels are compiled by now
    own, judged, theirs = [], [], []
    for _ in range(times):
        own.append(run(*match))
        judged.append(run(*recheck))
        if compared:
            theirs.append(run(sys.executable, __file__, "--child", "peer", shape, "--keep", str(folder)))
    text = f"{shape}: {least(own)}; recheck {least(judged)}"
    if compared:
        assert total(pairs) == total(folder / "peer.csv"), (total(pairs), total(folder / "peer.csv"))
        mine, other = least(own), least(theirs)
        text += f"; {'OR-Tools' if listed else 'scipy'} {other}; ratio {other.wall / mine.wall:.1f} wall"
        text += f", {other.cpu / mine.cpu:.1f} CPU, {other.megabytes / mine.megabytes:.1f} memory"
    print(text, flush=True)


def main() -> None:
    """Measure what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shapes", nargs="*", default=[], metavar="SHAPE", help=", ".join(SHAPES))
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--child", choices=("draw", "peer"))
    given = parser.parse_args()
    if strange := set(given.shapes) - set(SHAPES):
        parser.error(f"{', '.join(sorted(strange))}: {', '.join(SHAPES)} are accepted")
    if given.child:
        (draw if given.child == "draw" else peer)(given.shapes[0], given.keep)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"load {os.getloadavg()[0]:.1f}", flush=True)
        for shape in given.shapes or SHAPES:
            measure(shape, folder, given.times, alone=given.alone)


if __name__ == "__main__":
    main()
