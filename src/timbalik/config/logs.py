"""One line for each thing worth telling, on stderr: warnings and errors, with the request's id beside them.

No line holds the token of a link that acts or signs in, and no line can pretend to be two.
"""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

# The addresses of links that let somebody act without signing in, and what a program shows to the API.
SECRET = re.compile(r"(/(?:ketuk|masuk/tautan|saya/undangan)/|\btimbalik_)[\w-]{8,}")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def hide_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Cut tokens out of every text of a line, and make what a visitor sent stay on its line."""
    for name, value in event.items():
        if name == "event" or isinstance(value, str):
            event[name] = CONTROL.sub("?", SECRET.sub(r"\1…", str(value))).replace("\n", "\\n")
    return event


STEPS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    hide_secrets,
]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
            "foreign_pre_chain": STEPS,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # A page that was not found or refused is no fault of the installation.
        "django.request": {"level": "ERROR"},
        # A worker that stops because it was asked to needs no line.
        "django_tasks_db": {"level": "ERROR"},
    },
}

# For django-structlog: requests that a visitor got wrong are not warnings.
STATUS_4XX_LEVEL = logging.INFO


def configure_structlog() -> None:
    """Send what structlog is told through the standard library, so that one configuration rules both."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *STEPS,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
