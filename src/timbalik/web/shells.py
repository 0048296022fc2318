"""In which shell a person reads pages that everybody has, such as one's profile: that of where they begin."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest

from timbalik.web.homes import home_of

SHELLS: Mapping[str, str] = {
    "coordinator:home": "coordinator/shell.html",
    "coordinator:evaluations": "coordinator/evaluator_shell.html",
    "sponsor:home": "sponsor/shell.html",
    "partner:home": "partner/shell.html",
    "confidant:home": "confidant/shell.html",
    "assistant:home": "assistant/shell.html",
}
PARTICIPANT = "participant/shell.html"


def own_shell(request: HttpRequest) -> dict[str, Callable[[], str]]:
    """``{% extends own_shell %}``: asked for by the pages that use it alone, so the others pay no query."""

    def chosen() -> str:
        person = getattr(request, "person", None)
        if person is None:
            return PARTICIPANT
        return SHELLS.get(home_of(person, now=request.now), PARTICIPANT)  # type: ignore[attr-defined]  # ActingRequest

    return {"own_shell": chosen}
