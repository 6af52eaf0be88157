"""Pages: the public log of the vote. Its key, its signed daily heads, and the program that recounts.

Source:
    C25, C26; product E9, "anybody can count it again".
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from pingxuan.ballotbox import reading, stamps
from pingxuan.ballotbox.log import Head
from pingxuan.campaigns.models import Campaign
from pingxuan.voting import ballots
from pingxuan.web.edge import EdgeRequest, in_campaign

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


@require_GET
@in_campaign
def show(request: EdgeRequest) -> HttpResponse:
    """Show what an outsider needs: the key, the heads, the program, and how to use them."""
    campaign = _with_vote(request)
    heads = _heads(campaign)
    stamped = stamps.stamped(ballots.url(), str(campaign.pk))
    numbered = [(n, head, n in stamped) for n, head in enumerate(heads)]
    context = {
        "public_key": ballots.keys().public_key(str(campaign.pk)),
        "heads": numbered[::-1][:SHOWN_HEADS],
        "head_count": len(heads),
        "program_hash": _recount()[1],
    }
    return render(request, "log/show.html", context)


@require_GET
@in_campaign
def heads_file(request: EdgeRequest) -> HttpResponse:
    """Give all heads, one a line, as they stand in a bundle."""
    lines = "".join(f"{head.line}\n" for head in _heads(_with_vote(request)))
    return _file("heads.jsonl", "application/jsonl; charset=utf-8", lines.encode())


@require_GET
@in_campaign
def head_file(request: EdgeRequest, number: int) -> HttpResponse:
    """Give one head: the digest file of its day."""
    heads = _heads(_with_vote(request))
    if number >= len(heads):
        raise Http404
    head = heads[number]
    name = f"head-{number}-{head.day.isoformat()}.json"
    return _file(name, "application/json; charset=utf-8", head.line.encode() + b"\n")


@require_GET
@in_campaign
def stamp_file(request: EdgeRequest, number: int) -> HttpResponse:
    """Give the time stamp (RFC 3161) over one head's line."""
    token = stamps.token_of(ballots.url(), str(_with_vote(request).pk), number)
    if token is None:
        raise Http404
    return _file(f"head-{number}.tsr", "application/timestamp-reply", token)


@require_GET
@in_campaign
def program(request: EdgeRequest) -> HttpResponse:
    """Give the program that recounts, to be read first."""
    _with_vote(request)
    return _file("recount.py", "text/x-python; charset=utf-8", _recount()[0])


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
    path(f"{_AT}/recount.py", program, name="log_program"),
]
