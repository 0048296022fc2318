"""Notes of the pair, where the programme keeps any."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.journey.space import Space
from timbalik.relationships.operations import erase_note, write_note
from timbalik.relationships.queries import OpenedNote
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.pair.forms import NoteForm
from timbalik.web.participant.refusals import is_done


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def write(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    if not space.programme.notes_enabled:
        raise Http404
    initial = {"is_shared": request.GET.get("untuk") == "berdua"}
    return _written(request, space, NoteForm(request.POST or None, initial=initial), None)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def change(request: ActingRequest, pair: UUID, note: UUID) -> HttpResponse:
    space = the_space(request, pair)
    own = _own(space, note)
    form = NoteForm(request.POST or None, initial={"text": own.text, "is_shared": own.note.is_shared})
    return _written(request, space, form, own)


@require_POST
@allow(in_pair)
def erase(request: ActingRequest, pair: UUID, note: UUID) -> HttpResponse:
    own = _own(the_space(request, pair), note)
    is_done(
        request, lambda: erase_note(own.note, by=acting(request), now=request.now), _("The note is erased for good.")
    )
    return redirect("participant:pair", pair=pair)


def _written(request: ActingRequest, space: Space, form: NoteForm, own: OpenedNote | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        is_done(
            request,
            lambda: write_note(
                space.relationship,
                said["text"],
                by=acting(request),
                now=request.now,
                is_shared=said["is_shared"],
                note=own.note if own else None,
            ),
            _("The note is kept."),
        )
        return redirect("participant:pair", pair=space.relationship.public_id)
    page = {"section": "pair", "space": space, "form": form, "own": own}
    return render(request, "participant/pair/note.html", page, status=422 if form.errors else 200)


def _own(space: Space, ref: UUID) -> OpenedNote:
    found = next((one for one in space.notes if one.note.public_id == ref and one.is_mine), None)
    if found is None:
        raise Http404
    return found
