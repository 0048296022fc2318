"""What two enrolled people teach each other: the topics one offers and the other wants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from timbalik.programmes.models import Enrolment, Offer, Want
from timbalik.programmes.wording import TEACHES_AND_LEARNS

NOTHING = "–"


def topics_taught(enrolments: Iterable[Enrolment]) -> dict[int, list[str]]:
    """Enrolment pk → names of what it offers that another of them wants, what is wanted most first. Two queries."""
    rows = list(enrolments)
    if not rows:
        return {}
    keys = [row.pk for row in rows]
    wanted: dict[int, dict[int, int]] = defaultdict(dict)  # concept → enrolment → importance
    for want in Want.objects.of(rows[0].organisation_id).filter(enrolment__in=keys):
        wanted[want.concept_id][want.enrolment_id] = want.importance
    found: dict[int, list[tuple[int, str]]] = {key: [] for key in keys}
    offers = Offer.objects.of(rows[0].organisation_id).filter(enrolment__in=keys).select_related("concept")
    for offer in offers:
        by_others = [value for key, value in wanted[offer.concept_id].items() if key != offer.enrolment_id]
        if by_others:
            found[offer.enrolment_id].append((-max(by_others), str(offer.concept)))
    return {key: [name for _, name in sorted(topics)] for key, topics in found.items()}


def in_turns(enrolment: int, taught: Mapping[int, list[str]]) -> str:
    """``teaches X · learns Y`` for one of a pair."""
    learns = [name for key, names in taught.items() if key != enrolment for name in names]
    return str(TEACHES_AND_LEARNS) % {
        "teaches": ", ".join(taught.get(enrolment, ())) or NOTHING,
        "learns": ", ".join(learns) or NOTHING,
    }
