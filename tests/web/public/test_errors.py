from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from django.views.defaults import server_error

PAGES = {
    "400.html": ("Permintaan ini tidak dapat kami baca", "We could not read that request"),
    "403.html": ("Halaman ini tidak terbuka untuk Anda", "This page is not open to you"),
    "403_csrf.html": ("Coba sekali lagi", "Please try once more"),
    "404.html": ("Halaman ini tidak ada", "This page does not exist"),
    "429.html": ("Terlalu banyak permintaan", "Too many requests"),
    "500.html": ("Ada yang tidak beres di pihak kami", "Something went wrong on our side"),
}


@pytest.fixture
def request_without_session() -> HttpRequest:
    return RequestFactory().get("/")


@pytest.mark.parametrize("page", sorted(PAGES))
def test_error_page_speaks_both_languages(page: str) -> None:
    for language, title in zip(("id", "en"), PAGES[page], strict=True):
        with translation.override(language):
            html = render_to_string(page)
        assert f"<h1>{title}</h1>" in html
        assert f'<html lang="{language}">' in html
        assert "<script" not in html


def test_missing_page_is_answered_in_the_language_asked_for(client: Client, db: None) -> None:
    response = client.get("/tidak-ada/", headers={"accept-language": "en"})
    assert response.status_code == 404
    assert "This page does not exist" in response.content.decode()


def test_form_without_its_token_is_refused_kindly(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/masuk/", {"email": "suharti@kirana.example"})
    assert response.status_code == 403
    assert "Coba sekali lagi" in response.content.decode()


def test_failure_page_needs_neither_session_nor_database(request_without_session: HttpRequest) -> None:
    response = server_error(request_without_session)
    assert response.status_code == 500
    assert "Ada yang tidak beres" in response.content.decode()


def test_pages_carry_a_strict_policy(client: Client, db: None) -> None:
    for path in ("/", "/masuk/", "/tidak-ada/"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "style-src 'self'" in policy
