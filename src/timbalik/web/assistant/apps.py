from django.apps import AppConfig


class AssistantConfig(AppConfig):
    name = "timbalik.web.assistant"
    label = "web_assistant"
