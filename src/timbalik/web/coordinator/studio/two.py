"""Any two people of a round: what would it take? A search, for the keyboard and without a script; then the answer.

A mentor and a mentee lead to “Why not another?”; two mentees to keeping them together or apart.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from timbalik.matching import errors
from timbalik.matching.models import Round
from timbalik.matching.operations import group_mentees
from timbalik.matching.prices import GroupPrice
from timbalik.matching.queries.people import enrolled_in, is_candidate, not_here_in_words
from timbalik.matching.states import GroupClash, OverrideKind, RoundState, WorkKind
from timbalik.matching.warm import asking
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentRole
from timbalik.programmes.wording import role_label
from timbalik.web.access import acting, allow
from timbalik.web.coordinator.studio.acts import back, leave, seen_by
from timbalik.web.coordinator.studio.finding import coordinates, find_enrolment, find_round
from timbalik.web.coordinator.studio.forms import GroupForm, OverrideForm
from timbalik.web.coordinator.studio.moves import moves_of
from timbalik.web.coordinator.studio.sizes import is_large
from timbalik.web.coordinator.studio.working import price_in_words
from timbalik.web.middleware import ActingRequest

FOUND = 12
TEMPLATE = "coordinator/studio/two.html"


@require_safe
@allow(coordinates)
def two(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """Choose two people; nothing is changed here."""
    round_ = find_round(request, programme, number)
    if round_.state != RoundState.PROPOSED:
        raise Http404
    one = find_enrolment(round_, request.GET.get("untuk", ""))
    other = find_enrolment(round_, request.GET.get("dengan", "")) if one else None
    if one is None or other is None or one == other:
        return _shown(request, choosing(round_, one, request.GET))
    if one.role != other.role:
        asked = {"untuk": one.public_id, "dengan": other.public_id}
        return redirect(f"{reverse('coordinator:round_why', args=[programme, number])}?{urlencode(asked)}")
    return _shown(request, _same_side(request, round_, one, other))


@require_POST
@allow(coordinates)
def group(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """Keep two mentees together or apart; the price was shown before."""
    round_ = find_round(request, programme, number)
    form = GroupForm(request.POST)
    one = find_enrolment(round_, request.POST.get("one", ""))
    other = find_enrolment(round_, request.POST.get("other", ""))
    if one is None or other is None:
        messages.error(request, _("Choose two people of this round."))
        return redirect("coordinator:round_two", programme, number)
    if not form.is_valid():
        return _shown(request, _same_side(request, round_, one, other, form), status=422)
    kind, reason, by, now = form.cleaned_data["kind"], form.cleaned_data["reason"], acting(request), request.now
    seen = seen_by(request)
    try:
        if is_large(round_.cohort):
            two = {"one": str(one.public_id), "other": str(other.public_id)}
            facts = two | {"kind": kind, "reason": reason}
            leave(round_, WorkKind.GROUP, by=by, now=now, seen=seen, facts=facts)
            return back(request, round_)
        done = group_mentees(round_, kind=kind, one=one, other=other, reason=reason, by=by, now=now, seen=seen)
    except errors.MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    return back(request, round_, price_in_words(done))


def choosing(round_: Round, one: Enrolment | None, asked: Any) -> dict[str, Any]:
    """The search: for the first person, then for the second; partners come first."""
    text, side = str(asked.get("cari", ""))[:80], asked.get("sisi", "")
    role = side if one is None or side in EnrolmentRole.values else _partner_side(one)
    rows = enrolled_in(round_, text, role=role if role in EnrolmentRole.values else "")
    found = [row for row in rows[: FOUND + 1] if row != one]
    return _base(round_) | {
        "one": one,
        "text": text,
        "found": found[:FOUND],
        "more": len(found) > FOUND,
        "side": role if one else "",
        "sides": _sides(round_) if one else [],
    }


def _sides(round_: Round) -> list[tuple[str, str]]:
    if round_.programme.is_mutual:
        return [(side, role_label(round_.programme.direction, side)) for side in EnrolmentRole.values]
    return [(EnrolmentRole.MENTOR.value, _("Mentors")), (EnrolmentRole.MENTEE.value, _("Mentees"))]


def told(
    request: ActingRequest,
    round_: Round,
    one: Enrolment,
    other: Enrolment | None,
    sentence: str,
    *,
    least: str | None = None,
) -> HttpResponse:
    """Two people about whom there is nothing but a sentence; with ``least``, what they cost at least, and the choice."""
    context = _base(round_) | {"one": one, "other": other, "sentence": sentence, "least": least}
    if least is not None and other is not None and one.role != other.role:
        mentor, mentee = (one, other) if one.role == EnrolmentRole.MENTOR else (other, one)
        context["blind"] = OverrideForm(initial={"mentor": mentor.public_id, "mentee": mentee.public_id})
    return _shown(request, context)


def absence(round_: Round, one: Enrolment, other: Enrolment | None) -> str:
    """In words, which of the two is not among the candidates."""
    people = [who for who in (one, other) if who is not None]
    return " ".join(not_here_in_words(round_, who) for who in people if not is_candidate(round_, who))


def _same_side(
    request: ActingRequest, round_: Round, one: Enrolment, other: Enrolment, form: GroupForm | None = None
) -> dict[str, Any]:
    context = _base(round_) | {"one": one, "other": other}
    if one.role == EnrolmentRole.MENTOR:
        return context | {
            "sentence": (
                _("%(one)s and %(other)s both teach first. Only two who learn first can be kept together, or apart.")
                if round_.programme.is_mutual
                else _(
                    "%(one)s and %(other)s are both mentors. Only mentees can be kept together with one mentor, or apart."
                )
            )
            % {"one": one.person.called, "other": other.person.called}
        }
    if acting(request) in (one.person, other.person):
        return context | {"sentence": own_in_words()}
    try:
        prices = {
            kind: asking.price_couple(round_, kind=kind, one=one, other=other)
            for kind in (OverrideKind.TOGETHER, OverrideKind.APART)
        }
    except errors.NotInThisRound:
        return context | {"sentence": absence(round_, one, other)}
    except asking.StillComputing:
        return context | {"sentence": later_in_words(), "again": request.get_full_path()}
    except asking.CannotTell as reason:
        return context | {"sentence": untold_in_words(reason)}
    choices = [_choice(round_, kind, prices[kind], one, other) for kind in prices]
    return context | {
        "choices": choices,
        "form": form or GroupForm(),
        "can_choose": any(choice["possible"] for choice in choices),
    }


def _choice(round_: Round, kind: OverrideKind, price: GroupPrice, one: Enrolment, other: Enrolment) -> dict[str, Any]:
    names = {"one": one.person.called, "other": other.person.called}
    return {
        "kind": kind.value,
        "label": _group_label(kind, mutual=round_.programme.is_mutual) % names,
        "possible": not price.clash and not price.known,
        "sentence": _group_sentence(kind, price, names),
        "loss": -price.loss_hundredths / 100,
        "moves": moves_of(round_, price.leave, price.come),
    }


def _group_label(kind: OverrideKind, *, mutual: bool) -> str:
    if kind == OverrideKind.TOGETHER:
        return _("%(one)s and %(other)s share one partner") if mutual else _("%(one)s and %(other)s share one mentor")
    if mutual:
        return _("%(one)s and %(other)s never have the same partner")
    return _("%(one)s and %(other)s never have the same mentor")


def clash_in_words(kind: str, clash: str, names: dict[str, str]) -> str:
    """What contradicts a decision about two mentees."""
    cause = GroupClash(clash).label
    if kind == OverrideKind.TOGETHER:
        return _("%(one)s and %(other)s cannot be kept together: %(cause)s.") % (names | {"cause": cause})
    return _("%(one)s and %(other)s cannot be kept apart: %(cause)s.") % (names | {"cause": cause})


def _group_sentence(kind: str, price: GroupPrice, names: dict[str, str]) -> str:
    if price.clash:
        return clash_in_words(kind, price.clash, names)
    if price.known:
        return _("You decided so already.")
    if price.loss_pairs > 0:
        return ngettext(
            "%(count)d pair fewer could be made.", "%(count)d pairs fewer could be made.", price.loss_pairs
        ) % {"count": price.loss_pairs}
    if not price.come:
        return _("It is so already: nobody moves, and it costs nothing.")
    return ngettext("%(count)d pair would change.", "%(count)d pairs would change.", len(price.come)) % {
        "count": len(price.come)
    }


def later_in_words() -> str:
    return _("The prices are being computed. They appear here as soon as they are ready; you may leave meanwhile.")


def untold_in_words(reason: asking.CannotTell) -> str:
    """Why there is no price, and what can be done."""
    if isinstance(reason, asking.TooManyPeople):
        return _("This round is too large to be asked about one pair. A choice is computed in the background.")
    if isinstance(reason, asking.TookTooLong):
        return _("This took too long and was ended. Nothing has changed. Ask again in a moment.")
    return _("The computation could not be started. Nothing has changed. Try again in a moment.")


def own_in_words() -> str:
    """A coordinator who takes part learns nothing here about their own partners."""
    return _("This is about your own pair. Another coordinator of the programme can ask and decide here.")


def _base(round_: Round) -> dict[str, Any]:
    return {"programme": round_.programme, "section": "studio", "round": round_}


def _partner_side(one: Enrolment) -> str:
    return EnrolmentRole.MENTEE if one.role == EnrolmentRole.MENTOR else EnrolmentRole.MENTOR


def _shown(request: ActingRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    part = "#panel" if request.headers.get("HX-Request") else ""
    return render(request, f"{TEMPLATE}{part}", context, status=status)
