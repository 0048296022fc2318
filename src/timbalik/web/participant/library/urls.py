from django.urls import path

from timbalik.web.participant.library import lessons, views

ONE = "pustaka/bahan/<uuid:lesson>/"

urlpatterns = [
    path("pustaka/", views.library, name="library"),
    path("pustaka/topik/<slug:topic>/", views.topic, name="topic"),
    path("pustaka/kunjungan/", views.field_visit, name="field_visit"),
    path("pustaka/bahan/", lessons.lessons, name="lessons"),
    path("pustaka/bahan/baru/<uuid:programme>/", lessons.write, name="lesson_new"),
    path(ONE, lessons.lesson, name="lesson"),
    path(f"{ONE}ubah/", lessons.change, name="lesson_change"),
    path(f"{ONE}bagikan/", lessons.share, name="lesson_share"),
    path(f"{ONE}tarik/", lessons.withdraw, name="lesson_withdraw"),
    path(f"{ONE}salin/", lessons.copy, name="lesson_copy"),
    path(f"{ONE}hapus/", lessons.delete, name="lesson_delete"),
]
