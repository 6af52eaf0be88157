"""Django's view of this room."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The outbox."""

    name = "pingxuan.messages"
    label = "letters"
