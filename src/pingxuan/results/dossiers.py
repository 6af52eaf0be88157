"""What goes into an archive: certificates, one entry's whole dossier, or the campaign's. Source: H7."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import partial

from pingxuan.audit.models import Record
from pingxuan.results import documents
from pingxuan.results.certificates import certificate_pdf
from pingxuan.results.models import Certificate, Decision, Objection, Outcome, Package
from pingxuan.results.packing import Item, safe_name
from pingxuan.results.queries import current
from pingxuan.voting.models import Entry

Step = Callable[[], Iterable[Item]]


def steps_of(package: Package) -> list[Step]:
    """List the steps of making an archive; each gives its files."""
    campaign = package.campaign
    if package.kind == Package.Kind.CERTIFICATES:
        valid = Certificate.objects.filter(campaign=campaign, revoked_at=None)
        found = valid.select_related("campaign")
        return [partial(_certificate, one, package.base_url, "") for one in found]
    if package.kind == Package.Kind.ENTRY and package.entry is not None:
        return [partial(_entry, package.entry, "")]
    decision = current(campaign)
    entries = Entry.objects.filter(campaign=campaign).order_by("number")
    steps: list[Step] = [partial(_rules, package)]
    if decision is not None:
        steps.append(partial(_decision, decision))
    steps += [partial(_entry, one, f"作品/{one.number}/") for one in entries]
    found = Certificate.objects.filter(campaign=campaign).select_related("campaign")
    steps += [partial(_certificate, one, package.base_url, "证书/") for one in found]
    return [*steps, partial(_book, package)]


def _certificate(certificate: Certificate, base_url: str, folder: str) -> Iterable[Item]:
    name = safe_name(f"{certificate.serial} {certificate.wording['name']}")
    state = f"证书 {certificate.serial}" + ("（已撤销）" if certificate.revoked_at else "")
    yield Item(f"{folder}{name}.pdf", state, certificate_pdf(certificate, base_url))


def _rules(package: Package) -> Iterable[Item]:
    version = package.campaign.version
    if version is not None:
        what = f"规则表第 {version.number} 版"
        yield Item("规则/rules-sheet.toml", what, version.text.encode())


def _decision(decision: Decision) -> Iterable[Item]:
    files = {
        "rules.toml": decision.rules_toml,
        "marks.csv": decision.marks_csv,
        "votes.csv": decision.votes_csv,
        "results.csv": decision.result_csv,
        "explanation.json": json.dumps(decision.explanation, ensure_ascii=False, indent=1),
    }
    for name, text in files.items():
        if text:
            yield Item(f"定案/{name}", "任何人可以复算的文件", text.encode())
    for kind in documents.Kind:
        paper = documents.paper_of(decision, kind)
        if paper is None:
            continue
        yield Item(f"公文/{kind.label}.docx", kind.label, documents.docx_of(paper))
        yield Item(f"公文/{kind.label}.pdf", kind.label, documents.pdf_of(paper, decision))


def _entry(entry: Entry, folder: str) -> Iterable[Item]:
    """Give one entry's dossier: its text as filed, opinions, files, outcome, objections."""
    nomination, revision = entry.nomination, entry.revision
    facts = {
        "number": entry.number,
        "file_number": nomination.file_number,
        "category": entry.category,
        "title": entry.title,
        "by": entry.by,
        "unit": entry.unit.name,
        "status": nomination.status,
        "revision": {"number": revision.number, "hash": revision.hash, "content": revision.content},
        "endorsements": [
            {
                "unit": one.unit.name,
                "opinion": one.opinion,
                "on": one.opinion_on.isoformat(),
                "digest": one.digest,
                "voided": one.voided_at is not None,
            }
            for one in nomination.endorsements.select_related("unit").order_by("sealed_at")
        ],
        "outcomes": list(
            Outcome.objects.filter(entry=entry, decision__dropped_at=None).values(
                "rank", "jury", "vote", "total", "status", "decided_by"
            )
        ),
        "objections": [
            {"number": one.number, "state": one.state, "text": one.text, "answer": one.answer}
            for one in Objection.objects.filter(entry=entry).order_by("number")
        ],
    }
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    yield Item(f"{folder}案卷.json", f"{entry.number} 的文本、意见、结果", text.encode())
    for attached in nomination.attachments.order_by("pk"):
        if not attached.file:
            continue
        with attached.file.open() as file:
            content = file.read()
        name = safe_name(attached.name, 100)
        yield Item(f"{folder}附件/{name}", str(attached.get_kind_display()), content)


def _book(package: Package) -> Iterable[Item]:
    lines = Record.objects.filter(chain=str(package.campaign_id)).order_by("number")
    fields = ("number", "at", "act", "person_name", "subject_kind", "subject_id", "facts", "hash")
    text = "".join(
        json.dumps(line, ensure_ascii=False, default=str) + "\n" for line in lines.values(*fields)
    )
    yield Item("审计/book.jsonl", "审计簿", text.encode())
