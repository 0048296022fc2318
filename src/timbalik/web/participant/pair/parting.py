"""The letter of thanks, tidying up, and the mentor's own growth record."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from timbalik.journey.operations import thank
from timbalik.journey.record import is_mentor, record_view, stored_record
from timbalik.journey.record_file import record_pdf
from timbalik.journey.space import Space
from timbalik.relationships.operations import endorse, keep_growth_record, tidy_up
from timbalik.relationships.parting import growth_record, may_goals_be_named, tidyings
from timbalik.relationships.states import Phase, RelationshipState, Side
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.pair.deciding_forms import EndorseForm, LetterForm, RecordForm, TidyForm
from timbalik.web.participant.refusals import is_done


def is_mentor_of_pair(request: ActingRequest, kwargs: dict[str, object]) -> bool:
    """The growth record is the mentor's own: the partner does not find it either."""
    return in_pair(request, kwargs) and is_mentor(the_space(request, kwargs["pair"]))  # type: ignore[arg-type]  # the address gives a UUID


def has_come_to_an_end(space: Space) -> bool:
    return space.relationship.state == RelationshipState.ENDED or space.relationship.phase == Phase.CLOSURE


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def letter(request: ActingRequest, pair: UUID) -> HttpResponse:
    """Read what the other side wrote; write one's own. What is kept but not sent is read by its author alone."""
    space = the_space(request, pair)
    if not has_come_to_an_end(space):
        return redirect("participant:pair", pair=pair)
    letters = [one for one in space.letters if one.letter.stretch == space.relationship.stretch]
    mine = next((one for one in letters if one.is_mine), None)
    form = LetterForm(request.POST or None, initial={"text": mine.text if mine else ""})
    if request.method == "POST" and form.is_valid():
        sends = request.POST.get("act") == "send"
        is_done(
            request,
            lambda: thank(
                space.relationship, form.cleaned_data["text"], by=acting(request), now=request.now, sends=sends
            ),
            _("Your letter is on its way.") if sends else _("Kept for you alone. Send it when it is ready."),
        )
        return redirect("participant:letter", pair=pair)
    page = {
        "section": "pair",
        "space": space,
        "form": form,
        "mine": mine,
        "theirs": [one for one in letters if not one.is_mine],
        "zone": space.me.person.time_zone,
    }
    return render(request, "participant/pair/letter.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def tidy(request: ActingRequest, pair: UUID) -> HttpResponse:
    """Notes, quotes, recommendations; the mentee may add a sentence for the mentor's record."""
    space = the_space(request, pair)
    if not has_come_to_an_end(space):
        return redirect("participant:pair", pair=pair)
    is_mentee = space.me.side == Side.MENTEE or space.programme.is_mutual
    form = TidyForm(
        request.POST or None,
        standing=tidyings(space.relationship).get(space.me.person_id),
        has_notes=any(note.is_mine for note in space.notes),
        is_mentee=is_mentee,
    )
    given = growth_record(space.relationship, space.teachers[0]) if is_mentee else None
    endorsing = EndorseForm(request.POST or None, initial={"endorsement": given.endorsement if given else ""})
    if request.method == "POST" and form.is_valid() and (not is_mentee or endorsing.is_valid()):

        def act() -> None:
            tidy_up(space.relationship, form.answers(), by=acting(request), now=request.now)
            if is_mentee:
                said = endorsing.cleaned_data["endorsement"]
                if said != (given.endorsement if given else ""):
                    endorse(space.relationship, said, by=acting(request), now=request.now)

        is_done(request, act, _("Done. You may decide anew at any time."))
        return redirect("participant:pair", pair=pair)
    page = {"section": "pair", "space": space, "form": form, "endorsing": endorsing if is_mentee else None}
    return render(request, "participant/pair/tidy.html", page, status=422 if form.errors or endorsing.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(is_mentor_of_pair)
def record(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    may_name = may_goals_be_named(space.relationship, space.partners)
    stored = stored_record(space)
    form = RecordForm(request.POST or None, stored=stored, may_name_goals=may_name, direction=space.programme.direction)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        is_done(
            request,
            lambda: keep_growth_record(
                space.relationship,
                words=said["words"],
                ratings=form.ratings(),
                shows_goals=said.get("shows_goals", False),
                shows_endorsement=said["shows_endorsement"],
                by=acting(request),
                now=request.now,
            ),
            _("Kept. Only you can open it."),
        )
        return redirect("participant:growth_record", pair=pair)
    page = {"section": "pair", "space": space, "form": form, "view": record_view(space)}
    return render(request, "participant/pair/record.html", page, status=422 if form.errors else 200)


@require_safe
@allow(is_mentor_of_pair)
def record_file(request: ActingRequest, pair: UUID) -> HttpResponse:
    """The record as a file, in the mentor's language; whom it is shown to is theirs to decide."""
    space = the_space(request, pair)
    language = (get_language() or "id")[:2]
    view = record_view(space, language=language)
    if view.sessions == 0:
        raise Http404
    made = record_pdf(view, language=language, now=request.now)
    name = f"{slugify(view.name) or 'mentor'}-{slugify(view.programme) or 'timbalik'}.pdf"
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store, private"},
    )
