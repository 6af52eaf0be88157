"""The tree of units: to look at, to mend one by one, and to bring to a list with a preview."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.campaigns.models import Campaign, Post
from pingxuan.domain.errors import ContentInvalid, StaleRevision
from pingxuan.domain.trees import Change, ChangeKind, Fault, Plan, Wanted
from pingxuan.nominations.actions.reorganising import plan_code, planned, reorganise
from pingxuan.nominations.models import Nomination
from pingxuan.units.models import Unit
from pingxuan.units.queries import branch
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.errors import sentence
from pingxuan.web.forms.tree import ListForm, UnitForm, packed, unpacked

KIND_NAMES = {
    ChangeKind.ADDED: noop("新增"),
    ChangeKind.RENAMED: noop("改名"),
    ChangeKind.MOVED: noop("换上级"),
    ChangeKind.MENDED: noop("改简称、编码或层级"),
    ChangeKind.MERGED: noop("并入"),
    ChangeKind.CLOSED: noop("停用"),
    ChangeKind.REOPENED: noop("恢复"),
}
_TONES = {ChangeKind.ADDED: "done", ChangeKind.MERGED: "due", ChangeKind.CLOSED: "bad"}
_FAULTS = {
    "no_name": noop("没有名称"),
    "bad_name": noop("名称太长，或带有“/”"),
    "bad_code": noop("编码或简称太长，最多 40 个字"),
    "too_deep": noop("上下级太深，最多 10 层"),
    "bad_level": noop("层级不认识，请写省、市、县或单位"),
    "double_code": noop("编码重复"),
    "double_line": noop("同一个单位列了两行"),
    "double_name": noop("同一上级下有两个同名单位"),
    "unknown_former": noop("没有找到原来的单位"),
    "unknown_parent": noop("没有找到上级，或有几个同名的，请写全路径或编码"),
    "unknown_into": noop("没有找到要并入的单位"),
    "cannot_end": noop("这个单位不能停用或并入"),
    "into_closed": noop("要并入的单位自己已停用"),
    "circle": noop("上下级绕成了圈"),
    "level_above": noop("层级比上级还高"),
    "has_children": noop("下面还有没停用的单位"),
}


@dataclass(frozen=True)
class Told:
    """One change or fault as the preview shows it."""

    line: int
    tone: str
    what: str
    name: str
    before: str
    after: str


@require_safe
def show(request: EdgeRequest) -> HttpResponse:
    """Show the tree with what each unit has: posts and cases."""
    _person, campaign = _manager(request)
    root = _root(campaign)
    units = list(branch(root).select_related("merged_into").order_by("path"))
    posts = Counter(
        dict(
            Post.objects.filter(unit__in=units, campaign=campaign)
            .order_by()
            .values_list("unit")
            .annotate(n=Count("pk"))
        )
    )
    cases = Counter(
        dict(
            Nomination.objects.filter(unit__in=units, campaign=campaign)
            .order_by()
            .values_list("unit")
            .annotate(n=Count("pk"))
        )
    )
    lowest = root.depth
    rows = [(unit, unit.depth - lowest, posts[unit.pk], cases[unit.pk]) for unit in units]
    context = {
        "rows": rows,
        "active": sum(unit.is_active for unit in units),
        "ended": sum(not unit.is_active for unit in units),
        "form": ListForm(),
    }
    return render(request, "managing/tree.html", context)


@require_POST
def preview(request: EdgeRequest) -> HttpResponse:
    """Read a list, and show what it would change; nothing is changed yet."""
    _person, campaign = _manager(request)
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "managing/tree_import.html", {"form": form}, status=422)
    wanted, is_whole = form.cleaned_data["file"], form.cleaned_data["is_whole"]
    return _preview(request, campaign, wanted, is_whole=is_whole)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Mend one unit; what it means is shown before it is done."""
    _person, campaign = _manager(request)
    root = _root(campaign)
    unit = get_object_or_404(branch(root).select_related("parent", "merged_into"), pk=pk)
    form = UnitForm(request.POST or None, unit=unit, root=root, above=None)
    if request.method == "POST" and form.is_valid():
        return _preview(request, campaign, [form.wanted()], is_whole=False)
    context = {"form": form, "unit": unit, "past": unit.past_names.order_by("-until_at")}
    return render(
        request, "managing/unit.html", context, status=422 if request.method == "POST" else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Add a unit below another."""
    _person, campaign = _manager(request)
    root = _root(campaign)
    above = get_object_or_404(branch(root).filter(is_active=True), pk=pk)
    form = UnitForm(request.POST or None, unit=None, root=root, above=above)
    if request.method == "POST" and form.is_valid():
        return _preview(request, campaign, [form.wanted()], is_whole=False)
    context = {"form": form, "above": above}
    return render(
        request, "managing/unit.html", context, status=422 if request.method == "POST" else 200
    )


@require_POST
def apply(request: EdgeRequest) -> HttpResponse:
    """Change the tree as it was previewed; when it has changed meanwhile, show the new preview."""
    person, campaign = _manager(request)
    wanted = unpacked(request.POST.get("list", ""))
    is_whole = request.POST.get("is_whole") == "1"
    try:
        made = reorganise(
            campaign,
            wanted,
            is_whole=is_whole,
            seen=request.POST.get("seen", ""),
            person=person,
            now=request.now,
        )
    except (StaleRevision, ContentInvalid) as refusal:
        status = 409 if isinstance(refusal, StaleRevision) else 422
        return _preview(
            request, campaign, wanted, is_whole=is_whole, refusal=refusal, status=status
        )
    messages.success(request, _("单位已调整，共 %(n)s 处。") % {"n": len(made.changes)})
    return HttpResponseRedirect(reverse("tree", args=[campaign.slug]))


def _preview(
    request: EdgeRequest,
    campaign: Campaign,
    wanted: Sequence[Wanted],
    *,
    is_whole: bool,
    refusal: StaleRevision | ContentInvalid | None = None,
    status: int = 200,
) -> HttpResponse:
    made = planned(campaign, wanted, is_whole=is_whole)
    counts = Counter(change.kind for change in made.changes)
    said = ""
    if isinstance(refusal, StaleRevision):
        said = _("单位在你看过之后又变了，请再看一遍下面的变化。")
    elif refusal is not None and not made.faults:
        said = sentence(refusal) if made.changes else ""
    context = {
        "changes": [_told(change) for change in made.changes],
        "faults": [_faulty(fault) for fault in made.faults],
        "counts": [(_(KIND_NAMES[kind]), counts[kind]) for kind in ChangeKind if counts[kind]],
        "carried": _carried(made),
        "list": packed(wanted),
        "is_whole": is_whole,
        "seen": plan_code(made),
        "refusal": said,
        "lines": len(wanted),
    }
    if made.faults and status == 200:
        status = 422
    return render(request, "managing/tree_preview.html", context, status=status)


def _told(change: Change) -> Told:
    tone = _TONES.get(change.kind, "todo")
    return Told(
        change.line, tone, _(KIND_NAMES[change.kind]), change.name, change.before, change.after
    )


def _faulty(fault: Fault) -> Told:
    return Told(
        fault.line, "bad", _(_FAULTS.get(fault.code, noop("有一处不对"))), fault.about, "", ""
    )


def _carried(made: Plan) -> list[tuple[str, int, int]]:
    """Say of each unit that ends how many cases are under way there, and who holds a post."""
    ending = [c for c in made.changes if c.kind in (ChangeKind.MERGED, ChangeKind.CLOSED)]
    ids = [UUID(change.key) for change in ending]
    units = Unit.objects.filter(pk__in=ids).annotate(n_cases=Count("nominations", distinct=True))
    held = Post.objects.filter(unit__in=ids).order_by().values_list("unit").annotate(n=Count("pk"))
    posts = dict(held)
    told = [(one.name, one.n_cases, posts.get(one.pk, 0)) for one in units]
    return [row for row in told if row[1] or row[2]]


def _manager(request: EdgeRequest) -> tuple[Person, Campaign]:
    person, campaign = who(request)
    require(person, "campaigns.reorganise", campaign)
    return person, campaign


def _root(campaign: Campaign) -> Unit:
    if campaign.root is None:
        raise Http404
    return campaign.root


_AT = "c/<slug:slug>/manage/units"

urlpatterns: list[URLPattern] = [
    path(_AT, in_campaign(signed_in(show)), name="tree"),
    path(f"{_AT}/preview", in_campaign(signed_in(preview)), name="tree_preview"),
    path(f"{_AT}/apply", in_campaign(signed_in(apply)), name="tree_apply"),
    path(f"{_AT}/<uuid:pk>", in_campaign(signed_in(edit)), name="unit"),
    path(f"{_AT}/<uuid:pk>/add", in_campaign(signed_in(add)), name="unit_add"),
]
