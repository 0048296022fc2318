"""Thank, tidy, and what the mentor takes along. All of it may be done after the ending too: thanks come late sometimes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.relationships.models import GrowthRating, GrowthRecord, Relationship, ThankYouLetter, Tidying
from timbalik.relationships.operations.closing import NotInClosure
from timbalik.relationships.operations.standing import RelationshipNotActive, lock
from timbalik.relationships.queries import present_members
from timbalik.relationships.states import GrowthSkill, Phase, RelationshipState, Side
from timbalik.relationships.vault import NotAMember, open_vault


class LetterSent(Exception):
    """A letter that was sent is the other side's: it is not changed any more."""


class LetterEmpty(Exception):
    """A letter has words."""


class NotTheMentor(Exception):
    """A growth record belongs to who taught."""


@dataclass(frozen=True)
class TidyAnswers:
    keeps_notes: bool = True
    may_quote: bool = False
    may_endorse: bool = False
    may_name_goals: bool = False


@transaction.atomic
def write_letter(relationship: Relationship, text: str, *, by: Person, now: datetime, sends: bool) -> ThankYouLetter:
    """Write one's letter to the other side, or write it anew; sending it is final.

    Raises ``LetterEmpty``, ``LetterSent``, ``NotInClosure``, ``NotAMember``, ``RelationshipNotActive`` while paused.
    """
    _hold_at_the_end(relationship)
    vault = open_vault(relationship, reader=by)
    if not text.strip():
        raise LetterEmpty
    stretch = relationship.stretch
    letter = relationship.letters.filter(author=by, stretch=stretch).first() or ThankYouLetter(
        public_id=uuid.uuid4(),
        organisation=relationship.organisation,
        relationship=relationship,
        author=by,
        stretch=stretch,
    )
    if letter.sent_at is not None:
        raise LetterSent
    letter.text_sealed = vault.seal(text.strip(), place=f"letter:{letter.public_id}")
    letter.written_at = now
    letter.sent_at = now if sends else None
    letter.save()
    _record("letter.sent" if sends else "letter.written", relationship, by=by, now=now)
    return letter


@transaction.atomic
def tidy_up(relationship: Relationship, answers: TidyAnswers, *, by: Person, now: datetime) -> Tidying:
    """Decide what becomes of one's own notes and words. Notes that are not kept go at once; consents may be taken back.

    Raises ``NotInClosure``, ``NotAMember``, ``RelationshipNotActive`` while paused.
    """
    _hold_at_the_end(relationship)
    open_vault(relationship, reader=by)
    tidying, _ = Tidying.objects.of(relationship.organisation_id).update_or_create(
        organisation=relationship.organisation,
        relationship=relationship,
        person=by,
        defaults={
            "keeps_notes": answers.keeps_notes,
            "may_quote": answers.may_quote,
            "may_endorse": answers.may_endorse,
            "may_name_goals": answers.may_name_goals,
            "decided_at": now,
        },
    )
    erased = 0 if answers.keeps_notes else relationship.notes.filter(author=by).delete()[0]
    _record("relationship.tidied", relationship, by=by, now=now, notes_erased=erased)
    return tidying


@transaction.atomic
def keep_growth_record(
    relationship: Relationship,
    *,
    words: str,
    ratings: Mapping[str, tuple[int, int]],
    shows_goals: bool,
    shows_endorsement: bool,
    by: Person,
    now: datetime,
) -> GrowthRecord:
    """The mentor writes into their record; ``ratings`` are own skills, 1 to 5, at the beginning and now.

    Raises ``NotTheMentor`` for the other side, ``NotAMember`` for anybody else.
    """
    lock(relationship)
    growth_record = _record_of(relationship, by, now=now)
    growth_record.words = words.strip()[:1200]
    growth_record.shows_goals, growth_record.shows_endorsement = shows_goals, shows_endorsement
    growth_record.updated_at = now
    growth_record.save()
    growth_record.ratings.all().delete()
    for skill, (before, after) in ratings.items():
        GrowthRating.objects.create(
            organisation=relationship.organisation,
            record=growth_record,
            skill=GrowthSkill(skill),
            before=before,
            after=after,
        )
    _record("growth_record.kept", relationship, by=by, now=now)
    return growth_record


@transaction.atomic
def endorse(relationship: Relationship, text: str, *, by: Person, now: datetime) -> list[GrowthRecord]:
    """The mentee gives each mentor a sentence for their record, or takes it back (no text). It is the mentor's from then on.

    Where both teach in turns, each gives the other one.

    Raises ``NotInClosure``, ``NotAMember`` (also for a mentor), ``RelationshipNotActive`` while paused.
    """
    _hold_at_the_end(relationship)
    members = present_members(relationship)
    in_turns = relationship.programme.is_mutual
    if by.pk not in {member.person_id for member in members if in_turns or member.side == Side.MENTEE}:
        raise NotAMember(f"{by.public_id} learns in {relationship.public_id}")
    changed = []
    for member in members:
        if member.person_id != by.pk and (in_turns or member.side == Side.MENTOR):
            growth_record = _record_of(relationship, member.person, now=now)
            growth_record.endorsement = text.strip()[:600]
            growth_record.endorsed_by, growth_record.endorsed_at = (by, now) if text.strip() else (None, None)
            growth_record.save()
            changed.append(growth_record)
    _record("growth_record.endorsed", relationship, by=by, now=now)
    return changed


def _record_of(relationship: Relationship, mentor: Person, *, now: datetime) -> GrowthRecord:
    sides = {member.person_id: member.side for member in present_members(relationship)}
    if mentor.pk not in sides:
        raise NotAMember(f"{mentor.public_id} in {relationship.public_id}")
    if sides[mentor.pk] != Side.MENTOR and not relationship.programme.is_mutual:
        raise NotTheMentor(str(mentor.public_id))
    found, _ = GrowthRecord.objects.of(relationship.organisation_id).get_or_create(
        organisation=relationship.organisation,
        relationship=relationship,
        person=mentor,
        defaults={"updated_at": now},
    )
    return found


def _hold_at_the_end(relationship: Relationship) -> None:
    lock(relationship)
    if relationship.state == RelationshipState.PAUSED:
        raise RelationshipNotActive(relationship.state)
    if relationship.state == RelationshipState.ACTIVE and relationship.phase != Phase.CLOSURE:
        raise NotInClosure(relationship.phase)


def _record(verb: str, relationship: Relationship, *, by: Person, now: datetime, **facts: int) -> None:
    record(verb, organisation=relationship.organisation, by=by, subject=relationship, now=now, facts=facts)
