"""What lies on the desks of the demonstration's county: papers, mails, look-alikes, files, words of its own.

All of it comes in as in a real year, through the same actions; nothing is fetched from anywhere.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from itertools import cycle

from PIL import Image

from pingxuan.accounts.models import Person
from pingxuan.demo import chairs
from pingxuan.demo.cases import Case, form_values, read_lines
from pingxuan.demo.drawing import logo, scene
from pingxuan.demo.year import Year
from pingxuan.domain.vocabulary import Status
from pingxuan.letterbox.actions.fetching import take_in
from pingxuan.letterbox.actions.setting_up import Place, set_up
from pingxuan.letterbox.parsing import Read, read_mail
from pingxuan.nominations.actions.admitting import ask_late
from pingxuan.nominations.actions.attaching import attach, attach_link, attach_proof
from pingxuan.nominations.actions.drafting import save_draft
from pingxuan.nominations.actions.incoming import import_form
from pingxuan.nominations.actions.receiving import read_received
from pingxuan.nominations.actions.scanning import read_scan
from pingxuan.nominations.models import IncomingForm, LinkCheck, Nomination
from pingxuan.offices.actions.organising import (
    confirm_conditions,
    save_filter,
    set_labels,
    write_note,
)
from pingxuan.offices.actions.reminding import keep_contact
from pingxuan.offices.actions.stamping import keep_seal
from pingxuan.offices.queries.desk import Seat
from pingxuan.papers.model import Row, TableHeader
from pingxuan.papers.table import write_table_xlsx
from pingxuan.papers.writing import write_form
from pingxuan.units.models import Unit

State = LinkCheck.State
_SEEN = (
    *((State.OPENED, "", ""),) * 3,
    (State.MOVED, "", "https://example.org/moved"),
    (State.OPENED, "", ""),
    (State.DEAD, "status:404", ""),
)
_FIRST = 300  # the numbers of these cases, so that no phone or address is another's


def lay_out(year: Year) -> None:
    """Fill the county's desks, if the demonstration has its chair. Source: N2–N7, D3–D5."""
    one = chairs.chair("county")
    office = Unit.objects.filter(name=one.unit).first() if one else None
    if one is None or office is None:
        return
    clerk, seat = chairs.sitter(one, now=year.now), Seat(year.campaign, office)
    told = [Case(_FIRST + n, *fields) for n, fields in enumerate(read_lines("papers.tsv"), 1)]
    filed = _file_alike(year, told[:3])
    _bring_papers(year, seat, clerk, told[3:])
    _bring_mails(year, seat, clerk, told[2:5])
    _say_what_links_did(year, filed)
    _organise(year, seat, clerk, filed)


def ask_for_leave(year: Year) -> None:
    """Let the county's desk ask, after the deadline, to send one case on all the same. Source: N9."""
    one = chairs.chair("county")
    waiting = Nomination.objects.filter(campaign=year.campaign, status=Status.AT_OFFICE)
    case = waiting.filter(office__name=one.unit).order_by("pk").first() if one else None
    if one is None or case is None:
        return
    ask_late(
        case.pk,
        reason="11月16日下午全县停电，章没有来得及盖，附供电通知。",
        person=chairs.sitter(one, now=year.now),
        now=year.now,
    )


def _file_alike(year: Year, told: Sequence[Case]) -> list[Nomination]:
    """Send three cases up to the county, and the first of them once more by another unit."""
    units = {unit.name: unit for unit in Unit.objects.filter(name__in={one.unit for one in told})}
    first = told[0]
    again = replace(
        first, number=_FIRST + 90, unit=told[2].unit, title=first.title.replace("，", "：")
    )
    filed = []
    for number, one in enumerate([*told, again]):
        values = form_values(one) | {"phone": first.phone if one is again else one.phone}
        if one is again:
            values["narrative"] = form_values(first)["narrative"].replace("三天", "3天")
        if one is told[2]:
            values["works"] = []
        case = year.write(units[one.unit], values)
        if number == 0:
            case = _lay_evidence(year, case)
        filed.append(year.seal(year.file(case)))
    return filed


def _lay_evidence(year: Year, case: Nomination) -> Nomination:
    """Lay a PDF, a picture, a video's link and a proof picture beside a case; tick its conditions."""
    attach(case.pk, "停水通知图.jpg", scene(_FIRST), person=case.writer, now=year.now)
    attach(case.pk, "群众来信摘要.pdf", _pdf(scene(_FIRST + 1)), person=case.writer, now=year.now)
    attach_link(
        case.pk,
        "小区群里的三天（视频）",
        "https://example.org/v/301",
        person=case.writer,
        now=year.now,
    )
    proof = attach_proof(
        case.pk, "阅读数截图.png", scene(_FIRST + 2), person=case.writer, now=year.now
    )
    works = [dict(row) for row in case.draft["works"]]
    works[0]["proof"] = proof.sha256
    rules = year.campaign.sheet.category(case.category).conditions
    return save_draft(
        case.pk,
        {"works": works},
        seen_version=case.draft_version,
        confirmed=[rule.key for rule in rules[:2]],
        person=case.writer,
        now=year.now,
    )


def _bring_papers(year: Year, seat: Seat, clerk: Person, told: Sequence[Case]) -> None:
    """Let the county clerk bring what arrived: good, incomplete, photographed, broken, and a table."""
    good, without_phone, other = (_paper(one) for one in told)
    without_phone |= {"phone": "", "category": ""}
    for name, data in (
        ("推荐表-水务服务中心.docx", write_form(good)),
        ("推荐表-赶集（没填完）.docx", write_form(without_phone)),
        ("手机拍的推荐表.jpg", scene(_FIRST + 3)),
        ("推荐表(1)(1).docx", _half(write_form(other))),
        ("柳溪县统计表.xlsx", _table(year, seat, told)),
    ):
        import_form(year.campaign, seat.unit, name, data, person=clerk, now=year.now)


