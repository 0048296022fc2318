"""Frozen reports: figures that passed suppression, and the sentences that fit the design."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Query, Router, Status

from timbalik.api import budgets
from timbalik.api.caller import ApiRequest, spend
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import coordinated_programme, listed, page_of, programme_for, there
from timbalik.api.schemas import At, Listed, Out, Paging
from timbalik.evaluation.models import Report
from timbalik.evaluation.operations import freeze_report
from timbalik.evaluation.queries import newest_report, reports_of
from timbalik.evaluation.words import report_in_words
from timbalik.programmes.rules import is_coordinator, is_evaluator, is_sponsor

router = Router(tags=["reports"])


class ReportLineOut(Out):
    id: UUID
    frozen_at: At
    design_level: int


class PairsOut(Out):
    opened: int
    active: int


class StepOut(Out):
    """``people`` is empty where the group is too small to be shown."""

    step: str
    people: int | None


class FunnelOut(Out):
    role: str
    steps: list[StepOut]


class SessionsOut(Out):
    held: int
    planned_so_far: int
    planned: int
    cancelled: int
    missed: int
    ahead: int


class IntervalOut(Out):
    estimate: float
    low: float
    high: float


class GoalsOut(Out):
    measurable: int | None
    pairs: int | None
    closed: int | None
    reached: int | None
    share: IntervalOut | None


class WaveOut(Out):
    wave: str
    n: int
    mean: IntervalOut


class ChangeOut(Out):
    """``claims`` are all that may be said of it."""

    claims: list[str]
    direction: str
    strength: int
    n: int
    interval: IntervalOut | None


class PulseOut(Out):
    item: str
    side: str
    waves: list[WaveOut]
    change: ChangeOut | None


class AnsweredOut(Out):
    wave: str
    side: str
    asked: int
    answered: int | None


class ReportWordsOut(Out):
    headline: str
    design: str
    sessions: str
    goals: list[str]
    limits: list[str]


class ReportOut(Out):
    id: UUID
    frozen_at: At
    as_of: At
    design_level: int
    words: ReportWordsOut
    pairs: PairsOut
    few_pairs: bool
    funnels: list[FunnelOut]
    sessions: SessionsOut
    goals: GoalsOut
    pulses: list[PulseOut]
    answered: list[AnsweredOut]


def report_out(report: Report) -> ReportOut:
    content, words = report.content, report_in_words(report)
    return ReportOut(
        id=report.public_id,
        frozen_at=report.frozen_at,
        as_of=datetime.fromisoformat(content["as_of"]),
        design_level=report.design_level,
        words=ReportWordsOut(
            headline=words.headline,
            design=words.design,
            sessions=words.sessions_sentence,
            goals=list(words.goals_sentences),
            limits=list(words.limits),
        ),
        pairs=PairsOut(opened=content["pairs"]["opened"], active=content["pairs"]["active"]),
        few_pairs=content["few_pairs"],
        funnels=[
            FunnelOut(
                role=funnel["role"],
                steps=[StepOut(step=step["step"], people=step["people"]) for step in funnel["steps"]],
            )
            for funnel in content["funnels"]
        ],
        sessions=SessionsOut(**{name: content["sessions"][name] for name in SessionsOut.model_fields}),
        goals=GoalsOut(
            **{name: content["goals"][name] for name in ("measurable", "pairs", "closed", "reached")},
            share=_interval(content["goals"]["share"]),
        ),
        pulses=[_pulse(row) for row in content["pulses"]],
        answered=[
            AnsweredOut(wave=row["wave"], side=row["side"], asked=row["asked"], answered=row["answered"])
            for row in content["answered"]
        ],
    )


def _pulse(row: dict[str, Any]) -> PulseOut:
    change = row["change"]
    waves = [WaveOut(wave=one["wave"], n=one["n"], mean=IntervalOut(**_numbers(one["mean"]))) for one in row["waves"]]
    return PulseOut(
        item=row["item"],
        side=row["side"],
        waves=waves,
        change=None
        if change is None
        else ChangeOut(
            claims=change["claims"],
            direction=change["direction"],
            strength=change["strength"],
            n=change["n"],
            interval=_interval(change["interval"]),
        ),
    )


def _interval(stored: dict[str, float] | None) -> IntervalOut | None:
    return IntervalOut(**_numbers(stored)) if stored else None


def _numbers(stored: dict[str, float]) -> dict[str, float]:
    return {name: stored[name] for name in ("estimate", "low", "high")}


@router.get("/programmes/{uuid:programme}/reports", response={200: Listed[ReportLineOut], FAILURES: Failure})
def list_reports(request: ApiRequest, programme: UUID, paging: Query[Paging]) -> Listed[ReportLineOut]:
    """Every frozen report, the newest first; for coordinator, sponsor and evaluator."""
    mine = programme_for(request, programme, is_coordinator, is_sponsor, is_evaluator)
    rows, total = page_of(reports_of(mine).defer("content", "cells"), paging)
    items = [ReportLineOut(id=row.public_id, frozen_at=row.frozen_at, design_level=row.design_level) for row in rows]
    return listed(items, total, paging)


@router.post("/programmes/{uuid:programme}/reports", response={201: ReportOut, FAILURES: Failure})
def freeze_a_report(request: ApiRequest, programme: UUID) -> Status[ReportOut]:
    """Freeze a report as of now. What earlier ones showed is counted in, so that no difference betrays anybody."""
    mine = coordinated_programme(request, programme)
    spend(request, budgets.HEAVY)
    report = freeze_report(mine, by=request.person, now=request.now)
    report.programme = mine
    return Status(201, report_out(report))


@router.get("/programmes/{uuid:programme}/reports/latest", response={200: ReportOut, FAILURES: Failure})
def get_latest_report(request: ApiRequest, programme: UUID) -> ReportOut:
    """The newest frozen report in full."""
    mine = programme_for(request, programme, is_coordinator, is_sponsor, is_evaluator)
    return report_out(there(newest_report(mine)))
