from collections import Counter

import pytest

from timbalik.people.content import business_basics, first_list, group_names, lexicon, publish_concepts
from timbalik.people.models.skills import SkillConcept


def test_concepts_are_about_two_hundred_with_different_names() -> None:
    concepts = lexicon()
    assert len(concepts) == 206
    names = Counter(name.casefold() for concept in concepts for name in set(concept.names))
    assert [name for name, count in names.items() if count > 1] == []


def test_every_concept_can_be_said_in_several_ways() -> None:
    assert [concept.key for concept in lexicon() if len(concept.words) < 5] == []


def test_first_list_keeps_its_keys() -> None:
    keys = {concept.key for concept in lexicon()}
    assert len(first_list()) == 89
    assert first_list() < keys
    assert {"video-pendek", "k3", "laporan-keuangan", "sejarah-perusahaan"} < first_list()


def test_business_basics_are_concepts_and_no_topic_of_the_library() -> None:
    assert business_basics() < {concept.key for concept in lexicon()}
    assert "laporan-keuangan" in business_basics()
    assert "video-pendek" not in business_basics()


@pytest.mark.django_db
def test_publishing_brings_new_concepts_beside_those_people_chose() -> None:
    SkillConcept.objects.all().delete()
    kept = SkillConcept.objects.create(key="k3", group="operasi-mutu", name_id="Lama", name_en="Old", position=1)
    publish_concepts()
    kept.refresh_from_db()
    assert (kept.name_id, SkillConcept.objects.count()) == ("Keselamatan dan Kesehatan Kerja (K3)", 206)
    assert set(SkillConcept.objects.values_list("group", flat=True)) == set(group_names())
