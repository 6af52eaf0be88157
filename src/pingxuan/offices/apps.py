"""Django's view of this room."""

from django.apps import AppConfig


class OfficesConfig(AppConfig):
    """How an office works through its inbox."""

    name = "pingxuan.offices"
    label = "offices"

    def ready(self) -> None:
        """Load the permissions, and let the worker finish what a killed server left undone."""
        from pingxuan.messages.sweeping import at_each_sweep
        from pingxuan.offices import permissions  # noqa: F401 - its reading is the point
        from pingxuan.offices.actions.digesting import send_digests
        from pingxuan.offices.actions.running import finish_left

        at_each_sweep(finish_left)
        at_each_sweep(send_digests)
