"""The screens in their order: at most seven."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from timbalik.programmes.answers import Gap
from timbalik.web.participant.enrolment import forms, own_words


@dataclass(frozen=True)
class Screen:
    key: str
    label: Any
    title: Any
    form: type[forms.ScreenForm]
    gaps: tuple[Gap, ...] = ()

    @property
    def template(self) -> str:
        return f"participant/enrolment/{self.key}.html"


SCREENS: tuple[Screen, ...] = (
    Screen(
        "persetujuan",
        _("Consent"),
        _("First, who reads what"),
        forms.ConsentForm,
        (Gap.NOTICE, Gap.CONSENT),
    ),
    Screen(
        "alasan",
        _("Reasons"),
        _("Tell us why you take part"),
        forms.ReasonsForm,
        (Gap.MOTIVATION, Gap.BENEFIT, Gap.LEARNING_GOAL),
    ),
    Screen("memberi", _("Give"), _("What can you give?"), own_words.OffersInWordsForm, (Gap.OFFERS,)),
    Screen("mendapat", _("Gain"), _("What do you want to gain?"), own_words.WantsInWordsForm, (Gap.WANTS,)),
    Screen("tingkat", _("Level"), _("How well, and how much?"), forms.LevelsForm),
    Screen("waktu", _("Time"), _("When can you usually meet?"), forms.TimeForm, (Gap.HOURS,)),
    Screen("kirim", _("Hand in"), _("Is this right?"), forms.PledgeForm, (Gap.PLEDGE,)),
)
KEYS = tuple(screen.key for screen in SCREENS)
LAST = len(SCREENS) - 1


def screen_of(gap: Gap) -> Screen:
    return next(screen for screen in SCREENS if gap in screen.gaps)
