"""The nominee is asked: who named them, and what for."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from timbalik.people.models.persons import Person
from timbalik.programmes.letters import Message
from timbalik.programmes.models import Nomination

OWN_LISTS_PATH = "/saya/profil/calon-mentor/"


def ask(nomination: Nomination, nominator: Person, link: str) -> Message:
    person = nomination.nominee
    with translation.override(person.language):
        facts = {
            "programme": nomination.programme.name,
            "name": nominator.display_name,
            "good_at": nomination.good_at,
        }
        paragraphs = [
            pgettext("invitation", "Dear %(name)s,") % {"name": person.display_name},
            (
                _("%(name)s thinks others could learn from you in %(programme)s: %(good_at)s.")
                if nomination.programme.is_mutual
                else _("%(name)s thinks you would be a good mentor in %(programme)s, for: %(good_at)s.")
            )
            % facts,
            f"“{nomination.example}”",
            _("May the programme team read this and invite you? One tap is enough, yes or no:") + f"\n{link}",
            _("Nobody of the team reads it before your yes. A no is told to nobody, and has no consequence at work."),
        ]
        subject = _("May we ask you to be a mentor? %(programme)s")
        if nomination.programme.is_mutual:
            subject = _("May we ask you to take part? %(programme)s")
        return Message(subject % facts, "\n\n".join(paragraphs))


def ask_from_list(nomination: Nomination, by: Person, link: str) -> Message:
    """A coordinator read something in HR data: what it was, that silence is fine, where to see it and to object."""
    person = nomination.nominee
    with translation.override(person.language):
        facts = {"programme": nomination.programme.name, "name": by.display_name, "good_at": nomination.good_at}
        paragraphs = [
            pgettext("invitation", "Dear %(name)s,") % {"name": person.display_name},
            (
                _("%(name)s of the programme team thinks others could learn from you in %(programme)s: %(good_at)s.")
                if nomination.programme.is_mutual
                else _(
                    "%(name)s of the programme team thinks you could be a mentor in %(programme)s, for: %(good_at)s."
                )
            )
            % facts,
            _("This is what the programme team read about you, in HR data or in your earlier offers:")
            + f"\n{nomination.example}",
            _("May the programme invite you? One tap is enough, yes or no:") + f"\n{link}",
            _("If you say nothing, nothing happens. A no is told to nobody, and has no consequence at work."),
            _("Here you see what was used about you, and can object to it for good:")
            + f"\n{settings.BASE_URL}{OWN_LISTS_PATH}",
        ]
        subject = _("Would you be a mentor? %(programme)s asks")
        if nomination.programme.is_mutual:
            subject = _("Would you take part? %(programme)s asks")
        return Message(subject % facts, "\n\n".join(paragraphs))
