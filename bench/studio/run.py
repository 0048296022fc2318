"""How long the studio takes to answer: weights tried and “why not another?”, through the pages, for programmes of any size.

    .venv/bin/python -m bench.studio.run [--sides 500 1000] [--repeat 5]

A fresh temporary SQLite database; as many mentors as mentees, four topics and three windows of time each. *cold* is the
first question: the process starts, rows are read, pairs compared, the round solved. *warm* is the median of those that
follow. *changed* comes after an act elsewhere in the organisation: rows are read again. CPU is of both processes.
The ratio to computing the round once in this process is what to compare between machines.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.scratch import scratch_database


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sides", type=int, nargs="+", default=[500, 1000])
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    with scratch_database():
        print(f"{'people':>12} {'question':22} {'wall s':>8} {'CPU s':>8} {'/ solve':>8}")
        for side in options.sides:
            _measure(side, options.repeat)


def _measure(side: int, repeat: int) -> None:
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from tests.factories.people import make_organisation, make_person
    from tests.factories.programmes import make_programme, make_role
    from timbalik.audit.operations import record
    from timbalik.matching.operations import open_round, solve_round
    from timbalik.matching.warm import asking
    from timbalik.programmes.states import ProgrammeState

    asking.PATIENCE_SECONDS = asking.MOST_SECONDS
    organisation = make_organisation()
    programme = make_programme(organisation, state=ProgrammeState.MATCHING)
    coordinator = make_person(organisation, "Citra", with_account=True)
    make_role(coordinator, programme=programme)
    _enrol(programme, side)
    now = timezone.now()
    round_ = open_round(programme.cohorts.get(), by=coordinator, now=now)
    client = Client(headers={"HX-Request": "true"})
    assert coordinator.account is not None
    client.force_login(coordinator.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    where = [programme.public_id, round_.number]
    tried, why = reverse("coordinator:round_preview", args=where), reverse("coordinator:round_why", args=where)
    mentees = [row.mentee.public_id for row in round_.proposals.select_related("mentee").order_by("pk")[: repeat + 2]]
    weights = [{"mentee": 40 + step, "mentor": 40 - step, "hours": 12, "across_units": 8} for step in range(1, 30)]

    def ask(url: str, data: dict[str, Any]) -> Callable[[], None]:
        def asked() -> None:
            answer = client.get(url, data)
            assert answer.status_code == 200, answer.status_code

        return asked

    solve, _ = _timed(lambda: solve_round(round_, by=coordinator, now=now))  # the engine is compiled by now
    size = f"{side} + {side}"
    _tell(size, "compute once, here", [(solve, _)], solve)
    asking.COMPANION.stop()
    _tell(size, "weights, cold", [_timed(ask(tried, weights.pop()))], solve)
    _tell(size, "weights, warm", [_timed(ask(tried, weights.pop())) for _ in range(repeat)], solve)
    _tell(size, "why not, first", [_timed(ask(why, {"untuk": mentees.pop()}))], solve)
    _tell(size, "why not, warm", [_timed(ask(why, {"untuk": mentees.pop()})) for _ in range(repeat)], solve)
    record("bench.changed", organisation=organisation, by=coordinator, now=now)
    _tell(size, "weights, changed", [_timed(ask(tried, weights.pop()))], solve)
    asking.COMPANION.stop()


def _enrol(programme: Any, side: int) -> None:
    from datetime import time as clock

    from tests.factories.people import NOW, make_unit
    from timbalik.people.models.availability import Availability
    from timbalik.people.models.persons import Person
    from timbalik.people.models.skills import SkillConcept
    from timbalik.people.states import LineKnowledge
    from timbalik.programmes.models import Enrolment, Offer, Want
    from timbalik.programmes.states import EnrolmentRole, EnrolmentState

    draw, organisation = random.Random(side), programme.organisation
    units = [make_unit(organisation) for _ in range(40)]
    topics = [
        SkillConcept.objects.get_or_create(
            key=f"topik-{number}", defaults={"group": "uji", "name_id": f"Topik {number}", "name_en": f"Topic {number}"}
        )[0]
        for number in range(60)
    ]
    people = Person.objects.bulk_create(
        Person(
            organisation=organisation,
            full_name=f"Peserta {place}",
            staff_number=f"P{side}-{place}",
            unit=draw.choice(units),
            time_zone=draw.choice(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]),
            line_knowledge=LineKnowledge.TOP,
            created_at=NOW,
            updated_at=NOW,
        )
        for place in range(2 * side)
    )
    enrolled = Enrolment.objects.bulk_create(
        Enrolment(
            organisation=organisation,
            programme=programme,
            cohort=programme.cohorts.get(),
            person=person,
            role=EnrolmentRole.MENTOR if place % 2 else EnrolmentRole.MENTEE,
            state=EnrolmentState.SUBMITTED,
            motivation="Saya ingin saling belajar.",
            benefit_sought="Saya ingin memahami cara keputusan dibuat.",
            learning_goal="" if place % 2 else "Membaca dasbor tanpa terkecoh.",
            submitted_at=NOW,
        )
        for place, person in enumerate(people)
    )
    named = [(one, topic, draw.randint(1, 5)) for one in enrolled for topic in draw.sample(topics, 4)]
    wanted = [(one, topic, draw.randint(1, 5)) for one in enrolled for topic in draw.sample(topics, 4)]
    Offer.objects.bulk_create(
        Offer(organisation=organisation, enrolment=one, concept=topic, level=level) for one, topic, level in named
    )
    Want.objects.bulk_create(
        Want(organisation=organisation, enrolment=one, concept=topic, importance=weight)
        for one, topic, weight in wanted
    )
    Availability.objects.bulk_create(
        Availability(organisation=organisation, person=person, weekday=day, starts=clock(hour), ends=clock(hour + 2))
        for person in people
        for day in draw.sample(range(5), 3)
        for hour in [draw.choice([8, 10, 13, 15])]
    )


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU seconds, the warm process included."""
    wall, cpu = time.perf_counter(), _cpu()
    act()
    return time.perf_counter() - wall, _cpu() - cpu


def _cpu() -> float:
    from timbalik.matching.warm import asking

    spent = time.process_time()
    if asking.COMPANION.pid is not None:
        told = Path(f"/proc/{asking.COMPANION.pid}/stat").read_text(encoding="ascii")
        user, system = told.rsplit(")", 1)[1].split()[11:13]
        spent += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return spent


def _tell(size: str, question: str, taken: list[tuple[float, float]], solve: float) -> None:
    wall, cpu = (statistics.median(one[at] for one in taken) for at in (0, 1))
    print(f"{size:>12} {question:22} {wall:8.2f} {cpu:8.2f} {wall / solve:8.2f}", flush=True)


if __name__ == "__main__":
    main()
