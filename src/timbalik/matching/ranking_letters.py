"""What is written to those who may rank: once when it begins, once more before it ends."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override as language
from django.utils.translation import pgettext

from timbalik.lib import clock
from timbalik.matching.models import Ballot, RankingCall
from timbalik.notifications.models import Effect
from timbalik.notifications.operations import queue_mail
from timbalik.people.models.persons import Person

PAGE: Final = "/saya/urutan/%s/"
BATCH: Final = 100


def write_to_asked(call: RankingCall, *, now: datetime, reminder: bool = False) -> int:
    """A letter to everybody who has none yet, in batches; as a reminder, to whoever has not answered."""
    rows = Ballot.objects.of(call.organisation_id).filter(call=call)
    if reminder:
        rows = rows.filter(answered_at__isnull=True)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return sum(
        _write_batch(call, keys[start : start + BATCH], reminder=reminder, now=now)
        for start in range(0, len(keys), BATCH)
    )


@transaction.atomic
def _write_batch(call: RankingCall, keys: list[int], *, reminder: bool, now: datetime) -> int:
    rows = Ballot.objects.of(call.organisation_id).filter(pk__in=keys)
    ballots = {_key(row, reminder): row for row in rows.select_related("person", "enrolment")}
    done = Effect.objects.of(call.organisation_id).filter(key__in=list(ballots)).values_list("key", flat=True)
    fresh = ballots.keys() - set(done)
    for key in fresh:
        row = ballots[key]
        subject, text = _letter(row.person, row, call, reminder=reminder)
        queue_mail(to=row.person, subject=subject, text=text, key=key, now=now)
    return len(fresh)


def _key(ballot: Ballot, reminder: bool) -> str:
    return f"ranking:{ballot.public_id}:{'reminder' if reminder else 'asked'}"


def _letter(to: Person, ballot: Ballot, call: RankingCall, *, reminder: bool) -> tuple[str, str]:
    with language(to.language):
        programme = call.cohort.programme.name
        lines = [
            pgettext("letter", "Dear %(name)s,") % {"name": to.display_name},
            _("Before partners are proposed in %(programme)s, you may say whom of a few people you would like best.")
            % {"programme": programme},
            _("Choose up to three, or let the programme choose; both is fine:")
            + f"\n{settings.BASE_URL}{PAGE % ballot.enrolment.public_id}",
            _("What you choose is read by nobody else. It counts in the round until %(date)s.")
            % {"date": clock.day(call.closes_at, ZoneInfo(to.time_zone))},
            _("Kind regards,\nthe programme team"),
        ]
        subject = _("Whom would you like best? %(programme)s") % {"programme": programme}
        if reminder:
            subject = _("Reminder: whom would you like best? %(programme)s") % {"programme": programme}
        return subject, "\n\n".join(lines)
