"""Moving the demonstration on takes a while: one at a time, in the background, with its progress."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connections

from pingxuan.campaigns.models import Campaign
from pingxuan.demo.planting import Staff, invented
from pingxuan.demo.playing import PLAYS
from pingxuan.demo.year import Year
from pingxuan.domain.vocabulary import Stage

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Progress:
    """Where a move stands; kept in a file, because another process may be asked for it."""

    stage: str
    is_running: bool
    fault: str = ""


def read() -> Progress | None:
    """Give the last move's progress; None before the first one."""
    try:
        return Progress(**json.loads(_path().read_text("utf-8")))
    except (FileNotFoundError, ValueError):
        return None


def start(campaign: Campaign, stage: Stage, *, now: datetime) -> bool:
    """Begin to move to a stage in the background; False while another move is under way."""
    if not _one_at_a_time.acquire(blocking=False):
        return False
    _write(Progress(stage.value, is_running=True))
    work = threading.Thread(target=_work, args=(campaign.pk, stage, now), daemon=True)
    work.start()
    return True


def _work(campaign_id: UUID, stage: Stage, now: datetime) -> None:
    fault = ""
    try:
        campaign = Campaign.objects.select_related("version").get(pk=campaign_id)
        play(campaign, stage, now=now)
    except Exception as broken:  # the thread has nobody above it who could be told
        fault = f"{type(broken).__name__}: {broken}"
        raise
    finally:
        _write(Progress(stage.value, is_running=False, fault=fault))
        connections.close_all()
        _one_at_a_time.release()


def play(campaign: Campaign, stage: Stage, *, now: datetime) -> None:
    """Move the demonstration's clock into a stage, and do what has to be done on the way."""
    move: Callable[[Year], None] = PLAYS[stage]
    move(Year(campaign, Staff(campaign, now, invented(now)), now=now))


def _path() -> Path:
    return Path(settings.DATA) / "demo-progress.json"


def _write(progress: Progress) -> None:
    draft = _path().with_suffix(".draft")
    draft.write_text(json.dumps(asdict(progress)), encoding="utf-8")
    draft.replace(_path())
