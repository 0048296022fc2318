"""What the mails of a round say: a proposal, a reminder. Polite, short, and the answer one tap away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override as language
from django.utils.translation import pgettext

from timbalik.lib import clock
from timbalik.matching.models import Proposal
from timbalik.matching.queries.words import gains_in_words, gives_in_words
from timbalik.people.models.persons import Person


@dataclass(frozen=True)
class Message:
    subject: str
    text: str


def proposal_letter(
    proposal: Proposal, *, to: Person, link: str, answer_by: datetime, names: dict[str, dict[str, str]], reminder: bool
) -> Message:
    """``names`` are concept names by language."""
    with language(to.language):
        partner = proposal.mentee.person if to == proposal.mentor.person else proposal.mentor.person
        programme = proposal.round.programme.name
        paragraphs = [
            pgettext("letter", "Dear %(name)s,") % {"name": to.display_name},
            _("for %(programme)s we propose %(partner)s as your mentoring partner.")
            % {"programme": programme, "partner": _with_place(partner)},
            _("What you can give: %(topics)s.") % {"topics": gives_in_words(proposal, to, names[_language(to)])},
            _("What you can gain: %(topics)s.") % {"topics": gains_in_words(proposal, to, names[_language(to)])},
            _("See the reasons and answer here, without signing in:") + f"\n{link}",
            _(
                "Your answer is private. If you would rather have another partner, nobody learns that it was you."
                " Please answer by %(date)s."
            )
            % {"date": clock.day(answer_by, ZoneInfo(to.time_zone))},
            _("Kind regards,\nthe programme team"),
        ]
        if reminder:
            paragraphs.insert(1, _("we have not heard from you yet, so here is the proposal once more."))
            subject = _("Reminder: your mentoring partner in %(programme)s") % {"programme": programme}
        else:
            subject = _("Your mentoring partner in %(programme)s") % {"programme": programme}
        return Message(subject, "\n\n".join(paragraphs))


def _with_place(person: Person) -> str:
    """The name, with the position where it is known."""
    return f"{person.display_name} ({person.position})" if person.position else person.display_name


def _language(person: Person) -> str:
    return "en" if person.language == "en" else "id"
