"""What a pair of the demo keeps between its sessions: promises, one experiment, what was applied, one insight.

By the number of the session, without a draw: the rest of the story stays as it was.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from timbalik.meetings.models import MentoringSession
from timbalik.people.models.persons import Person
from timbalik.relationships.models import Experiment, Relationship, SmallPromise
from timbalik.relationships.operations.applying import note_applied
from timbalik.relationships.operations.decisions import consent_to_names, log_decision
from timbalik.relationships.operations.experiments import TWO_WEEKS, end_experiment, start_experiment
from timbalik.relationships.operations.promises import close_promise, make_promise
from timbalik.relationships.states import ExperimentState, PromiseState, Reach, Side

PROMISES = (
    "Membuka dasbor sendiri setiap Senin pagi",
    "Mengirim dua contoh yang saya sukai",
    "Membalas tiga komentar pelanggan",
    "Mencatat satu pertanyaan untuk sesi berikutnya",
)
TRIED = ("Rapat Senin sambil berdiri, 15 menit", "Selesai tepat waktu tiga kali berturut-turut")
HAPPENED = ("Dua kali tepat waktu, sekali melebar karena agenda belum dibagikan.", "Bagikan agenda sehari sebelumnya.")
APPLIED = ("Menjawab satu pertanyaan direksi dengan grafik sendiri.", "Keputusan diambil pada rapat yang sama.")
INSIGHT = (
    "Pelanggan muda membaca ulasan sebelum membuka katalog.",
    "Anggaran ulasan dinaikkan, katalog cetak dikurangi.",
)


def keep_growing(session: MentoringSession, mentor: Person, mentee: Person, *, now: datetime) -> None:
    """After a session that was held."""
    relationship = session.relationship
    assert relationship is not None
    _promise(relationship, session.number, (mentor, mentee), now=now)
    if session.number == 4:
        start_experiment(relationship, *TRIED, until=(now + TWO_WEEKS).date(), by=mentee, now=now)
    elif session.number == 5:
        note_applied(relationship, *APPLIED, by=mentee, now=now)
    elif session.number == 7:
        _conclude(relationship, mentor, mentee, now=now)


def _promise(relationship: Relationship, number: int, people: tuple[Person, Person], *, now: datetime) -> None:
    """What was promised last time is kept; every second session brings a new one, in turns."""
    open_ones = SmallPromise.objects.of(relationship.organisation_id).filter(
        relationship=relationship, state=PromiseState.OPEN
    )
    for promise in open_ones:
        promise.relationship = relationship
        close_promise(promise, PromiseState.KEPT, by=people[1], now=now)
    if number % 2 == 0:
        owner, text = people[number // 2 % 2], PROMISES[number // 2 % len(PROMISES)]
        make_promise(relationship, text, owner=owner, by=people[0], now=now, due_on=(now + timedelta(days=14)).date())


def _conclude(relationship: Relationship, mentor: Person, mentee: Person, *, now: datetime) -> None:
    running = Experiment.objects.of(relationship.organisation_id).filter(
        relationship=relationship, state=ExperimentState.RUNNING
    )
    for experiment in running:
        experiment.relationship = relationship
        end_experiment(experiment, *HAPPENED, by=mentee, now=now)
    insight, decision = INSIGHT
    row = log_decision(
        relationship, insight=insight, insight_by=Side.MENTOR, decision=decision, reach=Reach.UNIT, by=mentee, now=now
    )
    for person in (mentor, mentee):
        consent_to_names(row, by=person, now=now)
