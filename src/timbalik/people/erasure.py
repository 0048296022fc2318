"""Erase a person: every row that names them follows the rule its model states (``lib.privacy``); their own row stays as a tombstone."""

from __future__ import annotations

from datetime import datetime

from django.apps import apps
from django.db import models, transaction

from timbalik.audit.operations import record
from timbalik.lib.privacy import OnErasure, Privacy
from timbalik.people.marks import keep_marks
from timbalik.people.models.persons import Person
from timbalik.people.signals import person_erased
from timbalik.people.states import Employment, Salutation


class AlreadyErased(Exception):
    """The person's row is a tombstone already."""


@transaction.atomic
def erase_person(person: Person, *, by: Person | None, now: datetime) -> dict[str, int]:
    """Empty the person's row, apply every rule, and return how many rows each model lost or cleared.

    A keyed digest of number and address stays, so that the next file does not bring them back unseen.
    Apps above hear ``person_erased`` inside the transaction, to end what still runs and destroy keys.
    Raises ``AlreadyErased``.
    """
    if person.is_erased:
        raise AlreadyErased(str(person.public_id))
    person_erased.send(Person, person=person, now=now)
    keep_marks(person, now=now)
    touched: dict[str, int] = {}
    for model, field, rule in person_keys():
        rows = model._base_manager.filter(**{field.name: person})
        if rule is OnErasure.DELETE:
            touched[model._meta.label] = touched.get(model._meta.label, 0) + rows.delete()[1].get(model._meta.label, 0)
        elif rule is OnErasure.CLEAR:
            touched[model._meta.label] = touched.get(model._meta.label, 0) + rows.update(**{field.name: None})
    account = person.account
    for name, empty in TOMBSTONE.items():
        setattr(person, name, empty)
    person.erased_at = person.updated_at = now
    person.save()
    if account is not None and not Person.everywhere.filter(account=account).exists():
        account.delete()
    record("person.erased", organisation=person.organisation, by=by, subject=person, now=now)
    return {label: count for label, count in touched.items() if count}


def person_keys() -> list[tuple[type[models.Model], models.Field[object, object], OnErasure]]:
    """Every key to a person in the data, with its rule. Raises ``KeyError`` for a key without one."""
    found: list[tuple[type[models.Model], models.Field[object, object], OnErasure]] = []
    for model in apps.get_models():
        privacy = getattr(model, "privacy", None)
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is Person:
                assert isinstance(privacy, Privacy), model
                found.append((model, field, privacy.on_erasure[field.name]))
    return found


TOMBSTONE: dict[str, object] = {
    "account": None,
    "staff_number": "",
    "full_name": "",
    "nickname": "",
    "salutation": Salutation.NONE,
    "email": "",
    "position": "",
    "level_name": "",
    "level_rank": None,
    "unit": None,
    "site": "",
    "employment": Employment.LEFT,
    "joined_on": None,
    "left_on": None,
}
