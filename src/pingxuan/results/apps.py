"""Django's view of this room."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Decisions, notice and results."""

    name = "pingxuan.results"
    label = "results"

    def ready(self) -> None:
        """Load the permissions and the tasks: both are known only once their module was read."""
        from pingxuan.results import permissions, tasks  # noqa: F401 - their reading is the point
