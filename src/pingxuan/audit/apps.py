"""Django's view of this room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The book of who did what, when, to which revision."""

    name = "pingxuan.audit"
    label = "audit"
