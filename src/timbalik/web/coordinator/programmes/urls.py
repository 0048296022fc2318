from django.urls import path

from timbalik.web.coordinator.programmes import invitations, looking, partners, views

urlpatterns = [
    path("program/", views.programmes, name="programmes"),
    path("program/baru/", views.new, name="programme_new"),
    path("program/<uuid:programme>/", views.programme, name="programme"),
    path("program/<uuid:programme>/buka/", views.open_programme, name="programme_open"),
    path("program/<uuid:programme>/tenggat/", views.extend, name="programme_extend"),
    path("program/<uuid:programme>/jalan/", views.routes, name="programme_routes"),
    path("program/<uuid:programme>/pencarian/", looking.progress, name="programme_looking"),
    path("program/<uuid:programme>/undang/", invitations.invite_people, name="programme_invite"),
    path("program/<uuid:programme>/mitra/", partners.partners, name="programme_partners"),
    path("program/<uuid:programme>/mitra/<uuid:partner>/", partners.partner, name="programme_partner"),
    path("program/<uuid:programme>/ingatkan/", invitations.remind, name="programme_remind"),
]
