from django.apps import AppConfig


class ParticipantConfig(AppConfig):
    name = "timbalik.web.participant"
    label = "web_participant"
