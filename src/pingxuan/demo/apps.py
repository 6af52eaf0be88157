"""Django's view of this room."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration and the rehearsal."""

    name = "pingxuan.demo"
    label = "demo"
