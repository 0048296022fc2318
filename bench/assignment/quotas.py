"""Crossing quotas on a thousand by a thousand: ``python bench/assignment/quotas.py [--plain] [200]``.

Three sets of quotas, each for reach then total and for reach, floor, total; every answer is rechecked by the judge. ``--plain``
hands the whole round to HiGHS (scipy's) as one integer programme with the number of pairs fixed, 60 seconds at most (it looks at the
clock seldom: at 1,000 it was stopped by hand after twelve minutes), in the same run; totals must agree where it finishes.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from people import make_room, score_tables
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.assignment.objective import FAIR, REACH_TOTAL
from timbalik.engine.assignment.quota_proof import verify_quotas
from timbalik.engine.assignment.quotas import Quota, SideConstraints, quota_between, solve_with_quotas
from timbalik.engine.assignment.solve import solve

PLAIN_SECONDS = 60


def the_round(n: int) -> tuple[Instance, tuple[tuple[str, tuple[Quota, ...]], ...]]:
    """Return a round and three sets of quotas: a share across regions, sixteen cells of four groups, both."""
    mentors, mentees = make_room(1, n)
    to_mentor, to_mentee, rule = score_tables(mentors, mentees)
    capacity = np.random.default_rng(5).integers(1, 4, n)
    instance = make_instance(
        score=to_mentor + to_mentee,
        benefit_mentor=2 * to_mentor,
        benefit_mentee=2 * to_mentee,
        rule=rule,
        mentor_capacity=capacity,
    )
    held = np.zeros((n, n), bool)
    for pair in solve(instance).pairs:
        held[pair] = True
    across = mentors.region[:, None] != mentees.region[None, :]
    share = Quota("across regions", across, at_least=int((held & across).sum()) + n * 15 // 100)
    group = np.arange(n) % 4
    cells = []
    for a in range(4):
        for b in range(4):
            cell = quota_between(f"{a}-{b}", group == a, group == b)
            least = int((held & cell.pairs).sum()) + 5 if (a + b) % 2 else n // 50
            cells.append(Quota(cell.name, cell.pairs, at_least=least))
    return instance, (("region share", (share,)), ("16 group floors", tuple(cells)), ("both", (share, *cells)))


def plain(instance: Instance, quotas: tuple[Quota, ...], count: int) -> tuple[float, int | None]:
    """Return CPU seconds and the total of one integer programme over all pairs; None where it did not finish."""
    pairs = instance.pair_list
    size = len(pairs.mentor)
    place, one = np.arange(size), np.ones(size)
    rows = [
        sparse.csr_matrix((one, (pairs.mentor, place)), (instance.shape[0], size)),
        sparse.csr_matrix((one, (pairs.mentee, place)), (instance.shape[1], size)),
        *(sparse.csr_matrix(quota.pairs[pairs.mentor, pairs.mentee].astype(float)) for quota in quotas),
        sparse.csr_matrix(one),
    ]
    least = [quota.at_least for quota in quotas]
    low = np.concatenate([np.zeros(sum(instance.shape)), least, [count]])
    high = np.concatenate([instance.mentor_capacity, instance.mentee_capacity, [np.inf] * len(quotas), [count]])
    start = time.process_time()
    answer = milp(
        -pairs.score.astype(float),
        constraints=LinearConstraint(sparse.vstack(rows).tocsc(), low, high),
        bounds=Bounds(0, 1),
        integrality=one,
        options={"time_limit": PLAIN_SECONDS, "mip_rel_gap": 0.0},
    )
    return time.process_time() - start, None if answer.status else round(-answer.fun)


def main() -> None:
    """Measure all."""
    small, sets = the_round(60)
    solve_with_quotas(small, SideConstraints(quotas=sets[0][1]), FAIR)
    sizes = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    instance, sets = the_round(sizes[0] if sizes else 1_000)
    for objective in (REACH_TOTAL, FAIR):
        for name, quotas in sets:
            side = SideConstraints(quotas=quotas)
            start = time.process_time()
            answer = solve_with_quotas(instance, side, objective)
            cpu = time.process_time() - start
            start = time.process_time()
            verdict = verify_quotas(instance, side, answer.certificate)
            judged = time.process_time() - start
            print(
                f"{name}, {', '.join(objective.levels)}: proved {answer.proved and verdict.optimal}, total {answer.total},"
                f" price {answer.price}, {cpu:.2f} s CPU; judge {judged:.2f} s ({verdict.searched} pairs searched)",
                flush=True,
            )
            if "--plain" in sys.argv and objective is REACH_TOTAL:
                theirs, total = plain(instance, quotas, len(answer.pairs))
                assert total in (None, answer.total), (total, answer.total)
                print(
                    f"  HiGHS over all {len(instance.pair_list.mentor)} pairs: {theirs:.1f} s,"
                    f" {'same total' if total else 'not finished'}; ratio {theirs / cpu:.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
