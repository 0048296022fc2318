"""What a round of thousands costs from its opening to its publishing, in seconds of CPU and in queries, step by step.

    .venv/bin/python -m bench.studio.whole [--side 3000]

A fresh temporary SQLite database; as many mentors as mentees, four topics and three windows of time each (as ``run.py``). What
the worker does is called as its tasks are; pages are asked for as a coordinator does, and their size is that of the answer.
Seconds of CPU hold the processes beside this one; queries are those of this process.

3,000 mentors and 3,000 mentees, two shared cores at load 8 (seconds vary by a third); *before*: before SQLite was told what a
large write had changed (``lib.planner``), and letters left the round's proof unread:

=========================================  ======  ========  =======  =========
step                                        CPU s    before  queries  page (kB)
=========================================  ======  ========  =======  =========
ask everybody to rank (page)                  3.0                 14
  the worker chooses, and writes 6,000       24.8      19.1    24295
open the round (page)                         1.1       0.8       48
  the worker computes it, first time          8.7       7.1      155
the round (page), first and last page         0.8       8.6       18         71
without a partner (page)                      0.3       0.1       18          8
load of mentors (page)                        0.6      11.8        9         29
  the worker computes it again               11.9       9.3       98
other weights, first and again           4.4, 1.4  9.0, 6.0   42, 21         58
why not, first and again                 2.7, 0.9                 15         10
send (page)                                   4.7       5.0       84
  the worker writes 6,000 letters            21.6      81.5    30184
the round while people answer (page)          0.3       4.6       18         52
publish (page)                                0.1       0.1        9
  the worker opens 3,000 pairs               29.0      25.7    30218
the published round (page)                    0.3       0.2       20         51
=========================================  ======  ========  =======  =========

Letters take five queries each, and a pair that opens ten, two letters among them: work of the worker, in one transaction for
the pairs.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.scratch import scratch_database
from bench.studio.run import _enrol


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=3000)
    options = parser.parse_args()
    with scratch_database():
        _measure(options.side)


def _measure(side: int) -> None:
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from tests.factories.people import make_organisation, make_person
    from tests.factories.programmes import make_programme, make_role
    from timbalik.matching import tasks
    from timbalik.matching.models import Proposal, RankingCall, Round, RoundWork
    from timbalik.matching.states import ProposalState
    from timbalik.matching.warm import asking, computing
    from timbalik.programmes.states import ProgrammeState
    from timbalik.web.coordinator.studio import why

    asking.PATIENCE_SECONDS = why.AT_ONCE = asking.MOST_SECONDS  # the page of a large round asks again by itself
    organisation = make_organisation()
    programme = make_programme(organisation, state=ProgrammeState.MATCHING, routes=["ranked"])
    coordinator = make_person(organisation, "Citra", with_account=True)
    make_role(coordinator, programme=programme)
    _enrol(programme, side)
    client = Client()
    assert coordinator.account is not None
    client.force_login(coordinator.account, backend="allauth.account.auth_backends.AuthenticationBackend")

    def get(name: str, *more: Any, **data: Any) -> Callable[[], Any]:
        return lambda: client.get(reverse(f"coordinator:{name}", args=[programme.public_id, *more]), data)

    def ask(name: str, **data: Any) -> Callable[[], Any]:
        """As htmx does, which waits for the answer."""
        where = reverse(f"coordinator:{name}", args=[programme.public_id, number])
        return lambda: client.get(where, data, headers={"HX-Request": "true"})

    def post(name: str, *more: Any, **data: Any) -> Callable[[], Any]:
        return lambda: client.post(reverse(f"coordinator:{name}", args=[programme.public_id, *more]), data)

    def carry_out() -> None:
        tasks.carry_out.func(RoundWork.objects.of(organisation).latest("pk").pk)

    print(f"{side} mentors, {side} mentees\n{'step':44} {'CPU s':>8} {'queries':>8} {'kB':>6}")
    _tell("ask everybody to rank (page)", post("ranking", days=5))
    _tell("  the worker chooses for each, and writes", lambda: tasks.draw_ranking.func(RankingCall.everywhere.get().pk))
    _tell("open the round (page)", post("round_open"))
    _tell("  the worker computes it, first time", carry_out)
    round_ = Round.objects.of(organisation).get()
    number = round_.number
    _tell("the round (page)", get("round", number))
    _tell("the round, last page of pairs", get("round", number, page=999))
    _tell("without a partner (page)", get("round_unmatched", number))
    _tell("load of mentors (page)", get("round_load", number))
    _tell("compute again (page)", post("round_compute", number, version=round_.version))
    _tell("  the worker computes it again", carry_out)
    mentees = [one.mentee.public_id for one in round_.proposals.select_related("mentee")[:4]]
    _tell("other weights, first (page)", ask("round_preview", mentee=45, mentor=35, hours=12, across_units=8))
    _tell("other weights, again (page)", ask("round_preview", mentee=50, mentor=30, hours=12, across_units=8))
    _tell("why not, first (page)", ask("round_why", untuk=mentees[0]))
    _tell("why not, again (page)", ask("round_why", untuk=mentees[1]))
    _tell("send (page)", post("round_send", number))
    _tell("  the worker writes the letters", lambda: tasks.send_letters.func(round_.pk, reminder=False))
    _tell("the round while people answer (page)", get("round", number))
    Proposal.objects.of(organisation).filter(round=round_, state=ProposalState.ASKED).update(
        state=ProposalState.ACCEPTED
    )
    _tell("publish (page)", post("round_publish", number))
    _tell("  the worker opens the pairs", lambda: tasks.publish.func(round_.pk, coordinator.pk))
    _tell("the published round (page)", get("round", number))
    round_.refresh_from_db()
    print(
        f"{round_.proposals.filter(state=ProposalState.PUBLISHED).count()} pairs, round {round_.state}, {timezone.now():%H:%M}"
    )
    asking.COMPANION.stop()
    computing.COMPANION.stop()


def _tell(step: str, act: Callable[[], Any]) -> None:
    from django.db import connection

    asked = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*arguments)

    spent = _cpu()
    with connection.execute_wrapper(count):
        answer = act()
    spent = _cpu() - spent
    status = getattr(answer, "status_code", 200)
    size = f"{len(answer.content) / 1000:6.0f}" if status == 200 and answer is not None else ""
    print(f"{step:44} {spent:8.2f} {asked:8} {size} {'' if status in (200, 302) else status}", flush=True)


def _cpu() -> float:
    """Of this process and of the two beside it."""
    from timbalik.matching.warm import asking, computing

    spent = time.process_time()
    for companion in (asking.COMPANION, computing.COMPANION):
        if companion.pid is not None:
            told = Path(f"/proc/{companion.pid}/stat").read_text(encoding="ascii")
            user, system = told.rsplit(")", 1)[1].split()[11:13]
            spent += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return spent


if __name__ == "__main__":
    main()
