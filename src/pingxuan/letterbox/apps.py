"""Django's view of this room."""

from django.apps import AppConfig


class LetterboxConfig(AppConfig):
    """An office's mailbox, whose attachments come in as papers."""

    name = "pingxuan.letterbox"
    label = "letterbox"

    def ready(self) -> None:
        """Load the permissions, and let the worker look into the mailboxes."""
        from pingxuan.letterbox import permissions, tasks  # noqa: F401 - permissions by their reading
        from pingxuan.messages.sweeping import beside_the_sweeps

        beside_the_sweeps(tasks.look_into_mailboxes)
