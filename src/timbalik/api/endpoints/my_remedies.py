"""What could find somebody a partner, asked of the caller: one more place, other hours, another topic."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from ninja import Router
from pydantic import Field

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import there
from timbalik.api.schemas import At, In, Out, Word
from timbalik.matching.remedy_taps import AskedRemedy, answer_remedy, own_open_remedies, own_remedy

router = Router(tags=["my proposals"])


class AnswerIn(In):
    """``topics``: those of the question one knows; a yes about topics names at least one."""

    answer: Literal["yes", "no"]
    topics: Annotated[list[Word], Field(max_length=3)] = []


class MyRemedyOut(Out):
    """``kind``: place, hours or topics. Who waits for a partner is not told."""

    id: UUID
    programme: UUID
    programme_name: str
    kind: str
    topics: list[str]
    answer: str
    is_open: bool
    until: At


def _out(asked: AskedRemedy) -> MyRemedyOut:
    programme = asked.taken.asked.programme
    return MyRemedyOut(
        id=asked.taken.public_id,
        programme=programme.public_id,
        programme_name=programme.name,
        kind=asked.taken.kind,
        topics=[key for key, _name in asked.topics],
        answer=asked.taken.answer,
        is_open=asked.is_open,
        until=asked.until,
    )


@router.get("/my/remedies", response={200: list[MyRemedyOut], FAILURES: Failure})
def list_my_remedies(request: ApiRequest) -> list[MyRemedyOut]:
    """The questions that wait for the caller's answer."""
    return [_out(one) for one in own_open_remedies(request.person, now=request.now)]


@router.post("/my/remedies/{uuid:remedy}/answer", response={200: MyRemedyOut, FAILURES: Failure})
def answer_my_remedy(request: ApiRequest, remedy: UUID, said: AnswerIn) -> MyRemedyOut:
    """A yes adds one place or the topics named; about hours it says that they were added. A no needs no reason."""
    asked = there(own_remedy(request.person, remedy, now=request.now))
    answer_remedy(asked.taken, person=request.person, answer=said.answer, topics=said.topics, now=request.now)
    return _out(there(own_remedy(request.person, remedy, now=request.now)))
