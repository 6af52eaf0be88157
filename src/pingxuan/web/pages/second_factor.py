"""One's own second factor: set up by scanning a code once, shown again only as new codes."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from pingxuan.accounts.second_factor import (
    address,
    begin,
    confirm,
    has_second_factor,
    prove,
    take_away,
)
from pingxuan.campaigns.queries import posts_of
from pingxuan.domain.errors import BadCode, NotYourAct
from pingxuan.web.edge import EdgeRequest, signed_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: EdgeRequest) -> HttpResponse:
    """Show the secret to scan, take the first code, and show the ten spare codes once."""
    person = request.person
    if person is None or not posts_of(person):
        raise NotYourAct("accounts.second_factor")
    if has_second_factor(person):
        return render(request, "me/second_factor.html", {"is_set_up": True})
    context: dict[str, Any] = {}
    if request.method == "POST":
        try:
            codes = confirm(person, str(request.POST.get("code", "")), now=request.now)
        except BadCode as refusal:
            left = refusal.tries_left
            context["problem"] = _("动态口令不对，还可试 %(left)s 次。") % {"left": left}
        else:
            return render(request, "me/second_factor.html", {"is_set_up": True, "codes": codes})
    factor = begin(person, now=request.now)
    opens = address(factor, issuer=_("评选"))
    code = segno.make(opens, error="m", micro=False)
    secret: str = factor.secret
    context |= {
        "address": opens,
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "code": mark_safe(code.svg_inline(scale=4, border=4)),  # noqa: S308 - made here
    }
    return render(
        request, "me/second_factor.html", context, status=422 if "problem" in context else 200
    )


@require_POST
def drop(request: EdgeRequest) -> HttpResponse:
    """Take it away, against a code of it, so that another phone can be set up."""
    person = request.person
    if person is None or not posts_of(person):
        raise NotYourAct("accounts.second_factor")
    try:
        prove(person, str(request.POST.get("code", "")), now=request.now)
    except BadCode as refusal:
        said = _("动态口令不对，还可试 %(left)s 次。") % {"left": refusal.tries_left}
        messages.error(request, said)
    else:
        take_away(person, now=request.now)
        messages.success(request, _("已解除，请重新设置。"))
    return HttpResponseRedirect(reverse("second_factor"))


urlpatterns: list[URLPattern] = [
    path("my/second-factor", signed_in(show), name="second_factor"),
    path("my/second-factor/drop", signed_in(drop), name="second_factor_drop"),
]
