from django.urls import path

from timbalik.web.participant.pulse import views

urlpatterns = [path("pulsa/<uuid:wave>/<str:side>/", views.pulse, name="pulse")]
