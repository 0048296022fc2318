"""May a colleague name you as a first mentor of the programme they propose? Yes or no, one tap."""

from __future__ import annotations

from datetime import datetime

from timbalik.notifications.links import ActionLinkInvalid
from timbalik.notifications.models import ActionLink
from timbalik.programmes.models import IdeaMentor
from timbalik.programmes.operations.ideas import IdeaAnswered, answer_mentoring
from timbalik.programmes.states import IdeaState
from timbalik.web.public.onetap.card import Act, Card, Said


def show(link: ActionLink, said: Said, now: datetime) -> Card:
    return _card(link, _row(link))


def tap(link: ActionLink, said: Said, now: datetime) -> Card:
    """The answer may be changed until the idea is answered, so the link is not spent."""
    row = _row(link)
    if said.get("reply") not in ("yes", "no"):
        return _card(link, row)
    try:
        answer_mentoring(row, yes=said["reply"] == "yes", by=link.person, now=now)
    except IdeaAnswered:
        return _card(link, row)
    return _card(link, row, outcome=said["reply"])


def _row(link: ActionLink) -> IdeaMentor:
    rows = IdeaMentor.objects.of(link.organisation_id).filter(public_id=link.subject_ref, person=link.person)
    row = rows.select_related("idea__proposer", "idea__organisation", "person").first()
    if row is None:
        raise ActionLinkInvalid
    return row


def _card(link: ActionLink, row: IdeaMentor, *, outcome: str = "") -> Card:
    facts = {"row": row, "idea": row.idea, "me": link.person, "outcome": outcome}
    return Card("public/onetap/idea.html", facts | {"is_open": row.idea.state == IdeaState.WAITING})


ACT = Act(show, tap)
