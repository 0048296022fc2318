"""A coordinator makes a token for an application, at both widths; it is shown whole and once."""

from __future__ import annotations

import pytest

from tests.browser.conftest import PHONE, WIDE, Look, OpenPage, tick
from tests.cast import Cast
from tests.factories.programmes import make_role

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_token_is_made_shown_and_revoked(open_page: OpenPage, look: Look, cast: Cast, size: tuple[int, int]) -> None:
    make_role(cast.citra)
    page = open_page("/pengelola/token/", cast.citra, size=size)
    look(page, "light", "dark")
    page.fill("#id_name", "Dasbor SDM")
    tick(page, "[name=scope][value=write]")
    page.get_by_role("button", name="Buat token").click()
    look(page, "light", "dark")

    shown = page.locator("#token").input_value()
    assert shown.startswith("timbalik_")
    page.get_by_role("button", name="Cabut").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Belum ada aplikasi yang bertindak atas nama Anda"
    assert shown not in page.content()
    look(page)