def _bring_mails(year: Year, seat: Seat, clerk: Person, told: Sequence[Case]) -> None:
    """Set up a mailbox that is not looked into, with the mails that would have come."""
    place = Place(
        host="imap.example.org",
        port=993,
        way="tls",
        username="liuxi@example.org",
        password="invented",  # noqa: S106 - of no mailbox
        is_on=False,
    )
    mailbox = set_up(year.campaign, seat.unit, place, person=clerk, now=year.now)
    mailbox.uid_validity = 1
    first, second, third = (write_form(_paper(one)) for one in told)
    mails = (
        _mail("报送推荐表（方言小剧场）", ("推荐表.docx", first)),
        _mail("再发一次，刚才忘了附表", ("推荐表.docx", first), ("推荐表-水表.docx", second)),
        _mail("赶集路上的问与答", ("赶集.docx", third)),
        _mail("材料太大，放在超大附件里了"),
    )
    for uid, mail in enumerate(mails, 1):
        take_in(mailbox, uid, read_mail(mail), now=year.now)
    large = Read("0" * 64, subject="活动录像", sender="shiqiao@example.org")
    take_in(mailbox, len(mails) + 1, large, is_too_large=True, now=year.now)
    left = IncomingForm.objects.filter(
        campaign=year.campaign, state=IncomingForm.State.RECEIVED
    ).values_list("pk", flat=True)
    for pk in list(left):
        read_received(pk, now=year.now)


def _say_what_links_did(year: Year, filed: Sequence[Nomination]) -> None:
    """Write down of these cases' links what a worker would have found; the demonstration asks nobody."""
    seen = cycle(_SEEN)
    nominee = Nomination.objects.filter(campaign=year.campaign, is_self_nominated=True)
    for case in [*nominee, *filed]:
        for check in case.link_checks.order_by("pk"):
            check.state, check.reason, check.landed = next(seen)
            check.tries, check.checked_at, check.due_at = 1, year.now, None
            check.save()


def _organise(year: Year, seat: Seat, clerk: Person, filed: Sequence[Nomination]) -> None:
    """Let the county keep labels, a note, a search, contacts, ticks and its electronic seal."""
    first, second, third, again = filed
    set_labels(seat, first, ["重点"], person=clerk, now=year.now)
    set_labels(seat, third, ["待补作品"], person=clerk, now=year.now)
    write_note(
        seat,
        again,
        "和水务中心报的像是同一件事，已打电话问过，等他们商量由谁报。",
        person=clerk,
        now=year.now,
    )
    save_filter(seat, "待审的创意案例", "tray=todo&category=creative", person=clerk, now=year.now)
    rules = year.campaign.sheet.category(second.category).conditions
    revision = second.revision.hash if second.revision else ""
    confirm_conditions(
        seat, second, [rule.key for rule in rules], seen=revision, person=clerk, now=year.now
    )
    below = seat.unit.children.order_by("path")
    for number, unit in enumerate(below, 1):
        keep_contact(
            seat,
            unit,
            name=f"{unit.short_name or unit.name}联系人",
            phone=f"1380000{3100 + number}",
            email=f"contact{number}@example.org",
            person=clerk,
            now=year.now,
        )
    picture = replace(read_scan("演示印章.png", logo()), is_picture_of_seal=True)
    keep_seal(seat, picture, proved_at=year.now - timedelta(seconds=1), person=clerk, now=year.now)


def _paper(told: Case) -> dict[str, object]:
    """Give a case as it stands on a paper form, with its unit's opinion."""
    values = {key: value for key, value in form_values(told).items() if isinstance(value, str)}
    opinion = {"text": "情况属实，同意推荐。", "date": "2021-11-08"}
    return {**values, "unit_opinion": opinion, "office_opinion": {"text": "", "date": ""}}


def _table(year: Year, seat: Seat, told: Sequence[Case]) -> bytes:
    """Write the county's statistics table: one line fits, one differs, one has no form yet."""
    posts = [f"澄川省 {one.unit} {one.post}" for one in told]
    rows = [
        Row(one.category, one.title, one.name, post, one.phone, seat.unit.name, "")
        for one, post in zip(told, posts, strict=True)
    ]
    rows[0].phone = "13800009999"
    lacking = Row("creative", "晒谷场上的直播课", "禾穗", "澄川省 柳溪县 农技站站长", "13800009998")
    header = TableHeader(seat.unit.name, "2021年11月9日", "柳溪县经办人　13800000104")
    return write_table_xlsx(header, [*rows, lacking])


def _mail(subject: str, *papers: tuple[str, bytes]) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"] = "石桥镇 <shiqiao@example.org>", "liuxi@example.org"
    letter["Subject"], letter["Message-ID"] = subject, f"<{len(subject)}.{len(papers)}@example.org>"
    letter.set_content("您好，材料见附件。" if papers else "材料在超大附件里，请尽快下载。")
    for name, data in papers:
        letter.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes()


def _half(data: bytes) -> bytes:
    """Cut a file off in the middle, as a broken download does."""
    return data[: len(data) // 2]


def _pdf(picture: bytes) -> bytes:
    made = io.BytesIO()
    Image.open(io.BytesIO(picture)).save(made, "PDF")
    return made.getvalue()
