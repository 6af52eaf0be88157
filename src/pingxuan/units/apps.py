"""Django's view of this room."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """The tree of units."""

    name = "pingxuan.units"
    label = "units"
