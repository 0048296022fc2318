"""F-55: a talk in confidence. Contacts outside the line read it; coordinators, partners and superiors never do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_line, make_person
from tests.factories.programmes import make_programme, make_role
from tests.factories.relationships import Pair, make_pair
from timbalik.audit.models import AuditEntry
from timbalik.journey.confidential import contacts_for, own_talks, talks_for, words_of
from timbalik.journey.models import TalkRequest
from timbalik.journey.operations import (
    NoContact,
    NotTheContact,
    TalkOver,
    TooManyOpen,
    WordsTooLong,
    ask_for_talk,
    close_talk,
    take_talk,
    withdraw_talk,
)
from timbalik.notifications.models import Effect
from timbalik.notifications.operations import notices_for
from timbalik.people.erasure import erase_person
from timbalik.people.models.persons import Person
from timbalik.people.states import LineKind
from timbalik.programmes.models import Programme
from timbalik.programmes.operations.roles import end_role
from timbalik.programmes.states import Role
from timbalik.relationships.models import RelationshipKey

pytestmark = pytest.mark.django_db
WORDS = "Rahasia: saya merasa tidak nyaman"


@pytest.fixture
def programme(cast: Cast) -> Programme:
    """Ayu mentors Bram; Citra coordinates."""
    programme = make_programme(cast.organisation)
    make_role(cast.citra, programme=programme)
    return programme


@pytest.fixture
def pair(cast: Cast, programme: Programme) -> Pair:
    return make_pair(programme, mentor=cast.ayu, mentee=cast.bram)


@pytest.fixture
def ratna(pair: Pair) -> Person:
    return contact(pair, "Ratna Kusumawardani")


def contact(pair: Pair, name: str) -> Person:
    person = make_person(pair.relationship.organisation, name, with_account=True)
    make_role(person, Role.CONFIDENTIAL_CONTACT, pair.relationship.programme)
    return person


def ask(pair: Pair, **given: Any) -> TalkRequest:
    return ask_for_talk(pair.mentor, pair.relationship.programme, now=NOW, **given)


def test_contact_reads_the_wish_and_its_words(pair: Pair, ratna: Person) -> None:
    ask(pair, words=WORDS)
    [talk] = talks_for(ratna)
    assert (talk.person, words_of(talk)) == (pair.mentor, WORDS)


def test_nobody_else_reads_it(cast: Cast, pair: Pair, ratna: Person) -> None:
    make_role(make_person(cast.organisation, "Administrator"), Role.ADMINISTRATOR)
    ask(pair, words=WORDS)
    others = Person.objects.of(cast.organisation).exclude(pk=ratna.pk)
    assert [person for person in (*others, cast.dian) if talks_for(person).exists()] == []


def test_words_are_sealed_with_a_key_of_their_own(pair: Pair, ratna: Person) -> None:
    talk = ask(pair, words=WORDS)
    assert WORDS.encode() not in bytes(talk.words_sealed or b"")
    assert RelationshipKey.objects.filter(relationship_ref=talk.public_id, destroyed_at__isnull=True).exists()


def test_letter_to_the_contact_names_nobody(pair: Pair, ratna: Person) -> None:
    """A mailbox may have other readers."""
    ask(pair, words=WORDS)
    [letter] = waiting(ratna)
    told = letter.subject + letter.text + str(notices_for(ratna))
    assert not any(word in told for word in ("Ayu", WORDS, pair.relationship.programme.name))
    assert "/kontak/" in letter.text


def test_audit_and_keys_of_letters_do_not_name_who_asked(pair: Pair, ratna: Person) -> None:
    talk = ask(pair, words=WORDS)
    take_talk(talk, by=ratna, now=NOW)
    close_talk(talk, by=ratna, now=NOW)
    entries = AuditEntry.objects.filter(verb__startswith="talk.")
    assert [entry.verb for entry in entries] == ["talk.asked", "talk.taken", "talk.closed"]
    traces = [str(vars(entry)) for entry in entries]
    traces += Effect.objects.of(talk.organisation).filter(key__startswith="talk:").values_list("key", flat=True)
    assert not any(str(pair.mentor.public_id) in trace for trace in traces)


def test_contact_is_outside_the_line(cast: Cast, pair: Pair, ratna: Person) -> None:
    """Not the partner, not who runs the programme, nobody who leads at any depth or appraises, not oneself."""
    programme = pair.relationship.programme
    chief, director, appraiser = (contact(pair, name) for name in ("Kepala", "Direktur", "Penilai"))
    for person in (pair.mentee, pair.mentor, cast.citra):
        make_role(person, Role.CONFIDENTIAL_CONTACT, programme)
    make_line(pair.mentor, chief)
    make_line(chief, director)
    make_line(pair.mentor, appraiser, LineKind.APPRAISER)
    assert contacts_for(pair.mentor, programme) == [ratna]
    ask(pair)
    others = (chief, director, appraiser, pair.mentee, pair.mentor, cast.citra)
    assert [person for person in others if talks_for(person).exists()] == []
    assert talks_for(ratna).exists()


def test_wish_for_one_contact_is_read_by_that_one_alone(pair: Pair, ratna: Person) -> None:
    other = contact(pair, "Suharti")
    ask(pair, contact=ratna)
    assert (talks_for(ratna).count(), talks_for(other).count()) == (1, 0)


def test_wish_for_somebody_who_is_contact_no_more_falls_to_the_others(pair: Pair, ratna: Person) -> None:
    other = contact(pair, "Suharti")
    ask(pair, contact=ratna)
    end_role(ratna.roles.get(), by=None, now=NOW)
    assert (talks_for(ratna).count(), talks_for(other).count()) == (0, 1)


def test_without_a_contact_nothing_is_kept(pair: Pair) -> None:
    with pytest.raises(NoContact):
        ask(pair, words=WORDS)
    assert not TalkRequest.objects.of(pair.relationship.organisation).exists()


def test_long_words_and_many_wishes_are_refused(pair: Pair, ratna: Person) -> None:
    with pytest.raises(WordsTooLong):
        ask(pair, words="a" * 601)
    for _number in range(5):
        ask(pair)
    with pytest.raises(TooManyOpen):
        ask(pair)


def test_who_asked_hears_who_answers(pair: Pair, ratna: Person) -> None:
    take_talk(ask(pair), by=ratna, now=NOW + timedelta(hours=1))
    assert "Ratna" in notices_for(pair.mentor)[0][1]["subject"]


def test_closing_destroys_the_words(pair: Pair, ratna: Person, django_capture_on_commit_callbacks: Any) -> None:
    talk = ask(pair, words=WORDS)
    with django_capture_on_commit_callbacks(execute=True):
        close_talk(talk, by=ratna, now=NOW)
    assert words_of(own_talks(pair.mentor, pair.relationship.programme)[0]) == ""
    assert RelationshipKey.objects.get(relationship_ref=talk.public_id).wrapped is None
    with pytest.raises(TalkOver):
        take_talk(talk, by=ratna, now=NOW)


def test_only_who_asked_takes_it_back_and_only_contacts_act(cast: Cast, pair: Pair, ratna: Person) -> None:
    talk = ask(pair, words=WORDS)
    for act in (take_talk, close_talk):
        with pytest.raises(NotTheContact):
            act(talk, by=cast.citra, now=NOW)
    with pytest.raises(NotTheContact):
        withdraw_talk(talk, by=ratna, now=NOW)
    withdraw_talk(talk, by=pair.mentor, now=NOW)
    assert not talks_for(ratna).exists()


def test_erasure_takes_wish_words_and_key(pair: Pair, ratna: Person, django_capture_on_commit_callbacks: Any) -> None:
    talk = ask(pair, words=WORDS)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(pair.mentor, by=None, now=NOW)
    assert not TalkRequest.everywhere.exists()
    assert RelationshipKey.objects.get(relationship_ref=talk.public_id).wrapped is None


def test_queries_do_not_grow_with_the_wishes(pair: Pair, ratna: Person) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            [(talk.person.unit, talk.programme.name, talk.taken_by) for talk in talks_for(ratna)]
        return len(caught)

    ask(pair)
    few = queries()
    for _number in range(3):
        ask(pair)
    assert queries() == few <= 8
