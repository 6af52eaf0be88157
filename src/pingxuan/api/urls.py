"""The addresses of the JSON API below `/api/v1/`; votes are taken by the ballot box itself."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
