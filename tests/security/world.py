"""What the sweeps and the search for planted words walk: an organisation, its people by role, its things by parameter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.factories.people import NOW
from timbalik.notifications.links import make_action_link
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme

MEMBERS = ("mentor", "mentee")


@dataclass
class World:
    """``people`` by role, ``values`` by parameter of an address, ``planted`` words with the roles that may read them."""

    organisation: Organisation
    people: dict[str, Person]
    programme: Programme = field(init=False)
    enrolments: dict[str, Enrolment] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    special: dict[str, dict[str, Any]] = field(default_factory=dict)
    planted: dict[str, frozenset[str]] = field(default_factory=dict)

    def plant(self, place: str, *readers: str) -> str:
        """A word that stands nowhere else, for one private place."""
        word = f"kenari{len(self.planted):02d}-{place}-{self.organisation.slug}"
        self.planted[word] = frozenset(readers)
        return word

    def link(self, act: str, *, of: str) -> str:
        """A fresh link of one's own in a mail: its token."""
        subject = {"enrol": self.enrolments["colleague"].public_id, "answer_session": self.values["seat"]}
        person = self.people[of]
        address = make_action_link(
            person=person,
            act=act,
            subject_ref=subject.get(act, person.public_id),
            now=NOW,
            expires_at=NOW + timedelta(days=1),
        )
        return address.rstrip("/").rsplit("/", 1)[1]
