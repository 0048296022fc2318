"""Training as it is released: scenarios to choose in, a check that explains and asks again, practice that keeps nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.programmes import make_enrolment, make_programme
from tests.web.participant.conftest import Enter
from timbalik.learning.models import TrainingProgress, TrainingUnitVersion
from timbalik.learning.queries import practices
from timbalik.learning.units import Unit, in_words, right_answers
from timbalik.lib.versions import latest
from timbalik.programmes.models import Programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]
KEY = "mentor-dasar"


@pytest.fixture
def programme(cast: Cast) -> Programme:
    programme = make_programme(cast.organisation)
    make_enrolment(programme, cast.ayu)
    return programme


@pytest.fixture
def client(cast: Cast, enter: Enter, programme: Programme) -> Client:
    return enter(cast.ayu)


def words() -> Unit:
    return in_words(KEY, latest(TrainingUnitVersion, KEY).content, "id")


def text(client: Client, address: str, **query: str) -> str:
    return client.get(address, query).content.decode()


def test_scenario_answers_the_choice_and_keeps_nothing(client: Client, programme: Programme) -> None:
    place = next(n for n, section in enumerate(words().sections) if section.options)
    scenario = words().sections[place]
    address = reverse("participant:training", args=[programme.public_id, KEY])
    before = text(client, address, bagian=str(place))
    assert all(option.text in before and option.feedback not in before for option in scenario.options)
    after = text(client, address, bagian=str(place), pilih="1")
    assert "Anda akan:" in after
    assert after.index(scenario.options[1].feedback) < after.index(scenario.options[0].feedback)
    assert not TrainingProgress.objects.of(programme.organisation).exists()


@pytest.mark.parametrize("choice", ["9", "-1", "x", "²"])
def test_odd_choices_leave_the_scenario_open(client: Client, programme: Programme, choice: str) -> None:
    place = next(n for n, section in enumerate(words().sections) if section.options)
    address = reverse("participant:training", args=[programme.public_id, KEY])
    assert "Apa yang Anda lakukan?" in text(client, address, bagian=str(place), pilih=choice)


def test_wrong_answers_are_explained_and_asked_again(client: Client, programme: Programme) -> None:
    address = reverse("participant:training_check", args=[programme.public_id, KEY])
    right = right_answers(latest(TrainingUnitVersion, KEY).content)
    wrong = {key: next(one for one in "abc" if one != answer) for key, answer in right.items()}
    said = {key: wrong[key] if place < 3 else right[key] for place, key in enumerate(right)}
    response = client.post(address, said)
    page = response.content.decode()
    assert "Belum" in page
    assert response.context["wrong_count"] == 3
    for place, question in enumerate(words().questions):
        chosen = next(choice for choice in question.choices if choice.key == said[question.key])
        assert chosen.why in page
        again = f'type="radio" name="{question.key}"' in page
        assert again is (place < 3)
    assert "Unit ini selesai" in client.post(address, right).content.decode()


def test_two_wrong_answers_pass_and_are_still_explained(client: Client, programme: Programme) -> None:
    address = reverse("participant:training_check", args=[programme.public_id, KEY])
    right = right_answers(latest(TrainingUnitVersion, KEY).content)
    first, second = list(right)[:2]
    response = client.post(address, right | {first: "x", second: ""})
    assert response.context["has_passed"]
    assert response.context["wrong_count"] == 2
    assert "Coba lagi yang ini" in response.content.decode()


def test_list_shows_what_is_required_then_what_is_offered(client: Client) -> None:
    response = client.get(reverse("participant:trainings"))
    assert [row.words.key for row in response.context["rows"]]
    page = response.content.decode()
    assert page.index("Ketika beliau mulai memimpin") < page.index("Ketika Anda mulai memimpin")
    assert reverse("participant:library") in page


def test_list_says_where_one_goes_on(client: Client, programme: Programme) -> None:
    client.post(reverse("participant:training", args=[programme.public_id, KEY]), {"bagian": "3"})
    assert "dimulai, bagian 5 dari 10" in client.get(reverse("participant:trainings")).content.decode()


def test_practice_is_walked_by_links_and_stored_nowhere(client: Client, programme: Programme) -> None:
    mentor, mentee = practices("id")
    address = reverse("participant:practice", args=[mentor.key])
    page = text(client, address)
    assert mentor.promise in page
    assert "tidak disimpan" in page
    walk = mentor.walk("112")
    assert walk is not None
    assert walk.last is not None
    page = text(client, address, jalan="11")
    for place, choice in enumerate(mentor.walk("11").scene.choices):  # type: ignore[union-attr]  # the way exists
        assert f"?jalan=11{place}" in page
        assert choice.text in page
    end = text(client, address, jalan="111")
    assert "Yang Anda bawa pulang" in end
    assert reverse("participant:practice", args=[mentee.key]) in end
    assert not TrainingProgress.objects.of(programme.organisation).exists()


@pytest.mark.parametrize("way", ["9", "x", "²", "1" * 400])
def test_odd_ways_begin_the_practice_again(client: Client, way: str) -> None:
    mentor = practices("id")[0]
    assert mentor.promise in text(client, reverse("participant:practice", args=[mentor.key]), jalan=way)


def test_unknown_practice_is_not_found(client: Client) -> None:
    assert client.get(reverse("participant:practice", args=["tidak-ada"])).status_code == 404


def test_training_speaks_english_too(client: Client) -> None:
    client.cookies["django_language"] = "en"
    mentor = practices("en")[0]
    assert mentor.promise in text(client, reverse("participant:practice", args=[mentor.key]))
