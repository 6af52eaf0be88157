"""Django's view of this room."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Decisions, notice and results."""

    name = "pingxuan.results"
    label = "results"

    def ready(self) -> None:
        """Load the permissions: `rules` knows a name only once its module was read."""
        from pingxuan.results import permissions  # noqa: F401 - its reading is the point
