"""Invented figures for the component gallery."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator

from timbalik.web.fields import Range, Scale, Switch, Week

DAYS = (
    ("0", "Sen", "Senin"),
    ("1", "Sel", "Selasa"),
    ("2", "Rab", "Rabu"),
    ("3", "Kam", "Kamis"),
    ("4", "Jum", "Jumat"),
)
SLOTS = (
    ("08", "08–10", "08.00–10.00"),
    ("10", "10–12", "10.00–12.00"),
    ("13", "13–15", "13.00–15.00"),
    ("15", "15–17", "15.00–17.00"),
)
TOPICS = (("video", "Video pendek"), ("inklusi", "Inklusi"), ("negosiasi", "Negosiasi"))
WEEK = Week(days=DAYS, slots=SLOTS)


class GalleryForm(forms.Form):
    nickname = forms.CharField(
        label="Nama panggilan", help_text="Dipakai di layar sempit dan email. Boleh satu kata.", initial="Suharti"
    )
    email = forms.EmailField(
        label="Email kantor", error_messages={"required": "Lengkapi alamatnya, misalnya rizky@kirana.example"}
    )
    salutation = forms.ChoiceField(
        label="Sapaan", choices=[("Bu", "Bu"), ("Pak", "Pak"), ("", "Tanpa sapaan")], required=False
    )
    goal = forms.CharField(label="Tujuan belajar", widget=forms.Textarea, required=False)
    agrees = forms.BooleanField(
        label="Kirim kabar ke asisten", help_text="Bu Ratna hanya mendapat kabar perubahan jadwal"
    )
    reminds = forms.BooleanField(label="Ingatkan sehari sebelumnya", widget=Switch, required=False, initial=True)
    way = forms.ChoiceField(
        label="Cara bertemu", choices=[("face", "Tatap muka"), ("online", "Daring")], widget=forms.RadioSelect
    )
    topics = forms.MultipleChoiceField(
        label="Topik yang bisa Anda ajarkan",
        choices=TOPICS,
        widget=forms.CheckboxSelectMultiple(attrs={"data-role": "mentor"}),
    )
    weight = forms.IntegerField(
        label="Manfaat bagi mentor", widget=Range(attrs={"data-role": "mentor", "min": 0, "max": 100}), initial=40
    )
    useful = forms.TypedChoiceField(
        label="Seberapa bermanfaat sesi tadi?",
        choices=[(n, str(n)) for n in range(1, 6)],
        coerce=int,
        widget=Scale(ends=("Kurang", "Sangat bermanfaat")),
    )
    hours = forms.MultipleChoiceField(
        label="Waktu yang biasanya kosong", choices=WEEK.values(), widget=WEEK, initial=["1-08", "2-08", "3-13"]
    )


def gallery_context() -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(
        Path(__file__).with_name("content").joinpath("gallery.json").read_text(encoding="utf-8")
    )
    return figures | {"page": Paginator(range(48), 5).page(2)}
