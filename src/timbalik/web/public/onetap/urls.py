from django.urls import path

from timbalik.web.public.onetap import views

urlpatterns = [path("ketuk/<str:token>/", views.one_tap, name="one_tap")]
