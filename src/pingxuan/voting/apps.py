"""Django's view of this room."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    """Entries, channels and what the ballot box is told."""

    name = "pingxuan.voting"
    label = "voting"

    def ready(self) -> None:
        """Load the permissions: `rules` knows a name only once its module was read."""
        from pingxuan.messages.sweeping import at_each_sweep
        from pingxuan.voting import (
            permissions,  # noqa: F401 - its reading is the point
            tasks,
        )

        at_each_sweep(tasks.keep_ballot_box_told)
        at_each_sweep(tasks.keep_new_heads)
