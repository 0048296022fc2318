"""Enrolling on a phone: one screen, one form, one draft; back is always possible."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from timbalik.lib.versions import in_language
from timbalik.matching.operations.siding import can_choose_side
from timbalik.matching.queries.requests import is_search_open
from timbalik.people.models.skills import SkillConcept
from timbalik.programmes.answers import gaps
from timbalik.programmes.models import Enrolment, Screening
from timbalik.programmes.operations import (
    EnrolmentIncomplete,
    EnrolmentNotOpen,
    StepNotAllowed,
    WishRefused,
    decline_enrolment,
    keep_wish,
    save_draft,
    submit_enrolment,
    withdraw_enrolment,
)
from timbalik.programmes.queries import own_enrolments
from timbalik.programmes.states import EnrolmentRole, EnrolmentState, LastUsed, ProgrammeState
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.enrolment.draft import OfferDraft, answers_from, draft_of
from timbalik.web.participant.enrolment.forms import IMPORTANCE, LEVELS, ScreenForm
from timbalik.web.participant.enrolment.own_words import OwnWordsForm, suggested
from timbalik.web.participant.enrolment.screens import KEYS, LAST, SCREENS, Screen, screen_of
from timbalik.web.participant.enrolment.week import DAYS, SLOTS


@require_safe
@allow(signed_in)
def resume(request: ActingRequest, enrolment: UUID) -> HttpResponse:
    """To the screen that comes next, or to the end if everything was handed in."""
    mine = _mine(request, enrolment)
    if mine.state == EnrolmentState.SUBMITTED or not _is_open(mine):
        return redirect("participant:enrolment_done", enrolment=enrolment)
    return redirect("participant:enrolment_screen", enrolment=enrolment, screen=KEYS[min(mine.step, LAST)])


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def screen(request: ActingRequest, enrolment: UUID, screen: str) -> HttpResponse:
    mine = _mine(request, enrolment)
    if screen not in KEYS:
        raise Http404
    number = KEYS.index(screen)
    if not _is_open(mine):
        return redirect("participant:enrolment_done", enrolment=enrolment)
    if number > mine.step and mine.state != EnrolmentState.SUBMITTED:
        return redirect("participant:enrolment_screen", enrolment=enrolment, screen=KEYS[mine.step])
    draft = draft_of(mine)
    form = SCREENS[number].form(request.POST if request.method == "POST" else None, enrolment=mine, draft=draft)
    if request.method != "POST":
        return _page(request, mine, number, form)
    is_complete = form.is_valid()
    goes_back, finds = "back" in request.POST, "find" in request.POST and isinstance(form, OwnWordsForm)
    try:
        if number == LAST and is_complete and not goes_back:
            return _hand_in(request, mine, form, draft)
        step = number + 1 if is_complete and not goes_back and not finds else number
        save_draft(mine, step=min(step, LAST), draft=form.keep(), by=acting(request), now=request.now)
        if is_complete and not goes_back and not finds:
            _keep_wish(request, mine, form)
    except EnrolmentNotOpen:
        return redirect("participant:enrolment_done", enrolment=enrolment)
    if finds:  # without a script: the same screen, with topics for the words
        return _page(request, mine, number, SCREENS[number].form(enrolment=mine, draft=draft | form.keep()))
    if goes_back:
        return redirect("participant:enrolment_screen", enrolment=enrolment, screen=KEYS[max(number - 1, 0)])
    if is_complete:
        return redirect("participant:enrolment_screen", enrolment=enrolment, screen=KEYS[min(number + 1, LAST)])
    return _page(request, mine, number, form, status=422)


def _keep_wish(request: ActingRequest, mine: Enrolment, form: ScreenForm) -> None:
    if isinstance(form, OwnWordsForm) and form.wish:
        try:
            keep_wish(mine, form.wish, by=acting(request), now=request.now)
        except WishRefused:
            messages.error(request, _("You have kept ten wishes already. Nothing was added."))
        else:
            messages.success(request, _("Your wish for a new topic was kept."))


def _hand_in(request: ActingRequest, mine: Enrolment, form: ScreenForm, draft: dict[str, Any]) -> HttpResponse:
    language = (get_language() or "id").partition("-")[0]
    answers = answers_from(draft, language=language, pledges=bool(form.cleaned_data.get("pledges")))
    try:
        submit_enrolment(mine, answers, by=acting(request), now=request.now)
    except EnrolmentIncomplete as refusal:
        for place in dict.fromkeys(screen_of(gap).label for gap in refusal.missing):
            form.add_error(None, _("Not complete yet: %(screen)s") % {"screen": place})
        return _page(request, mine, LAST, form, status=422)
    return redirect("participant:enrolment_done", enrolment=mine.public_id)


@require_safe
@allow(signed_in)
def done(request: ActingRequest, enrolment: UUID) -> HttpResponse:
    mine = _mine(request, enrolment)
    page = {"enrolment": mine, "programme": mine.programme, "is_open": _is_open(mine)}
    page["screening"] = Screening.objects.of(mine.organisation_id).filter(enrolment=mine).first()
    is_search = is_search_open(mine.programme)
    page |= {"may_be_found": is_search and mine.role == EnrolmentRole.MENTOR}
    page |= {"may_search": is_search and mine.role == EnrolmentRole.MENTEE}
    page["may_choose_side"] = can_choose_side(mine)
    return render(request, "participant/enrolment/done.html", page | {"summary": _summary(draft_of(mine))})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def decline(request: ActingRequest, enrolment: UUID) -> HttpResponse:
    mine = _mine(request, enrolment)
    return _leave(request, mine, decline_enrolment, "participant/enrolment/decline.html")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def withdraw(request: ActingRequest, enrolment: UUID) -> HttpResponse:
    mine = _mine(request, enrolment)
    return _leave(request, mine, withdraw_enrolment, "participant/enrolment/withdraw.html")


def _leave(request: ActingRequest, mine: Enrolment, act: Any, template: str) -> HttpResponse:
    if request.method != "POST":
        return render(request, template, {"enrolment": mine, "programme": mine.programme})
    try:
        act(mine, by=acting(request), now=request.now)
    except StepNotAllowed:
        messages.error(request, _("That is not possible any more. Nothing was changed."))
    return redirect("participant:enrolment_done", enrolment=mine.public_id)


def _mine(request: ActingRequest, public_id: UUID) -> Enrolment:
    mine = own_enrolments(acting(request)).select_related(
        "programme__notice", "programme__template", "programme__organisation", "person"
    )
    found = mine.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _is_open(mine: Enrolment) -> bool:
    return mine.programme.state == ProgrammeState.OPEN


def _page(request: ActingRequest, mine: Enrolment, number: int, form: ScreenForm, status: int = 200) -> HttpResponse:
    shown = SCREENS[number]
    page: dict[str, Any] = {
        "enrolment": mine,
        "programme": mine.programme,
        "screen": shown,
        "form": form,
        "number": number + 1,
        "steps": _steps(mine, number),
        "is_first": number == 0,
        "is_last": number == LAST,
    }
    if number == 0:
        page["notice"] = _notice(mine)
    if isinstance(form, OwnWordsForm):
        page["found"] = suggested(request.POST.get("words", ""), form.chosen_now)
    if number == LAST:
        page |= {"summary": _summary(form.draft), "open_screens": _open_screens(mine, form.draft)}
    return render(request, shown.template, page, status=status)


def _steps(mine: Enrolment, number: int) -> list[dict[str, Any]]:
    """Screens that were reached can be opened again."""
    reached = LAST if mine.state == EnrolmentState.SUBMITTED else mine.step
    return [
        {
            "label": screen.label,
            "state": "now" if place == number else "done" if place < reached else "wait",
            "key": screen.key if place <= reached and place != number else "",
        }
        for place, screen in enumerate(SCREENS)
    ]


def _open_screens(mine: Enrolment, draft: dict[str, Any]) -> list[Screen]:
    missing = gaps(answers_from(draft, language="id", pledges=True), mine.role, mine.programme.direction)
    return list(dict.fromkeys(screen_of(gap) for gap in missing))


def _notice(mine: Enrolment) -> dict[str, Any]:
    content = mine.programme.notice.content
    return {
        "lead": in_language(content["lead"]),
        "readers": [(in_language(one["who"]), in_language(one["reads"])) for one in content["readers"]],
        "paragraphs": [(in_language(one["heading"]), in_language(one["text"])) for one in content["paragraphs"]],
        "contact": in_language(content["contact"]),
        "version": mine.programme.notice.version,
    }


def _where_it_shows(said: OfferDraft) -> str:
    """Evidence, and when it was last used: shown, never scored."""
    used = said.get("last_used", "")
    words = [said["evidence"], _("last used: %(when)s") % {"when": LastUsed(used).label.lower()} if used else ""]
    return "; ".join(word for word in words if word)


def _summary(draft: dict[str, Any]) -> dict[str, Any]:
    """The draft in words."""
    keys = [*draft["offers"], *draft["wants"]]
    names = {concept.key: str(concept) for concept in SkillConcept.objects.filter(key__in=keys)}
    levels, importance = dict(LEVELS), dict(IMPORTANCE)
    days = {key: full for key, _short, full in DAYS}
    slots = {key: label for key, _short, label in SLOTS}
    return draft | {
        "gives": [(names[key], levels[said["level"]], _where_it_shows(said)) for key, said in draft["offers"].items()],
        "gains": [(names[key], importance.get(value, value)) for key, value in draft["wants"].items()],
        "hours": [f"{days[tick[0]]}, {slots[tick[2:]]}" for tick in draft["week"]],
    }
