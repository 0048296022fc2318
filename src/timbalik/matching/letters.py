"""What the mails of a round say: a proposal, a reminder. Polite, short, and the answer one tap away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.utils.translation import override as language

from timbalik.lib import clock
from timbalik.lib.numerals import spelled
from timbalik.matching.models import Proposal, Round
from timbalik.matching.queries.words import gains_in_words, gives_in_words
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme


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
            _("For %(programme)s we propose %(partner)s as your mentoring partner.")
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
            paragraphs.insert(1, _("We have not heard from you yet, so here is the proposal once more."))
            subject = _("Reminder: your mentoring partner in %(programme)s") % {"programme": programme}
        else:
            subject = _("Your mentoring partner in %(programme)s") % {"programme": programme}
        return Message(subject, "\n\n".join(paragraphs))


def pair_not_come_about(to: Person, programme: Programme) -> Message:
    """The same words for everybody, whoever answered what or nothing: no line of it depends on an answer."""
    with language(to.language):
        paragraphs = [
            pgettext("letter", "Dear %(name)s,") % {"name": to.display_name},
            _(
                "Thank you for your part in %(programme)s. The time to answer is over, and a pair we proposed to you did"
                " not come about this time."
            )
            % {"programme": programme.name},
            _("That has many ordinary reasons: time, places, changes in the programme. You need not explain anything."),
            _("You stay enrolled. We look for another partner for you, and you hear from us."),
            _("Kind regards,\nthe programme team"),
        ]
        subject = _("We look for another partner in %(programme)s") % {"programme": programme.name}
        return Message(subject, "\n\n".join(paragraphs))


def coordinator_hears_of_the_end(to: Person, round_: Round, pairs: int) -> Message:
    """How many pairs, and what can be done; nobody's answer."""
    with language(to.language):
        words = spelled(pairs, language=to.language)
        text = ngettext(
            "One pair did not come about. Look for a substitute, or open the pairs that both said yes to.",
            "%(pairs)s pairs did not come about. Look for substitutes, or open the pairs that both said yes to.",
            pairs,
        ) % {"pairs": words[:1].upper() + words[1:]}
        subject = _("The time to answer is over: %(programme)s") % {"programme": round_.programme.name}
        return Message(subject, text)


def _with_place(person: Person) -> str:
    """The name, with the position where it is known."""
    return f"{person.display_name} ({person.position})" if person.position else person.display_name


def _language(person: Person) -> str:
    return "en" if person.language == "en" else "id"
