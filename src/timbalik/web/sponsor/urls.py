from django.urls import URLPattern, URLResolver, path

from timbalik.web.sponsor import views

app_name = "sponsor"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("<uuid:programme>/", views.report, name="report"),
    path("<uuid:programme>/laporan.pdf", views.report_file, name="report_file"),
]
