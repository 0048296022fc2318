"""How much each side spoke, from a transcript (F-32). Only the two figures come here; the text has gone by then."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from timbalik.meetings.models import MentoringSession, TalkShare
from timbalik.meetings.operations.standing import SessionNotYet, note, own_seat
from timbalik.people.models.persons import Person
from timbalik.relationships.states import Side
from timbalik.relationships.vault import open_vault

MEASURES = ("seconds", "words")


class TalkShareRefused(Exception):
    """Both sides need an amount, in seconds or words; a first talk before a relationship keeps none."""


@transaction.atomic
def keep_talk_share(
    session: MentoringSession, amounts: Mapping[str, float], measure: str, *, by: Person, now: datetime
) -> TalkShare:
    """Keep the shares of the sides in percent, sealed for the pair; a second transcript replaces the first.

    Raises ``NotAParticipant``, ``SessionNotYet``, ``TalkShareRefused``.
    """
    own_seat(session, by)
    mentor, mentee = amounts.get(Side.MENTOR, 0), amounts.get(Side.MENTEE, 0)
    if session.relationship is None or measure not in MEASURES or min(mentor, mentee) < 0 or mentor + mentee <= 0:
        raise TalkShareRefused
    if session.starts_at > now:
        raise SessionNotYet
    vault = open_vault(session.relationship, reader=by)
    row = TalkShare.objects.of(session.organisation_id).filter(session=session).first() or TalkShare(
        public_id=uuid.uuid4(), organisation=session.organisation, session=session
    )
    percent = round(100 * mentor / (mentor + mentee))
    content = {"mentor": percent, "mentee": 100 - percent, "measure": measure}
    row.content_sealed = vault.seal(content, place=f"talk-share:{row.public_id}")
    row.by = by
    row.at = now
    row.save()
    note("session.talk_share_kept", session, by=by, now=now)
    return row


@transaction.atomic
def erase_talk_share(session: MentoringSession, *, by: Person, now: datetime) -> None:
    """Remove the figures; either of the two may. Raises ``NotAParticipant``."""
    own_seat(session, by)
    TalkShare.objects.of(session.organisation_id).filter(session=session).delete()
    note("session.talk_share_erased", session, by=by, now=now)
