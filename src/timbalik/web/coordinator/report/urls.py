from django.urls import path

from timbalik.web.coordinator.report import views

urlpatterns = [
    path("bukti/", views.evaluations, name="evaluations"),
    path("program/<uuid:programme>/bukti/", views.reports, name="report"),
    path("program/<uuid:programme>/bukti/bekukan/", views.freeze, name="report_freeze"),
    path("program/<uuid:programme>/bukti/<uuid:report>/", views.report, name="report_sheet"),
    path("program/<uuid:programme>/bukti/<uuid:report>/laporan.pdf", views.report_file, name="report_file"),
]
