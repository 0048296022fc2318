"""Answers that a people file lacks, drawn from a seed. Everything here is invented; nothing is read from age, gender or pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from random import Random

from timbalik.people.content import first_list
from timbalik.people.models.persons import Person
from timbalik.people.models.skills import SkillConcept
from timbalik.people.operations import WeeklyHours
from timbalik.people.states import ConsentPurpose
from timbalik.programmes.answers import EnrolmentAnswers, OfferAnswer, WantAnswer
from timbalik.programmes.states import EnrolmentRole

MOTIVATIONS = {
    EnrolmentRole.MENTOR: (
        "Saya ingin ilmu yang saya pakai setiap hari berguna bagi orang yang memutuskan.",
        "Saya ingin berlatih menjelaskan hal teknis kepada orang yang bukan teknis.",
        "Saya ingin mengenal cara kerja unit lain dari dekat.",
        "Saya senang mengajar dan ingin mencobanya dengan orang yang lebih senior.",
    ),
    EnrolmentRole.MENTEE: (
        "Saya ingin memahami sendiri hal yang selama ini hanya saya dengar dari laporan.",
        "Tim saya bergerak lebih cepat daripada saya, dan saya ingin menyusul.",
        "Saya ingin mendengar langsung dari orang yang mengerjakannya.",
        "Saya ingin berhenti menebak-nebak cara berpikir pelanggan muda.",
    ),
}
BENEFITS = {
    EnrolmentRole.MENTOR: (
        "Saya mendapat gambaran bagaimana keputusan besar dibuat.",
        "Saya berlatih berbicara di depan pimpinan.",
        "Saya belajar membaca laporan keuangan dari orang yang memakainya.",
    ),
    EnrolmentRole.MENTEE: (
        "Saya dapat menilai usulan tim tanpa bergantung pada ringkasan orang lain.",
        "Saya dapat mencoba alat baru dengan aman sebelum meminta tim memakainya.",
        "Saya mendapat jawaban jujur yang jarang sampai ke meja saya.",
    ),
}
GOALS = (
    "Membaca dasbor penjualan sendiri sebelum rapat bulanan.",
    "Memakai AI generatif untuk satu pekerjaan rutin dengan aman.",
    "Memahami cara pelanggan muda memilih merek kami.",
    "Menyusun pesan tim yang tidak menyinggung siapa pun.",
)
DOWNWARD_GROUPS = frozenset(
    {"memimpin", "keuangan-usaha", "pengaruh", "jejaring-karier", "pelanggan-pasar", "operasi-mutu"}
)
HOURS = ((8, 11), (9, 12), (10, 12), (9, 15), (13, 15), (13, 16), (14, 17), (13, 17))


@dataclass(frozen=True)
class Wishes:
    """Which skills the young side tends to offer and which the senior side offers in return."""

    upward: tuple[str, ...]
    downward: tuple[str, ...]

    @classmethod
    def read(cls) -> Wishes:
        concepts = SkillConcept.objects.filter(key__in=first_list()).values_list("key", "group")
        return cls(
            tuple(key for key, group in concepts if group not in DOWNWARD_GROUPS),
            tuple(key for key, group in concepts if group in DOWNWARD_GROUPS),
        )


def draw_answers(person: Person, role: str, wishes: Wishes, rng: Random) -> EnrolmentAnswers:
    """What this person would hand in. Popular skills are popular: the n-th of a list is drawn with weight 1/n."""
    is_mentor = role == EnrolmentRole.MENTOR
    offered, wanted = (wishes.upward, wishes.downward) if is_mentor else (wishes.downward, wishes.upward)
    return EnrolmentAnswers(
        motivation=rng.choice(MOTIVATIONS[EnrolmentRole(role)]),
        benefit_sought=rng.choice(BENEFITS[EnrolmentRole(role)]),
        learning_goal="" if is_mentor else rng.choice(GOALS),
        offers=tuple(OfferAnswer(key, level=rng.randint(2, 5)) for key in _popular(offered, rng.randint(3, 5), rng)),
        wants=tuple(WantAnswer(key, importance=rng.randint(2, 5)) for key in _popular(wanted, rng.randint(2, 4), rng)),
        hours=_draw_hours(rng),
        capacity=1,
        time_zone=person.time_zone,
        nickname=person.nickname,
        salutation=person.salutation,
        language=person.language,
        accepts_notice=True,
        consents=frozenset({ConsentPurpose.PARTICIPATION, ConsentPurpose.RESEARCH}),
        pledges=True,
    )


def answers_by_number(person: Person, role: str, wishes: Wishes, seed: int) -> EnrolmentAnswers:
    """The same answers for the same staff number and seed, whatever the order of the rows."""
    return draw_answers(person, role, wishes, Random(f"{seed}/{role}/{person.staff_number}"))


def _popular(keys: tuple[str, ...], count: int, rng: Random) -> list[str]:
    chosen: dict[str, None] = {}
    weights = [1 / (place + 1) for place in range(len(keys))]
    while len(chosen) < min(count, len(keys)):
        chosen[rng.choices(keys, weights)[0]] = None
    return list(chosen)


def _draw_hours(rng: Random) -> tuple[WeeklyHours, ...]:
    days = sorted(rng.sample(range(5), rng.randint(3, 5)))
    spans = [rng.choice(HOURS) for _ in days]
    return tuple(WeeklyHours(day, time(start), time(end)) for day, (start, end) in zip(days, spans, strict=True))


def draw_pulse(codes: list[tuple[str, int]], rng: Random, *, lift: float) -> dict[str, int | None]:
    """Answers to items given as (code, highest value); ``lift`` moves the middle. One in twenty can't say yet."""
    answers: dict[str, int | None] = {}
    for code, highest in codes:
        drawn = (
            round(min(max(rng.gauss(3.2 + lift, 0.9), 1), highest))
            if highest > 3
            else (1 if rng.random() < 0.97 else 2)
        )
        answers[code] = None if rng.random() < 0.05 else drawn
    return answers
