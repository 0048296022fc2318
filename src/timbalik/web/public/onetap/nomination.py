"""A colleague thinks you would be a good mentor: may the programme team read it? Yes or no, one tap."""

from __future__ import annotations

from datetime import datetime

from timbalik.notifications.links import ActionLinkInvalid
from timbalik.notifications.models import ActionLink
from timbalik.programmes.models import Nomination
from timbalik.programmes.nominations import takes_nominations
from timbalik.programmes.operations.nominations import answer_nomination
from timbalik.web.public.onetap.card import Act, Card, Said


def show(link: ActionLink, said: Said, now: datetime) -> Card:
    return _card(link, _row(link))


def tap(link: ActionLink, said: Said, now: datetime) -> Card:
    """The answer may be changed while people enrol, so the link is not spent."""
    row = _row(link)
    if said.get("reply") not in ("yes", "no") or not takes_nominations(row.programme):
        return _card(link, row)
    answer_nomination(row, yes=said["reply"] == "yes", by=link.person, now=now)
    return _card(link, row, outcome=said["reply"])


def _row(link: ActionLink) -> Nomination:
    rows = Nomination.objects.of(link.organisation_id).filter(public_id=link.subject_ref, nominee=link.person)
    row = rows.select_related("programme__organisation", "nominator", "nominee", "organisation").first()
    if row is None:
        raise ActionLinkInvalid
    return row


def _card(link: ActionLink, row: Nomination, *, outcome: str = "") -> Card:
    facts = {"row": row, "programme": row.programme, "me": link.person, "outcome": outcome}
    return Card("public/onetap/nomination.html", facts | {"is_open": takes_nominations(row.programme)})


ACT = Act(show, tap)
