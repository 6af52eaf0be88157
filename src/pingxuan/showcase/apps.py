"""Django's view of this room."""

from django.apps import AppConfig


class ShowcaseConfig(AppConfig):
    """Stories and announcements."""

    name = "pingxuan.showcase"
    label = "showcase"

    def ready(self) -> None:
        """Load the permissions: `rules` knows a name only once its module was read."""
        from pingxuan.messages.sweeping import at_each_sweep
        from pingxuan.showcase import (
            permissions,  # noqa: F401 - its reading is the point
            tasks,
        )

        at_each_sweep(tasks.publish_due)
