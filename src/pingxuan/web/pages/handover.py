"""Pages: the door for host apps, which hand a person over by a POST with a signed token."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from pingxuan.voting.actions.handing_over import hand_over
from pingxuan.web.edge import EdgeRequest, in_campaign
from pingxuan.web.pages.signing_in import begin_session, safe_next

LONGEST_TOKEN = 4096


# The post comes from the host app's own page; what protects it is the signed token, used once.
@csrf_exempt
@never_cache
@require_POST
@in_campaign
def take(request: EdgeRequest) -> HttpResponse:
    """Take a hand-over and go to the board, or to `next`; the session can vote and nothing else."""
    assert request.campaign is not None  # set by in_campaign
    came = hand_over(request.POST.get("token", "")[:LONGEST_TOKEN], request.now)
    if came.campaign.pk != request.campaign.pk:
        raise Http404
    request.session.flush()
    request.session["channel"] = came.channel
    if came.person is not None:
        begin_session(request, came.person, "hand_over")
    after = safe_next(request, reverse("vote", args=[request.campaign.slug]))
    return HttpResponseRedirect(after)


urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/hand-over", take, name="hand_over"),
]
