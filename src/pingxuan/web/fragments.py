"""Pieces of a page that are the same for many visitors: rendered once, kept in this process.

A piece says everything that it depends on in its key; nothing has to be thrown away when the
world changes, because the key changes with it. What is the visitor's own never comes in here,
but for the name that the frame shows, which is in the key.

A whole page can be such a piece too, with holes for what differs (`filled`).
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from pingxuan.web.request import EdgeRequest

MOST_KEPT = 20_000
MOST_FRAMES = 2_000
# A mark that nothing typed can hold.
_MARK = f"px-{secrets.token_hex(8)}"
_HOLE = re.compile(rf"{_MARK}-(\w+)-")
_frames: dict[Hashable, list[str]] = {}
_kept: dict[tuple[str, str, Hashable], SafeString] = {}


def fragment(template: str, key: Hashable, context: Callable[[], Mapping[str, Any]]) -> SafeString:
    """Render `template` with what `context` gives, or give it as it was rendered under this key."""
    whole = (template, get_language() or "", key)
    found = _kept.get(whole)
    if found is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        found = _kept[whole] = render_to_string(template, dict(context()))
    return found


def filled(
    request: EdgeRequest,
    template: str,
    *,
    key: Hashable,
    context: Mapping[str, Any],
    holes: Mapping[str, str],
) -> HttpResponse:
    """Render a page of a campaign whose frame is kept, and fill its holes.

    Args:
        key: everything that the template itself depends on, beyond what every page does.
        context: what the template reads; the same for the same key.
        holes: what differs from visitor to visitor, already written as HTML; the template shows
            `{{ name }}` and may not ask about it.
    """
    here = quote(request.get_full_path(), safe="")
    if get_messages(request):
        written = {name: SafeString(html) for name, html in holes.items()}
        return render(request, template, {**context, **written, "here": here})
    whole = (template, key, *_surroundings(request))
    parts = _frames.get(whole)
    if parts is None:
        marks = {name: SafeString(f"{_MARK}-{name}-") for name in ("here", *holes)}
        page = render(request, template, {**context, **marks}).content.decode()
        if "csrfmiddlewaretoken" in page:
            raise ValueError(f"{template}: a form's token belongs in no page that is kept")
        if len(_frames) >= MOST_FRAMES:
            _frames.clear()
        parts = _frames[whole] = _HOLE.split(page)
    values = {"here": here, **holes}
    out = [part if n % 2 == 0 else values[part] for n, part in enumerate(parts)]
    return HttpResponse("".join(out))


def _surroundings(request: EdgeRequest) -> tuple[Hashable, ...]:
    """Name what the frame of every page depends on: see `edge.page_context`."""
    campaign, person = request.campaign, request.person
    about: tuple[Hashable, ...] = ()
    if campaign is not None:
        about = (campaign.pk, campaign.title, campaign.version_id, json.dumps(campaign.face))
    return (
        request.path,
        get_language(),
        request.COOKIES.get("px_theme") == "dark",
        request.COOKIES.get("px_size") == "large",
        person.name if person is not None else None,
        about,
        request.moment.replace(second=0, microsecond=0) if settings.DEMO else None,
    )
