"""Begin a shortlist of potential mentors, bring in what HR files say, ask one of them, close it (F-12, S-16).

The list proposes nobody and ranks nobody: a coordinator reads the reasons and asks; the person says yes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from timbalik.audit.operations import record
from timbalik.lib.planner import refresh_statistics
from timbalik.people.models.persons import Person
from timbalik.people.models.skills import SkillConcept
from timbalik.people.suggesting import concept_name
from timbalik.programmes.models import (
    Nomination,
    Offer,
    Programme,
    Shortlist,
    ShortlistEntry,
    ShortlistObjection,
)
from timbalik.programmes.nominations import takes_nominations
from timbalik.programmes.operations.cascades import RouteClosed
from timbalik.programmes.operations.enrolment import UnknownConcept
from timbalik.programmes.operations.ideas import NotAllowed
from timbalik.programmes.operations.nominations import LINK_VALID, put_forward
from timbalik.programmes.shortlists import considered, forgotten_files, listed, objects, over_lists, reasons
from timbalik.programmes.states import Asked, EnrolmentRole, EnrolmentState, Evidence
from timbalik.programmes.talent_files import (
    Found,
    in_order,
    is_communication,
    is_expertise,
)
from timbalik.programmes.validators import LONGEST_TEXT

MOST_SOUGHT = 8
KEEP_DAYS = (7, 14, 30)
BATCH = 500
OFFERS_SINCE = 2  # the version of the notice that says an offer may be used for the next programme


class NothingSought(ValueError):
    """No topic, more than eight, or a number of days that is not offered."""


class NotOnShortlist(Exception):
    """The person does not stand on the list, or may not be asked any more."""


@transaction.atomic
def begin_shortlist(
    programme: Programme, topics: Iterable[str], *, keep_days: int = KEEP_DAYS[-1], by: Person | None, now: datetime
) -> Shortlist:
    """A new list for these topics, in place of the one there was; at first with those who offered them before.

    Raises ``RouteClosed``, ``NothingSought``, ``UnknownConcept``.
    """
    if not takes_nominations(programme):
        raise RouteClosed
    keys = list(dict.fromkeys(topics))
    if not keys or len(keys) > MOST_SOUGHT or keep_days not in KEEP_DAYS:
        raise NothingSought(f"accepted: 1 to {MOST_SOUGHT} topics, kept for one of {KEEP_DAYS} days")
    known = set(SkillConcept.objects.filter(key__in=keys).values_list("key", flat=True))
    if unknown := [key for key in keys if key not in known]:
        raise UnknownConcept(", ".join(unknown))
    Shortlist.objects.of(programme.organisation_id).filter(programme=programme).delete()
    made = Shortlist.objects.create(
        organisation_id=programme.organisation_id,
        programme=programme,
        concepts=keys,
        begun_by=by,
        begun_at=now,
        ends_at=now + timedelta(days=keep_days),
    )
    write_entries(made, {})
    facts: dict[str, str | int | bool | list[str] | list[int] | None] = {"topics": keys, "days": keep_days}
    record("shortlist.begun", organisation=programme.organisation, by=by, subject=programme, now=now, facts=facts)
    return made


@transaction.atomic
def ask_from_shortlist(shortlist: Shortlist, person: Person, *, by: Person, now: datetime) -> Nomination:
    """Ask somebody on the list whether the programme may invite them, saying what was read about them and that silence is fine.

    Asking again changes nothing; whoever answered a colleague's nomination in this programme gets no second letter.
    Raises ``RouteClosed``, ``NotOnShortlist``.
    """
    programme = shortlist.programme
    if not takes_nominations(programme):
        raise RouteClosed
    Shortlist.objects.of(shortlist.organisation_id).select_for_update().get(pk=shortlist.pk)  # one question, one letter
    rows = Nomination.objects.of(shortlist.organisation_id).filter(programme=programme, nominee=person)
    if standing := rows.filter(from_shortlist=True).first():
        return standing
    entry = listed(shortlist, but_for=by).filter(person=person).first()
    if entry is None:
        raise NotOnShortlist(str(person.public_id))
    with translation.override(person.language):
        said = reasons(entry.found)
        good_at = ", ".join(dict.fromkeys(concept_name(key) for _kind, key, _words in entry.found if key))
        example = _whole_lines([str(one) for one in said])
    if named := rows.filter(nominator=by).first():  # the coordinator named them as a colleague before
        named.from_shortlist = True
        named.save(update_fields=["from_shortlist"])
        return named
    return put_forward(programme, person, good_at=good_at[:300], example=example, by=by, now=now, from_shortlist=True)


@transaction.atomic
def close_shortlist(shortlist: Shortlist, *, by: Person | None, now: datetime) -> None:
    """The list and all that was read for it are gone; whoever was asked may still answer."""
    programme, people = shortlist.programme, shortlist.entries.count()
    shortlist.delete()
    record(
        "shortlist.closed",
        organisation=programme.organisation,
        by=by,
        subject=programme,
        now=now,
        facts={"people": people},
    )


@transaction.atomic
def object_to_shortlists(person: Person, *, by: Person, now: datetime) -> None:
    """The person stands on no such list any more, and on none to come. Open questions are answered with no; nobody is told.

    Raises ``NotAllowed`` for anybody but the person.
    """
    if by.pk != person.pk:
        raise NotAllowed
    if objects(person):
        return
    ShortlistObjection.objects.create(organisation_id=person.organisation_id, person=person, at=now)
    ShortlistEntry.objects.of(person.organisation_id).filter(person=person).delete()
    asked = Nomination.objects.of(person.organisation_id).filter(nominee=person, from_shortlist=True)
    asked.filter(answer=Asked.WAITING).update(answer=Asked.NO, answered_at=now)
    asked.exclude(answer=Asked.YES).update(example="")
    record("shortlist.objected", organisation=person.organisation, by=by, subject=person, now=now)


@transaction.atomic
def allow_shortlists(person: Person, *, by: Person, now: datetime) -> None:
    """Take the objection back. Raises ``NotAllowed`` for anybody but the person."""
    if by.pk != person.pk:
        raise NotAllowed
    gone, _rows = ShortlistObjection.objects.of(person.organisation_id).filter(person=person).delete()
    if gone:
        record("shortlist.allowed", organisation=person.organisation, by=by, subject=person, now=now)


def end_shortlists(*, now: datetime) -> int:
    """Close what is over or whose programme takes no names any more; forget files nobody used, and words nobody answered to.

    Returns how many lists were closed.
    """
    forget_files(forgotten_files(Shortlist.everywhere.all(), now=now))
    silent = Nomination.everywhere.filter(from_shortlist=True, nominated_at__lt=now - LINK_VALID)
    silent.exclude(answer=Asked.YES).exclude(example="").update(example="")
    over = over_lists(Shortlist.everywhere.all(), now=now)
    for one in over:
        close_shortlist(one, by=None, now=now)
    return len(over)


def forget_files(rows: QuerySet[Shortlist]) -> int:
    """Nothing of their files is kept; how many."""
    return rows.update(rows=None, received_at=None, file_name="", step="")


def write_entries(
    shortlist: Shortlist,
    by_person: Mapping[int, Sequence[Found]],
    *,
    said: Iterable[int | None] = (),
    rows: int = 0,
    file_name: str = "",
    missing: int = 0,
) -> int:
    """Replace the entries by those with expertise among the rows and earlier offers; returns how many people stand there."""
    offered = _offers(shortlist)
    able = set(considered(shortlist.programme).order_by().values_list("pk", flat=True))
    entries = []
    for person in by_person.keys() | offered.keys():
        found = in_order([*offered.get(person, ()), *by_person.get(person, ())])
        if person in able and is_expertise(found):
            entries.append(
                ShortlistEntry(
                    organisation_id=shortlist.organisation_id,
                    shortlist=shortlist,
                    person_id=person,
                    found=[list(one) for one in found],
                    is_strong=is_communication(found),
                )
            )
    shortlist.entries.all().delete()
    ShortlistEntry.objects.bulk_create(entries, batch_size=BATCH)
    refresh_statistics(ShortlistEntry)
    shortlist.counts = {
        "rows": rows,
        "file": file_name,
        "missing": missing,
        "people": len(able),
        "said": len((set(said) | offered.keys()) & able),
    }
    shortlist.rows, shortlist.received_at, shortlist.file_name, shortlist.step = None, None, "", ""
    shortlist.save(update_fields=["counts", "rows", "received_at", "file_name", "step"])
    return len(entries)


def _offers(shortlist: Shortlist) -> dict[int, list[Found]]:
    """What people offered themselves in earlier programmes whose notice says that it may be used for the next."""
    rows = Offer.objects.of(shortlist.organisation_id).filter(
        concept__key__in=shortlist.concepts,
        enrolment__role=EnrolmentRole.MENTOR,
        enrolment__state=EnrolmentState.SUBMITTED,
        enrolment__programme__notice__version__gte=OFFERS_SINCE,
    )
    found: dict[int, list[Found]] = defaultdict(list)
    values = rows.exclude(enrolment__programme=shortlist.programme_id).order_by("pk")
    for person, key, evidence in values.values_list("enrolment__person", "concept__key", "evidence"):
        found[person].append((Evidence.OFFER.value, key, evidence[:120]))
    return found


def _whole_lines(lines: Sequence[str]) -> str:
    """As many whole lines as fit."""
    said = ""
    for line in lines:
        if len(said) + len(line) + 1 > LONGEST_TEXT:
            break
        said = f"{said}\n{line}" if said else line
    return said
