"""What the mails say that look for a remedy: a polite question, no pressure, and the answer one tap away."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override as language
from django.utils.translation import pgettext

from timbalik.lib import clock
from timbalik.matching.letters import Message
from timbalik.matching.models import RemedyTaken
from timbalik.matching.queries.words import concept_names, topics_in_words
from timbalik.matching.states import RemedyKind
from timbalik.programmes.states import EnrolmentRole

HOURS_PATH = "/saya/profil/waktu/"


def remedy_letter(taken: RemedyTaken, *, link: str, until: datetime) -> Message:
    """Nobody is named but the person asked: who waits for a partner is not told to others."""
    person, programme = taken.asked.person, taken.enrolment.programme
    with language(person.language):
        words = {"programme": programme.name, "date": clock.day(until, ZoneInfo(person.time_zone))}
        match taken.kind:
            case RemedyKind.PLACE:
                subject = _("May we ask you for one more place in %(programme)s?") % words
                ask = (
                    _(
                        "Somebody in %(programme)s would like to learn and teach in turns with you, and has no partner yet."
                    )
                    % words
                    if programme.is_mutual
                    else _("Somebody in %(programme)s would like to learn from you and has no mentor yet.") % words
                    if taken.asked.role == EnrolmentRole.MENTOR
                    else _("Somebody in %(programme)s has much to show you and has no mentee yet.") % words
                )
                body = [ask, _("Could you take one more partner? Please say no as freely as yes; nobody asks why.")]
            case RemedyKind.TOPICS:
                topics = topics_in_words(taken.facts.get("topics", []), concept_names())
                subject = _("Could you show one of these topics in %(programme)s?") % words
                body = [
                    _("Others in %(programme)s ask for topics near those you offered: %(topics)s.")
                    % (words | {"topics": topics}),
                    _("If you know your way around one of them, say so, and we can find you a partner more easily."),
                ]
            case _:
                subject = _("A few more hours would find you a partner in %(programme)s") % words
                body = [
                    _("For %(programme)s we found nobody who is free at the hours you gave.") % words,
                    _("If there are other hours in your week, please add them here:")
                    + f"\n{settings.BASE_URL}{HOURS_PATH}",
                ]
        if link:
            body.append(_("Answer here, without signing in, until %(date)s:") % words + f"\n{link}")
        greeting = pgettext("letter", "Dear %(name)s,") % {"name": person.display_name}
        return Message(subject, "\n\n".join([greeting, *body, _("Kind regards,\nthe programme team")]))
