"""The asked mentor answers: yes, let us talk first, or not now."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.matching.models import PairRequest
from timbalik.matching.operations.first_talks import begin_talks
from timbalik.matching.operations.pairing import check_pair, open_pair
from timbalik.matching.operations.requests import lock_request
from timbalik.matching.request_errors import NotYourRequest, RequestOver
from timbalik.matching.request_states import RequestReply, RequestState, RequestWish
from timbalik.people.models.persons import Person


@transaction.atomic
def answer_request(request: PairRequest, reply: str, *, by: Person, now: datetime) -> None:
    """Keep or carry out the answer. A yes opens the pair (or the talks, if that was the wish); ``talk`` begins talks.

    ``not_now`` changes nothing that anybody else could see, and may still become a yes: the request passes at the end of
    its time, as it does when nobody answers. It leaves no audit entry, which would tell. Raises ``NotYourRequest``,
    ``RequestOver``, ``TalksClosed``, ``PairNotPossible``.
    """
    if by.pk != request.wanted.person_id:
        raise NotYourRequest(str(request.public_id))
    lock_request(request, RequestState.ASKED)
    if request.answer_by is None or now > request.answer_by:
        raise RequestOver(str(request.public_id))
    match reply:
        case RequestReply.NOT_NOW:
            request.reply = RequestReply.NOT_NOW
            request.save(update_fields=["reply"])
        case RequestReply.YES if request.wish == RequestWish.PAIR:
            open_pair(request, by=by, now=now)
        case RequestReply.YES | RequestReply.TALK:
            check_pair(request)
            begin_talks(request, by=by, now=now)
        case _:
            raise RequestOver(reply)
