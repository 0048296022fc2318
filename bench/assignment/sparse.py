"""Listed rounds beside OR-Tools' min-cost flow: the same numbers, turn by turn in one run, equal totals demanded.

``python bench/assignment/sparse.py 10000 30 both`` measures one family of ``listed.py``; ``... growth`` the ring of rooms
from 1,000 to 1,000,000 people a side; ``--alone`` leaves the peer out; ``--times 5`` repeats and takes the fewest seconds;
``--keep FOLDER`` stores the drawn lists there and reads them back the next time.

The peer is no part of the product: ``pip install --target PEERS --no-deps ortools``, then ``PYTHONPATH=PEERS``.

Objective of every row: reach (most pairs), then total. CPU seconds from the arrays of pairs to the certified value, in a
process of its own with compiled kernels; megabytes are that process's peak, libraries and the arrays of pairs included.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)


def read(folder: Path) -> dict[str, Any]:
    """Return the stored columns."""
    return {path.stem: np.load(path) for path in sorted(folder.glob("*.npy"))}


def own(folder: Path, times: int) -> dict[str, float]:
    """Solve a stored list by the engine."""
    from timbalik.engine.assignment.opening import open_face
    from timbalik.engine.assignment.pairlist import list_instance
    from timbalik.engine.assignment.stages import Level, solve_stage

    def solve(columns: dict[str, Any]) -> tuple[float, int]:
        shape = len(columns["mentor_capacity"]), len(columns["mentee_capacity"])
        instance = list_instance(shape=shape, **columns)
        start = time.process_time()
        face = open_face(instance)
        reach = 10_000 * face.most_pairs + 1
        levels = [Level("reach", np.broadcast_to(np.int64(1), len(instance.score))), Level("total", instance.score)]
        held, stage, _ = solve_stage(levels, [reach, 1], face)
        seconds = time.process_time() - start
        assert stage.value == stage.bound
        return seconds, int(held.sum()) * 10**15 + int(instance.score[held].sum())

    columns = read(folder)
    few = np.arange(2_000, dtype=np.int32) % 40
    score = np.arange(2_000, dtype=np.int64) * 7919 % 10_000
    for room in ((np.ones(40, np.int64), np.full(50, 2)), (np.full(40, 4), np.full(50, 3))):
        pairs = {"mentor": few, "mentee": np.arange(2_000, dtype=np.int32) // 40, "score": score}
        solve({**pairs, "mentor_capacity": room[0], "mentee_capacity": room[1]})
    runs = [solve(columns) for _ in range(times)]
    return {"seconds": min(run[0] for run in runs), "value": runs[0][1], "pairs": len(columns["score"])}


def peer(folder: Path, times: int) -> dict[str, float]:
    """Solve a stored list by OR-Tools, building of its graph included."""
    from ortools.graph.python import min_cost_flow as flows

    columns = read(folder)
    mentor, mentee, score = columns["mentor"], columns["mentee"], columns["score"]
    room, demand = columns["mentor_capacity"], columns["mentee_capacity"]
    best, value = math.inf, 0
    for _ in range(times):
        start = time.process_time()
        flow = flows.SimpleMinCostFlow()
        mentees, mentors = np.arange(1, len(demand) + 1), np.arange(len(demand) + 1, len(demand) + len(room) + 1)
        sink = len(demand) + len(room) + 1
        add = flow.add_arcs_with_capacity_and_unit_cost
        add(np.zeros(len(demand), np.int32), mentees, demand, np.zeros(len(demand), np.int64))
        add(mentee + 1, mentor + len(demand) + 1, np.ones(len(score), np.int64), -score)
        add(mentors, np.full(len(room), sink), room, np.zeros(len(room), np.int64))
        supply = int(min(room.sum(), demand.sum()))
        flow.set_node_supply(0, supply)
        flow.set_node_supply(sink, -supply)
        assert flow.solve_max_flow_with_min_cost() == flow.OPTIMAL
        best = min(best, time.process_time() - start)
        value = int(flow.maximum_flow()) * 10**15 - int(flow.optimal_cost())
    return {"seconds": best, "value": value, "pairs": len(score)}


def peak_megabytes() -> int:
    """Return this process's peak; the kernel's other figure would count the parent's too."""
    status = Path("/proc/self/status").read_text().split("VmHWM:")[1]
    return int(status.split()[0]) // 1024


def drawn(name: str, n: int, k: int, keep: Path) -> Path:
    """Return the folder that holds the columns of a family, drawn where it is not there yet."""
    folder = keep / f"{name}-{n}-{k}"
    if not folder.exists():
        from listed import family

        columns = vars(family(name, n, k))
        folder.mkdir(parents=True)
        for column, values in columns.items():
            np.save(folder / f"{column}.npy", values)
    return folder


def child(who: str, folder: Path, times: int) -> dict[str, float]:
    """Return what a process of its own measured."""
    command = [sys.executable, __file__, "--child", who, "--keep", str(folder), "--times", str(times)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def row(name: str, n: int, k: int, keep: Path, *, times: int, alone: bool) -> float:
    """Print one line; return the engine's seconds."""
    folder = drawn(name, n, k, keep)
    mine = child("own", folder, times)
    text = f"{name} {n} x {k}, {mine['pairs']} pairs: {mine['seconds']:.3f} s, {mine['megabytes']} MB"
    if not alone:
        theirs = child("peer", folder, times)
        again = child("own", folder, times)
        mine["seconds"] = min(mine["seconds"], again["seconds"])
        assert mine["value"] == theirs["value"], (mine, theirs)
        text += f" (again {again['seconds']:.3f}); OR-Tools {theirs['seconds']:.3f} s, {theirs['megabytes']} MB;"
        text += f" ratio {theirs['seconds'] / mine['seconds']:.1f}"
    pairs, total = divmod(int(mine["value"]), 10**15)
    print(f"{text}; {pairs} held, total {total}", flush=True)
    return mine["seconds"]


def growth(k: int, keep: Path, times: int, sizes: tuple[int, ...]) -> None:
    """Print the curve and the exponent that fits it best."""
    seconds = [row("ring", n, k, keep, times=times if n < 100_000 else 1, alone=True) for n in sizes]
    slope = np.polyfit(np.log(sizes), np.log(seconds), 1)[0]
    print(f"seconds grow with people to the power {slope:.2f}")


def main() -> None:
    """Measure what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", nargs="?", default="growth")
    parser.add_argument("k", nargs="?", type=int, default=20)
    parser.add_argument("families", nargs="*", default=["both"])
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--most", type=int, default=SIZES[-1])
    parser.add_argument("--child")
    given = parser.parse_args()
    if given.child:
        answer = (own if given.child == "own" else peer)(given.keep, given.times)
        answer["megabytes"] = peak_megabytes()
        print(json.dumps(answer))
        return
    with tempfile.TemporaryDirectory() as temporary:
        keep = given.keep or Path(temporary)
        if given.n == "growth":
            growth(given.k, keep, given.times, tuple(size for size in SIZES if size <= given.most))
            return
        for name in given.families:
            row(name, int(given.n), given.k, keep, times=given.times, alone=given.alone)


if __name__ == "__main__":
    main()
