"""What the programme writes to people it invites, in their language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentRole


@dataclass(frozen=True)
class Message:
    subject: str
    text: str


def invitation(enrolment: Enrolment, link: str) -> Message:
    with translation.override(enrolment.person.language):
        programme = enrolment.programme
        if enrolment.role == EnrolmentRole.MENTOR:
            subject = _("Will you share what you know? %(programme)s") % {"programme": programme.name}
            offer = _(
                "You are invited to take part in %(programme)s as a mentor. You teach a senior leader something you "
                "master, and gain their experience in return."
            )
        else:
            subject = _("One hour to learn from a younger colleague: %(programme)s") % {"programme": programme.name}
            offer = _(
                "You are invited to take part in %(programme)s as a mentee. A younger colleague teaches you something "
                "you want to master, and you share your experience in return."
            )
        return Message(subject, _body(enrolment, offer % {"programme": programme.name}, link))


def reminder(enrolment: Enrolment, link: str) -> Message:
    with translation.override(enrolment.person.language):
        programme = enrolment.programme
        subject = _("A reminder: your invitation to %(programme)s") % {"programme": programme.name}
        offer = _("Your invitation to %(programme)s still waits for an answer. What you have filled in is kept.")
        return Message(subject, _body(enrolment, offer % {"programme": programme.name}, link))


def _body(enrolment: Enrolment, opening: str, link: str) -> str:
    programme = enrolment.programme
    time = _("Time needed: %(minutes)d minutes every %(days)d days, from %(start)s to %(end)s.") % {
        "minutes": programme.session_minutes,
        "days": programme.cadence_days,
        "start": _day(programme.starts_on),
        "end": _day(programme.ends_on),
    }
    paragraphs = [
        pgettext("invitation", "Dear %(name)s,") % {"name": enrolment.person.display_name},
        opening,
        time,
        _("Enrolling takes about six minutes, on a phone too:") + "\n" + link,
    ]
    if programme.enrolment_closes_on:
        paragraphs.append(_("Please answer by %(day)s.") % {"day": _day(programme.enrolment_closes_on)})
    paragraphs.append(
        _(
            "Taking part is voluntary. If now is not the time, the same page lets you decline, "
            "with no consequence at work."
        )
    )
    paragraphs.append(_("This link is yours alone; please do not forward it."))
    return "\n\n".join(paragraphs)


def _day(day: date) -> str:
    return date_format(day, "l, j F Y")
