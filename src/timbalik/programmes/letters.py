"""What the programme writes to people it invites, in their language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from timbalik.programmes.models import Enrolment, Programme, RoleAssignment
from timbalik.programmes.rules import is_mandated
from timbalik.programmes.states import EnrolmentRole, Role
from timbalik.programmes.wording import words_of

SIGN_IN_PATH = "/masuk/"


@dataclass(frozen=True)
class Message:
    subject: str
    text: str


def invitation(enrolment: Enrolment, link: str) -> Message:
    with translation.override(enrolment.person.language):
        programme = enrolment.programme
        words = words_of(programme.direction, enrolment.role)
        named = {"programme": programme.name}
        return Message(str(words.subject) % named, _body(enrolment, str(words.offer) % named, link))


def reminder(enrolment: Enrolment, link: str) -> Message:
    with translation.override(enrolment.person.language):
        programme = enrolment.programme
        subject = _("A reminder: your invitation to %(programme)s") % {"programme": programme.name}
        offer = _("Your invitation to %(programme)s still waits for an answer. What you have filled in is kept.")
        return Message(subject, _body(enrolment, offer % {"programme": programme.name}, link))


def appointment(assignment: RoleAssignment, *, can_sign_in: bool) -> Message:
    """What a role is for, and where to sign in; the address does not expire and is no key by itself."""
    person = assignment.person
    with translation.override(person.language):
        facts = {
            "role": assignment.get_role_display(),
            "scope": assignment.programme.name if assignment.programme else assignment.organisation.name,
        }
        way_in = (
            _("Sign in with this mail address. A code comes by mail; there is no password:")
            + f"\n{settings.BASE_URL}{SIGN_IN_PATH}"
            if can_sign_in
            else _("You cannot sign in yet, because we have no mail address of yours. Ask who gave you this role.")
        )
        paragraphs = [
            pgettext("invitation", "Dear %(name)s,") % {"name": person.display_name},
            _("You have been given a role: %(role)s, for %(scope)s.") % facts,
            _role_in_words(assignment.role),
            way_in,
            _("If you did not expect this, answer the person who runs the programme before you sign in."),
        ]
        return Message(_("Your role: %(role)s, %(scope)s") % facts, "\n\n".join(paragraphs))


def _role_in_words(role: str) -> str:
    words = {
        Role.ADMINISTRATOR: _("You look after people, programmes and roles of the organisation."),
        Role.COORDINATOR: _(
            "You invite people, pair them, and see early who needs help. What a pair writes stays closed to you."
        ),
        Role.SPONSOR: _("You read the report of the programme: combined figures, never single answers."),
        Role.EVALUATOR: _("You judge whether the programme is useful, from combined figures."),
        Role.PARTNER_COORDINATOR: _(
            "You look after the guests of your own organisation: you invite them, and see who has enrolled and who has a "
            "pair. Everybody else stays unseen."
        ),
        Role.CONFIDENTIAL_CONTACT: _(
            "People in the programme may turn to you in confidence when something is difficult."
        ),
    }
    return words[Role(role)]


def _body(enrolment: Enrolment, opening: str, link: str) -> str:
    programme = enrolment.programme
    paragraphs = [
        pgettext("invitation", "Dear %(name)s,") % {"name": enrolment.person.display_name},
        opening,
        time_needed(programme),
        _("Enrolling takes about six minutes, on a phone too:") + "\n" + link,
    ]
    if enrolment.person.is_guest:
        paragraphs.append(
            _(
                "You are a guest of %(organisation)s. We know what you are called and this address, and what you enter "
                "yourself; you see your own pair and nobody else."
            )
            % {"organisation": enrolment.organisation.name}
        )
    if programme.enrolment_closes_on:
        paragraphs.append(_("Please answer by %(day)s.") % {"day": _day(programme.enrolment_closes_on)})
    paragraphs += closing(enrolment)
    return "\n\n".join(paragraphs)


def closing(enrolment: Enrolment) -> list[str]:
    """What is free in taking part, and that the link is personal."""
    if enrolment.role == EnrolmentRole.MENTEE and is_mandated(enrolment.programme):
        free = _(
            "Your organisation expects leaders of your level to take part. Why you do and with whom stays yours: you "
            "write your own reason and goal, and you choose your mentor. If now is not the time, say so on the same "
            "page; a person talks with you about it."
        )
    else:
        free = _(
            "Taking part is voluntary. If now is not the time, the same page lets you decline, "
            "with no consequence at work."
        )
    return [free, _("This link is yours alone; please do not forward it.")]


def time_needed(programme: Programme) -> str:
    return _("Time needed: %(minutes)d minutes every %(days)d days, from %(start)s to %(end)s.") % {
        "minutes": programme.session_minutes,
        "days": programme.cadence_days,
        "start": _day(programme.starts_on),
        "end": _day(programme.ends_on),
    }


def _day(day: date) -> str:
    return date_format(day, "l, j F Y")
