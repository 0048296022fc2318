"""Propose a programme from below, ask first mentors, and answer (F-06)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from timbalik.audit.operations import record
from timbalik.notifications.links import make_action_link
from timbalik.notifications.operations import queue_mail, queue_notice
from timbalik.people.models.persons import Person
from timbalik.people.models.skills import SkillConcept
from timbalik.people.queries import others_here
from timbalik.programmes import campaign_letters
from timbalik.programmes.ideas import those_who_answer
from timbalik.programmes.letters import Message
from timbalik.programmes.models import Idea, IdeaMentor, Programme
from timbalik.programmes.operations.enrolment import UnknownConcept
from timbalik.programmes.operations.programmes import create_programme
from timbalik.programmes.operations.roles import grant_role
from timbalik.programmes.rules import can_answer_idea, can_create_programme, can_propose_programme
from timbalik.programmes.states import Asked, IdeaState, Role
from timbalik.programmes.validators import LONGEST_TEXT, MOST_CONCEPTS

MENTOR_FOR_IDEA = "mentor_for_idea"  # the act of the link a named mentor gets
LINK_VALID = timedelta(days=21)
ANSWER_PATH = "/pengelola/usulan-program/"
MOST_WAITING, MOST_MENTORS = 3, 10


class NotAllowed(Exception):
    """Guests propose nothing, and nobody answers their own idea or without the role to."""


class IdeaIncomplete(Exception):
    """``missing`` names what has still to be written."""

    def __init__(self, *missing: str) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class TooManyIdeas(Exception):
    """Three of this person's ideas wait for an answer."""


class TooManyMentors(Exception):
    """Ten colleagues were asked already."""


class IdeaAnswered(Exception):
    """It was answered or taken back; nothing of it changes any more."""


class CannotBeAsked(Exception):
    """Not a colleague who is here, or somebody whose data rests."""


@dataclass(frozen=True)
class IdeaText:
    """``reason``: why now. ``leader_gains``: what is in it for leaders. ``topics``: keys of concepts."""

    name: str
    reason: str
    leader_gains: str
    topics: tuple[str, ...] = ()
    takes_part: bool = True


@transaction.atomic
def propose_programme(person: Person, said: IdeaText, *, by: Person, now: datetime) -> Idea:
    """Put an idea before those who can approve it; they get a notice.

    Raises ``NotAllowed``, ``IdeaIncomplete``, ``UnknownConcept`` or ``TooManyIdeas``.
    """
    if by.pk != person.pk or not can_propose_programme(person):
        raise NotAllowed
    words = {"name": said.name, "reason": said.reason, "leader_gains": said.leader_gains}
    if missing := [key for key, text in words.items() if not text.strip() or len(text.strip()) > LONGEST_TEXT]:
        raise IdeaIncomplete(*missing)
    topics = list(dict.fromkeys(said.topics))
    if not topics or len(topics) > MOST_CONCEPTS:
        raise IdeaIncomplete("topics")
    if SkillConcept.objects.filter(key__in=topics).count() != len(topics):
        raise UnknownConcept(", ".join(topics))
    mine = Idea.objects.of(person.organisation_id).filter(proposer=person, state=IdeaState.WAITING)
    if mine.count() >= MOST_WAITING:
        raise TooManyIdeas
    idea = Idea.objects.create(
        organisation=person.organisation,
        proposer=person,
        name=said.name.strip()[:200],
        reason=said.reason.strip(),
        leader_gains=said.leader_gains.strip(),
        topics=topics,
        takes_part=said.takes_part,
        proposed_at=now,
    )
    record("idea.proposed", organisation=person.organisation, by=by, subject=idea, now=now)
    for reader in those_who_answer(person.organisation).exclude(pk=person.pk):
        with translation.override(reader.language):
            title, text = _("A programme was proposed"), f"{person.display_name}: {idea.name}"
        url = f"{ANSWER_PATH}{idea.public_id}/"
        queue_notice(to=reader, title=title, text=text, url=url, key=f"idea:{idea.public_id}:{reader.pk}", now=now)
    return idea


@transaction.atomic
def ask_first_mentor(idea: Idea, person: Person, *, by: Person, now: datetime) -> IdeaMentor:
    """Ask a colleague whether they may be named; asking again changes nothing and writes no second letter.

    Raises ``NotAllowed``, ``IdeaAnswered``, ``TooManyMentors`` or ``CannotBeAsked``.
    """
    _check_own(idea, by)
    asked = IdeaMentor.objects.of(idea.organisation_id).filter(idea=idea)
    if standing := asked.filter(person=person).first():
        return standing
    if asked.count() >= MOST_MENTORS:
        raise TooManyMentors
    if not others_here(by).filter(pk=person.pk, restricted_at__isnull=True).exists():
        raise CannotBeAsked
    row = IdeaMentor.objects.create(organisation_id=idea.organisation_id, idea=idea, person=person, asked_at=now)
    link = make_action_link(
        person=person, act=MENTOR_FOR_IDEA, subject_ref=row.public_id, now=now, expires_at=now + LINK_VALID
    )
    letter = campaign_letters.ask_mentor(row, link)
    queue_mail(to=person, subject=letter.subject, text=letter.text, key=f"idea-mentor:{row.public_id}", now=now)
    record("idea.mentor_asked", organisation=idea.organisation, by=by, subject=idea, now=now)
    return row


