"""Keeps the public log while votes go on: heads of ended days, bundles, the index, erasures.

It is a thread of the supervisor, once for all workers, and as polite as the kernel lets it be: at
a peak the index waits, for nobody needs it as much as voters need the machine. Several machines may
each have one: what it does twice changes nothing.

Source:
    architecture, "Public log"; C25; issue "Retention".
"""

from __future__ import annotations

import logging
import os
import threading
import time
from datetime import UTC, datetime

from pingxuan.ballotbox import facts, index, log, published, sequence, snapshot, stamps, store
from pingxuan.ballotbox.keys import Keys

EVERY_SECONDS = 5.0
FORGET_EVERY_SECONDS = 3600.0
STAMP_AGAIN_SECONDS = 300.0
LOWEST_PRIORITY = 19
# More new lines in a second than these are a peak, unless so many wait that somebody must begin.
PEAK_A_SECOND = 100
LONG_BACKLOG = 2_000_000
LONGEST_ROUND_SECONDS = 1.0

_log = logging.getLogger("pingxuan.serve")


class Keeper:
    """Looks after the logs of all campaigns of a ballot database."""

    def __init__(self, url: str, keys: Keys, service: stamps.Service | None = None) -> None:
        self._url = url
        self._keys = keys
        self._service = service
        self._stamps_from = float("-inf")
        self._sizes: dict[int, tuple[int, float]] = {}
        self._forgot_at = float("-inf")

    def keep(self, stop: threading.Event) -> None:
        """Go on until told to stop."""
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST_PRIORITY)
        while not stop.wait(EVERY_SECONDS):
            try:
                self.once(time.time(), stop)
            except (store.StorageUnavailableError, OSError) as broken:
                _log.warning("log keeper: %s", broken)

    def once(self, now: float, stop: threading.Event | None = None) -> None:
        """Do what is due at the real `now`."""
        for about in snapshot.all_latest(self._url):
            self._keep_log(about, now, stop or threading.Event())
        if now - self._forgot_at >= FORGET_EVERY_SECONDS:
            for about in snapshot.all_latest(self._url):
                facts.forget_due(self._url, about, now)
            self._forgot_at = now

    def _keep_log(self, about: snapshot.Snapshot, now: float, stop: threading.Event) -> None:
        with store.session(self._url) as session:
            number = snapshot.number_of(session, about.campaign)
            campaign = log.Campaign(session, number, about.campaign, about.zone, self._keys)
            campaign.make_due_heads(datetime.fromtimestamp(now + about.shift_seconds, UTC))
            self._stamp(session, number, now)
            backlog = sequence.size(session, number) - index.done(session, number)
            is_peak = self._rate(session, number, now) > PEAK_A_SECOND
            if is_peak and backlog < LONG_BACKLOG:
                return
            if not is_peak:
                published.make_due(self._url, self._keys, about, len(campaign.ended_heads()))
            until = time.monotonic() + LONGEST_ROUND_SECONDS
            while time.monotonic() < until and not stop.is_set():
                if not index.catch_up(session, number, campaign.writer, index.PIECE):
                    return

    def _stamp(self, session: store.Session, number: int, now: float) -> None:
        """Have new heads stamped; a service that fails is left alone for a while."""
        if self._service is None or now < self._stamps_from:
            return
        try:
            stamps.stamp_heads(session, number, self._service, int(now))
        except stamps.NoStampError as failed:
            _log.warning("time stamp: %s", failed)
            self._stamps_from = now + STAMP_AGAIN_SECONDS

    def _rate(self, session: store.Session, number: int, now: float) -> float:
        """Say how many lines a second have come since the last look; at the first, nobody knows."""
        size = sequence.size(session, number)
        last, at = self._sizes.get(number, (0, now))
        self._sizes[number] = (size, now)
        return (size - last) / (now - at) if now > at else float("inf")
