from __future__ import annotations

import pytest
from django.db import connection

from tests.factories.people import make_organisation, make_person
from timbalik.lib.planner import refresh_statistics
from timbalik.people.models.persons import Person

pytestmark = pytest.mark.django_db


def test_statistics_can_be_refreshed_in_a_transaction_on_both_databases() -> None:
    organisation = make_organisation()
    make_person(organisation)
    refresh_statistics(Person)
    assert Person.objects.of(organisation).count() == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite for its plan")
def test_sqlite_plans_by_the_rows_just_written() -> None:
    """Of two indexes that fit, the one that few rows share; without figures it takes the first."""
    organisation = make_organisation()
    for number in range(40):
        make_person(organisation, email=f"orang{number}@kirana.example")
    refresh_statistics(Person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl, idx, stat FROM sqlite_stat1 WHERE tbl = 'people_person'")
        rows = {index: int(stat.split()[1]) for _table, index, stat in cursor.fetchall()}
    assert rows
    assert max(rows.values()) == 40
    assert min(rows.values()) == 1


@pytest.mark.postgres
def test_planner_knows_the_rows_just_written() -> None:
    organisation = make_organisation()
    for _ in range(40):
        make_person(organisation)
    refresh_statistics(Person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'people_person'")
        assert cursor.fetchone()[0] >= 40
