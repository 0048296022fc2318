from django.urls import URLPattern, URLResolver

app_name = "participant"
urlpatterns: list[URLPattern | URLResolver] = []
