"""The seminar feature."""

from django.apps import AppConfig


class SeminarConfig(AppConfig):
    """The seminar of the winners. Source: C31, I3."""

    name = "pingxuan.seminar"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the permissions: `rules` knows a name only once its module was read."""
        from pingxuan.seminar import permissions  # noqa: F401 - its reading is the point
