"""Drafts of a round: what stood is kept by name, and may stand again."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from ninja import Router, Status
from pydantic import Field as Limited
from pydantic import StringConstraints

from timbalik.api import budgets
from timbalik.api.caller import ApiRequest, spend
from timbalik.api.endpoints.round_people import PairOut, pair_in
from timbalik.api.endpoints.round_weights import is_large, leave
from timbalik.api.endpoints.rounds import RoundOut, round_out
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import the_round, there
from timbalik.api.schemas import At, In, Out
from timbalik.matching.models import Draft, Round
from timbalik.matching.operations.drafts import keep_draft, take_draft, throw_away_draft
from timbalik.matching.queries.drafts import drafts_of, find_draft, people_of
from timbalik.matching.states import WorkKind

router = Router(tags=["rounds"])
ONE = "/programmes/{uuid:programme}/rounds/{int:number}"
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class DraftIn(In):
    name: Name


class DraftOut(Out):
    id: UUID
    name: str
    at: At


class DraftsOut(Out):
    """``version`` is that of the arrangement as it stands; whoever takes a draft names it."""

    version: int
    drafts: list[DraftOut]


class TakeIn(In):
    version: Annotated[int, Limited(ge=0, le=2_000_000_000)]


class TakenOut(Out):
    kept: int
    added: int
    refused: list[PairOut]
    version: int


@router.get(f"{ONE}/drafts", response={200: DraftsOut, FAILURES: Failure})
def list_drafts(request: ApiRequest, programme: UUID, number: int) -> DraftsOut:
    """The drafts kept in this round, newest first."""
    round_ = the_round(request, programme, number)
    return DraftsOut(version=round_.version, drafts=[_draft_out(one) for one in drafts_of(round_)])


@router.post(f"{ONE}/drafts", response={201: DraftOut, FAILURES: Failure})
def keep_a_draft(request: ApiRequest, programme: UUID, number: int, said: DraftIn) -> Status[DraftOut]:
    """Keep what stands now, with its weights and decisions."""
    kept = keep_draft(the_round(request, programme, number), name=said.name, by=request.person, now=request.now)
    return Status(201, _draft_out(kept))


@router.post(f"{ONE}/drafts/{{uuid:draft}}/take", response={200: TakenOut, 202: RoundOut, FAILURES: Failure})
def take_a_draft(
    request: ApiRequest, programme: UUID, number: int, draft: UUID, said: TakeIn
) -> Status[TakenOut] | Status[RoundOut]:
    """Let a draft be the arrangement again, as far as people and rules of now allow. With many people: 202."""
    round_ = the_round(request, programme, number)
    spend(request, budgets.HEAVY)
    kept = _draft(round_, draft)
    if is_large(round_):
        leave(request, round_, WorkKind.DRAFT, seen=said.version, facts={"draft": str(kept.public_id)})
        return Status(202, round_out(the_round(request, programme, number)))
    taken = take_draft(round_, kept, by=request.person, now=request.now, version=said.version)
    people = people_of(round_.programme, {key for one in taken.refused for key in (one.mentor_id, one.mentee_id)})
    refused = [pair_in(people, one.mentor_id, one.mentee_id, one.why) for one in taken.refused]
    return Status(200, TakenOut(kept=taken.kept, added=taken.added, refused=refused, version=round_.version))


@router.post(f"{ONE}/drafts/{{uuid:draft}}/throw-away", response={200: DraftsOut, FAILURES: Failure})
def throw_a_draft_away(request: ApiRequest, programme: UUID, number: int, draft: UUID) -> DraftsOut:
    """The arrangement that stands is not touched."""
    round_ = the_round(request, programme, number)
    throw_away_draft(_draft(round_, draft), by=request.person, now=request.now)
    return list_drafts(request, programme, number)


def _draft(round_: Round, ref: UUID) -> Draft:
    found = there(find_draft(round_.programme, ref.hex))
    found.round.programme = round_.programme
    return found


def _draft_out(draft: Draft) -> DraftOut:
    return DraftOut(id=draft.public_id, name=draft.name, at=draft.at)
