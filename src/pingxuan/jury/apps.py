"""Django's view of this room."""

from django.apps import AppConfig


class JuryConfig(AppConfig):
    """Jurors and marks."""

    name = "pingxuan.jury"
    label = "jury"

    def ready(self) -> None:
        """Load the permissions: `rules` knows a name only once its module was read."""
        from pingxuan.jury import permissions  # noqa: F401 - its reading is the point
