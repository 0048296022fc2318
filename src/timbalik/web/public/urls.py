from django.urls import URLPattern, URLResolver, include, path

from timbalik.web.public import demo_door, organisations, signin_link, views

app_name = "public"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("timbalik.web.public.onetap.urls")),
    path("masuk/tautan/<str:token>/", signin_link.sign_in_link, name="sign_in_link"),
    path("organisasi/", organisations.choose, name="organisations"),
    path("demo/", demo_door.demo_door, name="demo_door"),
    path("gaya/", views.gallery, name="gallery"),
    path("gaya/<str:page>/", views.gallery, name="gallery_page"),
]
