"""Decided pairs from a spreadsheet: handed in, looked at row by row with the mend beside, kept in one act."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.lib.spreadsheets.errors import SpreadsheetRefused
from timbalik.matching.errors import ArrangementChanged, MatchingRefused, NothingToImport, RoundNotOpen, RowMissing
from timbalik.matching.models import PairSheet, Round
from timbalik.matching.operations.pair_sheets import (
    Imported,
    check_sheet,
    discard_sheet,
    import_pairs,
    leave_out_row,
    mend_row,
    receive_sheet,
    rows_of,
    swap_row,
    with_prices,
)
from timbalik.matching.prices import Price
from timbalik.matching.queries.work import answered
from timbalik.matching.sheet_checks import AMBIGUOUS, OTHER_ROLE, TWICE, Checked, Verdict
from timbalik.matching.sheet_words import verdict_in_words
from timbalik.matching.sheets import HeadersMissing
from timbalik.matching.states import RoundState, WorkKind
from timbalik.people.importing import words
from timbalik.people.models.persons import Person
from timbalik.programmes.states import EnrolmentRole
from timbalik.web.access import acting, allow
from timbalik.web.coordinator.imports.forms import PeopleFileInput
from timbalik.web.coordinator.imports.views import is_too_large
from timbalik.web.coordinator.studio.acts import back, leave, refusal_in_words
from timbalik.web.coordinator.studio.finding import coordinates, find_round
from timbalik.web.coordinator.studio.sizes import is_large
from timbalik.web.middleware import ActingRequest

ROWS_A_PAGE = 25


class SheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File with pairs"),
        widget=PeopleFileInput(),
        max_length=None,
        allow_empty_file=True,  # said by the reader, in words that help
        help_text=gettext_lazy(
            "Excel (.xlsx) or CSV with a column for the mentor and one for the mentee: staff number, e-mail or name."
            " A column with reasons is read too."
        ),
        error_messages={"required": gettext_lazy("Choose a file."), "missing": gettext_lazy("Choose a file.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(coordinates)
def hand_in(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """The upload."""
    round_ = find_round(request, programme, number)
    if round_.state != RoundState.PROPOSED:
        return back(request, round_, refusal=RoundNotOpen(round_.state))
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    status = 200
    if is_too_large(request):
        form.errors.clear()
        form.add_error("file", _("Up to %(megabytes)d MB are accepted.") % {"megabytes": settings.MAX_IMPORT_MB})
        status = 413
    elif request.method == "POST" and form.is_valid():
        sheet = _received(request, round_, form)
        if isinstance(sheet, PairSheet):
            if is_large(round_.cohort):
                with suppress(MatchingRefused):  # then the page offers it
                    _leave_price(request, round_, sheet)
            return redirect("coordinator:round_sheet_check", programme, number, sheet.public_id)
        if sheet is not None:
            return back(request, round_, refusal=sheet)
    if form.errors and status == 200:
        status = 422
    context = {"programme": round_.programme, "section": "studio", "round": round_, "form": form}
    return render(request, "coordinator/studio/sheet.html", context, status=status)


def _received(request: ActingRequest, round_: Round, form: SheetForm) -> PairSheet | MatchingRefused | None:
    """The sheet; a refusal of the round; None when the form tells what is wrong with the file."""
    file = form.cleaned_data["file"]
    try:
        return receive_sheet(round_, file, file_name=file.name, by=acting(request), now=request.now)
    except SpreadsheetRefused as refused:
        form.add_error("file", words.refusal(refused))
    except HeadersMissing:
        form.add_error(
            "file", _("No row names a column “Mentor” and a column “Mentee”. Put these two words above the columns.")
        )
    except NothingToImport:
        form.add_error("file", _("There are headers, but no pair below them."))
    except MatchingRefused as refusal:
        return refusal
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@allow(coordinates)
def check(request: ActingRequest, programme: UUID, number: int, sheet: UUID) -> HttpResponse:
    """The dry run; on POST the good rows become decisions."""
    round_ = find_round(request, programme, number)
    found = _sheet(round_, sheet)
    if round_.state != RoundState.PROPOSED:
        messages.error(request, _("Somebody else was faster: the round has gone on. This is how it stands."))
        return redirect("coordinator:round", programme, number)
    if request.method == "POST":
        return _brought_in(request, round_, found)
    return render(request, "coordinator/studio/sheet_check.html", _page(request, round_, found))


@require_POST
@allow(coordinates)
def price(request: ActingRequest, programme: UUID, number: int, sheet: UUID) -> HttpResponse:
    """Let the worker compute what the ready rows cost; with few people the page does so itself."""
    round_ = find_round(request, programme, number)
    found = _sheet(round_, sheet)
    if not is_large(round_.cohort):
        return redirect("coordinator:round_sheet_check", programme, number, sheet)
    try:
        _leave_price(request, round_, found)
    except MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    return back(request, round_)


def _leave_price(request: ActingRequest, round_: Round, sheet: PairSheet) -> None:
    facts = {"sheet": str(sheet.public_id)}
    leave(round_, WorkKind.PRICE, by=acting(request), now=request.now, facts=facts)


def _checked(request: ActingRequest, round_: Round, sheet: PairSheet) -> Checked:
    """With the prices, where they are computed at once or were computed before."""
    rows = rows_of(sheet)
    if not is_large(round_.cohort):
        return check_sheet(round_, rows, each=ROWS_A_PAGE)
    work = answered(round_, WorkKind.PRICE, now=request.now)
    is_mine = work is not None and work.facts.get("sheet") == str(sheet.public_id)
    return with_prices(rows, check_sheet(round_, rows, price=False), work.result if work and is_mine else None)


@require_POST
@allow(coordinates)
def mend(request: ActingRequest, programme: UUID, number: int, sheet: UUID) -> HttpResponse:
    """One row: another person in a cell, the two sides swapped, or the row left out."""
    found = _sheet(find_round(request, programme, number), sheet)
    row, act, side = request.POST.get("row", ""), request.POST.get("act", ""), request.POST.get("side", "")
    try:
        if not row.isdecimal():
            raise RowMissing(row)
        if act == "swap":
            swap_row(found, row=int(row))
        elif act == "leave":
            leave_out_row(found, row=int(row))
        elif side in EnrolmentRole.values:
            mend_row(found, row=int(row), side=side, text=request.POST.get("value", ""))
    except RowMissing:
        messages.error(request, _("That row is no longer in the file. Nothing was changed."))
    return redirect("coordinator:round_sheet_check", programme, number, sheet)


@require_POST
@allow(coordinates)
def discard(request: ActingRequest, programme: UUID, number: int, sheet: UUID) -> HttpResponse:
    round_ = find_round(request, programme, number)
    discard_sheet(_sheet(round_, sheet))
    return back(request, round_, _("The file was discarded. Nothing of it is kept."))


def _brought_in(request: ActingRequest, round_: Round, sheet: PairSheet) -> HttpResponse:
    version, reason = request.POST.get("version", ""), request.POST.get("reason", "")[:300]
    try:
        if is_large(round_.cohort) and version.isdecimal():
            facts = {"sheet": str(sheet.public_id), "reason": reason}
            leave(round_, WorkKind.SHEET, by=acting(request), now=request.now, seen=int(version), facts=facts)
            return back(request, round_)
        done = import_pairs(
            round_,
            rows_of(sheet),
            reason=reason,
            by=acting(request),
            now=request.now,
            version=int(version) if version.isdecimal() else -1,
        )
    except (ArrangementChanged, NothingToImport) as refusal:
        messages.error(request, refusal_in_words(refusal))
        return redirect("coordinator:round_sheet_check", round_.programme.public_id, round_.number, sheet.public_id)
    except MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    discard_sheet(sheet)
    return back(request, round_, _done_in_words(done))


def _page(request: ActingRequest, round_: Round, sheet: PairSheet) -> dict[str, Any]:
    checked = _checked(request, round_, sheet)
    chosen = request.GET.get("tampil", "")
    shown = [one for one in checked.verdicts if not chosen or one.is_good == (chosen == "siap")]
    page = Paginator(sorted(shown, key=lambda one: (one.is_good, one.row.number)), ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    candidates = _people(round_, {key for one in page for key in one.candidates})
    good = len(checked.good)
    return {
        "programme": round_.programme,
        "section": "studio",
        "round": round_,
        "sheet": sheet,
        "checked": checked,
        "good": good,
        "new": checked.counts.get("ok", 0),
        "bad": len(checked.verdicts) - good,
        "joint": _price_in_words(checked),
        "filters": _filters(checked, chosen),
        "query": f"tampil={chosen}&" if chosen else "",
        "page": page,
        "rows": [_row(one, candidates, checked) for one in page],
        "needs_reason": any(not one.row.reason for one in checked.good),
    }


def _filters(checked: Checked, chosen: str) -> list[dict[str, Any]]:
    good = len(checked.good)
    options = [
        ("", _("All"), len(checked.verdicts)),
        ("perbaiki", _("To mend"), len(checked.verdicts) - good),
        ("siap", _("Ready"), good),
    ]
    return [
        {"label": label, "url": f"?tampil={key}" if key else "?", "current": key == chosen, "count": count}
        for key, label, count in options
    ]


def _row(one: Verdict, people: dict[int, Person], checked: Checked) -> dict[str, Any]:
    return {
        "verdict": one,
        "number": one.row.number,
        "mentor": one.mentor.person.display_name if one.mentor else one.row.mentor,
        "mentee": one.mentee.person.display_name if one.mentee else one.row.mentee,
        "reason": one.row.reason,
        "words": verdict_in_words(one),
        "price": _one_price(checked.prices.get(one.row.number)),
        "side": str(one.side),
        "value": one.row.mentor if one.side == EnrolmentRole.MENTOR else one.row.mentee,
        "candidates": [people[key] for key in one.candidates if key in people] if one.code != OTHER_ROLE else [],
        "can_swap": one.code == OTHER_ROLE,
        "can_type": one.code != TWICE and bool(one.side) and one.code != AMBIGUOUS,
    }


def _people(round_: Round, keys: Iterable[int]) -> dict[int, Person]:
    return {
        one.pk: one
        for one in Person.objects.of(round_.organisation_id).filter(pk__in=list(keys)).select_related("unit")
    }


def _price_in_words(checked: Checked) -> str:
    if not checked.is_priced:
        return _("What they cost all together is not computed yet.")
    if not checked.is_possible:
        return _("Together with your earlier decisions there is no room for all of them. Leave some out.")
    if not checked.counts.get("ok"):
        return ""
    said = []
    if checked.loss_pairs > 0:
        said.append(
            ngettext("%(count)d pair fewer could be made.", "%(count)d pairs fewer could be made.", checked.loss_pairs)
            % {"count": checked.loss_pairs}
        )
    if checked.loss > 0:
        said.append(_("All together they cost %(points)s points.") % {"points": _points(checked.loss)})
    elif checked.loss < 0:
        said.append(_("All together they gain %(points)s points.") % {"points": _points(-checked.loss)})
    return " ".join(said) or _("All together they cost nothing.")


def _one_price(price: Price | None) -> str:
    """What the row would cost alone."""
    if price is None:
        return ""
    if not price.possible:
        return _("There is no room for this pair beside your other decisions.")
    if price.loss_pairs > 0:
        return ngettext("Alone it costs %(count)d pair.", "Alone it costs %(count)d pairs.", price.loss_pairs) % {
            "count": price.loss_pairs
        }
    if price.loss_hundredths > 0:
        return _("Alone it costs %(points)s points.") % {"points": _points(price.loss_hundredths)}
    return _("Alone it costs nothing.")


def _done_in_words(done: Imported) -> str:
    said = [
        ngettext("%(n)d pair is decided.", "%(n)d pairs are decided.", done.pairs) % {"n": done.pairs},
    ]
    if done.price > 0:
        said.append(_("All together they cost %(points)s points.") % {"points": _points(done.price)})
    if done.left_out:
        said.append(
            ngettext("%(n)d row was left out.", "%(n)d rows were left out.", done.left_out) % {"n": done.left_out}
        )
    return " ".join(said)


def _points(hundredths: int) -> str:
    return str(number_format(hundredths / 100, 1))


def _sheet(round_: Round, ref: UUID) -> PairSheet:
    found = PairSheet.objects.of(round_.organisation_id).filter(round=round_, public_id=ref).first()
    if found is None:
        raise Http404
    return found
