from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connections

from tests.factories.people import NOW, make_person
from tests.factories.relationships import make_pair
from timbalik.lib.sealing import SealBroken
from timbalik.programmes.models import RoleAssignment
from timbalik.programmes.states import Role
from timbalik.relationships.models import RelationshipKey
from timbalik.relationships.vault import KeyDestroyed, NotAMember, create_key, destroy_key, open_vault

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_members_open_what_a_member_sealed() -> None:
    pair = make_pair()
    sealed = open_vault(pair.relationship, reader=pair.mentor).seal({"title": "Membaca dasbor"}, place="goal:1")
    assert open_vault(pair.relationship, reader=pair.mentee).open(sealed, place="goal:1") == {"title": "Membaca dasbor"}


@pytest.mark.parametrize("role", list(Role))
def test_no_role_opens_what_belongs_to_the_pair(role: Role) -> None:
    pair = make_pair()
    outsider = make_person(pair.relationship.organisation, "Citra")
    RoleAssignment.objects.create(
        organisation=outsider.organisation,
        person=outsider,
        role=role,
        programme=pair.relationship.programme,
        relationship_ref=pair.relationship.public_id,
        valid_from=NOW,
    )
    with pytest.raises(NotAMember):
        open_vault(pair.relationship, reader=outsider)


def test_member_who_left_opens_nothing_more() -> None:
    pair = make_pair()
    pair.relationship.members.filter(person=pair.mentor).update(left_at=NOW)
    with pytest.raises(NotAMember):
        open_vault(pair.relationship, reader=pair.mentor)


def test_value_of_another_relationship_does_not_open() -> None:
    one, two = make_pair(), make_pair()
    sealed = open_vault(one.relationship, reader=one.mentor).seal("rahasia", place="note:1")
    with pytest.raises(SealBroken):
        open_vault(two.relationship, reader=two.mentor).open(sealed, place="note:1")


def test_destroyed_key_stays_destroyed_when_the_data_comes_back() -> None:
    pair = make_pair()
    sealed = open_vault(pair.relationship, reader=pair.mentor).seal("rahasia", place="note:1")
    destroy_key(pair.relationship.public_id, now=NOW)
    # The data is restored whole, sealed value included; the key store is not part of it.
    with pytest.raises(KeyDestroyed):
        open_vault(pair.relationship, reader=pair.mentor).open(sealed, place="note:1")
    row = RelationshipKey.objects.get(relationship_ref=pair.relationship.public_id)
    assert (row.wrapped, row.destroyed_at) == (None, NOW)


def test_keys_lie_in_their_own_database_alone() -> None:
    create_key(uuid4(), now=NOW)
    assert "relationships_relationshipkey" not in connections["default"].introspection.table_names()
    assert "relationships_relationship" not in connections["keys"].introspection.table_names()
    assert bytes(RelationshipKey.objects.get().wrapped or b"")[:1] == b"\x01"
