from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from tests.factories.people import NOW, make_organisation, make_person
from tests.factories.programmes import make_enrolment, make_programme
from timbalik.audit.models import AuditEntry
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.states import EnrolmentRole, EnrolmentState
from timbalik.relationships.models import Relationship, RelationshipKey
from timbalik.relationships.operations import (
    BenefitMissing,
    NewPair,
    NoPlaceLeft,
    SamePerson,
    end_relationship,
    open_relationships,
)
from timbalik.relationships.states import Ending, Phase, RelationshipState
from timbalik.relationships.vault import open_vault

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return make_programme(make_organisation())


def enrolled(programme: Programme, role: str, **fields: object) -> Enrolment:
    return make_enrolment(programme, make_person(programme.organisation), role, **fields)


def test_pair_opens_in_preparation_with_a_key_for_its_members(programme: Programme) -> None:
    mentor, mentee = enrolled(programme, EnrolmentRole.MENTOR), enrolled(programme, EnrolmentRole.MENTEE)
    [opened] = open_relationships(programme.cohorts.get(), [NewPair(mentor, mentee, uuid4())], by=None, now=NOW)
    opened = Relationship.objects.of(programme.organisation).get(pk=opened.pk)
    assert (opened.phase, opened.state) == (Phase.PREPARATION, RelationshipState.ACTIVE)
    assert sorted(opened.members.values_list("side", "person_id")) == [
        ("mentee", mentee.person_id),
        ("mentor", mentor.person_id),
    ]
    assert open_vault(opened, reader=mentor.person).seal("x", place="y")


def test_relationship_refuses_to_open_while_one_side_has_no_benefit(programme: Programme) -> None:
    """GR-01."""
    mentor = enrolled(programme, EnrolmentRole.MENTOR, state=EnrolmentState.STARTED, benefit_sought="")
    with pytest.raises(BenefitMissing) as refused:
        open_relationships(programme.cohorts.get(), [NewPair(mentor, enrolled(programme, "mentee"))], by=None, now=NOW)
    assert refused.value.enrolments == (mentor,)
    assert not Relationship.objects.of(programme.organisation).exists()


def test_all_pairs_open_or_none(programme: Programme) -> None:
    mentor = enrolled(programme, EnrolmentRole.MENTOR)
    pairs = [NewPair(mentor, enrolled(programme, "mentee")), NewPair(mentor, enrolled(programme, "mentee"))]
    with pytest.raises(NoPlaceLeft):
        open_relationships(programme.cohorts.get(), pairs, by=None, now=NOW)
    assert not Relationship.objects.of(programme.organisation).exists()


def test_capacity_counts_relationships_already_open(programme: Programme) -> None:
    mentor, cohort = enrolled(programme, "mentor", capacity=2), programme.cohorts.get()
    for _ in range(2):
        open_relationships(cohort, [NewPair(mentor, enrolled(programme, "mentee"))], by=None, now=NOW)
    with pytest.raises(NoPlaceLeft):
        open_relationships(cohort, [NewPair(mentor, enrolled(programme, "mentee"))], by=None, now=NOW)


def test_ending_frees_the_place(programme: Programme) -> None:
    mentor, cohort = enrolled(programme, "mentor"), programme.cohorts.get()
    [first] = open_relationships(cohort, [NewPair(mentor, enrolled(programme, "mentee"))], by=None, now=NOW)
    end_relationship(first, Ending.NO_FAULT, by=None, now=NOW)
    assert open_relationships(cohort, [NewPair(mentor, enrolled(programme, "mentee"))], by=None, now=NOW)


def test_nobody_is_paired_with_themselves(programme: Programme) -> None:
    mentor = enrolled(programme, "mentor")
    mentee = make_enrolment(programme, mentor.person, "mentee")
    with pytest.raises(SamePerson):
        open_relationships(programme.cohorts.get(), [NewPair(mentor, mentee)], by=None, now=NOW)


def test_one_proposal_becomes_one_relationship(programme: Programme) -> None:
    ref, cohort = uuid4(), programme.cohorts.get()
    open_relationships(
        cohort, [NewPair(enrolled(programme, "mentor"), enrolled(programme, "mentee"), ref)], by=None, now=NOW
    )
    with pytest.raises(IntegrityError):
        open_relationships(
            cohort, [NewPair(enrolled(programme, "mentor"), enrolled(programme, "mentee"), ref)], by=None, now=NOW
        )


def test_forty_pairs_are_written_at_once(programme: Programme) -> None:
    """The letters that welcome each pair come on top; the rows themselves go in three statements."""
    pairs = [NewPair(enrolled(programme, "mentor"), enrolled(programme, "mentee")) for _ in range(40)]
    with CaptureQueriesContext(connection) as context:
        open_relationships(programme.cohorts.get(), pairs, by=None, now=NOW)
    written = [query["sql"] for query in context if query["sql"].startswith('INSERT INTO "relationships_')]
    assert len(written) == 3
    assert RelationshipKey.objects.count() == 40
    assert len(AuditEntry.objects.get(verb="relationship.opened").facts["relationships"]) == 40
