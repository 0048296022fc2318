from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.factories.programmes import make_programme, make_role
from timbalik.people.models.persons import Person
from timbalik.people.models.tokens import ApiToken
from timbalik.people.tokens import create_token, find_token
from timbalik.programmes.states import Role

ASKED = {"name": "Dasbor SDM", "scope": "read", "days": "90"}


@pytest.fixture
def page(client: Client, cast: Cast) -> Client:
    make_role(cast.citra, Role.COORDINATOR, programme=make_programme(cast.organisation))
    return signed_in(client, cast.citra)


def signed_in(client: Client, person: Person) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def shown_token(content: str) -> str:
    found = re.search(r">(timbalik_[\w-]+)</textarea>", content)
    return found[1] if found else ""


def test_token_is_shown_once(page: Client, cast: Cast) -> None:
    plain = shown_token(page.post(reverse("coordinator:tokens"), ASKED).content.decode())

    token = find_token(plain, now=timezone.now())
    assert token is not None
    assert (token.person, token.name, token.scope) == (cast.citra, "Dasbor SDM", "read")
    again = page.get(reverse("coordinator:tokens")).content.decode()
    assert "Dasbor SDM" in again
    assert plain not in again
    assert "timbalik_" not in again


def test_sending_the_form_again_makes_no_second_token(page: Client, cast: Cast) -> None:
    page.post(reverse("coordinator:tokens"), ASKED)
    again = page.post(reverse("coordinator:tokens"), ASKED)

    assert again.status_code == 422
    assert shown_token(again.content.decode()) == ""
    assert ApiToken.objects.of(cast.organisation).count() == 1


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"name": "x" * 81}, {"scope": "admin"}, {"days": "9999"}, {"days": ""}]
)
def test_nonsense_makes_no_token(page: Client, cast: Cast, change: dict[str, str]) -> None:
    assert page.post(reverse("coordinator:tokens"), ASKED | change).status_code == 422
    assert not ApiToken.objects.of(cast.organisation).exists()


def test_revoked_token_opens_nothing(page: Client, cast: Cast) -> None:
    plain = shown_token(page.post(reverse("coordinator:tokens"), ASKED).content.decode())
    token = ApiToken.objects.of(cast.organisation).get()
    answer = page.post(reverse("coordinator:token_revoke"), {"token": str(token.public_id)}, follow=True)

    assert "dicabut" in answer.content.decode()
    assert find_token(plain, now=timezone.now()) is None


@pytest.mark.parametrize("ref", ["", "bukan-uuid", "00000000-0000-4000-8000-000000000000"])
def test_revoking_nothing_leads_back(page: Client, ref: str) -> None:
    answer = page.post(reverse("coordinator:token_revoke"), {"token": ref})

    assert answer.headers["Location"] == reverse("coordinator:tokens")


def test_tokens_of_others_are_neither_seen_nor_revoked(page: Client, cast: Cast) -> None:
    """Not even those of a colleague, by an administrator."""
    make_role(cast.citra, Role.ADMINISTRATOR)
    for person in (cast.bram, cast.dian):
        token, _plain = create_token(person, name="Milik orang", scope="read", by=person, now=timezone.now())
        page.post(reverse("coordinator:token_revoke"), {"token": str(token.public_id)})
        token.refresh_from_db()
        assert token.revoked_at is None
    assert "Milik orang" not in page.get(reverse("coordinator:tokens")).content.decode()


def test_page_is_for_coordinators_and_administrators(client: Client, cast: Cast) -> None:
    assert signed_in(client, cast.ayu).get(reverse("coordinator:tokens")).status_code == 404
    make_role(cast.ayu, Role.ADMINISTRATOR)
    assert client.get(reverse("coordinator:tokens")).status_code == 200
