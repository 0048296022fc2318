"""The topic library: by area, searched without script, with the state of each pack; one pack; a field visit."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from timbalik.learning import agendas
from timbalik.learning.queries import agenda_for, offered_topics, topic_pack
from timbalik.learning.queries import library as all_topics
from timbalik.learning.topics import Area, TopicPack, TopicState
from timbalik.meetings.wording import names
from timbalik.relationships.models import Relationship
from timbalik.relationships.queries import of_member, present_members
from timbalik.relationships.states import Phase, RelationshipState
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest

SHORT = {
    Area.FUNCTIONS: gettext_lazy("Functions"),
    Area.CHANGE: gettext_lazy("Adapting"),
    Area.RISK: gettext_lazy("Risk"),
    Area.GLOBAL: gettext_lazy("The world"),
    Area.OPERATIONS: gettext_lazy("Operations"),
    Area.TECHNOLOGY: gettext_lazy("Technology"),
}


MOST_PAIRS = 5  # the most places a person can have in a programme


@dataclass(frozen=True)
class Shelf:
    """One area: packs one can open, and titles that are not written yet."""

    area: Area
    packs: list[TopicPack]
    planned: list[TopicPack]


@require_safe
@allow(signed_in)
def library(request: ActingRequest) -> HttpResponse:
    """``cari`` looks through titles, aims and groups in both languages; ``bidang`` narrows to one area."""
    said = request.GET.get("cari", "").strip()[:80]
    chosen = request.GET.get("bidang", "")
    chosen = chosen if chosen in Area.values else ""
    found = _matching(all_topics(), said)
    shelves = [
        Shelf(
            area,
            [pack for pack in found if pack.area == area and pack.state is not TopicState.NOT_WRITTEN],
            [pack for pack in found if pack.area == area and pack.state is TopicState.NOT_WRITTEN],
        )
        for area in Area
        if chosen in ("", area)
    ]
    page = {
        "section": "training",
        "said": said,
        "chosen": chosen,
        "areas": _areas(chosen, said),
        "shelves": [shelf for shelf in shelves if shelf.packs or shelf.planned],
        "ready_count": len(offered_topics()),
    }
    return render(request, "participant/library/library.html", page)


@require_safe
@allow(signed_in)
def topic(request: ActingRequest, topic: str) -> HttpResponse:
    pack = topic_pack(topic)
    if pack is None:
        raise Http404
    page = {"section": "training", "pack": pack, "pairs": _learning_pairs(request) if pack.is_offered else []}
    return render(request, "participant/library/topic.html", page)


@require_safe
@allow(signed_in)
def field_visit(request: ActingRequest) -> HttpResponse:
    version = agenda_for("field")
    if version is None:
        raise Http404
    page = {"section": "training", "agenda": agendas.in_words(version.content)}
    return render(request, "participant/library/field_visit.html", page)


def _learning_pairs(request: ActingRequest) -> list[tuple[Relationship, str]]:
    """One's pairs in growth, each with the partners' names: a session may be planned with the pack."""
    me = acting(request)
    growing = of_member(me).filter(state=RelationshipState.ACTIVE, phase=Phase.GROWTH)[:MOST_PAIRS]
    return [
        (one, names([member.person for member in present_members(one) if member.person_id != me.pk])) for one in growing
    ]


def _matching(packs: list[TopicPack], said: str) -> list[TopicPack]:
    """Every word must stand somewhere in the pack, in either language."""
    words = said.casefold().split()
    if not words:
        return packs
    texts: dict[str, str] = {}
    for language in ("id", "en"):
        for pack in all_topics(language):
            text = f"{pack.title} {pack.group_name} {pack.summary} {pack.aim}".casefold()
            texts[pack.key] = f"{texts.get(pack.key, '')} {text}"
    return [pack for pack in packs if all(word in texts[pack.key] for word in words)]


def _areas(chosen: str, said: str) -> list[dict[str, object]]:
    search = {"cari": said} if said else {}
    everything = {"label": _("All areas"), "url": f"?{urlencode(search)}", "current": not chosen, "count": ""}
    return [everything] + [
        {
            "label": SHORT[area],
            "url": f"?{urlencode(search | {'bidang': area.value})}",
            "current": chosen == area,
            "count": "",
        }
        for area in Area
    ]
