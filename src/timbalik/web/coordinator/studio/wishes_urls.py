"""What people ask of the pairing before and beside a round."""

from django.urls import path

from timbalik.web.coordinator.studio import objections, ranking, ranking_work

urlpatterns = [
    path("keputusan/", objections.queue, name="objections"),
    path("keputusan/<uuid:objection>/", objections.one, name="objection"),
    path("urutan/", ranking.ranking, name="ranking"),
    path("urutan/langkah/", ranking_work.ranking_steps, name="ranking_steps"),
    path("urutan/hentikan/", ranking_work.ranking_stop, name="ranking_stop"),
    path("urutan/tutup/", ranking.ranking_close, name="ranking_close"),
]
