"""Pages: the campaign's face and its fixed pages, as editors set them and as visitors load them."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.views.decorators.http import require_http_methods, require_safe

from pingxuan.accounts.permissions import require
from pingxuan.campaigns.face import set_face, write_page
from pingxuan.campaigns.models import Campaign, PageVersion
from pingxuan.campaigns.queries import page_versions
from pingxuan.domain.contrast import Trial, darkened, is_colour, trials
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.rules.text import Text
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.facing import stylesheet
from pingxuan.web.forms.face import FaceForm, PageForm
from pingxuan.web.prose import render_markdown
from pingxuan.web.sentences import code_sentence

YEAR = 365 * 24 * 3600
# What a campaign usually says on pages of its own, whether its sheet begins them or not.
USUAL = (
    ("rules", noop("规则说明")),
    ("questions", noop("常见问题")),
    ("contact", noop("联系方式")),
    ("privacy", noop("个人信息说明")),
)


class Tried(NamedTuple):
    """A chosen colour with where it was tried, and a tone that can be read if it cannot."""

    name: str
    label: str
    colour: str
    trials: list[Trial]
    better: str


class Line(NamedTuple):
    """A fixed page in the editor's list; `version` is None while only the sheet has words for it."""

    code: str
    title: str
    version: PageVersion | None


@require_safe
@in_campaign
def styles(request: EdgeRequest, mark: str) -> HttpResponse:
    """Give the campaign's colours as a stylesheet; a change has another address."""
    campaign = request.campaign
    assert campaign is not None  # set by in_campaign
    written = stylesheet(str(campaign.face.get("work", "")), str(campaign.face.get("mark", "")))
    response = HttpResponse(written, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


@require_safe
@in_campaign
def picture(request: EdgeRequest, name: str) -> HttpResponse:
    """Give the banner or the logo that the campaign shows now."""
    campaign = request.campaign
    assert campaign is not None  # set by in_campaign
    stored = f"faces/{name}.webp"
    if stored not in (campaign.face.get("banner"), campaign.face.get("logo")):
        raise Http404
    if not default_storage.exists(stored):
        raise Http404
    with default_storage.open(stored) as kept:
        response = HttpResponse(kept.read(), content_type="image/webp")
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@in_campaign
@signed_in
def edit(request: EdgeRequest) -> HttpResponse:
    """Choose colours and pictures; colours are tried before they are saved."""
    person, campaign = who(request)
    require(person, "campaigns.set_face", campaign)
    form = FaceForm(initial=campaign.face)
    if request.method == "POST":
        form = FaceForm(request.POST, request.FILES)
        if form.is_valid() and "try" not in request.POST:
            try:
                set_face(campaign, **form.chosen(), person=person, now=request.now)
            except ContentInvalid as refusal:
                for key, codes in refusal.problems.items():
                    form.add_error(key, [code_sentence(code) for code in codes])
            else:
                messages.success(request, _("已换上，访客马上看到。"))
                return HttpResponseRedirect(reverse("edit_face", args=[campaign.slug]))
    tried = _tried(form)
    context = {"form": form, "tried": tried, "lines": _lines(campaign), "face_now": campaign.face}
    is_refused = request.method == "POST" and bool(form.errors)
    if request.htmx:
        return render(request, "facing/_contrast.html", context)
    return render(request, "facing/edit.html", context, status=422 if is_refused else 200)


def _tried(form: FaceForm) -> list[Tried]:
    found = []
    for name, label, own in (
        ("work", _("链接与按钮"), "#1F5A69"),
        ("mark", _("投票等正式动作"), "#AE2F1C"),
    ):
        value = form.data.get(name) if form.is_bound else form.initial.get(name)
        colour = str(value or own)
        if is_colour(colour):
            results = trials(colour)
            is_fine = all(trial.is_enough for trial in results)
            found.append(Tried(name, label, colour, results, "" if is_fine else darkened(colour)))
    return found


def _titles(campaign: Campaign) -> dict[str, str]:
    """Name the usual pages and those of the sheet, in the page's language."""
    language = get_language() or ""
    usual = {code: _(title) for code, title in USUAL}
    return usual | {one.code: one.title.get(language) for one in campaign.sheet.pages}


def _title_of(version: PageVersion) -> str:
    return Text(version.title, version.title_en).get(get_language() or "")


def _lines(campaign: Any) -> list[Line]:
    newest = {version.code: version for version in reversed(page_versions(campaign))}
    titles = _titles(campaign)
    titles |= {code: _title_of(version) for code, version in newest.items()}
    return [Line(code, title, newest.get(code)) for code, title in titles.items()]


@require_http_methods(["GET", "HEAD", "POST"])
@in_campaign
@signed_in
def edit_page(request: EdgeRequest, code: str) -> HttpResponse:
    """Write a fixed page; each saving is a version, and the earlier ones can be read."""
    person, campaign = who(request)
    require(person, "campaigns.write_page", campaign)
    versions = [one for one in page_versions(campaign) if one.code == code]
    known = _titles(campaign)
    if code not in known and not versions:
        raise Http404
    form = PageForm(initial=_begun(campaign, code, versions, known.get(code, "")))
    shown = ""
    if request.method == "POST":
        form = PageForm(request.POST)
        if form.is_valid() and "look" in request.POST:
            shown = render_markdown(form.cleaned_data["body"])
        elif form.is_valid():
            write_page(campaign, code=code, **form.cleaned_data, person=person, now=request.now)
            messages.success(request, _("已存为新的一版，访客马上看到。"))
            return HttpResponseRedirect(reverse("edit_page", args=[campaign.slug, code]))
    title = _title_of(versions[0]) if versions else known.get(code, "")
    context = {"form": form, "code": code, "title": title, "versions": versions, "shown": shown}
    is_refused = request.method == "POST" and bool(form.errors)
    return render(request, "facing/page.html", context, status=422 if is_refused else 200)


def _begun(campaign: Any, code: str, versions: list[PageVersion], title: str) -> dict[str, str]:
    if versions:
        now = versions[0]
        return {
            "title": now.title,
            "body": now.body,
            "title_en": now.title_en,
            "body_en": now.body_en,
        }
    for one in campaign.sheet.pages:
        if one.code == code:
            return {
                "title": one.title.zh,
                "body": one.body.zh,
                "title_en": one.title.en,
                "body_en": one.body.en,
            }
    return {"title": title}


urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/face/<slug:mark>.css", styles, name="face_styles"),
    path("c/<slug:slug>/face/<slug:name>.webp", picture, name="face_picture"),
    path("c/<slug:slug>/edit/face", edit, name="edit_face"),
    path("c/<slug:slug>/edit/pages/<slug:code>", edit_page, name="edit_page"),
]
