"""The page of all components, as the tests see it."""

from __future__ import annotations

from pingxuan.web.samples import CLOSES, NOW, OPENS, NominationForm, context

__all__ = ["CLOSES", "NOW", "NominationForm", "OPENS", "context"]
