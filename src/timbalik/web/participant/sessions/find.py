"""The session an address names, inside a pair the person belongs to."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from timbalik.journey.space import Space
from timbalik.meetings.models import MentoringSession


def the_session(space: Space, ref: UUID) -> MentoringSession:
    session = next((one for one in space.sessions if one.public_id == ref), None)
    if session is None:
        raise Http404
    session.relationship = space.relationship
    return session
