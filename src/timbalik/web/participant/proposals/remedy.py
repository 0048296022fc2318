"""One more place, other hours, or a topic near those offered: the question of the mail, on the person's own page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from timbalik.matching.remedy_taps import MatchingRefused, answer_remedy, own_remedy
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def remedy(request: ActingRequest, remedy: UUID) -> HttpResponse:
    """The same two answers as in the mail; who waits for a partner is not told."""
    me = acting(request)
    asked = own_remedy(me, remedy, now=request.now)
    if asked is None:
        raise Http404
    if request.method == "POST":
        answer, _sep, topic = request.POST.get("answer", "").partition(":")
        try:
            answer_remedy(asked.taken, person=me, answer=answer, topics=[topic], now=request.now)
        except MatchingRefused:
            messages.error(request, _("Nothing was changed: this question is closed, or no answer was chosen."))
        return redirect("participant:remedy", remedy)
    context = {"asked": asked, "programme": asked.taken.asked.programme, "section": "proposals"}
    return render(request, "participant/proposals/remedy.html", context)
