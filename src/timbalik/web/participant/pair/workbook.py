"""The preparation workbook: one's own, and what the partner wrote for both."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from timbalik.journey.space import Space
from timbalik.lib.versions import in_language
from timbalik.relationships.models import Workbook
from timbalik.relationships.operations import fill_workbook
from timbalik.relationships.workbooks import Reader, own_answers, questions, shared_answers, workbook_text
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.pair.deciding_forms import WorkbookForm
from timbalik.web.participant.refusals import is_done


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def workbook(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    books = {book.person_id: book for book in space.relationship.workbooks.select_related("text")}
    mine = books.get(space.me.person_id)
    text = mine.text if mine is not None else workbook_text(space.programme)
    if text is None:
        raise Http404
    listed = questions(text.content, space.me.side, direction=space.programme.direction)
    answers = own_answers(mine, space.vault) if mine is not None else {}
    form = WorkbookForm(request.POST or None, listed=listed, answers=answers)
    if request.method == "POST" and form.is_valid():
        is_done(
            request,
            lambda: fill_workbook(space.relationship, form.answers(), by=acting(request), now=request.now),
            _("Kept. You may change it at any time."),
        )
        return redirect("participant:workbook", pair=pair)
    page = {
        "section": "pair",
        "space": space,
        "form": form,
        "title": in_language(text.content["title"]),
        "intro": in_language(text.content["intro"]),
        "is_complete": mine is not None and mine.completed_at is not None,
        "missing": [one.question for one in listed if one.is_required and one.key not in answers] if mine else [],
        "theirs": _theirs(space, books) if mine is not None and mine.completed_at else [],
        "waits_for": [
            member.person.called
            for member in space.members
            if member.person_id != space.me.person_id
            and (member.person_id not in books or books[member.person_id].completed_at is None)
        ],
    }
    return render(request, "participant/pair/workbook.html", page, status=422 if form.errors else 200)


def _theirs(space: Space, books: dict[int, Workbook]) -> list[dict[str, Any]]:
    """What the others wrote for both to read; shown once one's own is complete, so that nobody copies."""
    found: list[dict[str, Any]] = []
    for member in space.members:
        book = books.get(member.person_id)
        if book is None or member.person_id == space.me.person_id:
            continue
        said = shared_answers(book, space.vault)
        terms = [
            (one.question, said[one.key])
            for one in questions(book.text.content, member.side, direction=space.programme.direction)
            if one.reader == Reader.PAIR and one.kind == "text" and one.key in said
        ]
        found.append({"name": member.person.called, "role": member.side, "terms": terms})
    return found