@transaction.atomic
def answer_mentoring(row: IdeaMentor, *, yes: bool, by: Person, now: datetime) -> None:
    """Yes or no of whoever was asked; may be changed until the idea is answered. A no is told to nobody."""
    if by.pk != row.person_id:
        raise NotAllowed
    if row.idea.state != IdeaState.WAITING:
        raise IdeaAnswered
    row.answer, row.answered_at = (Asked.YES if yes else Asked.NO), now
    row.save(update_fields=["answer", "answered_at"])
    record("idea.mentor_answered", organisation=row.idea.organisation, by=by, subject=row.idea, now=now)


@transaction.atomic
def withdraw_idea(idea: Idea, *, by: Person, now: datetime) -> None:
    _check_own(idea, by)
    idea.state, idea.answered_at = IdeaState.WITHDRAWN, now
    idea.save(update_fields=["state", "answered_at"])
    record("idea.withdrawn", organisation=idea.organisation, by=by, subject=idea, now=now)


@transaction.atomic
def approve_idea(
    idea: Idea,
    *,
    template_key: str,
    starts_on: date,
    by: Person,
    now: datetime,
    name: str = "",
    answer: str = "",
    changes: Mapping[str, Any] | None = None,
) -> Programme:
    """Make it a draft programme. Who may make programmes coordinates it; a sponsor who may not sponsors it.

    The proposer hears of it at once. Raises ``NotAllowed``, ``IdeaAnswered`` and what ``create_programme`` raises.
    """
    held = _held(idea, by)
    makes = can_create_programme(by)
    programme = create_programme(
        idea.organisation,
        template_key=template_key,
        name=name.strip() or idea.name,
        starts_on=starts_on,
        by=by if makes else None,
        now=now,
        **(changes or {}),
    )
    if not makes:
        grant_role(by, Role.SPONSOR, programme=programme, by=by, now=now)
    idea.programme = held.programme = programme
    _settle(idea, IdeaState.APPROVED, answer, by=by, now=now)
    record("idea.approved", organisation=idea.organisation, by=by, subject=idea, now=now)
    _tell(idea, campaign_letters.approved(idea, _url(idea)), now=now)
    return programme


@transaction.atomic
def answer_not_now(idea: Idea, *, reason: str, by: Person, now: datetime) -> None:
    """Not now, with a reason the proposer reads. Raises ``NotAllowed``, ``IdeaAnswered``, ``IdeaIncomplete``."""
    _held(idea, by)
    if not reason.strip() or len(reason.strip()) > LONGEST_TEXT:
        raise IdeaIncomplete("answer")
    _settle(idea, IdeaState.NOT_NOW, reason, by=by, now=now)
    record("idea.not_now", organisation=idea.organisation, by=by, subject=idea, now=now)
    _tell(idea, campaign_letters.not_now(idea, _url(idea)), now=now)


def _check_own(idea: Idea, by: Person) -> None:
    if by.pk != idea.proposer_id:
        raise NotAllowed
    if idea.state != IdeaState.WAITING:
        raise IdeaAnswered


def _held(idea: Idea, by: Person) -> Idea:
    """The row, locked: of two who answer at once, one does."""
    if not can_answer_idea(by, idea):
        raise NotAllowed
    held = Idea.objects.of(idea.organisation_id).select_for_update().get(pk=idea.pk)
    if held.state != IdeaState.WAITING:
        raise IdeaAnswered
    return held


def _settle(idea: Idea, state: str, answer: str, *, by: Person, now: datetime) -> None:
    idea.state, idea.answer, idea.answered_by, idea.answered_at = state, answer.strip()[:LONGEST_TEXT], by, now
    idea.save(update_fields=["state", "answer", "answered_by", "answered_at", "programme"])


def _url(idea: Idea) -> str:
    return f"{settings.BASE_URL}{campaign_letters.IDEA_PATH}{idea.public_id}/"


def _tell(idea: Idea, letter: Message, *, now: datetime) -> None:
    key = f"idea-answered:{idea.public_id}"
    queue_mail(to=idea.proposer, subject=letter.subject, text=letter.text, key=key, now=now)
