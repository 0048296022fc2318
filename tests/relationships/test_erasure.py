from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.people import NOW
from tests.factories.relationships import make_pair
from tests.factories.sessions import NEXT_DAY, make_session
from timbalik.meetings.models import CheckIn
from timbalik.meetings.operations import CheckInAnswers, check_in
from timbalik.meetings.queries import opened_check_ins
from timbalik.people.erasure import erase_person
from timbalik.relationships.models import Relationship
from timbalik.relationships.operations import GoalText, add_goal, move_phase
from timbalik.relationships.queries import opened_goals
from timbalik.relationships.states import Phase, PhaseMove, RelationshipState
from timbalik.relationships.vault import KeyDestroyed, NotAMember, open_vault

pytestmark = pytest.mark.django_db


def test_erased_members_own_words_go_and_joint_ones_stay_with_the_partner(
    django_capture_on_commit_callbacks: Any,
) -> None:
    pair = make_pair(phase=Phase.NEGOTIATION)
    add_goal(pair.relationship, GoalText("Membaca dasbor"), None, by=pair.mentee, now=NOW)
    move_phase(pair.relationship, Phase.PREPARATION, move=PhaseMove.BACK, by=pair.mentee, now=NOW, reason="sebab")
    session = make_session(pair)
    check_in(session, CheckInAnswers(4, "both", gave="arus kas"), by=pair.mentee, now=NEXT_DAY + timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(pair.mentee, by=None, now=NOW)
    relationship = Relationship.objects.of(pair.relationship.organisation).get(pk=pair.relationship.pk)
    vault = open_vault(relationship, reader=pair.mentor)
    assert relationship.state == RelationshipState.ENDED
    assert relationship.phase_changes.get().reason_sealed is None
    assert opened_check_ins(relationship, vault) == []
    assert CheckIn.objects.of(relationship.organisation).count() == 1
    assert [opened.text.title for opened in opened_goals(relationship, vault)] == ["Membaca dasbor"]


def test_key_goes_with_the_last_member(django_capture_on_commit_callbacks: Any) -> None:
    pair = make_pair()
    for person in (pair.mentor, pair.mentee):
        with django_capture_on_commit_callbacks(execute=True):
            erase_person(person, by=None, now=NOW)
    relationship = Relationship.objects.of(pair.relationship.organisation).get(pk=pair.relationship.pk)
    with pytest.raises((KeyDestroyed, NotAMember)):
        open_vault(relationship, reader=pair.mentor)
    relationship.members.update(left_at=relationship.ended_at)
    with pytest.raises(KeyDestroyed):
        open_vault(relationship, reader=pair.mentor)
