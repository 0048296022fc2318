"""The pages people live on ask the database at most twelve times, for 24 pairs as for 2,400."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.many import make_many_pairs
from tests.factories.people import make_account, make_organisation, make_person
from tests.factories.programmes import make_role
from timbalik.people.models.persons import Person

AT_MOST = 12
SIGNING_IN = 3  # the session, the account and its persons, before any page is asked
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def queries(person: Person, url: str) -> int:
    client = Client()
    assert person.account is not None
    client.force_login(person.account, backend=BACKEND)
    client.get(url)  # translations and templates are loaded once
    with CaptureQueriesContext(connection) as caught:
        response = client.get(url)
    assert response.status_code == 200
    return len([query for query in caught if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def counts(pairs: int) -> dict[str, int]:
    organisation = make_organisation()
    programme = make_many_pairs(organisation, pairs)
    coordinator = make_person(organisation, "Citra", with_account=True)
    make_role(coordinator)
    relationship = programme.relationships.order_by("pk")[5]
    member = relationship.members.order_by("pk")[0].person
    member.account = make_account(member.email)
    member.save()
    return {
        "home": queries(coordinator, reverse("coordinator:home")),
        "participants": queries(coordinator, reverse("coordinator:participants", args=[programme.public_id])),
        "studio": queries(coordinator, reverse("coordinator:round", args=[programme.public_id, 1])),
        "pair": queries(member, reverse("participant:pair", args=[relationship.public_id])),
    }


@pytest.mark.slow
@pytest.mark.django_db
def test_pages_ask_as_little_for_2400_pairs_as_for_24() -> None:
    few, many = counts(24), counts(2400)
    assert few == many
    assert {page: asked for page, asked in many.items() if asked > AT_MOST + SIGNING_IN} == {}
