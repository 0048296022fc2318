"""One form for each screen. ``keep`` says what the draft keeps of it, also of a form that is not complete yet."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.lib.versions import in_language
from timbalik.people.models.skills import SkillConcept
from timbalik.people.states import Salutation
from timbalik.programmes.conduct import statements_of
from timbalik.programmes.directions import asks_for_experience, learns
from timbalik.programmes.models import Enrolment
from timbalik.programmes.peers import Begins
from timbalik.programmes.states import Conduct, Direction, EnrolmentRole, EnrolmentState, LastUsed
from timbalik.programmes.validators import LONGEST_TEXT, MOST_CONCEPTS
from timbalik.web.fields import Week
from timbalik.web.participant.enrolment.draft import DEFAULT_IMPORTANCE, DEFAULT_LEVEL, OfferDraft
from timbalik.web.participant.enrolment.week import DAYS, SLOTS, ZONES
from timbalik.web.participant.enrolment.widgets import Concepts

LEVELS = (
    (1, _("I am learning it")),
    (2, _("I can explain it")),
    (3, _("I can teach it")),
    (4, _("I master it")),
    (5, _("Others come to me with it")),
)
IMPORTANCE = ((2, _("Nice to have")), (3, _("Important")), (5, _("Most important")))
MENTOR, MENTEE = EnrolmentRole.MENTOR, EnrolmentRole.MENTEE
OTHER_ROLE = {MENTOR.value: MENTEE.value, MENTEE.value: MENTOR.value}


class ScreenForm(forms.Form):
    """A screen of the enrolment, filled from the draft."""

    keeps: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, *, enrolment: Enrolment, draft: dict[str, Any]) -> None:
        super().__init__(data, initial=draft)
        self.enrolment, self.draft = enrolment, draft
        self.is_mentor = enrolment.role == MENTOR
        self.prepare()

    def prepare(self) -> None:
        """Fields that depend on the programme, the role or the draft."""

    def keep(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.keeps if name in self.cleaned_data}


class ConsentForm(ScreenForm):
    """The notice is read here; one tick for each purpose, none ticked beforehand."""

    accepts_notice = forms.BooleanField(
        label=_("I have read the privacy notice."),
        error_messages={"required": _("Tick this once you have read the notice.")},
    )

    def prepare(self) -> None:
        self.purposes = self.enrolment.programme.notice.content["purposes"]
        for purpose in self.purposes:
            missing = _("Without this we cannot look for a partner for you. You may also decline the invitation.")
            self.fields[f"consent_{purpose['purpose']}"] = forms.BooleanField(
                label=in_language(purpose["sentence"]),
                help_text=in_language(purpose["explain"]),
                required=purpose["required"],
                initial=purpose["purpose"] in self.draft["consents"],
                error_messages={"required": missing},
            )

    def keep(self) -> dict[str, Any]:
        names = [purpose["purpose"] for purpose in self.purposes]
        return {
            "accepts_notice": bool(self.cleaned_data.get("accepts_notice")),
            "consents": [name for name in names if self.cleaned_data.get(f"consent_{name}")],
        }


def _sentence(label: Any, missing: Any, placeholder: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 3, "placeholder": placeholder}),
        error_messages={"required": missing},
    )


class ReasonsForm(ScreenForm):
    """GR-01 and GR-02, and GR-03 for who learns: at most three sentences in the whole enrolment."""

    keeps = ("motivation", "benefit_sought", "learning_goal", "begins")

    motivation = _sentence(
        _("Why do you take part?"),
        _("One sentence is enough. Your future partner would like to know."),
        _("For example: many delivery decisions are made without seeing the route data"),
    )
    benefit_sought = _sentence(
        _("What is in it for you?"),
        _("One sentence is enough. Without it we cannot find you a fair pair."),
        _("For example: I want to see how big decisions are made"),
    )
    learning_goal = _sentence(
        _("What do you want to be able to do by the end?"),
        _("One sentence is enough. The goal comes before the search for a mentor."),
        _("For example: read the sales dashboard on my own"),
        _("You make it measurable together with your mentor later."),
    )

    def prepare(self) -> None:
        is_peer = self.enrolment.programme.direction == Direction.PEER
        if is_peer and self.enrolment.state != EnrolmentState.SUBMITTED:
            self.fields["begins"] = forms.ChoiceField(
                label=_("How would you like to begin?"),
                help_text=_("Both of you teach and learn; this only says who leads the first session."),
                choices=Begins.choices,
                initial=self.draft.get("begins") or Begins.EITHER,
                widget=forms.RadioSelect,
            )
        if not learns(self.enrolment.role, self.enrolment.programme.direction):
            del self.fields["learning_goal"]
        elif self.enrolment.programme.is_mutual:
            goal = self.fields["learning_goal"]
            goal.help_text = _("You make it measurable together with your partner later.")
            goal.error_messages["required"] = _(
                "One sentence is enough. The goal comes before the search for a partner."
            )


class ConceptsForm(ScreenForm):
    """A list of skills, of which at most five are chosen; figures follow on their own screen."""

    side = ""
    label: Any = ""

    def prepare(self) -> None:
        experience_first = asks_for_experience(self.enrolment.role, self.side, self.enrolment.programme.direction)
        role = self.enrolment.role if self.side == "offers" else OTHER_ROLE[self.enrolment.role]
        concepts = list(SkillConcept.objects.all())
        self.fields["chosen"] = forms.MultipleChoiceField(
            label=self.label,
            help_text=_("Choose one to five."),
            choices=[(concept.key, str(concept)) for concept in concepts],
            initial=list(self.draft[self.side]),
            widget=Concepts(concepts, experience_first=experience_first, role=role),
            error_messages={"required": _("Choose at least one. Without it we cannot find you a fair pair.")},
        )

    def clean_chosen(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["chosen"]
        if len(chosen) > MOST_CONCEPTS:
            raise forms.ValidationError(
                _("You chose %(number)d. Keep the five that matter most."), params={"number": len(chosen)}
            )
        return chosen


class OffersForm(ConceptsForm):
    side = "offers"
    label = _("What you can give")

    def keep(self) -> dict[str, Any]:
        if "chosen" not in self.cleaned_data:
            return {}
        fresh = OfferDraft(level=DEFAULT_LEVEL, evidence="")
        return {"offers": {key: self.draft["offers"].get(key, fresh) for key in self.cleaned_data["chosen"]}}


class WantsForm(ConceptsForm):
    side = "wants"
    label = _("What you want to gain")

    def keep(self) -> dict[str, Any]:
        if "chosen" not in self.cleaned_data:
            return {}
        return {"wants": {key: self.draft["wants"].get(key, DEFAULT_IMPORTANCE) for key in self.cleaned_data["chosen"]}}


class LevelsForm(ScreenForm):
    """How well what is given, how much what is wanted."""

    def prepare(self) -> None:
        keys = [*self.draft["offers"], *self.draft["wants"]]
        names = {concept.key: str(concept) for concept in SkillConcept.objects.filter(key__in=keys)}
        self.gives, self.gains = [], []
        for key, said in self.draft["offers"].items():
            level, evidence = f"level_{key}", f"evidence_{key}"
            self.fields[level] = forms.TypedChoiceField(
                label=names[key], choices=LEVELS, coerce=int, initial=said["level"], widget=forms.Select
            )
            self.fields[evidence] = forms.CharField(
                label=_("Where it shows"),
                required=False,
                max_length=300,
                initial=said["evidence"],
                widget=forms.TextInput({"placeholder": _("For example: taught two teams in Makassar")}),
            )
            used = f"used_{key}"
            self.fields[used] = forms.ChoiceField(
                label=_("Last used"), required=False, choices=LastUsed.choices, initial=said.get("last_used", "")
            )
            self.gives.append((level, evidence, used))
        for key, importance in self.draft["wants"].items():
            self.fields[f"importance_{key}"] = forms.TypedChoiceField(
                label=names[key], choices=IMPORTANCE, coerce=int, initial=importance, widget=forms.Select
            )
            self.gains.append(f"importance_{key}")
        self._ask_conduct()

    def _ask_conduct(self) -> None:
        """F-11: a person reads it; nothing of it is scored, and all of it may stay empty."""
        kept = self.draft["conduct"]
        for key, words in statements_of(self.enrolment.role).items():
            self.fields[f"conduct_{key}"] = forms.ChoiceField(
                label=words,
                required=False,
                choices=[("", _("Not said")), *Conduct.choices],
                initial=kept.get(key, ""),
                widget=forms.Select,
            )
        self.fields["conduct_example"] = forms.CharField(
            label=_("A time when you explained something difficult")
            if self.is_mentor
            else _("A time when somebody corrected you, and what you did"),
            required=False,
            max_length=LONGEST_TEXT,
            initial=self.draft["conduct_example"],
            widget=forms.Textarea({"rows": 3}),
        )

    def pairs(self) -> list[tuple[forms.BoundField, ...]]:
        return [tuple(self[name] for name in names) for names in self.gives]

    def conduct(self) -> list[forms.BoundField]:
        return [self[f"conduct_{key}"] for key in statements_of(self.enrolment.role)]

    def importances(self) -> list[forms.BoundField]:
        return [self[name] for name in self.gains]

    def keep(self) -> dict[str, Any]:
        said = self.cleaned_data
        offers = {
            key: OfferDraft(
                level=said.get(f"level_{key}", kept["level"]),
                evidence=said.get(f"evidence_{key}", kept["evidence"]),
                last_used=said.get(f"used_{key}", kept.get("last_used", "")),
            )
            for key, kept in self.draft["offers"].items()
        }
        wants = {key: said.get(f"importance_{key}", kept) for key, kept in self.draft["wants"].items()}
        conduct = {key: said.get(f"conduct_{key}", "") for key in statements_of(self.enrolment.role)}
        example = said.get("conduct_example", self.draft["conduct_example"])
        return {"offers": offers, "wants": wants, "conduct": conduct, "conduct_example": example}


class TimeForm(ScreenForm):
    keeps = ("week", "time_zone", "capacity", "salutation", "nickname")

    week = forms.MultipleChoiceField(
        label=_("Hours that are usually free"),
        widget=Week(days=DAYS, slots=SLOTS),
        choices=Week(days=DAYS, slots=SLOTS).values(),
        error_messages={"required": _("Tick at least one. Pairs need an hour that both have free.")},
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=ZONES)
    capacity = forms.TypedChoiceField(
        label=_("How many partners at most"),
        choices=[(1, _("One")), (2, _("Two")), (3, _("Three"))],
        coerce=int,
        widget=forms.RadioSelect,
    )
    salutation = forms.ChoiceField(
        label=_("Form of address"),
        choices=[("", _("None")), *((key, label) for key, label in Salutation.choices if key)],
        required=False,
        widget=forms.RadioSelect,
    )
    nickname = forms.CharField(label=_("What should your partner call you?"), required=False, max_length=60)

    def prepare(self) -> None:
        zone = self.draft["time_zone"]
        if zone not in dict(ZONES):
            self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone"), choices=[*ZONES, (zone, zone)])


class PledgeForm(ScreenForm):
    """GR-17: status, power and position stay outside."""

    pledges = forms.BooleanField(error_messages={"required": _("Tick this to hand in your enrolment.")})

    def prepare(self) -> None:
        if self.enrolment.programme.is_mutual:
            self.fields["pledges"].label = _(
                "I will share openly what I know, come to learn as well, accept feedback, and leave status and position "
                "outside."
            )
            return
        self.fields["pledges"].label = (
            _("I will share openly what I know, accept being asked, and treat my partner as equal in learning.")
            if self.is_mentor
            else _("I come to learn. I accept feedback, and leave status, power and position outside.")
        )
