"""Matching rounds: what was proposed, why, who is left over."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from ninja import Query, Router

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import coordinated_programme, listed, page_of, the_round
from timbalik.api.schemas import At, Coded, Listed, Out, Paging, PersonOut, person_out
from timbalik.matching.models import Proposal, Round, RoundWork, Unmatched
from timbalik.matching.queries.rounds import (
    decided_about_unknown_lines,
    left_over,
    listed_proposals,
    people_waiting,
    rounds_of,
    standing_of,
)
from timbalik.matching.queries.words import (
    Names,
    concept_names,
    flags_in_words,
    reasons_in_words,
    rule_in_words,
    unmatched_in_words,
)
from timbalik.matching.queries.work import last_work
from timbalik.matching.rules import CONFIDED
from timbalik.matching.settings import RoundSettings

router = Router(tags=["rounds"])


class RoundLineOut(Out):
    """``step`` is the work under way (waiting, reading, scoring, solving, explaining) or failed; empty when it rests."""

    number: int
    state: str
    step: str
    pairs: int
    opened: int
    opened_at: At
    sent_at: At | None
    answer_by: At | None
    published_at: At | None


class StandingOut(Out):
    """The arrangement as it stands; points in hundredths."""

    pairs: int
    total_hundredths: int
    mean_hundredths: int
    under_floor: int
    waiting: int
    accepted: int
    declined: int
    published: int
    chosen_by_hand: int
    people_waiting: int


class CertificateOut(Out):
    """What proves that nothing better exists: the value reached, and the bound nothing can pass."""

    value_hundredths: int
    bound_hundredths: int
    is_proved: bool
    holds_for_what_stands: bool
    pairs: int
    digest: str


class RuleOut(Out):
    rule: str
    message: str
    pairs: int


class WeightsOut(Out):
    mentee: int
    mentor: int
    hours: int
    across_units: int
    ranked: int


class WorkOut(Out):
    """What was last left to the worker. ``end`` is empty while it goes on, then done, refused, stopped or failed."""

    kind: str
    end: str
    refusal: str
    asked_at: At
    ended_at: At | None


class RoundOut(Out):
    """``version`` counts its arrangements; an act that names the one it saw is refused when there is another."""

    number: int
    state: str
    step: str
    version: int
    work: WorkOut | None
    opened_at: At
    sent_at: At | None
    answer_by: At | None
    published_at: At | None
    weights: WeightsOut
    floor_points: int
    standing: StandingOut
    certificate: CertificateOut | None
    ruled_out: list[RuleOut]
    unknown_lines_waiting: int


class SideOut(Out):
    enrolment: UUID
    person: PersonOut
    unit: str | None
    benefit_hundredths: int


class ProposalOut(Out):
    """What each side answered is not told, only whether both said yes."""

    id: UUID
    state: str
    origin: str
    score_hundredths: int
    price_hundredths: int
    mentor: SideOut
    mentee: SideOut
    reasons: list[str]
    flags: list[Coded]


class UnmatchedOut(Out):
    enrolment: UUID
    person: PersonOut
    role: str
    reason: Coded
    remedy: Coded | None


class ProposalFilter(Paging):
    show: Literal["flagged", "chosen", "waiting", "accepted", "declined"] | None = None


def round_out(round_: Round) -> RoundOut:
    settings = RoundSettings.from_json(round_.settings)
    standing = standing_of(round_)
    weights, work = settings.weights, last_work(round_)
    lines = 0 if decided_about_unknown_lines(round_) else round_.exclusions.get("same_unit_unknown_line", 0)
    return RoundOut(
        number=round_.number,
        state=round_.state,
        step=round_.step,
        version=round_.version,
        work=_work_out(work) if work else None,
        opened_at=round_.opened_at,
        sent_at=round_.sent_at,
        answer_by=round_.answer_by,
        published_at=round_.published_at,
        weights=WeightsOut(
            mentee=weights.mentee,
            mentor=weights.mentor,
            hours=weights.hours,
            across_units=weights.across_units,
            ranked=weights.ranked,
        ),
        floor_points=settings.floor_points,
        standing=StandingOut(
            pairs=standing.pairs,
            total_hundredths=standing.total,
            mean_hundredths=standing.mean,
            under_floor=standing.under_floor,
            waiting=standing.waiting,
            accepted=standing.accepted,
            declined=standing.declined,
            published=standing.published,
            chosen_by_hand=standing.chosen,
            people_waiting=people_waiting(round_),
        ),
        certificate=None
        if round_.certificate is None
        else CertificateOut(
            value_hundredths=standing.value,
            bound_hundredths=standing.bound,
            is_proved=standing.is_engine_proved,
            holds_for_what_stands=standing.is_proved,
            pairs=standing.best_pairs,
            digest=round_.instance_digest,
        ),
        ruled_out=_ruled_out(round_),
        unknown_lines_waiting=lines,
    )


def _work_out(work: RoundWork) -> WorkOut:
    return WorkOut(kind=work.kind, end=work.end, refusal=work.refusal, asked_at=work.asked_at, ended_at=work.ended_at)


def _ruled_out(round_: Round) -> list[RuleOut]:
    """How many pairs each rule removed; rules that would tell a confidence are counted as one."""
    counts: dict[str, int] = {}
    for rule, count in round_.exclusions.items():
        key = "confided" if rule in CONFIDED else rule
        counts[key] = counts.get(key, 0) + count
    return [RuleOut(rule=rule, message=rule_in_words(rule), pairs=count) for rule, count in sorted(counts.items())]


def _proposal_out(row: Proposal, names: Names) -> ProposalOut:
    sides = {}
    for side, enrolment, benefit in (
        ("mentor", row.mentor, row.mentor_benefit),
        ("mentee", row.mentee, row.mentee_benefit),
    ):
        unit = enrolment.person.unit
        sides[side] = SideOut(
            enrolment=enrolment.public_id,
            person=person_out(enrolment.person),
            unit=unit.name if unit else None,
            benefit_hundredths=benefit,
        )
    return ProposalOut(
        id=row.public_id,
        state=row.state,
        origin=row.origin,
        score_hundredths=row.score_hundredths,
        price_hundredths=row.price_hundredths,
        mentor=sides["mentor"],
        mentee=sides["mentee"],
        reasons=reasons_in_words(row, names),
        flags=[Coded(code=tone, message=message) for tone, message in flags_in_words(row)],
    )


def _unmatched_out(row: Unmatched, names: Names) -> UnmatchedOut:
    reason, remedy = unmatched_in_words(row, names)
    confided = row.reason in CONFIDED
    return UnmatchedOut(
        enrolment=row.enrolment.public_id,
        person=person_out(row.enrolment.person),
        role=row.enrolment.role,
        reason=Coded(code="confided" if confided else row.reason, message=reason),
        remedy=Coded(code=row.remedy, message=remedy) if row.remedy else None,
    )


@router.get("/programmes/{uuid:programme}/rounds", response={200: Listed[RoundLineOut], FAILURES: Failure})
def list_rounds(request: ApiRequest, programme: UUID, paging: Query[Paging]) -> Listed[RoundLineOut]:
    """Every round of the programme, the newest first."""
    rows, total = page_of(rounds_of(coordinated_programme(request, programme)), paging)
    items = [
        RoundLineOut(
            number=row.number,
            state=row.state,
            step=row.step,
            pairs=row.pairs,  # type: ignore[attr-defined]  # annotated by rounds_of
            opened=row.opened,  # type: ignore[attr-defined]
            opened_at=row.opened_at,
            sent_at=row.sent_at,
            answer_by=row.answer_by,
            published_at=row.published_at,
        )
        for row in rows
    ]
    return listed(items, total, paging)


@router.get("/programmes/{uuid:programme}/rounds/{int:number}", response={200: RoundOut, FAILURES: Failure})
def get_round(request: ApiRequest, programme: UUID, number: int) -> RoundOut:
    """One round as it stands, with a summary of its proof."""
    return round_out(the_round(request, programme, number))


@router.get(
    "/programmes/{uuid:programme}/rounds/{int:number}/proposals",
    response={200: Listed[ProposalOut], FAILURES: Failure},
)
def list_proposals(
    request: ApiRequest, programme: UUID, number: int, chosen: Query[ProposalFilter]
) -> Listed[ProposalOut]:
    """The pairs by the mentor's name, each with its reasons in words."""
    rows, total = page_of(listed_proposals(the_round(request, programme, number), chosen.show or ""), chosen)
    names = concept_names()
    return listed([_proposal_out(row, names) for row in rows], total, chosen)


@router.get(
    "/programmes/{uuid:programme}/rounds/{int:number}/unmatched",
    response={200: Listed[UnmatchedOut], FAILURES: Failure},
)
def list_unmatched(request: ApiRequest, programme: UUID, number: int, paging: Query[Paging]) -> Listed[UnmatchedOut]:
    """Everybody left over, with the reason and the nearest remedy."""
    rows, total = page_of(left_over(the_round(request, programme, number)), paging)
    names = concept_names()
    return listed([_unmatched_out(row, names) for row in rows], total, paging)
