"""What the notice of a programme promises to end, ends by the clock (UU PDP 42-44): counted first, then done, then audited.

========================  =================================================  ==========================================
what                      until (``retention`` of the notice, else default)  what happens
========================  =================================================  ==========================================
notes of a pair           30 days after its closing                          rows deleted
the rest of a pair        12 months after its closing                        rows deleted, the key destroyed
what people enrolled with 12 months after the programme's last day           texts and evidence emptied, the row stays
drafts never handed in    30 days after enrolment closed                     emptied
pulse answers, needs      24 months after the programme's last day           answers, requests, pseudonyms deleted
talks in confidence       12 months after they were closed                   rows deleted, keys destroyed
withdrawn consents        five years after the withdrawal                    rows deleted
========================  =================================================  ==========================================

What was written before there were pairs has its clocks in ``programmes.retention`` and ``matching.retention``. Frozen
reports stay: they hold figures of groups. A pair that a closed programme left open counts from its last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from timbalik.audit.operations import record
from timbalik.journey.models import TalkRequest
from timbalik.lib.clocks import due
from timbalik.people.models.consent import Consent
from timbalik.people.models.organisations import Organisation
from timbalik.programmes.models import Enrolment, Offer, Programme
from timbalik.programmes.queries import WAITING
from timbalik.programmes.retention import EMPTIED, Periods, enrolment_over, is_over, over
from timbalik.programmes.states import EnrolmentState, ProgrammeState
from timbalik.relationships.models import GrowthRecord, Note, Relationship, RelationshipKey, RelationshipMember
from timbalik.relationships.states import RelationshipState
from timbalik.relationships.vault import destroy_key
from timbalik.surveys.models import LeaderInterview, NeedsSurvey, Pseudonym, Response, SurveyRequest

STAYS: tuple[type[models.Model], ...] = (RelationshipMember, GrowthRecord)  # the record is its mentor's own (F-48)
AT_MOST = 500  # pairs in one run; the rest waits for the next


def overdue(organisation: Organisation, *, now: datetime) -> dict[str, int]:
    """What stands longer than promised, by kind; writes nothing. Kinds with nothing are left out."""
    return {kind: count for kind, count, _act in _work(organisation, now) if count}


@transaction.atomic
def end_what_is_over(organisation: Organisation, *, now: datetime) -> dict[str, int]:
    """Do it, with one audit entry that holds the counts; returns them. Done again, it finds nothing."""
    done: dict[str, int] = {}
    for kind, count, act in _work(organisation, now):
        if count:
            act()
            done[kind] = count
    if done:
        facts: dict[str, Any] = dict(done)
        record("retention.ended", organisation=organisation, by=None, subject=organisation, now=now, facts=facts)
    return done


def _work(organisation: Organisation, now: datetime) -> Iterator[tuple[str, int, Any]]:
    programmes = list(Programme.objects.of(organisation).select_related("notice"))
    notes = _notes(organisation, programmes, now)
    yield "notes", notes.count(), notes.delete
    pairs = _pairs(organisation, programmes, now)
    yield "pairs", len(pairs), lambda: _forget_pairs(pairs, now=now)
    texts = _texts(organisation, programmes, now)
    yield "enrolments", texts.count(), lambda: _empty_texts(texts)
    drafts = _drafts(organisation, programmes, now)
    yield "drafts", drafts.count(), lambda: drafts.update(draft={}, step=0)
    past = over(programmes, "answers", now)
    answers = Response.objects.of(organisation).filter(wave__programme__in=past)
    links = Pseudonym.objects.of(organisation).filter(programme__in=past)
    asked = SurveyRequest.objects.of(organisation).filter(wave__programme__in=past)
    needs = NeedsSurvey.objects.of(organisation).filter(programme__in=past)
    heard = LeaderInterview.objects.of(organisation).filter(programme__in=past)
    rows = (answers, links, asked, needs, heard)
    yield "answers", sum(some.count() for some in rows), lambda: _delete(*rows)
    talks = TalkRequest.objects.of(organisation).filter(closed_at__lte=now - timedelta(days=Periods.talks))
    yield "talks", talks.count(), lambda: _forget_talks(talks, now=now)
    consents = Consent.objects.of(organisation).filter(withdrawn_at__lte=now - timedelta(days=Periods.consents))
    yield "consents", consents.count(), consents.delete
    for one in due(organisation, now):
        yield one.kind, one.count, one.end


def _closed_before(programmes: Iterable[Programme], name: str, now: datetime) -> Q:
    """Pairs whose closing is longer ago than the period of this name, programme by programme."""
    found = Q(pk__in=[])
    for programme in programmes:
        days = getattr(Periods.of(programme), name)
        found |= Q(programme=programme, state=RelationshipState.ENDED, ended_at__lte=now - timedelta(days=days))
        if programme.state == ProgrammeState.CLOSED and is_over(programme, days, now):
            found |= Q(programme=programme) & ~Q(state=RelationshipState.ENDED)
    return found


def _notes(organisation: Organisation, programmes: Iterable[Programme], now: datetime) -> Any:
    closed = Relationship.objects.of(organisation).filter(_closed_before(programmes, "notes", now))
    return Note.objects.of(organisation).filter(relationship__in=closed)


def _pairs(organisation: Organisation, programmes: Iterable[Programme], now: datetime) -> list[Relationship]:
    """Those whose key still stands; the keys lie in another database, so it is asked apart."""
    due = list(Relationship.objects.of(organisation).filter(_closed_before(programmes, "pair", now)).order_by("pk"))
    standing = RelationshipKey.objects.filter(
        relationship_ref__in=[one.public_id for one in due], destroyed_at__isnull=True
    )
    keys = set(standing.values_list("relationship_ref", flat=True))
    return [one for one in due if one.public_id in keys][:AT_MOST]


def _forget_pairs(pairs: list[Relationship], *, now: datetime) -> None:
    """Everything that hangs on the pair but who was in it, and what a mentor takes along; then its key, after commit."""
    for relation in Relationship._meta.related_objects:
        model: type[models.Model] = relation.related_model
        if model not in STAYS:
            name = relation.field.name
            model._base_manager.filter(**{f"{name}__in": pairs}).delete()
    refs = [one.public_id for one in pairs]
    transaction.on_commit(lambda: _destroy(refs, now=now))


def _destroy(refs: Iterable[UUID], *, now: datetime) -> None:
    for ref in refs:
        destroy_key(ref, now=now)


def _texts(organisation: Organisation, programmes: Iterable[Programme], now: datetime) -> Any:
    past = over(programmes, "enrolment", now)
    return Enrolment.objects.of(organisation).filter(programme__in=past).exclude(motivation__in=("", EMPTIED))


def _empty_texts(texts: Any) -> None:
    """A row handed in must hold words (GR-01, GR-02), so a dash stands for them."""
    keys = list(texts.values_list("pk", flat=True))
    rows = Enrolment.everywhere.filter(pk__in=keys)
    Offer.everywhere.filter(enrolment__in=keys).update(evidence="")
    rows.exclude(learning_goal="").update(learning_goal=EMPTIED)
    rows.update(motivation=EMPTIED, benefit_sought=EMPTIED, basics_reason="", draft={})


def _drafts(organisation: Organisation, programmes: Iterable[Programme], now: datetime) -> Any:
    rows = Enrolment.objects.of(organisation).filter(
        programme__in=enrolment_over(programmes, now),
        state__in=(*WAITING, EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN),
    )
    return rows.exclude(draft={})


def _delete(*rows: Any) -> None:
    for some in rows:
        some.delete()


def _forget_talks(talks: Any, *, now: datetime) -> None:
    refs = list(talks.values_list("public_id", flat=True))
    talks.delete()
    transaction.on_commit(lambda: _destroy(refs, now=now))
