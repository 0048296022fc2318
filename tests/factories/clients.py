"""Browsers of people who have signed in."""

from __future__ import annotations

from django.test import Client

from timbalik.people.models.persons import Person


def signed_in(person: Person) -> Client:
    client = Client()
    assert person.account is not None
    client.force_login(person.account)
    return client
