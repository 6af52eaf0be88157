"""The product's addresses and the empty page, which renders one empty template."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path

from pingxuan.site.urls import handler403, handler404, handler500
from pingxuan.site.urls import urlpatterns as product

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]


def empty(request: HttpRequest) -> HttpResponse:
    """What the same server does for a signed-in person without showing anything."""
    return render(request, "bench/empty.html")


urlpatterns: list[URLPattern | URLResolver] = [*product, path("bench/empty", empty)]
