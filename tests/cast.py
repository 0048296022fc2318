"""The people of the suite: Ayu mentors Bram, Citra coordinates, Dian is in another programme of another company.

Whoever tests a page asks for it as Dian too.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.factories.people import make_organisation, make_person, make_unit
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person


@dataclass(frozen=True)
class Cast:
    """Kirana Nusantara with Ayu, Bram and Citra; Sagara Raya with Dian. All can sign in."""

    organisation: Organisation
    ayu: Person
    bram: Person
    citra: Person
    elsewhere: Organisation
    dian: Person


def make_cast() -> Cast:
    kirana, sagara = make_organisation("Kirana Nusantara"), make_organisation("Sagara Raya")
    digital, finance = make_unit(kirana, "Digital"), make_unit(kirana, "Keuangan")
    return Cast(
        organisation=kirana,
        ayu=make_person(kirana, "Ayu Lestari", unit=digital, level_rank=2, with_account=True),
        bram=make_person(
            kirana, "Dr. Ir. H. Bram Wicaksono Hadiningrat", unit=finance, level_rank=8, with_account=True
        ),
        citra=make_person(kirana, "Citra", unit=make_unit(kirana, "SDM"), level_rank=5, with_account=True),
        elsewhere=sagara,
        dian=make_person(sagara, "Dian Sitohang", with_account=True),
    )


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def ayu(cast: Cast) -> Person:
    return cast.ayu


@pytest.fixture
def bram(cast: Cast) -> Person:
    return cast.bram


@pytest.fixture
def citra(cast: Cast) -> Person:
    return cast.citra


@pytest.fixture
def dian(cast: Cast) -> Person:
    return cast.dian
