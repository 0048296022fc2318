"""What the pair hears of its own exchange: gentle, in words one can say, to the two alone.

Nothing here is recorded in the audit or shown to anybody else; the mail carries no word of what it is about.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from timbalik.journey.exchange import asks_anew, ledger
from timbalik.journey.letters import PAIR_PATH, pair_url
from timbalik.journey.role_mirror import needs_nudge
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.queries import opened_check_ins
from timbalik.meetings.states import SessionState
from timbalik.meetings.wording import names
from timbalik.notifications.operations import queue_mail, queue_notice
from timbalik.notifications.quiet import office_hour_of
from timbalik.people.models.persons import Person
from timbalik.relationships.growing import benefit_round, last_benefit_review
from timbalik.relationships.models import Relationship, RelationshipMember
from timbalik.relationships.queries import present_members
from timbalik.relationships.states import Side
from timbalik.relationships.vault import open_vault

LOOK_BACK = 12  # sessions


def look_into_the_mirror(session: MentoringSession, *, by: Person, now: datetime) -> None:
    """After a check-in: start the nudge (GR-09) or the question about the benefit, where the last sessions call for it.

    ``by`` has just tapped and may open what the pair wrote.
    """
    relationship = session.relationship
    if relationship is None:
        return
    rows = relationship.sessions.filter(state=SessionState.HELD).order_by("-starts_at", "-number")
    held = list(rows.values_list("pk", flat=True)[:LOOK_BACK])[::-1]
    members = present_members(relationship)
    check_ins = opened_check_ins(relationship, open_vault(relationship, reader=by), only=held)
    entries = ledger(held, check_ins, {member.person_id: member.side for member in members})
    if not session.programme.is_mutual and needs_nudge(entries):
        _nudge(relationship, members, place=entries[-1].session_id, now=now)
    if asks_anew(entries, reviewed_at=last_benefit_review(relationship)):
        _ask_anew(relationship, members, now=now)


def _nudge(relationship: Relationship, members: list[RelationshipMember], *, place: int, now: datetime) -> None:
    """A notice with a sentence for each side, and a mail that only says where to look."""
    for member in members:
        person = member.person
        key = f"pair:{relationship.public_id}:hint:{place}:{person.pk}"
        with translation.override(person.language):
            partners = names(other.person for other in members if other.side != member.side)
            queue_notice(
                to=person,
                title=_("A sentence for your next session"),
                text=sentence_to_say(member.side, partners),
                url=f"{PAIR_PATH % relationship.public_id}#mirror",
                key=key,
                now=now,
            )
            lines = [
                _("Dear %(name)s,") % {"name": person.called},
                _("Before your next session with %(names)s, have a look at your pair space: %(link)s")
                % {"names": partners, "link": pair_url(relationship)},
                _("Only the two of you can read what stands there."),
            ]
            queue_mail(
                to=person,
                subject=_("Before your next session with %(names)s") % {"names": partners},
                text="\n\n".join(lines),
                key=f"{key}:mail",
                now=now,
                not_before=office_hour_of(person, now=now),
            )


def sentence_to_say(side: str, partners: str) -> str:
    """In the reader's language; each side has a sentence of its own that gives the lead back."""
    if side == Side.MENTOR:
        return _(
            "Lately the mentee taught more than the mentor. You can say: “May I show you another way, %(names)s?” "
            "Bring one thing to show, and let the hands work."
        ) % {"names": partners}
    return _(
        "Lately the mentee taught more than the mentor. You can say: “%(names)s, please lead today. I will ask.” "
        "Asking first is what makes room."
    ) % {"names": partners}


def _ask_anew(relationship: Relationship, members: list[RelationshipMember], *, now: datetime) -> None:
    """Once in each round of the benefit; to both alike, without saying whose column is empty."""
    number = benefit_round(relationship)
    for member in members:
        with translation.override(member.person.language):
            queue_notice(
                to=member.person,
                title=_("Is it still worth it for both of you?"),
                text=_(
                    "The last sessions gave in one direction. Write anew what each of you hopes to gain; "
                    "it takes three minutes and only the two of you read it."
                ),
                url=f"{PAIR_PATH % relationship.public_id}manfaat/",
                key=f"pair:{relationship.public_id}:benefit:{number}:{member.person_id}",
                now=now,
            )
