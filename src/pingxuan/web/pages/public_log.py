"""Pages: the public log of the vote. Its key, its signed daily heads, its bundle, and the recount.

Source:
    C25, C26; product E9, "anybody can count it again".
"""

from __future__ import annotations

import hashlib
from datetime import datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files

from django.core.files import File
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from pingxuan.ballotbox import published, reading, stamps
from pingxuan.ballotbox.log import Head
from pingxuan.campaigns.models import Campaign
from pingxuan.jury.seclusion import counts_for
from pingxuan.voting import ballots
from pingxuan.web.edge import EdgeRequest, in_campaign
from pingxuan.web.ranges import file_response

SHOWN_HEADS = 60


@lru_cache(maxsize=1)
def _recount() -> tuple[bytes, str]:
    """Give the program that recounts, and its SHA-256."""
    program = (files("pingxuan.ballotbox") / "recount.py").read_bytes()
    return program, hashlib.sha256(program).hexdigest()


def _with_vote(request: EdgeRequest) -> Campaign:
    campaign = request.campaign
    if campaign is None or campaign.sheet.voting is None:
        raise Http404
    return campaign


def _heads(campaign: Campaign) -> list[Head]:
    return reading.heads(ballots.url(), str(campaign.pk))


@require_safe
@in_campaign
def show(request: EdgeRequest) -> HttpResponse:
    """Show what an outsider needs: the key, the heads, the program, and how to use them."""
    campaign = _with_vote(request)
    heads = _heads(campaign)
    stamped = stamps.stamped(ballots.url(), str(campaign.pk))
    numbered = [(n, head, n in stamped) for n, head in enumerate(heads)]
    made = published.newest(str(campaign.pk))
    context = {
        "bundle": made if made and _is_shown(request, campaign, made) else None,
        "is_held_back": made is not None and not _is_shown(request, campaign, made),
        "public_key": ballots.keys().public_key(str(campaign.pk)),
        "heads": numbered[::-1][:SHOWN_HEADS],
        "head_count": len(heads),
        "program_hash": _recount()[1],
    }
    return render(request, "log/show.html", context)


@require_safe
@in_campaign
def heads_file(request: EdgeRequest) -> HttpResponse:
    """Give all heads, one a line, as they stand in a bundle."""
    lines = "".join(f"{head.line}\n" for head in _heads(_with_vote(request)))
    return _file("heads.jsonl", "application/jsonl; charset=utf-8", lines.encode())


@require_safe
@in_campaign
def head_file(request: EdgeRequest, number: int) -> HttpResponse:
    """Give one head: the digest file of its day."""
    heads = _heads(_with_vote(request))
    if number >= len(heads):
        raise Http404
    head = heads[number]
    name = f"head-{number}-{head.day.isoformat()}.json"
    return _file(name, "application/json; charset=utf-8", head.line.encode() + b"\n")


@require_safe
@in_campaign
def stamp_file(request: EdgeRequest, number: int) -> HttpResponse:
    """Give the time stamp (RFC 3161) over one head's line."""
    token = stamps.token_of(ballots.url(), str(_with_vote(request).pk), number)
    if token is None:
        raise Http404
    return _file(f"head-{number}.tsr", "application/timestamp-reply", token)


@require_safe
@in_campaign
def program(request: EdgeRequest) -> HttpResponse:
    """Give the program that recounts, to be read first."""
    _with_vote(request)
    return _file("recount.py", "text/x-python; charset=utf-8", _recount()[0])


@require_safe
@in_campaign
def bundle_file(request: EdgeRequest, number: int) -> HttpResponseBase:
    """Give the bundle of all days up to one head; a broken download goes on where it ended."""
    campaign = _with_vote(request)
    made = published.of_head(str(campaign.pk), number)
    if made is None or not _is_shown(request, campaign, made):
        raise Http404
    path = published.folder(str(campaign.pk)) / made.name
    response = file_response(
        File(path.open("rb")),
        size=made.size,
        media_type="application/zip",
        tag=made.sha256,
        headers=request.META,
    )
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


def _is_shown(request: EdgeRequest, campaign: Campaign, made: published.Published) -> bool:
    """Say whether the counts that can be taken from a bundle may be known already. Source: E4."""
    counts = counts_for(request.person, campaign, request.now)
    end = datetime.combine(made.day + timedelta(days=1), time(), campaign.sheet.tz)
    return counts.as_of is not None and (counts.is_final or counts.as_of >= end)


def _file(name: str, content_type: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


_AT = "c/<slug:slug>/log"

urlpatterns: list[URLPattern] = [
    path(_AT, show, name="log"),
    path(f"{_AT}/heads.jsonl", heads_file, name="log_heads"),
    path(f"{_AT}/head-<int:number>.json", head_file, name="log_head"),
    path(f"{_AT}/head-<int:number>.tsr", stamp_file, name="log_stamp"),
    path(f"{_AT}/bundle-<int:number>.zip", bundle_file, name="log_bundle"),
    path(f"{_AT}/recount.py", program, name="log_program"),
]
