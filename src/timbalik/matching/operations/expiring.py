"""The time to answer: one reminder before it ends, and an end that reads the same for all whose pair did not come about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet

from timbalik.audit.operations import record
from timbalik.matching.letters import coordinator_hears_of_the_end, pair_not_come_about
from timbalik.matching.models import Acceptance, Proposal, Round
from timbalik.matching.operations.asking import queue_letters
from timbalik.matching.operations.objecting import settle_objections
from timbalik.matching.operations.taking import lock_round
from timbalik.matching.states import ProposalState, RoundState
from timbalik.notifications.operations import queue_mail, queue_notice
from timbalik.notifications.quiet import office_hour_of
from timbalik.programmes.queries import coordinators_of

NUDGE: Final = timedelta(days=1)  # before the end
UNSETTLED: Final = (ProposalState.ASKED, ProposalState.DECLINED)


def rounds_to_nudge(now: datetime) -> QuerySet[Round]:
    """Rounds whose time to answer ends within a day and whose silent people were not reminded for that end."""
    return _sent().filter(answer_by__gt=now, answer_by__lte=now + NUDGE).exclude(nudged_at__gte=F("answer_by") - NUDGE)


def rounds_to_close(now: datetime) -> QuerySet[Round]:
    """Rounds whose time to answer is over and was not closed yet."""
    return _sent().filter(answer_by__lt=now).filter(Q(expired_at__isnull=True) | Q(expired_at__lt=F("answer_by")))


@transaction.atomic
def nudge_silent(round_: Round, *, now: datetime) -> int:
    """Remind, once and politely, who has not answered; the time stays as it is. Raises ``RoundNotOpen``."""
    lock_round(round_, RoundState.SENT)
    round_.nudged_at = now
    round_.save(update_fields=["nudged_at"])
    count = queue_letters(round_, now=now, reminder=True)
    record("matching.nudged", organisation=round_.organisation, by=None, subject=round_, now=now)
    return count


@transaction.atomic
def expire_answers(round_: Round, *, now: datetime) -> int:
    """Close the time to answer: pairs without two yeses end, whatever the reason; returns how many.

    A no and a silence become one state at one moment, and all their people read one text: nobody can tell them apart, the
    coordinator neither. Pairs both said yes to stay. Whoever coordinates hears how many pairs did not come about and finds
    the way to substitutes; a person decides about them. Harmless when run twice. Raises ``RoundNotOpen``.
    """
    lock_round(round_, RoundState.SENT)
    round_.expired_at = now
    round_.save(update_fields=["expired_at"])
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_)
    ended = list(rows.filter(state__in=UNSETTLED).values_list("pk", flat=True))
    rows.filter(pk__in=ended).update(state=ProposalState.EXPIRED)
    record(
        "matching.answers_closed",
        organisation=round_.organisation,
        by=None,
        subject=round_,
        now=now,
        facts={"pairs": len(ended)},
    )
    if ended:
        _tell_people(round_, ended, now=now)
        _tell_coordinators(round_, len(ended), now=now)
        settle_objections(round_, now=now)
    return len(ended)


def _sent() -> QuerySet[Round]:
    """Across organisations: the clock is one."""
    return Round.everywhere.filter(state=RoundState.SENT).select_related(
        "organisation", "programme__organisation", "cohort"
    )


def _tell_people(round_: Round, ended: list[int], *, now: datetime) -> None:
    """One letter to each, also to somebody whom several of these pairs were about."""
    for row in _asked(round_, ended):
        letter = pair_not_come_about(row.person, round_.programme)
        queue_mail(
            to=row.person,
            subject=letter.subject,
            text=letter.text,
            key=f"proposals_closed:{round_.public_id}:{row.person.public_id}:{now:%Y%m%d}",
            now=now,
            not_before=office_hour_of(row.person, now=now),
        )


def _asked(round_: Round, ended: list[int]) -> Iterator[Acceptance]:
    rows = Acceptance.objects.of(round_.organisation_id).filter(proposal__in=ended)
    yield from rows.select_related("person__organisation").order_by("pk")


def _tell_coordinators(round_: Round, pairs: int, *, now: datetime) -> None:
    for person in coordinators_of(round_.programme):
        letter = coordinator_hears_of_the_end(person, round_, pairs)
        queue_notice(
            to=person,
            title=letter.subject,
            text=letter.text,
            url=f"/pengelola/program/{round_.programme.public_id}/studio/{round_.number}/",
            key=f"proposals_closed:{round_.public_id}:coordinator:{person.public_id}:{now:%Y%m%d}",
            now=now,
        )
