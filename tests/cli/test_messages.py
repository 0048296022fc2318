from __future__ import annotations

from pathlib import Path

import pytest

from timbalik.cli.dev import update
from timbalik.cli.messages import CATALOGUE, Message, messages_of, problems_of

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("Welcome")
ngettext("%(count)d pair", "%(count)d pairs", 2)
pgettext("a month", "May")
_(f"Hello {1}")
"""
TEMPLATE = """{% load i18n %}{% translate "It's you" %} {{ _("Save") }} {{ x|default:_("Nothing") }}
{% translate "May" context "a month" %}{# _("a comment") #}
{% blocktranslate trimmed count n=pairs %}
  {{ n }} pair
{% plural %}
  {{ n }} pairs
{% endblocktranslate %}"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    app = tmp_path / "people"
    (app / "templates").mkdir(parents=True)
    (app / "apps.py").write_text("")
    (app / "views.py").write_text(CODE)
    (app / "templates" / "page.html").write_text(TEMPLATE)
    return tmp_path


def test_messages_of_code_and_templates_are_found(source: Path) -> None:
    assert messages_of(source) == {
        source / "people": {
            Message("Welcome"),
            Message("%(count)d pair", "%(count)d pairs"),
            Message("May", context="a month"),
            Message("It's you"),
            Message("Save"),
            Message("Nothing"),
            Message("%(n)s pair", "%(n)s pairs"),
        }
    }


def test_missing_catalogue_is_a_problem(source: Path) -> None:
    assert problems_of(source) == ["people/locale/id/LC_MESSAGES/django.po: is missing, 7 messages wait for it"]


def test_untranslated_fuzzy_and_forgotten_messages_are_problems(source: Path) -> None:
    catalogue = source / "people" / CATALOGUE
    update(catalogue, messages_of(source)[source / "people"])
    text = catalogue.read_text()
    for english, indonesian in {
        "Welcome": "Selamat datang",
        "Save": "Simpan",
        "Nothing": "Tidak ada",
        "It's you": "Anda",
    }.items():
        text = text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{indonesian}"')
    text = text.replace('msgid "May"\nmsgstr ""', 'msgid "May"\nmsgstr "Mei"')
    text = text.replace('msgid_plural "%(n)s pairs"\nmsgstr[0] ""', 'msgid_plural "%(n)s pairs"\nmsgstr[0] "pasangan"')
    text = text.replace('msgid "Save"', '#, fuzzy\nmsgid "Save"')
    catalogue.write_text(text + '\nmsgid "Gone"\nmsgstr "Hilang"\n')

    name = "people/locale/id/LC_MESSAGES/django.po"
    assert sorted(problems_of(source)) == [
        f"{name}: '%(n)s pair' loses %(n)s",
        f"{name}: fuzzy 'Save'",
        f"{name}: no Indonesian for '%(count)d pair'",
        f"{name}: nothing says 'Gone'",
    ]


def test_update_keeps_what_was_translated(source: Path) -> None:
    catalogue = source / "people" / CATALOGUE
    update(catalogue, {Message("Save")})
    catalogue.write_text(
        catalogue.read_text().replace('msgstr ""\n', 'msgstr "Simpan"\n').replace('msgstr "Simpan"', 'msgstr ""', 1)
    )

    update(catalogue, {Message("Save"), Message("Send")})

    assert 'msgid "Save"\nmsgstr "Simpan"' in catalogue.read_text()
    assert 'msgid "Send"\nmsgstr ""' in catalogue.read_text()
