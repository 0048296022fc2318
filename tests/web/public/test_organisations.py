"""One account, several organisations: one is chosen, and nothing of the other is seen."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import make_person

CHOOSE, PROFILE = reverse("public:organisations"), reverse("participant:profile")


def test_account_of_two_organisations_chooses(client: Client, cast: Cast) -> None:
    """Ayu of Kirana is “A. Lestari” at Sagara."""
    assert cast.ayu.account is not None
    make_person(cast.elsewhere, "A. Lestari", account=cast.ayu.account, email=cast.ayu.email)
    client.force_login(cast.ayu.account)
    page = client.get(CHOOSE).content.decode()
    assert ("Kirana Nusantara" in page, "Sagara Raya" in page) == (True, True)

    for organisation, name, other in (
        (cast.elsewhere, "A. Lestari", "Ayu Lestari"),
        (cast.organisation, "Ayu Lestari", "A. Lestari"),
    ):
        client.post(CHOOSE, {"organisation": str(organisation.public_id)})
        page = client.get(PROFILE).content.decode()
        assert (name in page, other in page, CHOOSE in page) == (True, False, True)


def test_organisation_one_does_not_belong_to_is_not_found(client: Client, cast: Cast) -> None:
    assert cast.ayu.account is not None
    client.force_login(cast.ayu.account)

    assert client.post(CHOOSE, {"organisation": str(cast.elsewhere.public_id)}).status_code == 404
    page = client.get(PROFILE).content.decode()

    assert "Kirana Nusantara" in page
    assert CHOOSE not in page


def test_visitor_signs_in_first(client: Client, db: None) -> None:
    assert client.get(CHOOSE).headers["Location"].startswith("/masuk/")
