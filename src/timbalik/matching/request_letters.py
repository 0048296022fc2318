"""What requests and first talks write to people. The personal sentences stay on the page: no mail holds them.

A request that did not come about is told in one sentence, at the end of the time, whether there was a no or a silence.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from timbalik.lib import clock
from timbalik.matching.models import PairRequest
from timbalik.matching.request_states import RequestWish
from timbalik.notifications.links import make_action_link
from timbalik.notifications.operations import cancel_queued, queue_mail, queue_notice
from timbalik.notifications.quiet import office_hour_of
from timbalik.people.models.persons import Person

ANSWER_REQUEST: Final = "answer_request"
CHOICES_PATH: Final = "/saya/cari/%s/pilihan/"
TALKS_PATH: Final = "/saya/kenalan/%s/"


def ask(request: PairRequest, *, now: datetime) -> None:
    """To the mentor: who asks, and one tap to answer."""
    _mail_question(request, "asked", now=now, not_before=now)


def remind(request: PairRequest, *, now: datetime) -> None:
    _mail_question(request, "reminder", now=now, not_before=office_hour_of(request.wanted.person, now=now))


def _mail_question(request: PairRequest, kind: str, *, now: datetime, not_before: datetime) -> None:
    to, seeker, until = request.wanted.person, request.seeker.person, request.answer_by
    assert until is not None
    link = make_action_link(person=to, act=ANSWER_REQUEST, subject_ref=request.public_id, now=now, expires_at=until)
    with translation.override(to.language):
        facts = {"name": seeker.called, "programme": request.programme.name, "date": _day(until, to)}
        if request.wish == RequestWish.TALK:
            wish = _("%(name)s would like to get to know you in a short talk before deciding about “%(programme)s”.")
        else:
            wish = _("%(name)s would like to learn from you in “%(programme)s”.")
        lines = [
            pgettext("letter", "Dear %(name)s,") % {"name": to.called},
            *([_("This question still waits for you.")] if kind == "reminder" else []),
            wish % facts,
            _("Read what they wrote to you, and answer with one tap, without signing in:") + f"\n{link}",
            _(
                "“Not now” is a good answer too: %(name)s only reads that it did not come about, as if nobody had"
                " answered. The question stands until %(date)s."
            )
            % facts,
        ]
        subject = _("Reminder: %(name)s asks you") if kind == "reminder" else _("%(name)s asks you")
        queue_mail(
            to=to,
            subject=subject % facts,
            text="\n\n".join(lines),
            key=_key(request, f"{kind}:{to.pk}"),
            now=now,
            not_before=not_before,
        )


def tell_withdrawn(request: PairRequest, *, now: datetime) -> None:
    """A quiet word to the mentor; a reminder that has not left does not go out."""
    cancel_queued(organisation_id=request.organisation_id, key_prefix=_key(request, ""))
    to = request.wanted.person
    with translation.override(to.language):
        queue_notice(
            to=to,
            title=_("A question to you was taken back"),
            text=_("Nothing is left for you to do. Thank you for being there to be asked."),
            key=_key(request, f"withdrawn:{to.pk}"),
            now=now,
        )


def tell_passed(request: PairRequest, asked: PairRequest | None, *, now: datetime) -> None:
    """To the one who asked. The same words after a no and after a silence."""
    to = request.seeker.person
    with translation.override(to.language):
        facts = {"name": request.wanted.person.called, "programme": request.programme.name}
        lines = [
            pgettext("letter", "Dear %(name)s,") % {"name": to.called},
            _(
                "Your question to %(name)s did not come about this time. That has many ordinary reasons: time, places,"
                " other plans."
            )
            % facts,
            _next_line(asked),
            _link_line(request),
        ]
        subject = _("Your search in “%(programme)s” goes on") % facts
        queue_mail(to=to, subject=subject, text="\n\n".join(lines), key=_key(request, f"passed:{to.pk}"), now=now)


def talks_begin(request: PairRequest, *, now: datetime) -> None:
    """To the one who asked: somebody wants to talk. The times come in a mail of their own."""
    to = request.seeker.person
    with translation.override(to.language):
        queue_notice(
            to=to,
            title=_("%(name)s would like to get to know you") % {"name": request.wanted.person.called},
            text=_("Two or three short talks, then each decides in private. You find questions to begin with here."),
            url=TALKS_PATH % request.public_id,
            key=_key(request, f"talks:{to.pk}"),
            now=now,
        )


def ask_to_decide(request: PairRequest, to: Person, *, now: datetime) -> None:
    """Shortly before the end, to whoever has not answered."""
    assert request.decide_by is not None
    with translation.override(to.language):
        facts = {"name": _other(request, to).called, "date": _day(request.decide_by, to)}
        lines = [
            pgettext("letter", "Dear %(name)s,") % {"name": to.called},
            _("You and %(name)s have been getting to know each other.") % facts,
            _("Would you like to go on as a pair? Only a yes from both opens it; until %(date)s you can answer:")
            % facts
            + f"\n{settings.BASE_URL}{TALKS_PATH % request.public_id}",
            _("Your answer stays private, whichever it is."),
        ]
        queue_mail(
            to=to,
            subject=_("You and %(name)s: would you like to go on?") % facts,
            text="\n\n".join(lines),
            key=_key(request, f"decide:{to.pk}"),
            now=now,
            not_before=office_hour_of(to, now=now),
        )


def tell_talks_over(request: PairRequest, asked: PairRequest | None, *, now: datetime) -> None:
    """To both the same, whatever each of them answered."""
    for to in (request.seeker.person, request.wanted.person):
        with translation.override(to.language):
            facts = {"name": _other(request, to).called}
            lines = [
                pgettext("letter", "Dear %(name)s,") % {"name": to.called},
                _(
                    "The talks between you and %(name)s have not become a pair. Often time, places or other plans decide."
                    " What you told each other stays between you, and was written down nowhere."
                )
                % facts,
                _("Thank you for the time you gave each other."),
            ]
            if to == request.seeker.person:
                lines += [_next_line(asked), _link_line(request)]
            subject = _("Your talks with %(name)s") % facts
            queue_mail(to=to, subject=subject, text="\n\n".join(lines), key=_key(request, f"over:{to.pk}"), now=now)


def _next_line(asked: PairRequest | None) -> str:
    if asked is not None:
        return _("Your next choice has been asked: %(name)s.") % {"name": asked.wanted.person.called}
    return _("You can ask somebody else, or wait for the next round of the coordinator.")


def _link_line(request: PairRequest) -> str:
    return _("Your choices: %(link)s") % {"link": f"{settings.BASE_URL}{CHOICES_PATH % request.seeker.public_id}"}


def _other(request: PairRequest, person: Person) -> Person:
    return request.wanted.person if person == request.seeker.person else request.seeker.person


def _day(moment: datetime, reader: Person) -> str:
    return clock.day(moment, ZoneInfo(reader.time_zone))


def _key(request: PairRequest, about: str) -> str:
    return f"request:{request.public_id}:{about}"
