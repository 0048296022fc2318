"""What is written when somebody asks that a person decides: to them, and to whoever decides."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override as language
from django.utils.translation import pgettext

from timbalik.lib import clock
from timbalik.matching.models import Objection
from timbalik.notifications.operations import queue_mail, queue_notice
from timbalik.people.models.persons import Person
from timbalik.programmes.queries import coordinators_of

MINE: Final = "/saya/keputusan/%s/"
QUEUE: Final = "/pengelola/program/%s/studio/keputusan/"


def person_hears_of_receipt(objection: Objection, *, now: datetime) -> None:
    with language(objection.person.language):
        queue_notice(
            to=objection.person,
            title=_("A person decides about your pairing"),
            text=_("We received your wish. You hear by %(day)s; until then no calculation proposes you.")
            % {"day": _day(objection, objection.person)},
            url=MINE % objection.enrolment.public_id,
            key=f"objection:{objection.public_id}:received",
            now=now,
        )


def coordinators_hear_of_objection(objection: Objection, *, now: datetime) -> None:
    """That there is a wish and until when; who and why stands on the page alone."""
    for coordinator in coordinators_of(objection.programme):
        with language(coordinator.language):
            link = QUEUE % objection.programme.public_id
            title = _("Somebody asks that a person decides: %(programme)s") % {"programme": objection.programme.name}
            text = _("Please answer by %(day)s.") % {"day": _day(objection, coordinator)}
            key = f"objection:{objection.public_id}:{objection.answer_by:%Y%m%d%H%M}:{coordinator.public_id}"
            queue_notice(to=coordinator, title=title, text=text, url=link, key=f"{key}:notice", now=now)
            lines = [
                pgettext("letter", "Dear %(name)s,") % {"name": coordinator.display_name},
                _("Somebody in %(programme)s asks that a person, and no calculation, decides about the pairing.")
                % {"programme": objection.programme.name},
                text,
                f"{settings.BASE_URL}{link}",
            ]
            queue_mail(to=coordinator, subject=title, text="\n\n".join(lines), key=f"{key}:mail", now=now)


def coordinators_hear_again(objection: Objection, *, now: datetime) -> None:
    """Once for each end of the time."""
    for coordinator in coordinators_of(objection.programme):
        with language(coordinator.language):
            queue_mail(
                to=coordinator,
                subject=_("Reminder: somebody in %(programme)s waits for a human decision")
                % {"programme": objection.programme.name},
                text="\n\n".join(
                    [
                        pgettext("letter", "Dear %(name)s,") % {"name": coordinator.display_name},
                        _("Please answer by %(day)s.") % {"day": _day(objection, coordinator)},
                        f"{settings.BASE_URL}{QUEUE % objection.programme.public_id}",
                    ]
                ),
                key=f"objection:{objection.public_id}:{objection.answer_by:%Y%m%d%H%M}:{coordinator.public_id}:again",
                now=now,
            )


def coordinators_hear_of_withdrawal(objection: Objection, *, now: datetime) -> None:
    for coordinator in coordinators_of(objection.programme):
        with language(coordinator.language):
            queue_notice(
                to=coordinator,
                title=_("A wish for a human decision was taken back"),
                text=objection.programme.name,
                url=QUEUE % objection.programme.public_id,
                key=f"objection:{objection.public_id}:withdrawn:{coordinator.public_id}",
                now=now,
            )


def person_hears_of_answer(objection: Objection, *, now: datetime) -> None:
    with language(objection.person.language):
        _mail(
            objection,
            _("An answer about your pairing in %(programme)s") % {"programme": objection.programme.name},
            _("A person has read your wish and answered it. You find the answer here:"),
            kind="answered",
            now=now,
        )


def person_hears_of_choice(objection: Objection, *, now: datetime) -> None:
    with language(objection.person.language):
        _mail(
            objection,
            _("A person chose a partner for you in %(programme)s") % {"programme": objection.programme.name},
            _(
                "A person has looked at your pairing and chosen a partner for you. As always, both of you are asked, and you"
                " are free to say no. You find whom, and why, here:"
            ),
            kind=f"paired:{now:%Y%m%d%H%M}",
            now=now,
        )


def person_hears_of_waiting(objection: Objection, *, now: datetime) -> None:
    with language(objection.person.language):
        queue_notice(
            to=objection.person,
            title=_("We look for another partner for you"),
            text=_("A person goes on looking. You hear by %(day)s.") % {"day": _day(objection, objection.person)},
            url=MINE % objection.enrolment.public_id,
            key=f"objection:{objection.public_id}:again:{objection.answer_by:%Y%m%d%H%M}",
            now=now,
        )


def _mail(objection: Objection, subject: str, line: str, *, kind: str, now: datetime) -> None:
    person = objection.person
    link = f"{settings.BASE_URL}{MINE % objection.enrolment.public_id}"
    lines = [
        pgettext("letter", "Dear %(name)s,") % {"name": person.display_name},
        f"{line}\n{link}",
        _("Kind regards,\nthe programme team"),
    ]
    key = f"objection:{objection.public_id}:{kind}"
    queue_mail(to=person, subject=subject, text="\n\n".join(lines), key=key, now=now)


def _day(objection: Objection, reader: Person) -> str:
    return clock.day(objection.answer_by, ZoneInfo(reader.time_zone))
