from __future__ import annotations

from django import forms
from django.utils import translation

from timbalik.web.fields import Range, Scale, Switch, Week

DAYS = [("0", "Sen", "Senin"), ("1", "Sel", "Selasa")]
SLOTS = [("08", "08–10", "08.00–10.00")]


class Sample(forms.Form):
    name = forms.CharField(label="Nama", help_text="Boleh satu kata")
    note = forms.CharField(label="Catatan", required=False, widget=forms.Textarea(attrs={"class": "wide"}))
    agrees = forms.BooleanField(label="Setuju", help_text="Bisa ditarik")
    reminds = forms.BooleanField(label="Ingatkan", widget=Switch, required=False)
    way = forms.ChoiceField(label="Cara", choices=[("a", "Tatap muka"), ("b", "Daring")], widget=forms.RadioSelect)
    weight = forms.IntegerField(label="Bobot", widget=Range(attrs={"data-role": "mentor"}), initial=40)
    useful = forms.ChoiceField(
        label="Bermanfaat?", choices=[(n, n) for n in range(1, 6)], widget=Scale(ends=("a", "z"))
    )
    hours = forms.MultipleChoiceField(
        label="Waktu", choices=[("0-08", ""), ("1-08", "")], widget=Week(days=DAYS, slots=SLOTS)
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_field_comes_with_label_hint_and_control() -> None:
    html = str(Sample()["name"])
    assert '<label for="id_name">Nama</label>' in html
    assert 'class="input"' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert '<p class="hint" id="id_name_helptext">Boleh satu kata</p>' in html


def test_field_error_is_tied_to_its_control() -> None:
    html = str(Sample({})["name"])
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"><p class="error">' in html


def test_optional_field_says_so_and_keeps_its_class() -> None:
    with translation.override("id"):
        html = str(Sample()["note"])
    assert "(boleh kosong)" in html
    assert 'class="input wide"' in html


def test_tick_and_switch_stand_before_their_text() -> None:
    assert '<label class="check"><input type="checkbox" name="agrees"' in str(Sample()["agrees"])
    assert '<label class="switch"><input type="checkbox" role="switch"' in str(Sample()["reminds"])


def test_choices_are_one_group_with_a_legend() -> None:
    html = str(Sample()["way"])
    assert html.startswith('<fieldset class="field" id="id_way"')
    assert '<legend class="label">Cara</legend>' in html
    assert html.count('type="radio"') == 2


def test_range_shows_its_figure_in_the_hue_of_its_role() -> None:
    html = str(Sample()["weight"])
    assert '<output for="id_weight">40</output>' in html
    assert 'class="field range" data-role="mentor"' in html


def test_scale_names_its_ends() -> None:
    assert '<div class="ends"><span>a</span><span>z</span></div>' in str(Sample()["useful"])


def test_week_ticks_what_was_chosen_and_names_each_cell() -> None:
    html = str(Sample({"hours": ["1-08"]})["hours"])
    assert 'value="1-08" aria-label="Selasa, 08.00–10.00" checked' in html
    assert 'value="0-08" aria-label="Senin, 08.00–10.00">' in html


def test_hidden_field_stays_bare() -> None:
    assert str(Sample()["token"]) == '<input type="hidden" name="token" id="id_token">'


def test_form_begins_with_a_summary_that_leads_to_the_fields() -> None:
    with translation.override("id"):
        html = str(Sample({"name": "Ayu"}))
    assert 'role="alert" tabindex="-1" data-summary' in html
    assert '<a href="#id_agrees">Setuju</a>' in html
    assert '<a href="#id_way">Cara</a>' in html
    assert 'href="#id_name"' not in html


def test_text_of_a_person_comes_out_escaped() -> None:
    assert "&lt;b&gt;" in str(Sample({"name": "<b>"})["name"])
