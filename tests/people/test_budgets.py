from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.people import NOW
from timbalik.people.budgets import Limit, take
from timbalik.people.models.budgets import Budget

pytestmark = pytest.mark.django_db
TWO_A_MINUTE, FIVE_AN_HOUR = Limit(2, 60), Limit(5, 3600)


def test_budget_gives_as_many_as_it_has_and_then_none() -> None:
    assert [take("uji", "a", TWO_A_MINUTE, now=NOW) for _ in range(4)] == [True, True, False, False]
    assert take("uji", "b", TWO_A_MINUTE, now=NOW)
    assert take("lain", "a", TWO_A_MINUTE, now=NOW)


def test_budget_is_full_again_afterwards_and_its_rows_go() -> None:
    later = NOW + timedelta(minutes=3)
    assert [take("uji", "a", TWO_A_MINUTE, now=NOW) for _ in range(3)] == [True, True, False]
    assert take("uji", "a", TWO_A_MINUTE, now=later)
    assert Budget.objects.count() == 1


def test_every_limit_counts() -> None:
    minutes = [NOW + timedelta(minutes=number) for number in range(7)]
    assert [take("uji", "a", TWO_A_MINUTE, FIVE_AN_HOUR, now=minute) for minute in minutes] == [True] * 5 + [False] * 2


def test_row_does_not_tell_whose_it_is() -> None:
    take("uji", "ayu@kirana.example", TWO_A_MINUTE, now=NOW)
    assert "ayu" not in str(Budget.objects.values().get())
