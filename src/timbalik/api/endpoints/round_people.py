"""People and pairs of a round, as its answers name them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from timbalik.api.schemas import Coded, Out, PersonOut, person_out
from timbalik.matching.adjustments import MOVED
from timbalik.matching.queries.words import rule_in_words
from timbalik.matching.rules import CONFIDED
from timbalik.people.models.persons import Person


class PairOut(Out):
    """``reason`` says why a pair ends or may not be; empty for one that begins."""

    mentor: PersonOut | None
    mentee: PersonOut | None
    reason: Coded | None


def pair_in(people: dict[int, Person], mentor: int, mentee: int, why: str) -> PairOut:
    return PairOut(mentor=person_in(people, mentor), mentee=person_in(people, mentee), reason=reason_of(why))


def reason_of(why: str) -> Coded | None:
    """What somebody confided stays unnamed."""
    if not why:
        return None
    if why == MOVED:
        return Coded(code=MOVED, message=_("Moves, so that more people have a partner."))
    return Coded(code="confided" if why in CONFIDED else why, message=rule_in_words(why))


def person_in(people: dict[int, Person], key: int) -> PersonOut | None:
    return person_out(people[key]) if key in people else None
