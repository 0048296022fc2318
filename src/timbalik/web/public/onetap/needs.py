"""The survey of needs from a letter, without signing in: answered once, kept without a name."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from timbalik.notifications.links import ActionLinkInvalid
from timbalik.notifications.models import ActionLink
from timbalik.surveys.models import NeedsRequest
from timbalik.surveys.operations import AlreadyAnswered, AnswerRefused, DataRests, WaveClosed, answer_needs
from timbalik.web.needs import read_needs, standing
from timbalik.web.public.onetap.card import Act, Card, Said

TEMPLATE = "public/onetap/needs.html"


def show(link: ActionLink, said: Said, now: datetime) -> Card:
    return _card(_request(link), {}, now, is_sent=False)


def tap(link: ActionLink, said: Said, now: datetime) -> Card:
    return _card(_request(link), said, now, is_sent=True)


def _card(asked: NeedsRequest, said: Said, now: datetime, *, is_sent: bool) -> Card:
    if outcome := standing(asked, now=now):
        return Card(TEMPLATE, {"outcome": outcome})
    form = read_needs(said, is_sent=is_sent)
    facts = {"programme": asked.survey.programme, "form": form}
    if not form.is_bound or not form.is_valid():
        return Card(TEMPLATE, facts)
    try:
        answer_needs(asked.survey, form.answers(), person=asked.person, now=now)
    except AnswerRefused:
        form.add_error(None, _("One of the topics is not known. Search once more."))
        return Card(TEMPLATE, facts)
    except (AlreadyAnswered, DataRests, WaveClosed):
        asked.refresh_from_db()
        return Card(TEMPLATE, {"outcome": standing(asked, now=now) or "closed"})
    return Card(TEMPLATE, {"outcome": "done"})


def _request(link: ActionLink) -> NeedsRequest:
    rows = NeedsRequest.objects.of(link.organisation_id).filter(public_id=link.subject_ref, person=link.person)
    asked = rows.select_related("person", "survey__programme").first()
    if asked is None:
        raise ActionLinkInvalid
    return asked


ACT = Act(show, tap)
