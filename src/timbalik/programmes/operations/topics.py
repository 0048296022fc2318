"""Which topics a programme is about, and the topics its people miss in the list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.people.models.skills import SkillConcept
from timbalik.programmes.basics import out_of_place
from timbalik.programmes.models import Enrolment, Programme, ProgrammeTopic, TopicWish
from timbalik.programmes.operations.enrolment import NotYourEnrolment, UnknownConcept
from timbalik.programmes.operations.invitations import EnrolmentNotOpen
from timbalik.programmes.operations.routes import ProgrammeIsOver
from timbalik.programmes.states import ProgrammeState
from timbalik.programmes.validators import LONGEST_REASON

MOST_TOPICS = 12
MOST_WISHES = 10
LONGEST_WISH = 120


class TooManyTopics(Exception):
    """More topics than a programme can be about."""


class BasicsNeedReason(Exception):
    """Business basics are not what reverse mentoring is about (GR-18); a reason overrules it. ``keys`` names them."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = tuple(keys)
        super().__init__(", ".join(self.keys))


class WishRefused(Exception):
    """Empty words, words that are too long, or more wishes than one person may keep."""


@dataclass(frozen=True)
class TopicChoice:
    concept_key: str
    reason: str = ""


@transaction.atomic
def choose_topics(programme: Programme, topics: Iterable[TopicChoice], *, by: Person, now: datetime) -> None:
    """Let the programme be about exactly these topics, in this order. The enrolment offers them first; nobody must take one.

    Raises ``ProgrammeIsOver``, ``UnknownConcept``, ``TooManyTopics``; ``BasicsNeedReason`` for business basics without a reason
    in a programme where the young teach.
    """
    held = Programme.objects.of(programme.organisation_id).select_for_update().get(pk=programme.pk)
    if held.state == ProgrammeState.CLOSED:
        raise ProgrammeIsOver(str(programme.public_id))
    chosen = {topic.concept_key: topic.reason.strip()[:LONGEST_REASON] for topic in topics}
    if len(chosen) > MOST_TOPICS:
        raise TooManyTopics(f"accepted: at most {MOST_TOPICS}")
    concepts = {row.key: row for row in SkillConcept.objects.filter(key__in=chosen)}
    if unknown := sorted(chosen.keys() - concepts.keys()):
        raise UnknownConcept(", ".join(unknown))
    if bare := [key for key in out_of_place(held, chosen) if not chosen[key]]:
        raise BasicsNeedReason(bare)
    standing = {topic.concept.key: topic.reason for topic in held.topics.select_related("concept")}
    if list(standing.items()) == list(chosen.items()):
        return
    held.topics.all().delete()
    ProgrammeTopic.objects.bulk_create(
        ProgrammeTopic(
            organisation_id=held.organisation_id,
            programme=held,
            concept=concepts[key],
            position=place,
            reason=reason,
        )
        for place, (key, reason) in enumerate(chosen.items())
    )
    facts = {"topics": list(chosen), "overruled": sorted(out_of_place(held, chosen))}
    record("programme.topics_chosen", organisation=held.organisation, by=by, subject=held, now=now, facts=facts)


@transaction.atomic
def keep_wish(enrolment: Enrolment, words: str, *, by: Person, now: datetime) -> TopicWish:
    """Keep the person's words as a wish for a topic the list lacks. Again with the same words changes nothing.

    Not audited: the chain would tie words to a person. Raises ``NotYourEnrolment``, ``EnrolmentNotOpen``, ``WishRefused``.
    """
    if enrolment.person_id != by.pk:
        raise NotYourEnrolment(str(enrolment.public_id))
    if enrolment.programme.state != ProgrammeState.OPEN:
        raise EnrolmentNotOpen(enrolment.programme.state)
    said = " ".join(words.split()).casefold()
    if not said or len(said) > LONGEST_WISH:
        raise WishRefused(f"accepted: 1 to {LONGEST_WISH} characters")
    mine = TopicWish.objects.of(enrolment.organisation_id).filter(programme=enrolment.programme, person=by)
    standing = mine.filter(words=said).first()
    if standing is not None:
        return standing
    if mine.count() >= MOST_WISHES:
        raise WishRefused(f"accepted: at most {MOST_WISHES} wishes")
    return TopicWish.objects.create(
        organisation_id=enrolment.organisation_id, programme=enrolment.programme, person=by, words=said
    )
