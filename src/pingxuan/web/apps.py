"""Django's view of this room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages for people."""

    name = "pingxuan.web"
    label = "web"
