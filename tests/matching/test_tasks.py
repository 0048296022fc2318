from __future__ import annotations

import subprocess
import sys
from datetime import datetime

import pytest

from tests.factories.matching import Studio, many
from timbalik.audit.models import AuditEntry
from timbalik.matching.models import Round
from timbalik.matching.operations import ask_work, open_round, send_proposals
from timbalik.matching.states import ProposalState, RoundState, WorkEnd, WorkKind
from timbalik.matching.tasks import carry_out, publish, send_letters
from timbalik.notifications.models import Effect
from timbalik.relationships.models import Relationship


def test_worker_computes_a_round_that_was_left_to_it(studio: Studio, now: datetime) -> None:
    many(studio, 3)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now, solve=False)
    work = ask_work(round_, WorkKind.SOLVE, by=studio.coordinator, now=now)

    carry_out.func(work.pk)
    carry_out.func(work.pk)

    round_.refresh_from_db()
    work.refresh_from_db()
    assert (round_.state, round_.step, round_.version) == (RoundState.PROPOSED, "", 1)
    assert (work.end, round_.proposals.count()) == (WorkEnd.DONE, 3)
    last = AuditEntry.objects.filter(organisation_ref=studio.organisation.public_id).order_by("number").last()
    assert last is not None
    assert (last.verb, last.channel) == ("matching.round_solved", "task")


def test_computing_that_fails_says_so(studio: Studio, now: datetime) -> None:
    many(studio, 1)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now, solve=False)
    work = ask_work(round_, WorkKind.SOLVE, by=studio.coordinator, now=now)
    Round.objects.of(studio.organisation).update(settings={"weights": {"mentee": 400}, "floor_points": 30, "salt": ""})

    with pytest.raises(ValueError, match="add up to 100"):
        carry_out.func(work.pk)

    round_.refresh_from_db()
    work.refresh_from_db()
    assert (round_.step, work.end) == ("failed", WorkEnd.FAILED)


def test_letters_left_to_the_worker_are_written_once(studio: Studio, now: datetime) -> None:
    many(studio, 2)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now, letters=False)
    assert not Effect.objects.of(studio.organisation).exists()

    send_letters.func(round_.pk, reminder=False)
    send_letters.func(round_.pk, reminder=False)

    assert Effect.objects.of(studio.organisation).count() == 4


def test_worker_opens_the_accepted_pairs_once(studio: Studio, now: datetime) -> None:
    many(studio, 2)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)
    round_.proposals.update(state=ProposalState.ACCEPTED)
    Round.objects.of(studio.organisation).update(step="publishing")

    publish.func(round_.pk, studio.coordinator.pk)
    publish.func(round_.pk, studio.coordinator.pk)

    round_.refresh_from_db()
    assert (round_.state, round_.step) == (RoundState.PUBLISHED, "")
    assert Relationship.objects.of(studio.organisation).count() == 2


@pytest.mark.slow
def test_pages_of_pairing_load_no_numeric_library() -> None:
    """They cost neither numpy nor a compiler before a round runs."""
    program = (
        "import sys, django; django.setup();"
        "import timbalik.web.coordinator.studio.urls, timbalik.web.participant.proposals.urls;"
        "import timbalik.matching.tasks, timbalik.matching.onetap;"
        "print(sorted({'numpy', 'scipy', 'numba', 'llvmlite'} & set(sys.modules)))"
    )

    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"
