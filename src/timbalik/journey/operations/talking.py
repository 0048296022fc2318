"""Ask for a talk in confidence, take it on, and end it (F-55).

The audit names the request and the contact who acts, never who asked: the chain is read by those who run things.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.journey import letters
from timbalik.journey.confidential import contacts_for, own_talks, talks_for
from timbalik.journey.models import TalkRequest
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.relationships.vault import create_key, destroy_key, vault_of

LONGEST_WORDS = 600
MOST_OPEN = 5


class NoContact(Exception):
    """The programme has no confidential contact outside this person's line, or not the one named."""


class WordsTooLong(Exception):
    """More than 600 letters: the talk itself is the place for them."""


class TooManyOpen(Exception):
    """Several wishes wait already; another would not make it faster."""


class NotTheContact(Exception):
    """The request is not meant for this person."""


class TalkOver(Exception):
    """The request is closed."""


@transaction.atomic
def ask_for_talk(
    person: Person, programme: Programme, *, now: datetime, contact: Person | None = None, words: str = ""
) -> TalkRequest:
    """Let the contacts (or the one named) know that somebody wishes to talk. Raises ``NoContact``, ``WordsTooLong``, ``TooManyOpen``."""
    contacts = contacts_for(person, programme)
    if contact is not None:
        contacts = [one for one in contacts if one.pk == contact.pk]
    if not contacts:
        raise NoContact(str(programme.public_id))
    said = words.strip()
    if len(said) > LONGEST_WORDS:
        raise WordsTooLong(f"accepted: at most {LONGEST_WORDS}")
    if own_talks(person, programme).filter(closed_at__isnull=True).count() >= MOST_OPEN:
        raise TooManyOpen
    talk = TalkRequest(
        public_id=uuid.uuid4(),
        organisation=programme.organisation,
        programme=programme,
        person=person,
        contact=contact,
        asked_at=now,
    )
    if said:
        create_key(talk.public_id, now=now)
        talk.words_sealed = vault_of(talk.public_id).seal(said, place=f"talk:{talk.public_id}")
    talk.save()
    record("talk.asked", organisation=programme.organisation, by=None, subject=talk, now=now)
    letters.talk_asked(talk, contacts, now=now)
    return talk


@transaction.atomic
def take_talk(talk: TalkRequest, *, by: Person, now: datetime) -> None:
    """Say "I get in touch"; the one who asked hears who. Raises ``NotTheContact``, ``TalkOver``."""
    _hold(talk, by)
    if talk.taken_by_id == by.pk:
        return
    talk.taken_by, talk.taken_at = by, now
    talk.save(update_fields=["taken_by", "taken_at"])
    record("talk.taken", organisation=talk.organisation, by=by, subject=talk, now=now)
    letters.talk_taken(talk, now=now)


@transaction.atomic
def close_talk(talk: TalkRequest, *, by: Person, now: datetime) -> None:
    """The talk took place, or is not needed any more: the words go for good. Raises ``NotTheContact``, ``TalkOver``."""
    _hold(talk, by)
    talk.closed_at, talk.words_sealed = now, None
    talk.save(update_fields=["closed_at", "words_sealed"])
    record("talk.closed", organisation=talk.organisation, by=by, subject=talk, now=now)
    transaction.on_commit(lambda: destroy_key(talk.public_id, now=now))


@transaction.atomic
def withdraw_talk(talk: TalkRequest, *, by: Person, now: datetime) -> None:
    """Take the wish back: the row goes with its words. Raises ``NotTheContact`` for anybody but who asked."""
    if talk.person_id != by.pk:
        raise NotTheContact
    ref = talk.public_id
    record("talk.withdrawn", organisation=talk.organisation, by=None, subject=talk, now=now)
    TalkRequest.objects.of(talk.organisation_id).filter(pk=talk.pk).delete()
    transaction.on_commit(lambda: destroy_key(ref, now=now))


def _hold(talk: TalkRequest, by: Person) -> None:
    rows = TalkRequest.objects.of(talk.organisation_id).select_for_update()
    talk.refresh_from_db(fields=["taken_by", "taken_at", "closed_at"], from_queryset=rows)
    if not talks_for(by).filter(pk=talk.pk).exists():
        raise NotTheContact
    if talk.closed_at is not None:
        raise TalkOver
