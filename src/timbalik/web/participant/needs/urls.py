from django.urls import path

from timbalik.web.participant.needs import views

urlpatterns = [path("kebutuhan/<uuid:programme>/", views.needs, name="needs")]
