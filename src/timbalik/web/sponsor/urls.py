from django.urls import URLPattern, URLResolver

app_name = "sponsor"
urlpatterns: list[URLPattern | URLResolver] = []
