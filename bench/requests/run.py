"""Queries and CPU per request of the pages people live on, for 24 pairs and for 2,400, beside the landing page.

    .venv/bin/python -m bench.requests.run [--repeat 30]

A fresh temporary SQLite database; times are CPU seconds of this process, so the ratio to the landing page of the same run
is what to compare between machines.
"""

from __future__ import annotations

import argparse
import statistics
import time

from bench.scratch import scratch_database


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=30)
    options = parser.parse_args()
    with scratch_database():
        _measure(options.repeat)


def _measure(repeat: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from tests.factories.many import make_many_pairs
    from tests.factories.people import make_account, make_organisation, make_person
    from tests.factories.programmes import make_role

    def cpu(client: Client, url: str) -> tuple[float, int, int]:
        client.get(url)
        taken = []
        for _ in range(repeat):
            began = time.process_time()
            response = client.get(url)
            taken.append(time.process_time() - began)
        with CaptureQueriesContext(connection) as caught:
            response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)
        return statistics.median(taken) * 1000, len(caught), len(response.content)

    landing, _, _ = cpu(Client(), reverse("home"))
    print(f"landing page: {landing:.1f} ms CPU (median of {repeat})")
    print(f"{'page':14} {'pairs':>6} {'queries':>8} {'ms CPU':>8} {'/ landing':>10} {'bytes':>8}")
    for pairs in (24, 2400):
        organisation = make_organisation()
        programme = make_many_pairs(organisation, pairs)
        coordinator = make_person(organisation, "Citra", with_account=True)
        make_role(coordinator)
        relationship = programme.relationships.order_by("pk")[5]
        member = relationship.members.order_by("pk")[0].person
        member.account = make_account(member.email)
        member.save()
        pages = (
            ("home", coordinator, reverse("coordinator:home")),
            ("participants", coordinator, reverse("coordinator:participants", args=[programme.public_id])),
            ("studio", coordinator, reverse("coordinator:round", args=[programme.public_id, 1])),
            ("pair", member, reverse("participant:pair", args=[relationship.public_id])),
        )
        for name, person, url in pages:
            client = Client()
            client.force_login(person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
            taken, queries, size = cpu(client, url)
            print(f"{name:14} {pairs:6} {queries:8} {taken:8.1f} {taken / landing:10.1f} {size:8}")


if __name__ == "__main__":
    main()
