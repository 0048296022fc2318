from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "timbalik.meetings"
    label = "meetings"
