"""How long what led to pairs stays.

==========================  ================================================  =====================================
what                        until                                             what happens
==========================  ================================================  =====================================
ranked choices              30 days after the round they were for was         ballots and their call deleted
                            published, at the latest after the programme
questions and first talks   30 days after the programme's last day            rows and talks deleted, keys destroyed
answers, wishes for a       12 months after the programme's last day          rows deleted; words and reasons emptied
human decision, remedies,
drafts, reasons
==========================  ================================================  =====================================

The sentences of a question, and an answer that was no yes, go earlier: when the question ends (``operations.requests``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from timbalik.lib.clocks import Due, retained
from timbalik.matching.models import (
    Acceptance,
    Draft,
    Findable,
    Objection,
    Override,
    PairRequest,
    RankingCall,
    RemedyTaken,
    Round,
    RoundWork,
)
from timbalik.matching.request_states import OPEN
from timbalik.matching.states import RoundState
from timbalik.meetings.models import MentoringSession
from timbalik.people.models.organisations import Organisation
from timbalik.programmes.models import Programme
from timbalik.programmes.retention import Periods, over
from timbalik.relationships.vault import destroy_key

UNDER_WAY = (RoundState.OPEN, RoundState.PROPOSED, RoundState.SENT)


@retained
def ways_to_pairs(organisation: Organisation, now: datetime) -> Iterator[Due]:
    programmes = list(Programme.objects.of(organisation).select_related("notice"))
    calls = _used_rankings(organisation, programmes, now)
    yield Due("rankings", calls.count(), calls.delete)
    past = over(programmes, "questions", now)
    questions = PairRequest.objects.of(organisation).filter(programme__in=past).exclude(state__in=OPEN)
    found = Findable.objects.of(organisation).filter(enrolment__programme__in=past)
    yield Due("questions", questions.count() + found.count(), lambda: _forget_questions(questions, found, now=now))
    past = over(programmes, "enrolment", now)
    yield Due("pairing", _count(organisation, past), lambda: _forget_rounds(organisation, past))


def _used_rankings(organisation: Organisation, programmes: list[Programme], now: datetime) -> QuerySet[RankingCall]:
    """Calls whose round was published long enough ago while no other is under way, or whose programme is over."""
    rounds = Round.objects.of(organisation).filter(cohort=OuterRef("cohort"))
    used = Q(pk__in=[])
    for programme in programmes:
        long_ago = now - timedelta(days=Periods.of(programme).rankings)
        published = rounds.filter(opened_at__gte=OuterRef("opened_at"), published_at__lte=long_ago)
        used |= Q(Exists(published), cohort__programme=programme)
    calls = RankingCall.objects.of(organisation)
    return calls.filter(
        (used & ~Exists(rounds.filter(state__in=UNDER_WAY)))
        | Q(cohort__programme__in=over(programmes, "rankings", now))
    )


def _forget_questions(questions: Any, found: Any, *, now: datetime) -> None:
    refs = list(questions.values_list("public_id", flat=True))
    MentoringSession.everywhere.filter(first_talk__request__in=questions).delete()
    questions.delete()
    found.delete()
    transaction.on_commit(lambda: _destroy(refs, now=now))


def _destroy(refs: list[UUID], *, now: datetime) -> None:
    for ref in refs:
        destroy_key(ref, now=now)


def _of_rounds(organisation: Organisation, past: list[Programme]) -> list[Any]:
    """Rows that go; what was proposed and who had no pair stays as figures need it, without words of people."""
    return [
        Acceptance.objects.of(organisation).filter(proposal__round__programme__in=past),
        Objection.objects.of(organisation).filter(programme__in=past),
        *(
            model.objects.of(organisation).filter(round__programme__in=past)
            for model in (RemedyTaken, Draft, RoundWork)
        ),
    ]


def _reasons(organisation: Organisation, past: list[Programme]) -> QuerySet[Override]:
    return Override.objects.of(organisation).filter(round__programme__in=past).exclude(reason="")


def _count(organisation: Organisation, past: list[Programme]) -> int:
    rows = [*_of_rounds(organisation, past), _reasons(organisation, past)]
    return sum(some.count() for some in rows)


def _forget_rounds(organisation: Organisation, past: list[Programme]) -> None:
    for rows in _of_rounds(organisation, past):
        rows.delete()
    _reasons(organisation, past).update(reason="")
