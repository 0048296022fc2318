"""What stands in the log: no token, no text of people, one line for each event."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from structlog.stdlib import ProcessorFormatter

from tests.cast import Cast
from timbalik.config.logs import LOGGING

TOKEN = "ceE3p8iX2wQihAozQzihOJH7xNOVfrV6"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the console of an installation would show, and more: everything from INFO on."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    lines = LOGGING["formatters"]["lines"]
    options = {name: value for name, value in lines.items() if name not in {"()", "processor"}}
    handler.setFormatter(ProcessorFormatter(processor=lines["processor"], **options))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield said
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize("path", ["/masuk/tautan/", "/ketuk/", "/saya/undangan/"])
def test_log_holds_no_token(db: None, log: io.StringIO, path: str) -> None:
    Client(enforce_csrf_checks=True).post(f"{path}{TOKEN}/")
    assert "Forbidden" in log.getvalue()
    assert TOKEN not in log.getvalue()


def test_refusal_is_one_line_with_identifiers(cast: Cast, log: io.StringIO) -> None:
    client = Client()
    assert cast.ayu.account
    client.force_login(cast.ayu.account)
    client.get("/pengelola/impor/")
    (line,) = [line for line in log.getvalue().splitlines() if "access.denied" in line]
    assert str(cast.ayu.public_id) in line
    assert "coordinator:imports" in line
    assert cast.ayu.full_name not in log.getvalue()
    assert cast.ayu.email not in log.getvalue()


def test_what_a_visitor_sends_stays_on_its_line(db: None, log: io.StringIO) -> None:
    logging.getLogger("timbalik").warning("got %s", "Suharti\r\n2026-01-01 [error] forged \x1b[31mred")
    (line,) = [line for line in log.getvalue().splitlines() if "Suharti" in line]
    assert "\x1b" not in line
    assert "forged" in line
