"""What is somebody's alone is read by nobody else: planted words, looked for wherever anything can be read.

The pair of the world has lived through all four phases (``pair_life``); every private field of theirs holds a word that
stands nowhere else. That its readers do find it is shown first, so that an empty search means something.
"""

from __future__ import annotations

import base64
import io
import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.urls import reverse

from tests.api.calling import program_of
from tests.api.test_access import operations
from tests.security.addresses import urls_of
from tests.security.browsing import text_of
from tests.security.conftest import Worlds
from tests.security.matrix import addresses, rows
from tests.security.world import World
from timbalik.audit.models import AuditEntry
from timbalik.notifications.models import Effect
from timbalik.notifications.operations import read_content
from timbalik.people.models.persons import Person

WORD = re.compile(r"kenari\d\d+-[\w -]+?-org-\d+")
# Places that no page shows again, or not yet: words for swapped roles open when both have said yes.
SHOWN_NOWHERE = {"cancelled-topic", "cancelled-place", "goal-baseline", "swap-motivation", "swap-benefit_sought"}
SHOWN_NOWHERE |= {"swap-learning_goal"}
# Not sealed, so in their columns as they are: what coordinator and future partner read, drafts (also of guests), a mentor's
# own lessons and record, and what a person writes to the coordinator who decides about their pairing. All else is sealed.
READABLE_IN_THE_DATABASE = re.compile(
    r"kenari\d\d+-((mentor|mentee|neighbour|coordinating mentor)-(motivation|benefit_sought|learning_goal)"
    r"|draft|guest-draft|override-reason|objection|lesson|record|endorsement)"
)


def seen_in(text: str) -> set[str]:
    return set(WORD.findall(text))


def pages(worlds: Worlds) -> Iterator[tuple[str, str, str]]:
    """Role, what it asked for, and what came: every page and file as everybody who may (the sweep looks at refusals)."""
    known, urls = addresses(), urls_of(worlds.here)
    for row in rows():
        if row.name not in urls or "token" in known[row.name].parameters or "GET" not in row.methods:
            continue  # whoever holds the link of a mail is taken for its reader
        for role in row.allowed:
            yield role, row.name, text_of(worlds.browsers[role].ask("GET", urls[row.name]))
    for role, browser in worlds.browsers.items():
        yield role, "a copy of one's data", text_of(browser.ask("POST", reverse("participant:profile_data")))


def answers(worlds: Worlds) -> Iterator[tuple[str, str, str]]:
    """As ``pages``, from the API with everybody's token."""
    paths = sorted(one.removeprefix("GET ") for one in operations() if one.startswith("GET "))
    values = worlds.here.values
    for role, browser in worlds.browsers.items():
        if browser.person is None:
            continue
        program = program_of(browser.person)
        for path in paths:
            names = set(re.findall(r"{(\w+)}", path))
            assert names <= values.keys(), f"{path}: put {names - values.keys()} into World.values"
            yield role, f"API {path}", program.get(path.format(**values)).content.decode()


def letters(world: World) -> Iterator[tuple[str, str, str]]:
    """Every mail, invitation and notice, as the worker would open them."""
    roles = {person.pk: role for role, person in world.people.items()}
    for effect in Effect.objects.of(world.organisation).exclude(content_sealed=None):
        content = read_content(effect)
        calendar = base64.b64decode(content.get("calendar", "")).decode()
        yield (
            roles.get(effect.recipient_id or 0, "somebody else"),
            effect.key,
            f"{content} {calendar}".replace("\r\n ", ""),
        )


def test_every_sealed_field_was_planted(worlds: Worlds) -> None:
    """Whoever adds one lets the pair of ``pair_life`` or ``pair_growth`` write into it."""
    empty = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name.endswith("_sealed") and not model._base_manager.exclude(**{field.name: None}).exists()
    ]
    assert empty == []


@pytest.mark.either
@pytest.mark.slow
def test_words_are_read_by_their_readers_alone(worlds: Worlds) -> None:
    planted = worlds.here.planted | worlds.elsewhere.planted
    readers: dict[str, set[str]] = defaultdict(set)
    wrong = set()
    for ask in (pages, answers):
        for role, where, text in ask(worlds):
            for word in seen_in(text):
                readers[word].add(role)
                is_own = word in worlds.here.planted and role in planted[word]
                if not (
                    is_own or (role == "stranger" and word in worlds.elsewhere.planted and where.startswith("API"))
                ):
                    wrong.add(f"{role} reads {word} at {where}")
    assert not wrong, "\n" + "\n".join(sorted(wrong))
    unseen = {word for word in worlds.here.planted if not readers[word]}
    places = {word for word in unseen if not any(f"-{place}-" in word for place in SHOWN_NOWHERE)}
    assert places == set(), "nobody reads these, so nothing is shown by nobody else reading them"


def test_letters_hold_no_words_but_their_readers_own(worlds: Worlds) -> None:
    wrong = [
        f"{role} is told {word} in {key}"
        for role, key, text in letters(worlds.here)
        for word in seen_in(text)
        if role not in worlds.here.planted[word]
    ]
    assert wrong == []


def test_audit_holds_no_words_of_people(worlds: Worlds) -> None:
    entries = [str(entry.__dict__) for entry in AuditEntry.objects.all()]
    assert len(entries) > 50
    assert seen_in(" ".join(entries)) == set()
    names = {person.full_name for person in Person.objects.of(worlds.here.organisation)}
    assert [name for name in names if any(name in entry for entry in entries)] == []


def test_database_holds_the_words_of_the_pair_sealed(worlds: Worlds) -> None:
    """As somebody with a stolen copy would read it, the key store included."""
    found = set()
    for alias in ("default", "keys"):
        connection = connections[alias]
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
                found |= {word for row in cursor.fetchall() for value in row for word in seen_in(_readable(value))}
    assert {word for word in found if not READABLE_IN_THE_DATABASE.match(word)} == set()
    assert any("draft" in word for word in found), "the search finds what is there"


def test_files_hold_no_words(worlds: Worlds) -> None:
    written = [path for path in Path(settings.DATA_DIR).rglob("*") if path.is_file() and "sqlite3" not in path.name]
    assert [path.name for path in written if seen_in(path.read_bytes().decode(errors="replace"))] == []


def _readable(value: object) -> str:
    if isinstance(value, memoryview):
        value = bytes(value)
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return str(value)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    said, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(said), root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield said
    root.removeHandler(handler)
    root.setLevel(level)


def test_log_holds_nothing_that_people_write(worlds: Worlds, log: io.StringIO) -> None:
    """Members write into every form of theirs, also what is refused; others try to."""
    logging.disable(logging.NOTSET)
    word, urls = "kenari99-log-org-1", urls_of(worlds.here)
    names = ("text", "title", "measure", "topic", "place", "reason", "gave", "gained", "outcome", "motivation", "code")
    body = dict.fromkeys(names, word) | {"is_shared": "on"}
    for row in rows():
        if row.name.startswith("participant:") and "POST" in row.methods and row.name in urls:
            for role in ("mentor", "coordinator", "visitor"):
                worlds.browsers[role].ask("POST", urls[row.name], body)
    assert "access.denied" in log.getvalue()
    assert word not in log.getvalue()
