"""News in the app: newest first, read one by one or all at once, counted in the shell."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import NOW, make_person
from tests.web.participant.conftest import Enter
from timbalik.notifications.models import Effect
from timbalik.notifications.operations import queue_mail, queue_notice
from timbalik.notifications.queries import unread_notices
from timbalik.people.models.persons import Person

LIST, READ = reverse("participant:notices"), reverse("participant:notices_read")


def tell(person: Person, title: str, hours: int = 0, text: str = "Isinya.") -> Effect:
    return queue_notice(to=person, title=title, text=text, key=title, now=NOW - timedelta(hours=hours))


def test_news_stand_newest_first(cast: Cast, enter: Enter) -> None:
    for title, hours in (("Kabar lama", 30), ("Kabar baru", 1), ("Kabar tengah", 5)):
        tell(cast.ayu, title, hours)

    page = enter(cast.ayu).get(LIST).content.decode()

    assert page.index("Kabar baru") < page.index("Kabar tengah") < page.index("Kabar lama")
    assert "Tiga kabar baru untuk Anda" in page


def test_one_is_marked_or_all(cast: Cast, enter: Enter) -> None:
    first, _second, _third = (tell(cast.ayu, title) for title in ("Satu", "Dua", "Tiga"))
    browser = enter(cast.ayu)

    browser.post(READ, {"notice": str(first.public_id)})
    assert unread_notices(cast.ayu) == 2
    page = browser.post(READ, follow=True).content.decode()

    assert unread_notices(cast.ayu) == 0
    assert "Semua kabar sudah Anda baca" in page


@pytest.mark.parametrize("name", ["bram", "dian"])
def test_news_of_others_are_neither_seen_nor_marked(cast: Cast, enter: Enter, name: str) -> None:
    mine = tell(cast.ayu, "Hanya untuk Ayu")
    browser = enter(getattr(cast, name))

    page = browser.get(LIST).content.decode()
    browser.post(READ, {"notice": str(mine.public_id)})
    browser.post(READ)

    assert "Hanya untuk Ayu" not in page
    assert "Belum ada kabar" in page
    assert unread_notices(cast.ayu) == 1


def test_nonsense_is_not_found(cast: Cast, enter: Enter) -> None:
    assert enter(cast.ayu).post(READ, {"notice": "bukan"}).status_code == 404


def test_letter_without_an_address_is_read_here_with_its_link(cast: Cast, enter: Enter) -> None:
    cast.ayu.email = ""
    cast.ayu.save()
    text = "Jawab di sini: http://127.0.0.1:8000/ketuk/abc/\n\n<b>tebal</b>"
    queue_mail(to=cast.ayu, subject="Undangan sesi", text=text, key="sesi", now=NOW)

    page = enter(cast.ayu).get(LIST).content.decode()

    assert 'href="http://127.0.0.1:8000/ketuk/abc/"' in page
    assert "&lt;b&gt;tebal&lt;/b&gt;" in page


def test_shell_counts_what_is_unread_in_one_query(cast: Cast, enter: Enter) -> None:
    browser, address = enter(cast.ayu), reverse("participant:profile")
    counts, page = [], ""
    for more in (1, 20):
        for number in range(more):
            tell(cast.ayu, f"Kabar {more}.{number}")
        with CaptureQueriesContext(connection) as captured:
            page = browser.get(address).content.decode()
        counts.append(len(captured))

    assert "Kabar, 21 belum dibaca" in page
    assert counts[0] == counts[1]


def test_count_is_the_persons_own(cast: Cast) -> None:
    tell(cast.ayu, "Satu")
    assert unread_notices(make_person(cast.organisation, "Wulan")) == 0
