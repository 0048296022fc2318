"""A junior proposes, somebody who may answers with reason or approves, and one act invites all leaders (F-06, S-04)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.factories.ideas import FIRST_DAY, idea_text, make_approved, make_idea
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_line, make_person
from tests.factories.programmes import make_role
from timbalik.audit.models import AuditEntry
from timbalik.people.erasure import erase_person
from timbalik.people.models.persons import Person
from timbalik.programmes.ideas import ideas_answerable_by, ready_mentors
from timbalik.programmes.models import Campaign, Enrolment, Idea
from timbalik.programmes.operations.campaigns import (
    CampaignBegun,
    NobodyToInvite,
    begin_campaign,
    continue_campaign,
    preview,
)
from timbalik.programmes.operations.ideas import (
    CannotBeAsked,
    IdeaAnswered,
    IdeaIncomplete,
    NotAllowed,
    TooManyIdeas,
    answer_mentoring,
    answer_not_now,
    approve_idea,
    ask_first_mentor,
    propose_programme,
    withdraw_idea,
)
from timbalik.programmes.rules import can_answer_idea, is_coordinator, is_sponsor
from timbalik.programmes.states import Asked, EnrolmentRole, IdeaState, ProgrammeState, Role
from timbalik.programmes.tasks import continue_campaigns

pytestmark = pytest.mark.usefixtures("content")


@pytest.fixture
def idea(cast: Cast) -> Idea:
    make_role(cast.citra)
    return make_idea(cast.ayu)


def leaders(cast: Cast, number: int) -> list[Person]:
    return [make_person(cast.organisation, f"Ir. Wayan Sudira {one}", level_rank=8) for one in range(number)]


def test_idea_is_told_to_those_who_may_answer(idea: Idea, cast: Cast) -> None:
    assert (idea.state, idea.topics) == (IdeaState.WAITING, ["membaca-dasbor"])
    assert [letter.text for letter in waiting(cast.citra)] == []
    assert list(ideas_answerable_by(cast.citra)) == [idea]
    assert not ideas_answerable_by(cast.bram).exists()
    assert not ideas_answerable_by(cast.dian).exists()


@pytest.mark.parametrize("changes", [{"name": " "}, {"reason": ""}, {"leader_gains": "x" * 601}, {"topics": ()}])
def test_idea_refuses_what_is_incomplete(cast: Cast, changes: dict[str, object]) -> None:
    with pytest.raises(IdeaIncomplete) as refusal:
        propose_programme(cast.ayu, idea_text(**changes), by=cast.ayu, now=NOW)

    assert refusal.value.missing == tuple(changes)


def test_fourth_waiting_idea_is_refused(cast: Cast) -> None:
    for _ in range(3):
        make_idea(cast.ayu)
    with pytest.raises(TooManyIdeas):
        make_idea(cast.ayu)


def test_guest_proposes_nothing(cast: Cast) -> None:
    cast.ayu.is_guest = True
    with pytest.raises(NotAllowed):
        make_idea(cast.ayu)


def test_named_mentor_is_asked_and_shown_only_after_a_yes(idea: Idea, cast: Cast) -> None:
    row = ask_first_mentor(idea, cast.bram, by=cast.ayu, now=NOW)
    assert ask_first_mentor(idea, cast.bram, by=cast.ayu, now=NOW) == row
    assert [letter.text.count("/ketuk/") for letter in waiting(cast.bram)] == [1]
    assert list(ready_mentors(idea)) == []

    answer_mentoring(row, yes=True, by=cast.bram, now=NOW)
    assert [one.person for one in ready_mentors(idea)] == [cast.bram]
    answer_mentoring(row, yes=False, by=cast.bram, now=NOW)
    assert list(ready_mentors(idea)) == []
    assert row.answer == Asked.NO


def test_only_colleagues_who_may_be_written_to_are_asked(idea: Idea, cast: Cast) -> None:
    cast.bram.restricted_at = NOW
    cast.bram.save()
    for person in (cast.ayu, cast.dian, cast.bram):
        with pytest.raises(CannotBeAsked):
            ask_first_mentor(idea, person, by=cast.ayu, now=NOW)
    with pytest.raises(NotAllowed):
        ask_first_mentor(idea, cast.citra, by=cast.bram, now=NOW)


def test_nobody_answers_their_own_idea(cast: Cast) -> None:
    make_role(cast.ayu)
    idea = make_idea(cast.ayu)
    with pytest.raises(NotAllowed):
        make_approved(idea, cast.ayu)


def test_predicate_and_queryset_agree(cast: Cast) -> None:
    make_role(cast.citra)
    make_role(cast.bram, Role.SPONSOR)
    ideas = [make_idea(person) for person in (cast.ayu, cast.citra, cast.bram, cast.dian)]
    for person in (cast.ayu, cast.citra, cast.bram, cast.dian):
        allowed = {one.pk for one in ideas if can_answer_idea(person, one)}
        assert set(ideas_answerable_by(person).values_list("pk", flat=True)) == allowed


def test_not_now_carries_a_reason_to_the_proposer(idea: Idea, cast: Cast) -> None:
    with pytest.raises(IdeaIncomplete):
        answer_not_now(idea, reason=" ", by=cast.citra, now=NOW)
    answer_not_now(idea, reason="Anggaran tahun ini sudah terpakai.", by=cast.citra, now=NOW)

    assert idea.state == IdeaState.NOT_NOW
    assert "Anggaran tahun ini sudah terpakai." in waiting(cast.ayu)[-1].text
    with pytest.raises(IdeaAnswered):
        make_approved(idea, cast.citra)


def test_withdrawn_idea_is_answered_by_nobody(idea: Idea, cast: Cast) -> None:
    withdraw_idea(idea, by=cast.ayu, now=NOW)
    with pytest.raises(IdeaAnswered):
        answer_not_now(idea, reason="Nanti.", by=cast.citra, now=NOW)


def test_approval_makes_a_draft_and_tells_the_proposer(idea: Idea, cast: Cast) -> None:
    programme = make_approved(idea, cast.citra)

    assert (programme.state, programme.name, programme.starts_on) == (ProgrammeState.DRAFT, idea.name, FIRST_DAY)
    assert is_coordinator(cast.citra, programme)
    assert f"/saya/usulan-program/{idea.public_id}/" in waiting(cast.ayu)[-1].text
    verbs = AuditEntry.objects.filter(organisation_ref=cast.organisation.public_id).values_list("verb", flat=True)
    assert "idea.approved" in verbs


def test_sponsor_of_the_organisation_approves_and_sponsors(cast: Cast) -> None:
    make_role(cast.bram, Role.SPONSOR)
    programme = make_approved(make_idea(cast.ayu), cast.bram)

    assert is_sponsor(cast.bram, programme)
    assert not is_coordinator(cast.bram, programme)


def test_one_act_invites_all_leaders_and_the_first_mentors(idea: Idea, cast: Cast) -> None:
    others = leaders(cast, 3)
    row = ask_first_mentor(idea, make_person(cast.organisation, "Suharti", level_rank=8), by=cast.ayu, now=NOW)
    answer_mentoring(row, yes=True, by=row.person, now=NOW)
    programme = make_approved(idea, cast.citra)
    shown = dict(preview(idea))
    assert set(shown) == {"id", "en"}
    assert idea.reason in shown["en"].text

    campaign = begin_campaign(idea, by=cast.citra, now=NOW)

    programme.refresh_from_db()
    assert programme.state == ProgrammeState.OPEN
    invited = set(programme.enrolments.values_list("person", "role"))
    mentees = {(one.pk, EnrolmentRole.MENTEE) for one in (*others, cast.bram)}
    assert invited == mentees | {(one.pk, EnrolmentRole.MENTOR) for one in (cast.ayu, row.person)}
    assert campaign.finished_at == NOW
    letter = waiting(cast.bram)[-1].text
    assert idea.reason in letter
    assert idea.leader_gains in letter
    with pytest.raises(CampaignBegun):
        begin_campaign(idea, by=cast.citra, now=NOW)


def test_portions_go_on_until_everybody_has_one_letter(idea: Idea, cast: Cast) -> None:
    leaders(cast, 4)
    programme = make_approved(idea, cast.citra)
    campaign = begin_campaign(idea, by=cast.citra, now=NOW)
    late = leaders(cast, 3)
    Campaign.objects.of(cast.organisation).update(finished_at=None)
    campaign.refresh_from_db()
    assert continue_campaign(campaign, now=NOW, portion=2) == 2
    assert Campaign.objects.of(cast.organisation).filter(finished_at__isnull=True).exists()

    continue_campaigns(NOW + timedelta(minutes=1))

    campaign.refresh_from_db()
    assert campaign.finished_at is not None
    assert campaign.letters.count() == programme.enrolments.filter(role=EnrolmentRole.MENTEE).count() == 5 + len(late)
    assert all(len(waiting(one)) == 1 for one in late)


def test_without_levels_leaders_are_those_who_lead_somebody(idea: Idea, cast: Cast) -> None:
    programme = make_approved(idea, cast.citra, mentee_levels=[])
    with pytest.raises(NobodyToInvite):
        begin_campaign(idea, by=cast.citra, now=NOW)
    make_line(cast.citra, cast.bram)

    begin_campaign(idea, by=cast.citra, now=NOW)

    asked = Enrolment.objects.of(cast.organisation).filter(programme=programme, role=EnrolmentRole.MENTEE)
    assert [one.person for one in asked] == [cast.bram]


def test_erased_proposer_leaves_no_words(idea: Idea, cast: Cast) -> None:
    erase_person(cast.ayu, by=None, now=NOW)

    idea.refresh_from_db()
    assert (idea.name, idea.reason, idea.leader_gains, idea.state) == ("", "", "", IdeaState.WITHDRAWN)


def test_unknown_template_changes_nothing(idea: Idea, cast: Cast) -> None:
    with pytest.raises(Exception, match="tpl-tidak-ada"):
        approve_idea(idea, template_key="tpl-tidak-ada", starts_on=FIRST_DAY, by=cast.citra, now=NOW)
    idea.refresh_from_db()
    assert idea.state == IdeaState.WAITING
