"""What a wave writes to those it asks: one letter with a link that needs no signing in, one reminder."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from timbalik.notifications.links import make_action_link
from timbalik.notifications.operations import queue_mail
from timbalik.notifications.quiet import office_hour_of
from timbalik.surveys.models import SurveyRequest

ANSWER_PULSE = "answer_pulse"  # the act of the link
OPEN_FOR = timedelta(days=30)  # the link of a wave without an end


def letter_key(request: SurveyRequest) -> str:
    return f"pulse:{request.public_id}:"


def ask(request: SurveyRequest, *, now: datetime, again: bool = False) -> bool:
    """Queue the letter for the person's next working hour; whether it still makes sense to write."""
    wave, person = request.wave, request.person
    arrives = office_hour_of(person, now=now)
    if wave.closes_at is not None and arrives >= wave.closes_at:
        return False
    link = make_action_link(
        person=person,
        act=ANSWER_PULSE,
        subject_ref=request.public_id,
        now=now,
        expires_at=wave.closes_at or now + OPEN_FOR,
    )
    with translation.override(person.language):
        programme = wave.programme.name
        opening = (
            _(
                "A few days ago we asked how the programme goes for you. You may still answer; this is the only reminder."
            )
            if again
            else _("How does the programme go for you? A few statements, about two minutes, without signing in.")
        )
        lines = [
            _("Dear %(name)s,") % {"name": person.called},
            opening,
            _("Answer here: %(link)s") % {"link": link},
            _("Your answers are kept under a pseudonym. Figures appear for groups of five people or more alone."),
            _("You may leave it unanswered; that has no consequence."),
        ]
        subject = (
            _("Still open: two minutes about “%(programme)s”") if again else _("Two minutes about “%(programme)s”")
        )
        queue_mail(
            to=person,
            subject=subject % {"programme": programme},
            text="\n\n".join(lines),
            key=letter_key(request) + ("again" if again else "asked"),
            now=now,
            not_before=arrives,
        )
    return True
