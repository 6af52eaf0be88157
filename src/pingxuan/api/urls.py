"""The addresses of the JSON API below `/api/v1/`; votes are taken by the ballot box itself.

The description of the API lies at `/api/v1/openapi.json`.
"""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from ninja import NinjaAPI

from pingxuan.api import voting
from pingxuan.api.door import Problem, answer_problem, answer_refusal
from pingxuan.ballotbox import description
from pingxuan.ballotbox.app import VOTES
from pingxuan.domain.errors import Refusal


class WholeAPI(NinjaAPI):
    """The pages' API, and in its description the ballot box's too."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        """Describe both."""
        schema = super().get_openapi_schema(*args, **kwargs)
        schema["paths"][VOTES] = description.votes_path()
        schemes = schema["components"].setdefault("securitySchemes", {})
        schemes.update(description.SECURITY)
        return schema


# No page of documentation: its usual viewer loads from another host, which our policy forbids.
api = WholeAPI(title="pingxuan", version="1", urls_namespace="api", docs_url=None)
api.add_router("", voting.router)
api.add_exception_handler(Problem, answer_problem)
api.add_exception_handler(Refusal, answer_refusal)

urlpatterns: list[URLPattern] = [path("", api.urls)]  # type: ignore[list-item]  # ninja gives a tuple for include
