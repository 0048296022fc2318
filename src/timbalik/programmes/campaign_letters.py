"""What a campaign writes: to the leaders of an idea, to the top leader, to the waves behind; and who asks whom before."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from timbalik.people.models.skills import SkillConcept
from timbalik.programmes.letters import Message, closing, time_needed
from timbalik.programmes.models import Cascade, Enrolment, Idea, IdeaMentor

IDEA_PATH = "/saya/usulan-program/"
STATEMENT_PATH = "/saya/teladan/"
Letter = Callable[[Enrolment, str], Message]


def to_leaders(idea: Idea) -> Letter:
    """The proposer's own words, and what the leader gains."""
    concepts = list(SkillConcept.objects.filter(key__in=idea.topics))

    def write(enrolment: Enrolment, link: str) -> Message:
        with translation.override(enrolment.person.language):
            facts = {"name": idea.proposer.display_name, "programme": enrolment.programme.name}
            paragraphs = [
                _("%(name)s, a colleague of yours, proposes %(programme)s and asks for your help to begin it:") % facts,
                f"“{idea.reason}”",
                _("What you would gain, in their words:") + f"\n“{idea.leader_gains}”",
            ]
            if concepts:
                paragraphs.append(_("First topics: %(topics)s.") % {"topics": ", ".join(map(str, concepts))})
            subject = _("%(name)s asks you: may younger colleagues teach you something?") % facts
            return _letter(enrolment, subject, paragraphs, link)

    return write


def to_the_top(enrolment: Enrolment, link: str) -> Message:
    """To mentee number one."""
    with translation.override(enrolment.person.language):
        facts = {"programme": enrolment.programme.name}
        paragraphs = [
            _(
                "In %(programme)s the top leader begins: you are asked to be mentee number one. You name what you want "
                "to learn, a younger colleague teaches you, and the levels below follow in waves."
            )
            % facts,
            _(
                "Once you are enrolled you may say so in public, in your own words. Nothing is shown before you publish "
                "it, and you can take it back at any time."
            ),
        ]
        return _letter(enrolment, _("Will you be mentee number one? %(programme)s") % facts, paragraphs, link)


def to_a_wave(cascade: Cascade) -> Letter:
    """Who went first, and what they said, if it may be read now."""

    def write(enrolment: Enrolment, link: str) -> Message:
        with translation.override(enrolment.person.language):
            programme = enrolment.programme
            facts = {"programme": programme.name, "name": cascade.leader.display_name if cascade.leader else ""}
            paragraphs = [
                _(
                    "You are invited to take part in %(programme)s as a mentee. A younger colleague teaches you "
                    "something you want to master, and you share your experience in return."
                )
                % facts
            ]
            if cascade.is_public:
                url = f"{settings.BASE_URL}{STATEMENT_PATH}{programme.public_id}/"
                paragraphs.append(_("%(name)s went first, and says:") % facts + f"\n“{cascade.statement}”\n{url}")
            subject = _("Your turn to learn from a younger colleague: %(programme)s") % facts
            return _letter(enrolment, subject, paragraphs, link)

    return write


def ask_mentor(asked: IdeaMentor, link: str) -> Message:
    """May the proposer name you? Nobody who decides reads your name before your yes."""
    person, idea = asked.person, asked.idea
    with translation.override(person.language):
        facts = {"name": idea.proposer.display_name, "idea": idea.name}
        paragraphs = [
            pgettext("invitation", "Dear %(name)s,") % {"name": person.display_name},
            _("%(name)s wants to propose a programme, “%(idea)s”, and would like to name you as a first mentor.")
            % facts,
            f"“{idea.reason}”",
            _("One tap is enough, yes or no. Nobody who decides reads your name before your yes:") + f"\n{link}",
            _("A no is told to nobody, and has no consequence at work."),
        ]
        return Message(_("May %(name)s name you as a first mentor?") % facts, "\n\n".join(paragraphs))


def approved(idea: Idea, url: str) -> Message:
    with translation.override(idea.proposer.language):
        paragraphs = [
            pgettext("invitation", "Dear %(name)s,") % {"name": idea.proposer.display_name},
            _("Your idea “%(idea)s” was approved. It is a draft programme now; next, one letter invites all leaders.")
            % {"idea": idea.name},
            *([f"“{idea.answer}”"] if idea.answer else []),
            _("How many of them answer you read here:") + f"\n{url}",
        ]
        return Message(_("Approved: %(idea)s") % {"idea": idea.name}, "\n\n".join(paragraphs))


def not_now(idea: Idea, url: str) -> Message:
    with translation.override(idea.proposer.language):
        paragraphs = [
            pgettext("invitation", "Dear %(name)s,") % {"name": idea.proposer.display_name},
            _("Thank you for “%(idea)s”. It cannot begin now. The reason:") % {"idea": idea.name},
            f"“{idea.answer}”",
            _("You may propose it anew at any time:") + f"\n{url}",
        ]
        return Message(_("An answer to your idea: %(idea)s") % {"idea": idea.name}, "\n\n".join(paragraphs))


def _letter(enrolment: Enrolment, subject: str, paragraphs: list[str], link: str) -> Message:
    whole = [
        pgettext("invitation", "Dear %(name)s,") % {"name": enrolment.person.display_name},
        *paragraphs,
        time_needed(enrolment.programme),
        _("Enrolling takes about six minutes, on a phone too:") + "\n" + link,
        *closing(enrolment),
    ]
    return Message(subject, "\n\n".join(whole))
