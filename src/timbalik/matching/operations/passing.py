"""What requests do by the clock: one reminder, and the end of their time.

A no and a silence end alike: in the same state, at the same moment, with the same sentence. That moment was fixed when
the question was asked, in a working hour of the one who asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from timbalik.audit.operations import record
from timbalik.matching import request_letters
from timbalik.matching.models import PairRequest
from timbalik.matching.operations.requests import ask_next, end_request, lock_request
from timbalik.matching.queries.talks import is_ahead, talks_of
from timbalik.matching.request_errors import RequestOver
from timbalik.matching.request_states import RequestReply, RequestState
from timbalik.meetings.operations.changing import withdraw_session
from timbalik.relationships.operations.places import release_places

DECIDE_REMINDER: Final = timedelta(days=4)


@transaction.atomic
def pass_request(request: PairRequest, *, now: datetime) -> None:
    """End a request or talks whose time is over, and ask the next choice. Raises ``RequestOver`` if it is not due."""
    lock_request(request, RequestState.ASKED, RequestState.TALKING)
    talked = request.state == RequestState.TALKING
    until = request.decide_by if talked else request.answer_by
    if until is None or until > now:
        raise RequestOver(str(request.public_id))
    if talked:
        for talk in talks_of(request):
            if is_ahead(talk.session, now=now):
                withdraw_session(talk.session, by=None, now=now)
        release_places(request.organisation, [request.public_id])
    end_request(request, RequestState.PASSED, now=now)
    record("matching.request_passed", organisation=request.organisation, by=None, subject=request, now=now)
    asked = ask_next(request.seeker, now=now)
    if talked:
        request_letters.tell_talks_over(request, asked, now=now)
    else:
        request_letters.tell_passed(request, asked, now=now)


@transaction.atomic
def remind_of_request(request: PairRequest, *, now: datetime) -> None:
    """One reminder: half-way to the mentor who has not answered; before the end of talks to whoever has not."""
    try:
        lock_request(request, RequestState.ASKED, RequestState.TALKING)
    except RequestOver:
        return
    if request.reminded_at is not None:
        return
    request.reminded_at = now
    request.save(update_fields=["reminded_at"])
    if request.state == RequestState.ASKED:
        if request.reply == RequestReply.WAITING:
            request_letters.remind(request, now=now)
        return
    answered = set(request.talk_answers.values_list("person_id", flat=True))
    for person in (request.seeker.person, request.wanted.person):
        if person.pk not in answered:
            request_letters.ask_to_decide(request, person, now=now)


def due_to_pass(now: datetime) -> QuerySet[PairRequest]:
    rows = _with_people()
    asked = rows.filter(state=RequestState.ASKED, answer_by__lte=now)
    return asked | rows.filter(state=RequestState.TALKING, decide_by__lte=now)


def due_to_remind(now: datetime) -> list[PairRequest]:
    rows = _with_people().filter(reminded_at__isnull=True)
    asked = [one for one in rows.filter(state=RequestState.ASKED) if _half_way(one) <= now]
    return asked + list(rows.filter(state=RequestState.TALKING, decide_by__lte=now + DECIDE_REMINDER))


def _half_way(request: PairRequest) -> datetime:
    assert request.asked_at is not None
    assert request.answer_by is not None
    return request.asked_at + (request.answer_by - request.asked_at) / 2


def _with_people() -> QuerySet[PairRequest]:
    # By the clock, for the whole installation, hence across organisations.
    return PairRequest.everywhere.select_related(
        "organisation",
        "programme__organisation",
        "seeker__person__organisation",
        "seeker__programme",
        "seeker__cohort__programme",
        "wanted__person__organisation",
    )
