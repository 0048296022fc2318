"""What each address of the matrix needs to be asked for in a world: its parameters, its query, its body."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.security.matrix import Address, addresses
from tests.security.world import World
from timbalik.people.models.persons import Person
from timbalik.programmes.administrators import SIGN_IN
from timbalik.programmes.operations.invitations import ENROL

TOKENS = {"public:sign_in_link": (SIGN_IN, "mentor"), "participant:invitation": (ENROL, "colleague")}


def urls_of(world: World) -> dict[str, str]:
    """The address of something that is there, in this world, for each address that ``missing`` does not name."""
    return {address.name: _url_of(address, world) for address in addresses().values() if not absent(address, world)}


def missing(world: World) -> list[str]:
    """What somebody who adds an address still has to put in here."""
    return [
        f"{address.name}: make the thing that {sorted(lacking)} names in tests/security/building.py (or pair_life.py, "
        f"pair_growth.py), and put its id into World.values"
        for address in addresses().values()
        if (lacking := absent(address, world))
    ]


def absent(address: Address, world: World) -> frozenset[str]:
    return address.parameters - world.values.keys() - world.special.get(address.name, {}).keys() - {"token"}


def _url_of(address: Address, world: World) -> str:
    values = world.values | world.special.get(address.name, {})
    if "token" in address.parameters:
        act, person = TOKENS.get(address.name, ("answer_session", "mentee"))
        values["token"] = world.link(act, of=person)
    queries = {
        "participant:consent_withdraw": "?purpose=research",
        "coordinator:round_why": f"?untuk={values['waiting']}",
    }
    given = {name: values[name] for name in address.parameters}
    return reverse(address.name, kwargs=given) + queries.get(address.name, "")


def body_of(name: str, world: World, person: Person | None) -> dict[str, Any]:
    """What a body must hold before an address knows what is meant; most do with nothing."""
    people = world.people
    if person is None:
        person = people["mentor"]
    another = Person.objects.of(person.organisation_id).exclude(pk=person.pk).order_by("pk")[0]
    bodies: dict[str, dict[str, Any]] = {
        "assistant:answer": {"reply": "yes"},
        "coordinator:candidate_invite": {"person": str(people["neighbour"].public_id)},
        "coordinator:shortlist_ask": {"person": str(people["colleague"].public_id)},
        "coordinator:leaver_decide": {"decision": "left"},
        "participant:idea": {"person": str(another.public_id)},
        "participant:nominate": {"person": str(another.public_id)},
        "participant:nomination_answer": {"reply": "no"},
        "participant:assistants": {"person": str(another.public_id)},
        "participant:assistant_end": {"assistant": str(people["mentee"].delegations_given.get().public_id)},
        "participant:avoidances": {"person": str(another.public_id)},
        "participant:avoidance_remove": {"person": str(people["colleague"].public_id)},
        "participant:consent_withdraw": {"purpose": "research"},
        "participant:session_answer": {"reply": "yes"},
        "participant:session_choose": {"starts_at": world.values["starts_at"]},
        "public:organisations": {"organisation": str(person.organisation.public_id)},
    }
    return bodies.get(name, {})
