"""The nominee is asked: who named them, and what for."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from timbalik.people.models.persons import Person
from timbalik.programmes.letters import Message
from timbalik.programmes.models import Nomination


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
            _("%(name)s thinks you would be a good mentor in %(programme)s, for: %(good_at)s.") % facts,
            f"“{nomination.example}”",
            _("May the programme team read this and invite you? One tap is enough, yes or no:") + f"\n{link}",
            _("Nobody of the team reads it before your yes. A no is told to nobody, and has no consequence at work."),
        ]
        return Message(_("May we ask you to be a mentor? %(programme)s") % facts, "\n\n".join(paragraphs))
