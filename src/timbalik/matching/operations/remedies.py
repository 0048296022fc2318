"""Set a remedy in motion for somebody without a partner: ask, or move to the next wave. Nobody's word is set for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from timbalik.audit.operations import record
from timbalik.matching.errors import NotAsked, RemedyNotOpen
from timbalik.matching.models import RemedyTaken, Round, Unmatched
from timbalik.matching.queries.remedies import Remedial, known_topics, remedies_for
from timbalik.matching.remedy_letters import remedy_letter
from timbalik.matching.states import Answer, RemedyKind
from timbalik.notifications.links import make_action_link
from timbalik.notifications.operations import queue_mail
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment
from timbalik.programmes.operations.waves import WaveNotOpen, move_back, move_to_next_wave
from timbalik.programmes.operations.widening import add_offers, add_place

ACT: Final = "answer_remedy"
OPEN_FOR: Final = timedelta(days=14)
ASKED_KINDS: Final = (RemedyKind.PLACE, RemedyKind.HOURS, RemedyKind.TOPICS)


@transaction.atomic
def take_remedy(round_: Round, enrolment: Enrolment, *, kind: str, by: Person, now: datetime) -> RemedyTaken:
    """Begin the remedy of this kind for somebody the round leaves over.

    A question goes by mail, with a link that answers in one tap (a place, a topic) or leads to the person's own hours; it
    changes nothing by itself. The next wave moves the enrolment. Each is set in motion once; the same asked again comes
    back as it is. Raises ``RemedyNotOpen``.
    """
    row = (
        Unmatched.objects.of(round_.organisation_id)
        .filter(round=round_, enrolment=enrolment)
        .select_related("enrolment__person", "enrolment__programme", "enrolment__cohort", "enrolment__organisation")
        .first()
    )
    act = (
        next((one for one in remedies_for(round_, [row])[row.enrolment_id] if one.kind == kind), None) if row else None
    )
    if row is None or act is None:
        raise RemedyNotOpen(kind)
    taken, is_new = _write(round_, row.enrolment, act, by=by, now=now)
    if not is_new:
        return taken
    if kind == RemedyKind.WAVE:
        try:
            wave = move_to_next_wave(row.enrolment, by=by, now=now)
        except WaveNotOpen as error:
            raise RemedyNotOpen(kind) from error
        taken.facts = {"from": wave.wave - 1, "to": wave.wave}
        taken.save(update_fields=["facts"])
    else:
        _ask(taken, now=now)
    facts: dict[str, str | int] = {"kind": kind, "round": str(round_.public_id), "proved": act.proved}
    record("matching.remedy_taken", organisation=round_.organisation, by=by, subject=taken, now=now, facts=facts)
    return taken


def _write(
    round_: Round, enrolment: Enrolment, act: Remedial, *, by: Person, now: datetime
) -> tuple[RemedyTaken, bool]:
    same = {"organisation": round_.organisation, "round": round_, "enrolment": enrolment, "kind": act.kind}
    try:
        with transaction.atomic():
            fresh = RemedyTaken.objects.create(
                **same, asked=act.asked, facts={"topics": list(act.topics)} if act.topics else {}, by=by, at=now
            )
        return fresh, True
    except IntegrityError:
        rows = RemedyTaken.objects.of(round_.organisation_id)
        return rows.get(round=round_, enrolment=enrolment, kind=act.kind, asked=act.asked, undone_at=None), False


def _ask(taken: RemedyTaken, *, now: datetime) -> None:
    person = taken.asked.person
    link = ""
    if taken.kind != RemedyKind.HOURS:
        link = make_action_link(person=person, act=ACT, subject_ref=taken.public_id, now=now, expires_at=now + OPEN_FOR)
    letter = remedy_letter(taken, link=link, until=now + OPEN_FOR)
    queue_mail(to=person, subject=letter.subject, text=letter.text, key=f"remedy:{taken.public_id}", now=now)


@transaction.atomic
def undo_remedy(taken: RemedyTaken, *, by: Person, now: datetime) -> None:
    """Take it back: a question is closed (what was answered yes stays that person's word), a move is moved back.

    Raises ``RemedyNotOpen`` when it was taken back already or the person is elsewhere by now.
    """
    held = _held(taken)
    if held.undone_at is not None:
        raise RemedyNotOpen(held.kind)
    if held.kind == RemedyKind.WAVE:
        try:
            move_back(held.enrolment, wave=held.facts["from"], by=by, now=now)
        except WaveNotOpen as error:
            raise RemedyNotOpen(held.kind) from error
    held.undone_at = now
    held.save(update_fields=["undone_at"])
    record(
        "matching.remedy_undone",
        organisation=held.organisation,
        by=by,
        subject=held,
        now=now,
        facts={"kind": held.kind},
    )


@transaction.atomic
def answer_remedy(
    taken: RemedyTaken, *, person: Person, answer: str, now: datetime, topics: Iterable[str] = ()
) -> RemedyTaken:
    """The asked person's own word: yes adds one place, or the topics chosen; no changes nothing and needs no reason.

    About hours a yes says that they were added: that is done on the person's own week. A yes is given once; a no may become
    a yes while the question is open, fourteen days. Raises ``NotAsked``, ``RemedyNotOpen``.
    """
    held = _held(taken)
    if held.asked.person_id != person.pk or answer not in (Answer.YES, Answer.NO) or held.kind not in ASKED_KINDS:
        raise NotAsked(str(person.public_id))
    is_taken_back = held.answer == Answer.YES and answer != Answer.YES
    if held.undone_at is not None or is_taken_back or now > held.at + OPEN_FOR:
        raise RemedyNotOpen(held.kind)
    if held.answer == answer:
        return held
    if answer == Answer.YES and held.kind == RemedyKind.PLACE:
        add_place(held.asked, by=person, now=now)
    elif answer == Answer.YES and held.kind == RemedyKind.TOPICS:
        chosen = [key for key in known_topics(topics) if key in held.facts.get("topics", [])]
        if not chosen:
            raise NotAsked(str(person.public_id))
        add_offers(held.asked, chosen, by=person, now=now)
        held.facts = {**held.facts, "chosen": chosen}
    held.answer, held.answered_at = answer, now
    held.save(update_fields=["answer", "answered_at", "facts"])
    record("matching.remedy_answered", organisation=held.organisation, by=person, subject=held, now=now)
    return held


def _held(taken: RemedyTaken) -> RemedyTaken:
    return (
        RemedyTaken.objects.of(taken.organisation_id)
        .select_for_update(of=("self",))
        .select_related(
            "organisation", "asked__person", "enrolment__programme", "enrolment__cohort", "enrolment__organisation"
        )
        .get(pk=taken.pk)
    )
