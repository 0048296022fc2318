"""Guests through the API: for who coordinates the programme, and for who looks after the guests of one organisation."""

from __future__ import annotations

import pytest

from tests.api.calling import program_of
from tests.cast import Cast
from tests.factories.enrolment import make_open_programme
from tests.factories.people import NOW
from timbalik.people.models.partners import PartnerOrganisation
from timbalik.people.models.persons import Person
from timbalik.people.states import PartnerKind
from timbalik.programmes.operations.guests import add_partner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]
SEKAR = {"called": "Sekar", "email": "sekar@kampus.example", "role": "mentor"}
WENING = {"called": "Bu Wening", "email": "wening@kampus.example"}


def test_coordinator_names_a_partner_its_coordinator_and_a_guest(cast: Cast) -> None:
    programme = make_open_programme(cast.organisation, cast.citra)
    add_partner(cast.organisation, name="Asosiasi", kind=PartnerKind.ASSOCIATION, by=None, now=NOW)
    root = f"/programmes/{programme.public_id}/partners"
    citra = program_of(cast.citra)
    made = citra.post(root, {"name": "Universitas Nusa", "kind": "campus"})
    assert made.status_code == 201
    assert citra.post(root, {"name": "universitas nusa", "kind": "campus"}).json()["code"] == "partner_name_taken"
    campus = f"{root}/{made.json()['id']}"
    assert citra.post(f"{campus}/coordinators", WENING).status_code == 201
    assert citra.post(f"{campus}/guests", SEKAR).status_code == 201
    assert citra.post(f"{campus}/guests", SEKAR | {"email": cast.ayu.email}).json()["code"] == "guest_refused"
    counts = {one["name"]: (one["asked"], one["enrolled"]) for one in citra.get(root).json()}
    assert counts == {"Asosiasi": (0, 0), "Universitas Nusa": (1, 0)}

    wening = program_of(Person.objects.of(cast.organisation).get(email="wening@kampus.example"))
    listed = wening.get(f"{campus}/guests").json()
    assert [(one["called"], one["state"], one["has_pair"]) for one in listed] == [("Sekar", "invited", False)]
    assert wening.post(f"{campus}/guests", {**SEKAR, "email": "galih@kampus.example"}).status_code == 201
    other = PartnerOrganisation.objects.of(cast.organisation).get(name="Asosiasi")
    for program in (wening, program_of(cast.ayu), program_of(cast.dian)):
        refused = [program.get(root), program.post(root, {"name": "X", "kind": "campus"})]
        refused += [program.post(f"{campus}/coordinators", WENING), program.get(f"{root}/{other.public_id}/guests")]
        if program is not wening:
            refused += [program.get(f"{campus}/guests"), program.post(f"{campus}/guests", SEKAR)]
        assert {answer.status_code for answer in refused} == {404}


def test_kinds_of_programme_are_listed(cast: Cast) -> None:
    found = {one["key"]: one for one in program_of(cast.ayu).get("/templates").json()}
    assert len(found) >= 16
    assert (found["tpl-asosiasi"]["direction"], found["tpl-asosiasi"]["only_across"]) == ("peer", True)
