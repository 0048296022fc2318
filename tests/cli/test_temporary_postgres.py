from __future__ import annotations

import psycopg
import pytest

from timbalik.cli.temporary_postgres import temporary_postgres


@pytest.mark.slow
def test_temporary_postgres_offers_two_databases_and_leaves_nothing_behind() -> None:
    with temporary_postgres() as environment:
        names, folder = [], ""
        for url in environment.values():
            with psycopg.connect(url) as connection:
                names.append(connection.info.dbname)
                folder = connection.info.host

    assert names == ["timbalik", "timbalik_keys"]
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=folder, user="timbalik", dbname="timbalik")
