from django.urls import path

from timbalik.web.coordinator.ideas import campaign, views

urlpatterns = [
    path("usulan-program/", views.ideas, name="ideas"),
    path("usulan-program/<uuid:idea>/", views.idea, name="idea"),
    path("program/<uuid:programme>/kampanye/", campaign.campaign, name="campaign"),
]
