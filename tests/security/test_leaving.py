"""Who has left, or whose mailbox is another now, loses every way in at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from timbalik.notifications.links import ActionLinkInvalid, find_action, make_action_link
from timbalik.people.erasure import erase_person
from timbalik.people.models.persons import Person
from timbalik.people.operations import confirm_left, follow_addresses, give_account
from timbalik.people.queries import persons_of
from timbalik.programmes.administrators import sign_in_link

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    client = Client()
    assert person.account
    client.force_login(person.account)
    return client


def token_of(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[1]


@pytest.mark.parametrize("way", ["left", "erased", "taken away", "closed"])
def test_session_ends_with_the_last_organisation(cast: Cast, way: str) -> None:
    client, now = signed_in(cast.ayu), timezone.now()
    assert client.get("/saya/").status_code == 200
    if way == "left":
        confirm_left(cast.ayu, on=now.date(), by=cast.citra, now=now)
    elif way == "erased":
        erase_person(cast.ayu, by=cast.citra, now=now)
    elif way == "taken away":
        Person.objects.of(cast.organisation).filter(pk=cast.ayu.pk).update(account=None)
    else:
        assert cast.ayu.account
        cast.ayu.account.is_active = False
        cast.ayu.account.save()
    assert client.get("/saya/").headers["Location"].startswith("/masuk/")
    assert "_auth_user_id" not in client.session


def test_account_in_two_organisations_keeps_the_other(cast: Cast) -> None:
    dian = cast.dian
    elsewhere = cast.ayu
    elsewhere.account = dian.account
    elsewhere.save()
    client, now = signed_in(dian), timezone.now()
    confirm_left(elsewhere, on=now.date(), by=cast.citra, now=now)
    assert client.get("/saya/").status_code == 200
    assert dian.account
    assert list(persons_of(dian.account)) == [dian]


def test_signed_out_person_is_told_why_once(cast: Cast) -> None:
    client = signed_in(cast.ayu)
    confirm_left(cast.ayu, on=timezone.now().date(), by=None, now=timezone.now())
    assert cast.ayu.account
    cast.ayu.account.is_active = True  # as of one whose persons were taken away elsewhere
    cast.ayu.account.save()
    assert client.get("/").status_code == 403
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("way", ["left", "erased", "closed"])
def test_links_die_with_their_person(cast: Cast, way: str) -> None:
    now = timezone.now()
    link = make_action_link(
        person=cast.ayu, act="uji", subject_ref=cast.ayu.public_id, now=now, expires_at=now + timedelta(days=1)
    )
    assert find_action(token_of(link), now=now).act == "uji"
    assert cast.ayu.account
    if way == "left":
        confirm_left(cast.ayu, on=now.date(), by=None, now=now)
    elif way == "erased":
        erase_person(cast.ayu, by=None, now=now)
    else:
        cast.ayu.account.is_active = False
        cast.ayu.account.save()
    with pytest.raises(ActionLinkInvalid):
        find_action(token_of(link), now=now)


def test_changed_address_takes_another_account_and_ends_old_links(cast: Cast) -> None:
    """Dian's account reached Kirana too; whoever edits Kirana's file must not reach Sagara with it."""
    now = timezone.now()
    theirs = cast.ayu
    theirs.account, theirs.email = cast.dian.account, cast.dian.email
    theirs.save()
    old = sign_in_link(theirs, now=now)
    theirs.email = "orang.lain@kirana.example"
    theirs.save()
    follow_addresses([theirs], by=cast.citra, now=now)
    theirs.refresh_from_db()
    assert theirs.account
    assert theirs.account.email == "orang.lain@kirana.example"
    assert cast.dian.account
    assert list(persons_of(cast.dian.account)) == [cast.dian]
    assert Client().get(f"/masuk/tautan/{token_of(old)}/").status_code == 410


def test_two_people_who_swap_addresses_swap_accounts(cast: Cast) -> None:
    ayu, bram = cast.ayu, cast.bram
    accounts = (ayu.account, bram.account)
    ayu.email, bram.email = bram.email, ayu.email
    Person.objects.of(cast.organisation).filter(pk=ayu.pk).update(email="")
    bram.save()
    ayu.save()
    follow_addresses([ayu, bram], by=cast.citra, now=timezone.now())
    assert (bram.account, ayu.account) == accounts


def test_link_to_another_mailbox_signs_nobody_in(cast: Cast) -> None:
    """Should an address ever change past the operation, the link still opens nothing."""
    now = timezone.now()
    Person.objects.of(cast.organisation).filter(pk=cast.ayu.pk).update(email="orang.lain@kirana.example")
    link = sign_in_link(Person.objects.of(cast.organisation).get(pk=cast.ayu.pk), now=now)
    client = Client()
    assert client.post(f"/masuk/tautan/{token_of(link)}/").status_code == 410
    assert "_auth_user_id" not in client.session


def test_person_who_comes_back_can_sign_in_again(cast: Cast) -> None:
    now = timezone.now()
    confirm_left(cast.ayu, on=now.date(), by=None, now=now)
    Person.objects.of(cast.organisation).filter(pk=cast.ayu.pk).update(employment="active")
    ayu = Person.objects.of(cast.organisation).get(pk=cast.ayu.pk)
    assert give_account(ayu, by=cast.citra, now=now).is_active
