"""Whoever runs a programme hears of a pair at risk the next morning, once (GR-11): from dates and states alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timbalik.journey.health import Condition, PairHealth, health_of
from timbalik.journey.wording import health_in_words
from timbalik.lib.numerals import spelled
from timbalik.meetings.states import SessionState
from timbalik.meetings.wording import names
from timbalik.notifications.models import Effect
from timbalik.notifications.operations import queue_mail, queue_notice
from timbalik.notifications.quiet import office_hour_of
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.queries import coordinators_of

HOME = "/pengelola/%s/"
MOST = 10  # pairs named in one letter


@transaction.atomic
def tell_of_risk(programme: Programme, *, now: datetime) -> int:
    """One letter to each coordinator about the pairs newly at risk; returns how many pairs. Said again, nothing goes out.

    A pair is new until its next session was held. Pairs that a rule stands between were told of when the file came in.
    """
    risky = {
        _key(pair): pair
        for pair in health_of(programme, now=now)
        if pair.condition == Condition.AT_RISK and pair.action == "call"
    }
    told = 0
    for coordinator in coordinators_of(programme) if risky else ():
        keys = {f"{key}:{coordinator.pk}": pair for key, pair in risky.items()}
        known = Effect.objects.of(programme.organisation_id).filter(key__in=keys).values_list("key", flat=True)
        fresh = [(key, pair) for key, pair in keys.items() if key not in set(known)]
        if fresh:
            _write(coordinator, programme, fresh, now=now)
            told = max(told, len(fresh))
    return told


def _key(pair: PairHealth) -> str:
    """The same until the pair has held its next session."""
    held = max((one.pk for one in pair.sessions if one.state == SessionState.HELD), default=0)
    return f"risk:{pair.relationship.public_id}:{pair.code}:{held}"


def _write(
    coordinator: Person, programme: Programme, fresh: Sequence[tuple[str, PairHealth]], *, now: datetime
) -> None:
    """One letter for all, under the key of the first; each pair also stands in the news, under its own."""
    zone, count = ZoneInfo(coordinator.time_zone), len(fresh)
    home = HOME % programme.public_id
    words = spelled(count, language=coordinator.language)
    with translation.override(coordinator.language):
        lines = [
            _("Dear %(name)s,") % {"name": coordinator.called},
            ngettext(
                "In “%(programme)s” a pair may lose touch. A call to both often helps; nobody is at fault.",
                "In “%(programme)s” %(spelled)s pairs may lose touch. A call to both often helps; nobody is at fault.",
                count,
            )
            % {"programme": programme.name, "spelled": words},
            "\n".join(f"– {_who(pair)}: {health_in_words(pair, zone)}" for _key, pair in fresh[:MOST]),
            _("See them: %(link)s") % {"link": f"{settings.BASE_URL}{home}"},
        ]
        for key, pair in fresh:
            title, text = _who(pair), health_in_words(pair, zone)
            queue_notice(to=coordinator, title=title, text=text, key=key, now=now, url=home)
        if coordinator.email:
            queue_mail(
                to=coordinator,
                subject=ngettext("A pair needs you", "%(spelled)s pairs need you", count)
                % {"spelled": words.capitalize()},
                text="\n\n".join(lines),
                key=f"{fresh[0][0]}:mail",
                now=now,
                not_before=office_hour_of(coordinator, now=now),
            )


def _who(pair: PairHealth) -> str:
    return _("%(mentor)s and %(mentee)s") % {"mentor": names(pair.mentors), "mentee": names(pair.mentees)}
