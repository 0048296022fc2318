from __future__ import annotations

from datetime import datetime

from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.factories.matching import Studio, many
from timbalik.matching.models import Proposal, Round
from timbalik.matching.operations import open_round, send_proposals
from timbalik.matching.states import ProposalState
from timbalik.people.operations import confirm_left
from timbalik.programmes.operations import withdraw_enrolment


def states(round_: Round) -> list[str]:
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_)
    return sorted(rows.values_list("state", flat=True))


def test_withdrawal_ends_the_open_proposal(
    studio: Studio, now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    many(studio, 2)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)
    mentor = round_.proposals.order_by("pk")[0].mentor

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_enrolment(mentor, by=mentor.person, now=now)

    assert states(round_) == [ProposalState.ASKED, ProposalState.REPLACED]


def test_leaver_ends_the_draft_of_a_pair(
    studio: Studio, now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    many(studio, 2)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    person = round_.proposals.order_by("pk")[0].mentee.person

    with django_capture_on_commit_callbacks(execute=True):
        confirm_left(person, on=now.date(), by=studio.coordinator, now=now)

    assert states(round_) == [ProposalState.DRAFT, ProposalState.REPLACED]
