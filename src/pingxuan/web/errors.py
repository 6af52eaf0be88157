"""Refusals become sentences: the one file that has them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from pingxuan.domain import errors
from pingxuan.domain.rules.text import Text
from pingxuan.domain.vocabulary import STAGE_NAMES, STATUS_NAMES, Status
from pingxuan.web.templatetags.pingxuan_format import listed, version_code
from pingxuan.web.templatetags.pingxuan_texts import said

if TYPE_CHECKING:
    from datetime import datetime

    from pingxuan.web.request import EdgeRequest


def status_of(refusal: errors.Refusal) -> HTTPStatus:
    """Give 403 for who, 409 for when, 422 for what."""
    match refusal:
        case errors.NotAllowed():
            return HTTPStatus.FORBIDDEN
        case errors.NotValid():
            return HTTPStatus.UNPROCESSABLE_ENTITY
        case errors.TooManyTries():
            return HTTPStatus.TOO_MANY_REQUESTS
        case _:
            return HTTPStatus.CONFLICT


def _when(moment: datetime) -> str:
    return date_format(localtime(moment), _("n 月 j 日 H:i"))


def _lack(missing: str) -> str:
    """Say what is missing in the page's language."""
    if not isinstance(missing, errors.Lack):
        return missing
    facts = {
        key: said(fact) if isinstance(fact, Text) else fact
        for key, fact in missing.facts_of.items()
    }
    return _(missing.pattern) % facts if facts else _(missing.pattern)


def sentence(refusal: errors.Refusal) -> str:
    """Say what stands in the way, where, and what to do, in the page's language."""
    match refusal:
        case errors.StageClosed(needs=stage, opens_at=opens, closes_at=closes):
            facts = {"stage": _(STAGE_NAMES[stage])}
            if opens is not None and closes is not None:
                return _("“%(stage)s”阶段不在进行中：%(opens)s 开始，%(closes)s 结束。") % {
                    **facts,
                    "opens": _when(opens),
                    "closes": _when(closes),
                }
            return _("“%(stage)s”阶段不在进行中，现在不能这样做。") % facts
        case errors.WrongStatus(status=status):
            name = STATUS_NAMES[Status(status)] if status in set(Status) else str(status)
            return _("这份材料现在是“%(status)s”，不能这样做。可能刚被同事处理过，请刷新。") % {
                "status": _(name)
            }
        case errors.DeadlinePassed(unit=unit, closed_at=closed):
            return _("%(unit)s的截止时间 %(closed)s 已过。") % {
                "unit": unit,
                "closed": _when(closed),
            }
        case errors.StaleRevision():
            return _("材料在你阅读之后改过，没有盖章。请重新阅读最新版本。")
        case errors.StaleDraft():
            return _("另有人刚保存过这份草稿。两份文字都在，请比较后再存。")
        case errors.GateShut(missing=missing):
            return _("还缺：%(missing)s。") % {"missing": listed([_lack(one) for one in missing])}
        case errors.AlreadyDone():
            return _("这件事已经办过了。")
        case errors.TooManyTries(retry_after=seconds):
            return _("太快了，请 %(seconds)s 秒后再试。") % {"seconds": seconds}
        case errors.BadCode(tries_left=0):
            return _("验证码不对或已失效，请重新获取。")
        case errors.BadCode(tries_left=left):
            return _("验证码不对，还可试 %(left)s 次。") % {"left": left}
        case errors.WrongNominator():
            return _("这一类别不接受这种推荐方式。")
        case errors.ContentInvalid():
            return _("有几项还要改，改完就能提交。")
        case errors.SecondPersonNeeded():
            return _("这件事要由两个人办，第二个人不能与第一个人相同。")
        case errors.ScanMismatch() | errors.SecondFactorNeeded() | errors.QuietHours():
            return _desk_words(refusal)
        case errors.BadHandOver():
            return _("这个入口已失效，请回到原来的应用重新进入。")
        case errors.QuotaFull(kind="unit", limit=limit):
            return _("贵单位的 %(limit)s 个名额已报满，换人请先取消一个。") % {"limit": limit}
        case errors.QuotaFull():
            return _("会场座位已满，报不上了。请与主办方联系。")
        case errors.BadInvitation():
            return _("这个邀请链接已用过、已收回或已过期，请向邀请人再要一个。")
        case errors.NotYourAct():
            return _("这一页不归你现在的身份办理。")
        case _:
            return _("现在不能这样做。")


def _desk_words(
    refusal: errors.ScanMismatch | errors.SecondFactorNeeded | errors.QuietHours,
) -> str:
    if isinstance(refusal, errors.QuietHours):
        said = _("夜里（22 点到 8 点）不打扰，%(at)s 起可以催报。")
        return said % {"at": _when(refusal.ends_at)}
    if isinstance(refusal, errors.SecondFactorNeeded):
        if refusal.has_one:
            return _("用电子印章要先输入动态口令；输入后十分钟内有效。")
        return _("用电子印章要先设置动态口令：在“动态口令”一页用手机扫一次码。")
    return _(
        "扫描件上是 %(scanned_case)s 的版本 %(scanned)s，要盖的是 %(case)s 的版本 %(current)s。"
        "没有盖章；请换成这一版打印、盖章后的扫描件。"
    ) % {
        "scanned_case": refusal.scanned_case,
        "scanned": version_code(refusal.scanned_revision),
        "case": refusal.case,
        "current": version_code(refusal.revision),
    }


def answer_refusal(request: EdgeRequest, refusal: errors.Refusal) -> HttpResponse:
    """Render a refusal: a fragment for htmx, a page for everyone else."""
    status = status_of(refusal)
    context: dict[str, Any] = {
        "sentence": sentence(refusal),
        "refusal": refusal,
        "code": int(status),
    }
    template = "_refusal.html" if request.htmx else f"errors/{403 if status == 403 else 409}.html"
    response = render(request, template, context, status=status)
    if isinstance(refusal, errors.TooManyTries):
        response["Retry-After"] = str(refusal.retry_after)
    return response


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say whose page it is not."""
    return render(
        request, "errors/403.html", {"sentence": _("这一页不归你现在的身份办理。")}, status=403
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is nothing here."""
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault."""
    return render(request, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form is too old; what was typed is kept by the browser."""
    return render(
        request,
        "errors/403.html",
        {"sentence": _("页面放得太久了，请返回上一页刷新后再提交，已填的内容还在。")},
        status=403,
    )
