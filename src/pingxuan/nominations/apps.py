"""Django's view of this room."""

from django.apps import AppConfig


class NominationsConfig(AppConfig):
    """Nominations, revisions and endorsements."""

    name = "pingxuan.nominations"
    label = "nominations"

    def ready(self) -> None:
        """Load the permissions: `rules` knows a name only once its module was read."""
        from pingxuan.messages.sweeping import beside_the_sweeps
        from pingxuan.nominations import (
            permissions,  # noqa: F401 - its reading is the point
            tasks,
        )

        beside_the_sweeps(tasks.read_papers)
        beside_the_sweeps(tasks.check_links)
        beside_the_sweeps(tasks.compare_texts)
        beside_the_sweeps(tasks.draw_previews)
