"""One small programme of each direction, from its template to an opened pair, with its words in both languages."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.cast import Cast
from tests.factories.enrolment import make_answers
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_person, make_unit
from timbalik.learning.queries import agenda_for, units_required
from timbalik.matching.models import Proposal
from timbalik.matching.operations import answer_proposal, open_round, publish_round, send_proposals
from timbalik.matching.states import Answer
from timbalik.programmes.operations import (
    EnrolmentAnswers,
    EnrolmentIncomplete,
    OfferAnswer,
    WantAnswer,
    begin_matching,
    create_programme,
    invite,
    open_enrolment,
    submit_enrolment,
)
from timbalik.programmes.states import EnrolmentRole
from timbalik.relationships.drafts import suggested_answers
from timbalik.relationships.models import Relationship
from timbalik.relationships.queries import agreement_text
from timbalik.web.participant.enrolment.draft import draft_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content", "monday")]

SENIOR = {"id": ("senior", "muda"), "en": ("senior", "younger")}
ROLES = {
    "reverse": {"id": ("Mentor", "Mentee"), "en": ("Mentor", "Mentee")},
    "traditional": {"id": ("Mentor", "Mentee"), "en": ("Mentor", "Mentee")},
    "reciprocal": {"id": ("Mengajar lebih dulu", "Belajar lebih dulu"), "en": ("Teaches first", "Learns first")},
    "peer": {"id": ("Mengajar lebih dulu", "Belajar lebih dulu"), "en": ("Teaches first", "Learns first")},
}
TEMPLATES = {
    "reverse": "tpl-standar-2mingguan",
    "traditional": "tpl-tradisional",
    "reciprocal": "tpl-barter",
    "peer": "tpl-sejawat",
}
DIRECTIONS = [(direction, language) for direction in TEMPLATES for language in ("id", "en")]


def answers(role: str, language: str) -> EnrolmentAnswers:
    if role == EnrolmentRole.MENTOR:
        return make_answers(language=language, nickname="Ayu")
    return make_answers(
        language=language,
        nickname="Bram",
        offers=(OfferAnswer("negosiasi", level=4),),
        wants=(WantAnswer("membaca-dasbor", importance=5),),
    )


def opened_pair(direction: str, language: str, cast: Cast) -> Relationship:
    """Through the real operations: made from the template, invited, enrolled, proposed, accepted, published."""
    for person in (cast.ayu, cast.bram):
        person.language = language
        person.save()
    programme = create_programme(
        cast.organisation,
        template_key=TEMPLATES[direction],
        name=f"Uji {direction}",
        starts_on=date(2027, 1, 11),
        by=cast.citra,
        now=NOW,
    )
    assert programme.direction == direction
    open_enrolment(programme, by=cast.citra, now=NOW)
    sides = ((cast.ayu, EnrolmentRole.MENTOR), (cast.bram, EnrolmentRole.MENTEE))
    for enrolment in invite(programme, sides, by=cast.citra, now=NOW):
        submit_enrolment(enrolment, answers(enrolment.role, language), by=None, now=NOW)
    later = NOW + timedelta(days=1)
    begin_matching(programme, by=cast.citra, now=later)
    round_ = open_round(programme.cohorts.get(), by=cast.citra, now=later)
    assert round_.value == round_.bound
    send_proposals(round_, by=cast.citra, now=later)
    proposal = Proposal.objects.of(cast.organisation).get(round=round_)
    for person in (cast.ayu, cast.bram):
        answer_proposal(proposal, person=person, answer=Answer.YES, now=later)
    [relationship] = publish_round(round_, by=cast.citra, now=later)
    return relationship


def page_of(person: object, address: str, language: str) -> str:
    client = Client(headers={"accept-language": language})
    client.cookies["django_language"] = language
    client.force_login(person.account)  # type: ignore[attr-defined]  # a person of the cast
    return client.get(address).content.decode()


@pytest.mark.parametrize(("direction", "language"), DIRECTIONS)
def test_programme_speaks_its_direction_to_the_opened_pair(direction: str, language: str, cast: Cast) -> None:
    relationship = opened_pair(direction, language, cast)
    programme = relationship.programme
    mails = [mail for person in (cast.ayu, cast.bram) for mail in waiting(person)]
    letters = [re.sub(r"https?://\S+", "", mail.subject + mail.text) for mail in mails]  # a link may spell any word
    with translation.override(language):
        page = page_of(cast.ayu, reverse("participant:pair", args=[relationship.public_id]), language)
        members = list(relationship.members.select_related("person", "enrolment"))
        text = suggested_answers(agreement_text(relationship).content, members=members, programme=programme)
    speaks_of_rank = [word for word in SENIOR[language] if any(word in letter.lower() for letter in letters)]
    assert bool(speaks_of_rank) == (direction == "reverse"), speaks_of_rank
    for label in ROLES[direction][language]:
        assert label in page
    in_turns = {"id": "mengajar", "en": "teaches"}[language]
    if programme.is_mutual:
        assert f"{in_turns} " in page
        assert {"id": "bergantian", "en": "in turns"}[language] in text["names_roles"]
    units = {role: [unit.key for unit in units_required(role, programme)] for role in EnrolmentRole.values}
    if programme.is_mutual:
        assert units["mentor"] == units["mentee"] == ["mentor-rekan", "mentee-rekan", "bersama-dasar"]
    else:
        word = "dasar" if direction == "reverse" else "rekan"
        assert units == {side: [f"{side}-{word}", "bersama-dasar"] for side in ("mentor", "mentee")}
    agenda = agenda_for("learning", direction)
    assert agenda is not None
    assert agenda.key == ("sesi-belajar-bergantian" if programme.is_mutual else "sesi-belajar")


@pytest.mark.parametrize("direction", ["reciprocal", "peer"])
def test_who_teaches_in_turns_names_a_goal_on_either_side(direction: str, cast: Cast) -> None:
    programme = create_programme(
        cast.organisation,
        template_key=TEMPLATES[direction],
        name="Uji",
        starts_on=date(2027, 1, 11),
        by=cast.citra,
        now=NOW,
    )
    open_enrolment(programme, by=cast.citra, now=NOW)
    [mine] = invite(programme, [(cast.ayu, EnrolmentRole.MENTOR)], by=cast.citra, now=NOW)
    with pytest.raises(EnrolmentIncomplete) as refused:
        submit_enrolment(mine, make_answers(learning_goal=" "), by=None, now=NOW)
    assert refused.value.missing == ("learning_goal",)
    submit_enrolment(mine, make_answers(), by=None, now=NOW)
    assert mine.learning_goal


def test_one_mentor_teaches_two_leaders_in_two_pairs(cast: Cast) -> None:
    programme = create_programme(
        cast.organisation,
        template_key="tpl-dua-pemimpin",
        name="Dua pemimpin",
        starts_on=date(2027, 1, 11),
        by=cast.citra,
        now=NOW,
    )
    open_enrolment(programme, by=cast.citra, now=NOW)
    nadia = make_person(cast.organisation, "Nadia", unit=make_unit(cast.organisation), level_rank=8)
    mentor, mentee = EnrolmentRole.MENTOR, EnrolmentRole.MENTEE
    sides = ((cast.ayu, mentor), (cast.bram, mentee), (nadia, mentee))
    enrolments = invite(programme, sides, by=cast.citra, now=NOW)
    assert draft_of(enrolments[0])["capacity"] == 2  # suggested to the mentor, theirs to change
    assert draft_of(enrolments[1])["capacity"] == 1
    submit_enrolment(enrolments[0], make_answers(capacity=2), by=None, now=NOW)
    for one in enrolments[1:]:
        submit_enrolment(one, answers(mentee, "id"), by=None, now=NOW)
    begin_matching(programme, by=cast.citra, now=NOW)
    round_ = open_round(programme.cohorts.get(), by=cast.citra, now=NOW)
    send_proposals(round_, by=cast.citra, now=NOW)
    for proposal in Proposal.objects.of(cast.organisation).filter(round=round_).select_related("mentee__person"):
        for person in (cast.ayu, proposal.mentee.person):
            answer_proposal(proposal, person=person, answer=Answer.YES, now=NOW)
    opened = publish_round(round_, by=cast.citra, now=NOW)
    pairs = [sorted(row.members.values_list("person__full_name", flat=True)) for row in opened]
    assert sorted(pairs) == [sorted([cast.ayu.full_name, one.full_name]) for one in (cast.bram, nadia)]


def test_peer_has_one_side_and_may_choose_who_begins(cast: Cast) -> None:
    programme = create_programme(
        cast.organisation,
        template_key="tpl-sejawat",
        name="Sejawat",
        starts_on=date(2027, 1, 11),
        by=cast.citra,
        now=NOW,
    )
    open_enrolment(programme, by=cast.citra, now=NOW)
    both = [(cast.ayu, EnrolmentRole.MENTOR), (cast.ayu, EnrolmentRole.MENTEE)]
    first, again = invite(programme, both, by=cast.citra, now=NOW)
    assert first == again
    [bram] = invite(programme, [(cast.bram, EnrolmentRole.MENTOR)], by=cast.citra, now=NOW)
    submit_enrolment(first, make_answers(begins="teaches"), by=None, now=NOW)
    submit_enrolment(bram, make_answers(begins="either"), by=None, now=NOW)
    assert (first.role, bram.role) == ("mentor", "mentee")  # where places were fewer
