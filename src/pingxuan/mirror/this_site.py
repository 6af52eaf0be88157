"""What a copy of this very site is made of: the application, its words, and what stays all day."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from pingxuan.campaigns.queries import running
from pingxuan.mirror.copying import Order, Wording
from pingxuan.mirror.visiting import Visitor
from pingxuan.voting.ordering import DaySeed
from pingxuan.web.pages.voting import ORDER_COOKIE

# Everybody who reads the copy sees the same order, another one each day.
_SEED = "0000000000000000"


def order_of(*, live: str, base: str, now: datetime) -> Order:
    """Describe the copy of this site.

    Args:
        live: the address of the live site, with a slash at its end, or empty.
        base: the address under which the copy will be shown.
        now: decides the day of the boards' order.
    """
    host = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost"
    visitor = Visitor(
        get_wsgi_application(),
        "localhost" if host.startswith(("*", ".")) else host,
        is_secure=settings.SESSION_COOKIE_SECURE,
    )
    cookies = {
        f"/c/{campaign.slug}/": {
            ORDER_COOKIE: DaySeed(
                campaign.at(now).astimezone(campaign.sheet.tz).date(), _SEED
            ).cookie
        }
        for campaign in running()
    }
    wordings = {language: _wording(language, live) for language, _name in settings.LANGUAGES}
    return Order(visitor, wordings, live, base, cookies)


def _wording(language: str, live: str) -> Wording:
    with translation.override(language):
        page = render_to_string("mirror/live.html", {"url": live, "lang": language})
        return Wording(note=_("这里要用在线网站"), live_page=page.encode())
