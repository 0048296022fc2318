"""“Why not another?”: a panel beside the studio, and a page of its own without a script. Its state is its address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timbalik.lib.numerals import spelled
from timbalik.matching.alternatives import Exploration, Move
from timbalik.matching.bounds import bound_of_pair
from timbalik.matching.errors import NotInThisRound
from timbalik.matching.models import Round
from timbalik.matching.prices import Price
from timbalik.matching.queries.rounds import standing_of
from timbalik.matching.queries.words import rule_in_words
from timbalik.matching.states import RoundState
from timbalik.matching.warm import asking
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentRole
from timbalik.web.access import acting, allow
from timbalik.web.coordinator.studio.finding import coordinates, find_enrolment, find_round
from timbalik.web.coordinator.studio.forms import OverrideForm
from timbalik.web.coordinator.studio.sizes import is_large
from timbalik.web.coordinator.studio.two import absence, own_in_words, told, untold_in_words
from timbalik.web.middleware import ActingRequest

CHAIN_SHOWN = 4
AT_ONCE = 0.2  # seconds: a page about many people shows what it knows and asks again


@require_safe
@allow(coordinates)
def why(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """What another partner would cost, before anything is changed."""
    round_ = find_round(request, programme, number)
    subject = find_enrolment(round_, request.GET.get("untuk", ""))
    if subject is None or round_.state != RoundState.PROPOSED:
        raise Http404
    partner = find_enrolment(round_, request.GET.get("dengan", "")) if request.GET.get("dengan") else None
    if acting(request) in (subject.person, partner.person if partner else None):
        return told(request, round_, subject, partner, own_in_words())
    large = is_large(round_.cohort)
    try:
        found = asking.explore(round_, subject, partner=partner, patience=AT_ONCE if large else None)
    except NotInThisRound:
        return told(request, round_, subject, partner, absence(round_, subject, partner))
    except asking.StillComputing:
        return _later(request, round_, subject, partner if large else None)
    except asking.CannotTell as reason:
        least = at_least(round_, subject, partner) if large else None
        return told(request, round_, subject, partner, untold_in_words(reason), least=least)
    context = panel(round_, subject, found)
    template = "coordinator/studio/why.html"
    return render(request, f"{template}#panel" if request.headers.get("HX-Request") else template, context)


def at_least(round_: Round, subject: Enrolment, partner: Enrolment | None) -> str:
    """The lower bound in words; empty where nothing can be said without computing."""
    if partner is None or partner.role == subject.role:
        return ""
    is_mentor = subject.role == EnrolmentRole.MENTOR
    mentor, mentee = (subject, partner) if is_mentor else (partner, subject)
    bound = bound_of_pair(round_, mentor=mentor, mentee=mentee)
    if bound is None:
        return ""
    if bound.pairs:
        return ngettext(
            "With this pair, at least %(count)d pair fewer could be made.",
            "With this pair, at least %(count)d pairs fewer could be made.",
            bound.pairs,
        ) % {"count": bound.pairs}
    if bound.floor:
        return ngettext(
            "At least %(count)d pair more would give one side less than the programme asks for.",
            "At least %(count)d pairs more would give one side less than the programme asks for.",
            bound.floor,
        ) % {"count": bound.floor}
    points = number_format(bound.hundredths / 100, 1)
    return _("This choice costs at least %(points)s points.") % {"points": points}


def _later(request: ActingRequest, round_: Round, subject: Enrolment, partner: Enrolment | None) -> HttpResponse:
    """The price is being computed: the panel asks again by itself, the page when it is reloaded.

    Meanwhile, in a large round, what the pair costs at least.
    """
    context = {
        "programme": round_.programme,
        "section": "studio",
        "round": round_,
        "subject": subject,
        "partner": partner,
        "least": at_least(round_, subject, partner),
        "again": request.get_full_path(),
    }
    template = "coordinator/studio/why_later.html"
    return render(request, f"{template}#panel" if request.headers.get("HX-Request") else template, context)


def panel(round_: Round, subject: Enrolment, found: Exploration) -> dict[str, Any]:
    people = _people(round_, found)
    asked = _other_of(found.chosen, subject) if found.chosen else ""
    held = people.get(found.partners[0]) if found.partners else None
    partner = people.get(asked)
    is_mentor = subject.role == EnrolmentRole.MENTOR
    standing = standing_of(round_)
    loss = found.chosen.loss_hundredths if found.chosen else 0
    pairs_then = standing.pairs - (found.chosen.loss_pairs if found.chosen else 0)
    return {
        "programme": round_.programme,
        "section": "studio",
        "round": round_,
        "subject": subject,
        "partner": partner,
        "held": held,
        "price": found.chosen,
        "rule": rule_in_words(found.chosen.rule) if found.chosen and found.chosen.rule else "",
        "sentence": _sentence(found, subject, partner, people) if partner else "",
        "chain": _chain(found, people),
        "chain_rest": max(0, len(found.come) - CHAIN_SHOWN),
        "mean_before": standing.mean,
        "mean_after": (standing.total - loss) // pairs_then if pairs_then else 0,
        "minus_loss": -loss / 100,
        "choices": [
            {
                "enrolment": people[choice.ref],
                "rule": rule_in_words(choice.rule) if choice.rule else "",
                "loss": -choice.price.loss_hundredths / 100 if choice.price else None,
                "current": choice.ref == asked,
            }
            for choice in found.choices
        ],
        "partners": [people[ref] for ref in found.partner_refs],
        "form": OverrideForm(
            initial={
                "mentor": (subject if is_mentor else partner).public_id if partner else "",
                "mentee": (partner if is_mentor else subject).public_id if partner else "",
            }
        ),
        "held_pair": (subject, held) if is_mentor else (held, subject),
    }


def _people(round_: Round, found: Exploration) -> dict[str, Enrolment]:
    refs = {*found.partners, *found.partner_refs, *(choice.ref for choice in found.choices)}
    refs |= {ref for move in (*found.leave, *found.come) for ref in (move.mentor, move.mentee)}
    rows = Enrolment.objects.of(round_.organisation_id).filter(
        cohort_id=round_.cohort_id, public_id__in=[UUID(ref) for ref in refs]
    )
    return {row.public_id.hex: row for row in rows.select_related("person__unit")}


def _other_of(price: Price, subject: Enrolment) -> str:
    return price.mentee if subject.role == EnrolmentRole.MENTOR else price.mentor


def _chain(found: Exploration, people: dict[str, Enrolment]) -> list[dict[str, Any]]:
    """Each new pair beside what its mentee had before; those who lose their partner come last."""
    before = {move.mentee: move.score for move in found.leave}
    steps = [_step(move, before.get(move.mentee), people) for move in _asked_first(found)]
    came = {move.mentee for move in found.come}
    alone = [
        {"mentee": people[move.mentee].person, "mentor": None, "before": move.score, "after": None, "tone": "risk"}
        for move in found.leave
        if move.mentee not in came
    ]
    return [*steps[:CHAIN_SHOWN], *alone[:CHAIN_SHOWN]]


def _asked_first(found: Exploration) -> Iterable[Move]:
    asked = found.chosen
    return sorted(
        found.come, key=lambda move: asked is not None and (move.mentor, move.mentee) != (asked.mentor, asked.mentee)
    )


def _step(move: Move, before: int | None, people: dict[str, Enrolment]) -> dict[str, Any]:
    change = None if before is None else move.score - before
    return {
        "mentor": people[move.mentor].person,
        "mentee": people[move.mentee].person,
        "before": before,
        "after": move.score,
        "change": None if change is None else change / 100,
        "tone": "risk" if change is not None and change < 0 else "",
        "x_before": None if before is None else before / 100,
        "x_after": move.score / 100,
    }


def _sentence(found: Exploration, subject: Enrolment, partner: Enrolment, people: dict[str, Enrolment]) -> str:
    """The price in one or two sentences."""
    price = found.chosen
    assert price is not None
    names = {"one": subject.person.called, "other": partner.person.called}
    if price.rule:
        return _("%(one)s and %(other)s may not be paired: %(rule)s.") % (names | {"rule": rule_in_words(price.rule)})
    if not price.possible:
        return _("There is no room for this pair: places are taken, or other pairs were chosen before.")
    if price.loss_pairs > 0:
        return ngettext(
            "With this pair, %(count)d pair fewer could be made.",
            "With this pair, %(count)d pairs fewer could be made.",
            price.loss_pairs,
        ) % {"count": price.loss_pairs}
    if price.loss_floor > 0:
        return ngettext(
            "This pair is possible, but %(count)d pair more would give one side less than the programme asks for.",
            "This pair is possible, but %(count)d pairs more would give one side less than the programme asks for.",
            price.loss_floor,
        ) % {"count": price.loss_floor}
    if price.loss_hundredths <= 0:
        return _("%(one)s and %(other)s would do just as well: the choice costs nothing.") % names
    others = max(0, len(found.come) - 1)
    if not others:
        return _("%(one)s and %(other)s would gain less from each other than the pairs proposed now.") % names
    return ngettext(
        "%(one)s and %(other)s can be paired. %(number)s other pair would change for it, and everybody together gains less.",
        "%(one)s and %(other)s can be paired. %(number)s other pairs would change for it, and everybody together gains less.",
        others,
    ) % (names | {"number": spelled(others, language=get_language() or "id")})
