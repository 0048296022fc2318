"""What other weights would do, before anything is saved: beside the sliders, and a page of its own without a script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from timbalik.matching.errors import MatchingRefused
from timbalik.matching.models import Round
from timbalik.matching.settings import RoundSettings, Weights
from timbalik.matching.states import RoundState
from timbalik.matching.warm import asking
from timbalik.matching.warm.answers import Preview
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment
from timbalik.web.access import acting, allow
from timbalik.web.coordinator.studio.acts import refusal_in_words
from timbalik.web.coordinator.studio.finding import coordinates, find_round
from timbalik.web.coordinator.studio.forms import WeightsForm
from timbalik.web.coordinator.studio.moves import moves_of
from timbalik.web.coordinator.studio.views import round_context
from timbalik.web.middleware import ActingRequest

PEOPLE_NAMED = 12
TEMPLATE = "coordinator/studio/preview.html"


@require_safe
@allow(coordinates)
def preview(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """The result beside what stands, and whom it would move. Saves nothing."""
    round_ = find_round(request, programme, number)
    if round_.state != RoundState.PROPOSED:
        raise Http404
    if request.GET.get("version", "") not in ("", str(round_.version)) or round_.step:
        return _moved_on(request, round_)
    stored = RoundSettings.from_json(round_.settings).weights
    weights, said = _weights_in(request.GET, stored)
    context: dict[str, Any] = {"weights": weights.as_json(), "shared_out": said if said != 100 else 0}
    context |= {"sentence": "", "untold": ""}
    if weights != stored:
        try:
            found = asking.preview_weights(round_, weights)
        except asking.StillComputing:
            context["again"] = request.get_full_path()
        except asking.CannotTell as reason:
            context["untold"] = untold_in_words(reason)
        except MatchingRefused as refusal:
            context["untold"] = refusal_in_words(refusal)
        else:
            context |= told(round_, found, viewer=acting(request))
    return _shown(request, round_, context)


def told(round_: Round, found: Preview, *, viewer: Person) -> dict[str, Any]:
    """The figures beside each other, and people by name. The viewer's own pair is counted, not named."""
    people = _people(round_, {*found.alone, *found.found})
    leave = [(mentor, turn.mentee) for turn in found.turns for mentor in turn.before]
    come = [(mentor, turn.mentee) for turn in found.turns for mentor in turn.after]
    return {
        "found": found,
        "figures": _figures(found, mutual=round_.programme.is_mutual),
        "moves": moves_of(round_, leave, come),
        "alone": _named(people, found.alone, viewer),
        "newly": _named(people, found.found, viewer),
        "sentence": sentence(found),
        "marks": _marks(round_, found),
    }


def sentence(found: Preview) -> str:
    """What is read out as the sliders rest."""
    if not found.turns:
        return _("With these weights no pair changes.")
    return ngettext(
        "With these weights the partner of %(n)d mentee changes; weighed so, the mean goes from %(before)s to %(after)s.",
        "With these weights the partner of %(n)d mentees changes; weighed so, the mean goes from %(before)s to %(after)s.",
        len(found.turns),
    ) % {
        "n": len(found.turns),
        "before": number_format(found.same_pairs.mean / 100, 1),
        "after": number_format(found.then.mean / 100, 1),
    }


def untold_in_words(reason: asking.CannotTell) -> str:
    """Why there is no answer, and what can be done."""
    if isinstance(reason, asking.TooManyPeople):
        return _(
            "This round is too large to try weights beside it. Use them, and the worker computes them in the background."
        )
    if isinstance(reason, asking.TookTooLong):
        return _(
            "This took too long and was ended. Nothing has changed. Use the weights to have them computed in the background."
        )
    return _("The computation could not be started. Nothing has changed. Try again in a moment.")


