"""Which organisation one acts in, for an account that belongs to several."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from timbalik.people.models.accounts import Account
from timbalik.people.queries import persons_of
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ORGANISATION_KEY, ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def choose(request: ActingRequest) -> HttpResponse:
    """The choice lasts as long as the session; only organisations the account belongs to are on offer."""
    me = acting(request)
    assert isinstance(me.account, Account)
    persons = list(persons_of(me.account))
    if request.method == "POST":
        wanted = request.POST.get("organisation", "")
        chosen = next((one for one in persons if str(one.organisation.public_id) == wanted), None)
        if chosen is None:
            raise Http404
        request.session[ORGANISATION_KEY] = wanted
        return redirect("home")
    return render(request, "public/organisations.html", {"me": me, "persons": persons})
