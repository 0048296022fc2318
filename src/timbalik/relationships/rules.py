"""Who may do what with a relationship. What is sealed needs no rule here: the vault opens for members alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timbalik.relationships.states import RelationshipState

if TYPE_CHECKING:
    from timbalik.people.models.persons import Person
    from timbalik.relationships.models import Relationship


def is_member(person: Person, relationship: Relationship) -> bool:
    """Also after the ending: those who were members to the last keep what is theirs."""
    rows = relationship.members.filter(person=person)
    if relationship.state == RelationshipState.ENDED:
        return rows.filter(left_at__gte=relationship.ended_at).exists()
    return rows.filter(left_at__isnull=True).exists()