def shared_out(values: Mapping[str, int]) -> dict[str, int]:
    """Whole numbers in the same proportion that add up to 100; what rounding leaves goes to the largest remainders."""
    total = sum(values.values())
    if not total:
        return {}
    shares = {name: value * 100 // total for name, value in values.items()}
    left = 100 - sum(shares.values())
    for name in sorted(values, key=lambda name: -(values[name] * 100 % total))[:left]:
        shares[name] += 1
    return shares


def _weights_in(data: Mapping[str, str], stored: Weights) -> tuple[Weights, int]:
    """The weights of an address, shared out over 100, and what they added up to; those in use where there are none."""
    values = {}
    for name in WeightsForm(ranked=bool(stored.ranked)).fields:
        said = data.get(name, "")
        values[name] = min(100, int(said)) if said.isdecimal() and len(said) < 10 else 0
    total = sum(values.values())
    return (Weights(**shared_out(values)), total) if total else (stored, 100)


def _figures(found: Preview, *, mutual: bool) -> list[dict[str, Any]]:
    """Rows: as now, the same pairs with these weights, the new arrangement."""
    now, same, then = found.now, found.same_pairs, found.then
    return [
        {"label": _("Mean score"), "now": now.mean, "same": same.mean, "then": then.mean, "points": True},
        {
            "label": _("Benefit to those who learn first") if mutual else _("Benefit to the mentees"),
            "now": now.mean_mentee_benefit,
            "same": same.mean_mentee_benefit,
            "then": then.mean_mentee_benefit,
            "points": True,
        },
        {
            "label": _("Benefit to those who teach first") if mutual else _("Benefit to the mentors"),
            "now": now.mean_mentor_benefit,
            "same": same.mean_mentor_benefit,
            "then": then.mean_mentor_benefit,
            "points": True,
        },
        {"label": _("Pairs"), "now": now.pairs, "same": same.pairs, "then": then.pairs, "points": False},
        {
            "label": _("Under the floor"),
            "now": now.under_floor,
            "same": same.under_floor,
            "then": then.under_floor,
            "points": False,
        },
    ]


def _marks(round_: Round, found: Preview) -> dict[tuple[str, str], str]:
    """For each pair that would part, what becomes of its mentee."""
    after = {turn.mentee: turn.after for turn in found.turns}
    people = _people(round_, {ref for refs in after.values() for ref in refs})
    marks = {}
    for turn in found.turns:
        for mentor in turn.before:
            if turn.after:
                words = _("would go to %(mentor)s") % {"mentor": people[turn.after[0]].person.called}
            else:
                words = _("would be without a partner")
            marks[(mentor, turn.mentee)] = words
    return marks


def _named(people: Mapping[str, Enrolment], refs: tuple[str, ...], viewer: Person) -> dict[str, Any]:
    found = [people[ref] for ref in refs if ref in people and people[ref].person_id != viewer.pk]
    found.sort(key=lambda one: one.person.display_name)
    return {"people": found[:PEOPLE_NAMED], "rest": max(0, len(refs) - min(len(found), PEOPLE_NAMED)), "all": len(refs)}


def _people(round_: Round, refs: set[str]) -> dict[str, Enrolment]:
    if not refs:
        return {}
    rows = Enrolment.objects.of(round_.organisation_id).filter(
        cohort_id=round_.cohort_id, public_id__in=[UUID(ref) for ref in refs]
    )
    return {row.public_id.hex: row for row in rows.select_related("person")}


def _shown(request: ActingRequest, round_: Round, context: dict[str, Any]) -> HttpResponse:
    """With a script only the answer and the list of pairs with its marks; else the page."""
    by_script = bool(request.headers.get("HX-Request"))
    marks = context.pop("marks", {})
    if by_script and context.get("again"):
        return render(request, f"{TEMPLATE}#answer", context | {"by_script": True})
    page = round_context(request, round_) | context | {"by_script": by_script}
    for card in page["cards"]:
        proposal = card["proposal"]
        card["mark"] = marks.get((proposal.mentor.public_id.hex, proposal.mentee.public_id.hex), "")
    weights, mutual = context["weights"], round_.programme.is_mutual
    page["weights_form"] = WeightsForm(initial=weights, ranked="ranked" in weights, mutual=mutual)
    return render(request, f"{TEMPLATE}#answer" if by_script else TEMPLATE, page)


def _moved_on(request: ActingRequest, round_: Round) -> HttpResponse:
    """Somebody else changed the arrangement meanwhile: show it as it stands."""
    messages.error(request, _("Somebody else changed the arrangement meanwhile. This is how it stands; decide again."))
    address = reverse("coordinator:round", args=[round_.programme.public_id, round_.number])
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
