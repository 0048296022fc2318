from django.utils import translation

from timbalik.people.suggesting import suggest_concepts


def test_suggestions_are_named_in_the_language_asked_for() -> None:
    found = suggest_concepts("nyusun anggaran tahunan", language="en")
    assert [(one.key, one.name) for one in found][:1] == [("menyusun-anggaran", "Building a budget")]


def test_suggestions_are_named_in_the_language_of_the_page() -> None:
    with translation.override("id"):
        assert suggest_concepts("annual budget")[0].name == "Menyusun anggaran"


def test_suggestions_are_at_most_five() -> None:
    assert len(suggest_concepts("excel sql python podcast pajak saham k3 halal koperasi")) == 5


def test_text_without_a_subject_suggests_nothing() -> None:
    assert suggest_concepts("belum tahu") == []
