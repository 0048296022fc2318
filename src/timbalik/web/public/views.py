from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from django.views.i18n import set_language as django_set_language

from timbalik.people.queries import made_by_demo
from timbalik.web.access import allow, anyone
from timbalik.web.homes import home_of
from timbalik.web.middleware import ActingRequest
from timbalik.web.public.demo_door import is_open
from timbalik.web.public.gallery import GalleryForm, gallery_context

GALLERY_PAGES = {"gallery", "gallery_phone", "gallery_card", "gallery_checkin", "gallery_sheet"}


@require_safe
@allow(anyone)
def home(request: ActingRequest) -> HttpResponse:
    """The door for visitors; everybody else goes on to the home of what they do."""
    if getattr(request, "has_left", False):
        return render(request, "public/no_person.html", status=403)
    if request.person is None:
        return render(request, "public/landing.html", {"has_demo_door": is_open(request)})
    return redirect(home_of(request.person, now=request.now))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(anyone)
def set_language(request: ActingRequest) -> HttpResponse:
    response: HttpResponse = django_set_language(request)
    return response


@allow(anyone)
def gallery(request: ActingRequest, page: str = "gallery") -> HttpResponse:
    """Every component and shell at a glance, for those who build pages; not part of a real installation."""
    if page not in GALLERY_PAGES or not (settings.DEBUG or made_by_demo()):
        raise Http404
    form = GalleryForm(request.POST or None)
    return render(request, f"public/{page}.html", gallery_context() | {"form": form})
