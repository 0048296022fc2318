from django.urls import path

from timbalik.web.coordinator.pairs import acts, detail, views

urlpatterns = [
    path("program/<uuid:programme>/pasangan/", views.pairs, name="pairs"),
    path("program/<uuid:programme>/pasangan/<uuid:relationship>/", detail.pair, name="pair"),
    path("program/<uuid:programme>/pasangan/<uuid:relationship>/ingatkan/", acts.remind, name="pair_remind"),
    path("program/<uuid:programme>/pasangan/<uuid:relationship>/akhiri/", acts.end, name="pair_end"),
]
