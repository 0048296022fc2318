"""Do the hard rules still hold for pairs at work? Lines change while programmes run (``ARCHITECTURE`` 15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from timbalik.journey.letters import flag_rule
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.structure import ReportingLine
from timbalik.people.states import Employment, LineKind
from timbalik.relationships.models import Relationship, RelationshipMember
from timbalik.relationships.states import RelationshipState

LINE, APPRAISER, MEMBER_LEFT = "rule_line", "rule_appraiser", "member_left"


@transaction.atomic
def recheck_pairs(organisation: Organisation, *, now: datetime) -> dict[Relationship, str]:
    """Find the pairs a rule now forbids and tell whoever runs the programme, once for each; nothing is ended here."""
    members = (
        RelationshipMember.objects.of(organisation)
        .filter(left_at__isnull=True)
        .exclude(relationship__state=RelationshipState.ENDED)
        .select_related("person", "relationship__programme")
    )
    pairs: dict[int, list[RelationshipMember]] = defaultdict(list)
    for member in members:
        pairs[member.relationship_id].append(member)
    found = {pairs[key][0].relationship: code for key, code in forbidden(organisation.pk, pairs).items()}
    for relationship, code in found.items():
        flag_rule(relationship, code, now=now)
    return found


def forbidden(organisation_id: int, pairs: Mapping[int, Iterable[RelationshipMember]]) -> dict[int, str]:
    """Relationship pk → the rule that stands between its members; one query for any number of pairs."""
    above: dict[int, int] = {}
    appraised_by: dict[int, int] = {}
    lines = ReportingLine.objects.filter(organisation_id=organisation_id, valid_until__isnull=True)
    for person, manager, kind in lines.values_list("person_id", "manager_id", "kind"):
        (above if kind == LineKind.MANAGER else appraised_by)[person] = manager
    found: dict[int, str] = {}
    for key, members in pairs.items():
        people = {member.person_id: member.person for member in members}
        if any(person.employment == Employment.LEFT or person.is_erased for person in people.values()):
            found[key] = MEMBER_LEFT
        elif any(_climb(person, above) & people.keys() for person in people):
            found[key] = LINE
        elif any(appraised_by.get(person) in people for person in people):
            found[key] = APPRAISER
    return found


def _climb(person: int, above: Mapping[int, int]) -> set[int]:
    seen: set[int] = set()
    while (manager := above.get(person)) is not None and manager not in seen:
        seen.add(manager)
        person = manager
    return seen
