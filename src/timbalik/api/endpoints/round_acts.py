"""What a coordinator does with a round: open, decide, change, ask, publish, set aside."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Status
from pydantic import Field, StringConstraints

from timbalik.api import budgets
from timbalik.api.caller import ApiRequest, spend
from timbalik.api.endpoints.round_weights import SeenIn, is_large, is_large_cohort, leave
from timbalik.api.endpoints.rounds import RoundOut, round_out, router
from timbalik.api.errors import FAILURES, ApiError, Failure
from timbalik.api.finding import coordinated_programme, the_round, there
from timbalik.api.schemas import In, Out
from timbalik.matching import tasks
from timbalik.matching.models import Round
from timbalik.matching.operations import (
    ask_publication,
    ask_work,
    decide_unknown_lines,
    discard_round,
    open_round,
    override_pair,
    publish_round,
    send_proposals,
)
from timbalik.matching.queries.waves import wave_to_pair
from timbalik.matching.states import WorkKind
from timbalik.programmes.models import Enrolment

# One router with the reads: an address answers all its methods from one place.
__all__ = ["router"]

Reason = Annotated[str, StringConstraints(min_length=1, max_length=300)]
ONE = "/programmes/{uuid:programme}/rounds/{int:number}"


class ReasonIn(SeenIn):
    reason: Reason


class OverrideIn(SeenIn):
    """Keep (lock), choose (force) or rule out (forbid) a pair of enrolments; the reason is kept with the decision."""

    kind: Literal["lock", "forbid", "force"]
    mentor: UUID
    mentee: UUID
    reason: Reason


class OverrideOut(Out):
    """``price_hundredths``: what the choice costs against the arrangement before; below zero it gains."""

    id: UUID
    kind: str
    price_hundredths: int
    round: RoundOut


class SentOut(Out):
    people_asked: int
    round: RoundOut


class PublishedOut(Out):
    relationships: list[UUID]
    round: RoundOut


class OpenIn(In):
    """``wave``: which one to pair; else the newest with both sides enrolled."""

    wave: Annotated[int, Field(ge=1, le=999)] | None = None


@router.post("/programmes/{uuid:programme}/rounds", response={201: RoundOut, 202: RoundOut, FAILURES: Failure})
def open_a_round(request: ApiRequest, programme: UUID, said: OpenIn | None = None) -> Status[RoundOut]:
    """Open a round and compute its pairs; enrolment ends with it. With many people the worker computes: 202."""
    mine = coordinated_programme(request, programme)
    spend(request, budgets.HEAVY)
    cohort = there(wave_to_pair(mine, said.wave if said else None))
    cohort.programme, cohort.organisation = mine, mine.organisation
    large = is_large_cohort(cohort)
    opened = open_round(cohort, by=request.person, now=request.now, solve=not large)
    if large:
        work = ask_work(opened, WorkKind.SOLVE, by=request.person, now=request.now)
        tasks.carry_out.enqueue(work.pk)
    return Status(202 if large else 201, round_out(opened))


@router.post(f"{ONE}/unknown-lines", response={200: RoundOut, 202: RoundOut, FAILURES: Failure})
def decide_about_unknown_lines(request: ApiRequest, programme: UUID, number: int, said: ReasonIn) -> Status[RoundOut]:
    """Allow pairs inside one unit although nobody knows who leads whom there; the other rules stay. 202: the worker does."""
    round_ = _at_rest(the_round(request, programme, number))
    spend(request, budgets.HEAVY)
    if large := is_large(round_):
        leave(request, round_, WorkKind.UNKNOWN_LINES, seen=said.version, facts={"reason": said.reason})
    else:
        decide_unknown_lines(round_, reason=said.reason, by=request.person, now=request.now, seen=said.version)
    return Status(202 if large else 200, _again(request, programme, number))


@router.post(f"{ONE}/overrides", response={201: OverrideOut, 202: RoundOut, FAILURES: Failure})
def override_a_pair(
    request: ApiRequest, programme: UUID, number: int, said: OverrideIn
) -> Status[OverrideOut] | Status[RoundOut]:
    """Change what was proposed; everybody else is arranged anew around it. No reason lifts a hard rule.

    With many people the worker arranges them: 202, and ``work`` of the round says how it ended.
    """
    round_ = _at_rest(the_round(request, programme, number))
    spend(request, budgets.HEAVY)
    mentor, mentee = _candidate(round_, said.mentor, "mentor"), _candidate(round_, said.mentee, "mentee")
    if is_large(round_):
        pair = {"mentor": str(mentor.public_id), "mentee": str(mentee.public_id)}
        facts = pair | {"kind": said.kind, "reason": said.reason}
        leave(request, round_, WorkKind.OVERRIDE, seen=said.version, facts=facts)
        return Status(202, _again(request, programme, number))
    done = override_pair(
        round_,
        mentor=mentor,
        mentee=mentee,
        kind=said.kind,
        reason=said.reason,
        by=request.person,
        now=request.now,
        seen=said.version,
    )
    made = OverrideOut(
        id=done.public_id,
        kind=done.kind,
        price_hundredths=done.price_hundredths,
        round=_again(request, programme, number),
    )
    return Status(201, made)


@router.post(f"{ONE}/send", response={200: SentOut, FAILURES: Failure})
def send_a_round(request: ApiRequest, programme: UUID, number: int) -> SentOut:
    """Ask both sides of every pair by mail."""
    round_ = the_round(request, programme, number)
    spend(request, budgets.HEAVY)
    large = is_large(round_)
    asked = send_proposals(round_, by=request.person, now=request.now, letters=not large)
    if large:
        tasks.send_letters.enqueue(round_.pk, reminder=False)
    return SentOut(people_asked=asked, round=_again(request, programme, number))


@router.post(f"{ONE}/publish", response={200: PublishedOut, 202: RoundOut, FAILURES: Failure})
def publish_a_round(request: ApiRequest, programme: UUID, number: int) -> Status[PublishedOut] | Status[RoundOut]:
    """Open the pairs that both sides accepted. With many people the worker opens them: 202."""
    round_ = the_round(request, programme, number)
    spend(request, budgets.HEAVY)
    if is_large(round_):
        ask_publication(round_)
        tasks.publish.enqueue(round_.pk, request.person.pk)
        return Status(202, _again(request, programme, number))
    opened = publish_round(round_, by=request.person, now=request.now)
    ids = [one.public_id for one in opened]
    return Status(200, PublishedOut(relationships=ids, round=_again(request, programme, number)))


@router.post(f"{ONE}/discard", response={200: RoundOut, FAILURES: Failure})
def discard_a_round(request: ApiRequest, programme: UUID, number: int) -> RoundOut:
    """Set the round aside, so that another can be opened."""
    discard_round(the_round(request, programme, number), by=request.person, now=request.now)
    return _again(request, programme, number)


def _again(request: ApiRequest, programme: UUID, number: int) -> RoundOut:
    """The round as it stands after the act."""
    return round_out(the_round(request, programme, number))


def _at_rest(round_: Round) -> Round:
    if round_.step and round_.step != "failed":
        raise ApiError(409, "round_computing", _("The round is being computed. Try again in a moment."))
    return round_


def _candidate(round_: Round, ref: UUID, field: str) -> Enrolment:
    rows = Enrolment.objects.of(round_.organisation_id).filter(cohort_id=round_.cohort_id, role=field)
    found = rows.filter(public_id=ref).select_related("person").first()
    if found is None:
        raise ApiError(422, "not_in_this_round", _("One of the two is not in this round."), field=field)
    return found
