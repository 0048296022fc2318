"""The pulse from a letter, without signing in: answered once, kept under a pseudonym."""

from __future__ import annotations

from datetime import datetime

from timbalik.notifications.links import ActionLinkInvalid
from timbalik.notifications.models import ActionLink
from timbalik.surveys.models import SurveyRequest
from timbalik.surveys.operations import AlreadyAnswered, DataRests, WaveClosed, submit_response
from timbalik.web.public.onetap.card import Act, Card, Said
from timbalik.web.pulse import pulse_form

TEMPLATE = "public/onetap/pulse.html"


def show(link: ActionLink, said: Said, now: datetime) -> Card:
    asked = _request(link)
    if outcome := _standing(asked, now):
        return Card(TEMPLATE, {"outcome": outcome})
    _form, words = pulse_form(asked)
    return Card(TEMPLATE, words | {"programme": asked.wave.programme})


def tap(link: ActionLink, said: Said, now: datetime) -> Card:
    asked = _request(link)
    if outcome := _standing(asked, now):
        return Card(TEMPLATE, {"outcome": outcome})
    form, words = pulse_form(asked, said)
    if not form.is_valid():
        return Card(TEMPLATE, words | {"programme": asked.wave.programme})
    try:
        submit_response(asked.wave, person=link.person, side=asked.side, answers=form.answers(), now=now)
    except (AlreadyAnswered, DataRests, WaveClosed):
        asked.refresh_from_db()
        return Card(TEMPLATE, {"outcome": _standing(asked, now) or "closed"})
    return Card(TEMPLATE, {"outcome": "done", "wants_to_talk": form.wants_to_talk()})


def _request(link: ActionLink) -> SurveyRequest:
    rows = SurveyRequest.objects.of(link.organisation_id).filter(public_id=link.subject_ref, person=link.person)
    asked = rows.select_related("person", "wave__instrument", "wave__programme__organisation").first()
    if asked is None:
        raise ActionLinkInvalid
    return asked


def _standing(asked: SurveyRequest, now: datetime) -> str:
    """Why there is nothing to answer; empty where there is."""
    if asked.has_answered:
        return "done"
    if asked.person.restricted_at is not None:
        return "resting"
    closes_at = asked.wave.closes_at
    return "closed" if closes_at is not None and now >= closes_at else ""


ACT = Act(show, tap)
