"""Django's view of this room."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Campaigns, calendars and posts."""

    name = "pingxuan.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        """Load the permissions: `rules` knows a name only once its module was read."""
        from pingxuan.campaigns import permissions  # noqa: F401 - its reading is the point
