from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "timbalik.notifications"
    label = "notifications"

    def ready(self) -> None:
        import timbalik.notifications.receivers  # noqa: F401 - app ready
