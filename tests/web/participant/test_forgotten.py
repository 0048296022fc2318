"""A pair whose time is over: its pages say so, and nothing fails."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import NOW
from tests.web.participant.conftest import Enter, Lead
from timbalik.relationships.operations.closing import end_relationship
from timbalik.relationships.states import Ending, Phase
from timbalik.relationships.vault import destroy_key


@pytest.mark.parametrize("name", ["pair", "agreement"])
def test_page_of_a_forgotten_pair_says_that_nothing_is_kept(
    cast: Cast, enter: Enter, lead: Lead, name: str, caplog: Any
) -> None:
    pair = lead(Phase.GROWTH)
    end_relationship(pair.relationship, Ending.NO_FAULT, by=cast.ayu, now=NOW)
    destroy_key(pair.relationship.public_id, now=NOW)
    answer = enter(cast.ayu).get(reverse(f"participant:{name}", args=[pair.relationship.public_id]))
    assert answer.status_code == 410
    assert "tidak disimpan lagi" in answer.content.decode()
    assert enter(cast.ayu).get(reverse("participant:home")).status_code == 200
