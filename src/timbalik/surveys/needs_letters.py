"""What the survey of needs writes to leaders: one letter with a link that needs no signing in, one reminder."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from timbalik.notifications.links import make_action_link
from timbalik.notifications.operations import queue_mail
from timbalik.notifications.quiet import office_hour_of
from timbalik.surveys.models import NeedsRequest

ANSWER_NEEDS = "answer_needs"  # the act of the link


def needs_letter_key(request: NeedsRequest) -> str:
    return f"needs:{request.public_id}:"


def ask_leader(request: NeedsRequest, *, now: datetime, again: bool = False) -> bool:
    """Queue the letter for the leader's next working hour; whether it still makes sense to write."""
    survey, person = request.survey, request.person
    arrives = office_hour_of(person, now=now)
    if arrives >= survey.closes_at:
        return False
    link = make_action_link(
        person=person, act=ANSWER_NEEDS, subject_ref=request.public_id, now=now, expires_at=survey.closes_at
    )
    with translation.override(person.language):
        programme = survey.programme.name
        opening = (
            _("A few days ago we asked what you would gain most from. You may still answer; this is the only reminder.")
            if again
            else _(
                "“%(programme)s” is being prepared. In which areas would it help you most to learn from a younger "
                "colleague? Three short questions, about two minutes, without signing in."
            )
            % {"programme": programme}
        )
        lines = [
            _("Dear %(name)s,") % {"name": person.called},
            opening,
            _("Answer here: %(link)s") % {"link": link},
            _("Your answer is kept without your name. Areas appear once five leaders have named them."),
            _("You may leave it unanswered; that has no consequence."),
        ]
        subject = _("Still open: what would help you most?") if again else _("Two minutes: what would help you most?")
        queue_mail(
            to=person,
            subject=subject,
            text="\n\n".join(lines),
            key=needs_letter_key(request) + ("again" if again else "asked"),
            now=now,
            not_before=arrives,
        )
    return True
