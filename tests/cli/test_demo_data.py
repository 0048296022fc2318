from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from tests.factories.people import NOW
from timbalik.cli import demo_people
from timbalik.cli.demo_data import build
from timbalik.matching.models import Findable
from timbalik.meetings.states import SessionState
from timbalik.notifications.models import Effect
from timbalik.notifications.states import EffectState
from timbalik.people.models.persons import Person
from timbalik.people.queries import ancestors, delegated_to
from timbalik.programmes.levels import fits
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.states import ProgrammeState, Route
from timbalik.relationships.models import Relationship
from timbalik.relationships.states import Phase, RelationshipState


def test_company_looks_like_a_real_one() -> None:
    rows = demo_people.company()
    assert 230 <= len(rows) <= 250
    assert len({row.number for row in rows}) == len({row.email for row in rows}) == len(rows)
    assert {row.site for row in rows} >= {"Jakarta", "Makassar", "Jayapura"}
    assert sum(" " not in row.name for row in rows) >= 10
    assert sum("." in row.name for row in rows) >= 10
    assert max(len(row.name) for row in rows) > 25


@pytest.mark.either
@pytest.mark.slow
@pytest.mark.usefixtures("content")
def test_demo_has_one_programme_under_way_and_one_about_to_pair() -> None:
    organisation = build(now=NOW)
    people = Person.objects.of(organisation)
    assert people.count() == len(demo_people.company())
    assert len(set(people.values_list("time_zone", flat=True))) == 3
    running, second = Programme.objects.of(organisation).order_by("created_at")
    assert (running.state, second.state) == (ProgrammeState.RUNNING, ProgrammeState.OPEN)
    assert second.routes == [Route.SEARCH, Route.FIRST_TALKS]
    assert Findable.objects.of(organisation).count() == 10
    phases = Counter(running.relationships.values_list("phase", flat=True))
    assert set(phases) == set(Phase)
    assert phases[Phase.PREPARATION] + phases[Phase.NEGOTIATION] <= 4
    met = running.relationships.filter(sessions__state=SessionState.HELD).distinct().count()
    assert met >= running.relationships.count() - 1
    for enrolment in Enrolment.objects.of(organisation).select_related("person", "programme"):
        levels = getattr(enrolment.programme, f"{enrolment.role}_levels")
        assert levels
        assert fits(enrolment.person.level_rank, levels)
    dinda, sutrisno = (people.get(staff_number=number) for number in (demo_people.MENTOR, demo_people.MENTEE))
    pair = Relationship.objects.of(organisation).filter(members__person=dinda).get()
    assert pair.members.filter(person=sutrisno).exists()
    assert (pair.phase, pair.state) == (Phase.GROWTH, RelationshipState.ACTIVE)
    assert sutrisno.pk not in ancestors(organisation).get(dinda.pk, frozenset())
    yuli = people.get(staff_number=demo_people.ASSISTANT)
    assert [row.principal for row in delegated_to(yuli, now=NOW)] == [sutrisno]
    assert not yuli.roles.exists()
    assert running.reports.count() == 1
    late = Effect.objects.of(organisation).filter(state=EffectState.QUEUED, not_before__lte=NOW - timedelta(minutes=1))
    assert not late.exists()
