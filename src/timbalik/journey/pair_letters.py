"""What the journey writes when one member suggests something to the other, thanks them, or would like to teach forward."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from timbalik.journey.letters import PAIR_PATH
from timbalik.journey.wording import joint_move_in_words
from timbalik.meetings.wording import names
from timbalik.notifications.operations import queue_mail, queue_notice
from timbalik.people.models.persons import Person
from timbalik.programmes.queries import coordinators_of
from timbalik.relationships.models import JointMove, Relationship, ThankYouLetter
from timbalik.relationships.queries import present_members


def joint_move_waits(move: JointMove, *, by: Person, now: datetime) -> None:
    """To those who have not answered: that something is suggested and where to answer, not why."""
    relationship = move.relationship
    for member in present_members(relationship):
        if member.person_id == by.pk:
            continue
        with translation.override(member.person.language):
            title = joint_move_in_words(move, by.called)
            url = f"{PAIR_PATH % relationship.public_id}keputusan/{move.public_id}/"
            lines = [
                _("Dear %(name)s,") % {"name": member.person.called},
                title,
                _("It happens only if you say yes, and you may say no without a reason."),
                _("Read and answer: %(link)s") % {"link": f"{settings.BASE_URL}{url}"},
            ]
            key = f"joint:{move.public_id}:{member.person_id}"
            queue_notice(to=member.person, title=title, text=lines[2], url=url, key=f"{key}:notice", now=now)
            queue_mail(to=member.person, subject=title, text="\n\n".join(lines), key=key, now=now)


def letter_waits(relationship: Relationship, letter: ThankYouLetter, *, by: Person, now: datetime) -> None:
    """To the other side: that a letter waits, not what it says."""
    url = f"{PAIR_PATH % relationship.public_id}surat/"
    for member in present_members(relationship):
        if member.person_id == by.pk:
            continue
        with translation.override(member.person.language):
            title = _("%(name)s has written you a letter") % {"name": by.called}
            lines = [
                _("Dear %(name)s,") % {"name": member.person.called},
                _("%(name)s thanks you for your time together. The letter is for you alone.") % {"name": by.called},
                _("Read it: %(link)s") % {"link": f"{settings.BASE_URL}{url}"},
            ]
            key = f"letter:{letter.public_id}:{member.person_id}"
            queue_notice(to=member.person, title=title, text=lines[1], url=url, key=f"{key}:notice", now=now)
            queue_mail(to=member.person, subject=title, text="\n\n".join(lines), key=key, now=now)


def teach_forward(relationship: Relationship, *, now: datetime) -> None:
    """To whoever runs the programme: these people would like to pass on what they learnt. Nothing of what was said."""
    who = names(member.person for member in present_members(relationship))
    for coordinator in coordinators_of(relationship.programme):
        with translation.override(coordinator.language):
            queue_notice(
                to=coordinator,
                title=_("%(names)s would like to teach forward") % {"names": who},
                text=_("They went the whole way. You may invite them as mentors for the next cohort."),
                key=f"pair:{relationship.public_id}:forward:{coordinator.pk}",
                now=now,
            )
