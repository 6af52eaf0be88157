"""What of the styles and scripts is laid out for visitors."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Django's, without the sources of what is built: compressing them took most of a first start."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "css", "vendor", "django_htmx"]
