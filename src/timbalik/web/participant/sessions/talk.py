"""How much each spoke, from a transcript. Its text lives in the memory of this one request and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.core import signing
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.journey.space import Space
from timbalik.lib.transcripts import NoSpeakers, TalkCount, count_talk
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.operations.talking import erase_talk_share, keep_talk_share
from timbalik.people.models.persons import Person
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.refusals import is_done
from timbalik.web.participant.sessions.find import the_session
from timbalik.web.participant.sessions.present import session_view
from timbalik.web.participant.sessions.talk_forms import SpeakersForm, TranscriptForm

SALT = "talk-share"
MINUTES_TO_NAME = 30
MOST_NAMES = 8


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def talk_share(request: ActingRequest, pair: UUID, session: UUID) -> HttpResponse:
    """A file first; where its names are not the pair's, a second step says who is who, with figures alone."""
    space = the_space(request, pair)
    found = the_session(space, session)
    if "figures" in request.POST:
        return _named(request, space, found)
    form = TranscriptForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        count = _counted(form)
        if count is not None:
            sides = sides_of(count.amounts, space)
            if sides is not None:
                return _kept(request, space, found, count, sides)
            return _page(request, space, found, _asking(space, count, _sealed(count)))
    return _page(request, space, found, form)


@require_POST
@allow(in_pair)
def erase(request: ActingRequest, pair: UUID, session: UUID) -> HttpResponse:
    found = the_session(the_space(request, pair), session)
    is_done(request, lambda: erase_talk_share(found, by=acting(request), now=request.now), _("The figures are erased."))
    return redirect("participant:session", pair=pair, session=session)


@sensitive_variables("data")
def _counted(form: TranscriptForm) -> TalkCount | None:
    data = form.cleaned_data["transcript"].read()
    try:
        return count_talk(data)
    except NoSpeakers:
        form.add_error(
            "transcript", _("No names were found in it. We read WebVTT files with speakers. Nothing was kept.")
        )
    return None


def _named(request: ActingRequest, space: Space, session: MentoringSession) -> HttpResponse:
    try:
        figures = signing.loads(request.POST["figures"], salt=SALT, max_age=60 * MINUTES_TO_NAME)
    except signing.BadSignature:
        return _page(request, space, session, TranscriptForm())
    count = TalkCount(figures["measure"], figures["amounts"])
    form = _asking(space, count, request.POST["figures"], request.POST)
    if not form.is_valid():
        return _page(request, space, session, form)
    return _kept(request, space, session, count, form.sides())


def _kept(
    request: ActingRequest, space: Space, session: MentoringSession, count: TalkCount, sides: Mapping[str, str]
) -> HttpResponse:
    amounts: dict[str, float] = {}
    for name, side in sides.items():
        amounts[side] = amounts.get(side, 0) + count.amounts[name]
    is_done(
        request,
        lambda: keep_talk_share(session, amounts, count.measure, by=acting(request), now=request.now),
        _("Counted. The text is gone; only the two figures are kept."),
    )
    return redirect("participant:session", pair=space.relationship.public_id, session=session.public_id)


def _page(
    request: ActingRequest, space: Space, session: MentoringSession, form: TranscriptForm | SpeakersForm
) -> HttpResponse:
    page = {
        "section": "pair",
        "space": space,
        "form": form,
        "view": session_view(space, session),
        "asks_names": isinstance(form, SpeakersForm),
    }
    return render(request, "participant/sessions/talk_share.html", page, status=422 if form.errors else 200)


def _asking(space: Space, count: TalkCount, figures: str, data: QueryDict | None = None) -> SpeakersForm:
    """Who is who, among those who spoke most."""
    most = sorted(count.amounts, key=lambda name: -count.amounts[name])[:MOST_NAMES]
    return SpeakersForm(data, speakers=most, names=space.names_by_side(), figures=figures)


def _sealed(count: TalkCount) -> str:
    """Names and figures to come back with the second step; signed, so that they are ours."""
    return signing.dumps({"measure": count.measure, "amounts": dict(count.amounts)}, salt=SALT, compress=True)


def sides_of(speakers: Iterable[str], space: Space) -> dict[str, str] | None:
    """Speaker → side, by the words of their names; ``None`` unless both sides are found and nobody twice."""
    words = {member.person_id: _words(*_names(member.person)) for member in space.members}
    sides = {member.person_id: member.side for member in space.members}
    found: dict[str, str] = {}
    for speaker in speakers:
        fits = [person for person, known in words.items() if _words(speaker) & known]
        if len(fits) > 1:
            return None
        if fits:
            found[speaker] = sides[fits[0]]
    return found if set(found.values()) == set(sides.values()) else None


def _names(person: Person) -> tuple[str, str]:
    return person.full_name, person.nickname


def _words(*names: str) -> set[str]:
    """Words of three letters or more; titles are no names."""
    return {word for name in names for word in re.findall(r"\w{3,}", name.casefold())} - TITLES


TITLES = {"pak", "bapak", "ibu", "kak", "mas", "mbak", "bang", "drs", "dra", "prof", "haji"}
