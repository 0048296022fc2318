from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "timbalik.notifications"
    label = "notifications"
