"""Components as page authors rely on them, and rules that hold for every template of the product."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import get_template
from django.test import Client
from django.utils import translation
from pytest_django import Settings

import timbalik
from timbalik.web.public.views import GALLERY_PAGES
from timbalik.web.templatetags.pictures import shapes

PACKAGE = Path(timbalik.__file__).parent
TEMPLATES = sorted(path for path in PACKAGE.rglob("templates/**/*.html"))
COMPONENTS = PACKAGE / "web/templates/components"
COMPONENT = re.compile(r"<c-([a-z0-9.-]+)([^>]*?)/?>", re.DOTALL)
HAND_MADE = {"field", "choice", "check", "switch", "range", "week"}


def drawn(source: str, **context: object) -> str:
    from django_cotton.compiler_regex import CottonCompiler

    with translation.override("id"):
        return Template(CottonCompiler().process(source)).render(Context(context)).strip()


def file_of(name: str) -> Path:
    return COMPONENTS / (name.replace(".", "/").replace("-", "_") + ".html")


def test_person_says_the_role_and_keeps_the_whole_name() -> None:
    html = drawn('<c-person name="{{ name }}" role="mentor" note="Ritel" />', name="Ni Luh Putu Ayu Candra Maharani")
    assert '<span class="sr">Mentor: </span>Ni Luh Putu Ayu Candra Maharani</b><small>Ritel</small>' in html
    assert 'data-role="mentor" aria-hidden="true">NM<' in html


def test_names_come_out_escaped_once() -> None:
    html = drawn('<c-pair mentor="{{ a }}" mentee="Bu Ratih" />', a='<b>"Ayu" & co')
    assert "&lt;b&gt;&quot;Ayu&quot; &amp; co" in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("attributes", "word"),
    [
        ('mentor="1" mentee="1"', "Pasti"),
        ('mentor="1"', 'Menunggu<span class="sr"> mentee</span>'),
        ("", 'Menunggu<span class="sr"> kedua pihak</span>'),
    ],
)
def test_yes_tells_in_words_who_is_awaited(attributes: str, word: str) -> None:
    assert word in drawn(f"<c-yes {attributes} />")


def test_btn_is_a_link_only_with_an_address() -> None:
    assert drawn('<c-btn kind="main">Kirim</c-btn>').startswith('<button type="submit" class="btn btn--main"')
    assert drawn('<c-btn url="/x/">Buka</c-btn>').startswith('<a href="/x/" class="btn"')


def test_btn_hands_htmx_attributes_on() -> None:
    assert 'hx-get="/x/?a=1&amp;b=2"' in drawn('<c-btn hx-get="{{ url }}">Buka</c-btn>', url="/x/?a=1&b=2")


def test_glyphs_tell_the_state_in_words() -> None:
    pairs = [{"url": "/p/", "label": "Pasangan 1", "alert": "risk"}]
    assert "Pasangan 1, berisiko" in drawn('<c-glyphs label="Negosiasi" :pairs="pairs" />', pairs=pairs)


def test_figures_of_charts_have_no_comma_in_indonesian() -> None:
    parts = [{"hour": "10.00", "text": "Sapa", "who": "berdua", "role": "both", "x": 0, "width": 7.83}]
    assert 'width="7.83%"' in drawn('<c-agenda :parts="parts" />', parts=parts)


def test_ms_counts_in_words_as_well() -> None:
    html = drawn('<c-ms done="3" of="4" role="mentor" />')
    assert 'aria-label="3 dari 4 langkah"' in html
    assert html.count("data-on") == 3


def test_icon_refuses_an_unknown_name() -> None:
    with pytest.raises(Exception, match="accepted: alert, award"):
        Template('{% icon "nothing" %}').render(Context())
    assert len(shapes()) > 50


@pytest.mark.parametrize("page", sorted(GALLERY_PAGES))
def test_gallery_pages_come_out(page: str, client: Client, settings: Settings) -> None:
    settings.DEBUG = True
    response = client.get("/gaya/" if page == "gallery" else f"/gaya/{page}/")
    assert response.status_code == 200
    assert b"<c-" not in response.content


def test_gallery_shows_every_component() -> None:
    used = {name for page in GALLERY_PAGES for name in _names(f"public/{page}.html")}
    inside = {name for file in COMPONENTS.rglob("*.html") for name, _ in COMPONENT.findall(file.read_text())}
    made = {str(file.relative_to(COMPONENTS).with_suffix("")) for file in COMPONENTS.rglob("*.html")}
    shown = {name.replace(".", "/").replace("-", "_") for name in used | inside}
    assert made - shown - HAND_MADE - {"error_summary"} == set()


def _names(template: str) -> list[str]:
    source = Path(get_template(template).origin.name).read_text()  # type: ignore[attr-defined]
    return [name for name, _ in COMPONENT.findall(source)]


def test_components_exist_and_declare_what_is_bound_to_them() -> None:
    """What a component does not declare passes through unescaped when bound with a colon."""
    for template in TEMPLATES:
        for name, attributes in COMPONENT.findall(template.read_text()):
            if name in {"vars", "slot"}:
                continue
            component = file_of(name)
            assert component.exists(), f"{template}: <c-{name}> does not exist"
            declared = re.search(r"<c-vars(.*?)/>", component.read_text(), re.DOTALL)
            known = set(re.findall(r"[\s:]([a-z_]+)(?==|\s|$)", declared.group(1))) if declared else set()
            bound = set(re.findall(r"\s:([a-z_-]+)=", attributes))
            assert bound <= known, f"{template}: <c-{name}> does not declare {bound - known}"


def test_templates_have_no_inline_style_or_script() -> None:
    for template in TEMPLATES:
        source = template.read_text()
        assert not re.search(r"\sstyle=|<style|\son(?!e=)[a-z]+=|javascript:", source), template
        assert not re.search(r"<script(?![^>]*\ssrc=)", source), template
