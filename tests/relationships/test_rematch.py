"""F-19: after an early end both wait alike for a new partner, and nobody reads from it who asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.people import NOW, make_organisation
from tests.factories.programmes import make_programme
from tests.factories.relationships import Pair, make_pair
from timbalik.audit.models import AuditEntry
from timbalik.journey.operations import leave_relationship
from timbalik.people.models.persons import Person
from timbalik.people.operations import restrict_processing
from timbalik.programmes.operations.enrolment import NotYourEnrolment
from timbalik.programmes.operations.rematch import wish_for_partner
from timbalik.programmes.states import ProgrammeState
from timbalik.relationships.rematch import own_waits, parted_early, waiting_again
from timbalik.relationships.states import Ending, RelationshipState

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return make_pair(make_programme(make_organisation()))


def waiting(pair: Pair) -> set[Person]:
    return {row.person for row in waiting_again(pair.relationship.programme)}


@pytest.mark.parametrize("who", ["mentor", "mentee"])
def test_both_wait_whoever_left(pair: Pair, who: str) -> None:
    leave_relationship(pair.relationship, by=getattr(pair, who), now=NOW)
    assert waiting(pair) == {pair.mentor, pair.mentee}
    assert {row.waits_since for row in waiting_again(pair.relationship.programme)} == {NOW}


def test_nobody_waits_while_paired_or_after_the_whole_way(pair: Pair) -> None:
    assert waiting(pair) == set()
    pair.relationship.state, pair.relationship.ending = RelationshipState.ENDED, Ending.COMPLETED
    pair.relationship.ended_at = NOW
    pair.relationship.save()
    pair.relationship.members.update(left_at=NOW)
    assert waiting(pair) == set()


def test_not_now_leaves_out_of_the_line_until_taken_back(pair: Pair) -> None:
    leave_relationship(pair.relationship, by=pair.mentee, now=NOW)
    [mine] = own_waits(pair.mentor)
    wish_for_partner(mine, wants=False, by=pair.mentor, now=NOW)
    assert waiting(pair) == {pair.mentee}
    assert [row.no_rematch_at for row in own_waits(pair.mentor)] == [NOW]
    wish_for_partner(mine, wants=True, by=pair.mentor, now=NOW + timedelta(days=1))
    assert waiting(pair) == {pair.mentor, pair.mentee}


def test_nobody_wishes_for_another(pair: Pair) -> None:
    leave_relationship(pair.relationship, by=pair.mentee, now=NOW)
    with pytest.raises(NotYourEnrolment):
        wish_for_partner(own_waits(pair.mentor)[0], wants=False, by=pair.mentee, now=NOW)


def test_who_rests_and_who_is_in_a_closed_programme_does_not_wait(pair: Pair) -> None:
    leave_relationship(pair.relationship, by=pair.mentee, now=NOW)
    restrict_processing(pair.mentor, by=pair.mentor, now=NOW)
    assert waiting(pair) == {pair.mentee}
    programme = pair.relationship.programme
    programme.state = ProgrammeState.CLOSED
    programme.save()
    assert waiting(pair) == set()


def test_the_two_are_not_put_together_again(pair: Pair) -> None:
    mentor, mentee = (person.enrolments.get().pk for person in (pair.mentor, pair.mentee))
    assert parted_early(pair.relationship.programme) == frozenset()
    leave_relationship(pair.relationship, by=pair.mentor, now=NOW)
    assert parted_early(pair.relationship.programme) == {(mentor, mentee)}


def test_audit_of_an_early_end_names_who_acted_and_no_reason(pair: Pair) -> None:
    leave_relationship(pair.relationship, by=pair.mentor, now=NOW)
    entry = AuditEntry.objects.get(verb="relationship.ended")
    assert entry.facts == {"ending": "no_fault"}
