"""The whole way on a real kind of file: import, enrolment, round, publication, four phases, report. Stays green on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.factories.hr_files import nameless_export
from timbalik.audit.operations import verify_chain
from timbalik.cli.simulation.course import TooFewPeople
from timbalik.cli.simulation.whole import Played, play
from timbalik.evaluation.pdf import report_pdf
from timbalik.people.models.persons import Person
from timbalik.people.queries import ancestors
from timbalik.people.states import LineKnowledge
from timbalik.programmes.states import ProgrammeState
from timbalik.relationships.models import PhaseChange
from timbalik.relationships.states import Ending, PhaseMove, RelationshipState

pytestmark = [pytest.mark.usefixtures("content", "monday"), pytest.mark.slow]

BEGIN = datetime(2026, 8, 3, 1, tzinfo=UTC)


def played(people: int = 220, pairs: int = 12, seed: int = 1) -> Played:
    return play(
        nameless_export(people), "karyawan.csv", template="tpl-standar-2mingguan", pairs=pairs, seed=seed, begin=BEGIN
    )


@pytest.mark.django_db
def test_whole_way_from_file_to_report() -> None:
    end = played()
    organisation = end.programme.organisation
    people = Person.objects.of(organisation).exclude(staff_number="SIM-0")
    assert people.count() == 220 == end.imported.counts["read"]
    assert set(people.values_list("full_name", "email", "line_knowledge")) == {("", "", LineKnowledge.UNKNOWN)}
    assert ancestors(organisation) == {}

    assert end.round.value == end.round.bound
    assert 8 <= len(end.relationships) <= 17
    for relationship in end.relationships:
        mentor, mentee = (member.person for member in relationship.members.select_related("person").order_by("-side"))
        assert (mentor.level_rank or 9) <= 2 < 4 <= (mentee.level_rank or 0)
        assert mentor.unit_id != mentee.unit_id  # lines are unknown, and nobody decided

    end.programme.refresh_from_db()
    assert end.programme.state == ProgrammeState.CLOSED
    states = {(row.state, row.ending) for row in end.programme.relationships.all()}
    assert states <= {(RelationshipState.ENDED, Ending.COMPLETED), (RelationshipState.ENDED, Ending.NO_FAULT)}
    finished = end.programme.relationships.filter(ending=Ending.COMPLETED)
    assert (
        PhaseChange.objects.of(organisation).filter(relationship__in=finished, move=PhaseMove.FORWARD).count()
        >= 3 * finished.count()
    )

    assert end.report.content["sessions"]["held"] > 5 * len(end.relationships)
    assert [row["wave"] for row in end.report.content["answered"]][::2] == ["baseline", "early", "midway", "end"]
    assert verify_chain(organisation).is_whole
    assert report_pdf(end.report, language="id", mark="SIMULASI").startswith(b"%PDF-")
    assert "220" in end.told()


@pytest.mark.either
@pytest.mark.django_db
def test_same_seed_gives_the_same_course() -> None:
    one = played(seed=7, people=120, pairs=6)
    pairs = sorted(one.round.proposals.values_list("mentor__person__staff_number", "mentee__person__staff_number"))
    content, timeline = one.report.content, one.timeline
    one.programme.organisation.slug = "yang-pertama"
    one.programme.organisation.save()
    two = played(seed=7, people=120, pairs=6)
    assert (
        sorted(two.round.proposals.values_list("mentor__person__staff_number", "mentee__person__staff_number")) == pairs
    )
    assert (two.report.content["sessions"], two.report.content["funnels"]) == (content["sessions"], content["funnels"])
    assert two.timeline == timeline


@pytest.mark.django_db
def test_file_with_too_few_seniors_says_so() -> None:
    with pytest.raises(TooFewPeople) as few:
        played(people=30, pairs=20)
    assert few.value.role == "mentee"
