"""The files' panel of the nomination form, and the proof picture of a row of evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from pingxuan.domain.rules.entry import FileKind
from pingxuan.nominations.models import Attachment, Nomination
from pingxuan.nominations.queries.attached import beside, files_field
from pingxuan.web.link_states import LinkSeen, Seen, links_seen

_ACCEPTED = {
    FileKind.PICTURE: "image/jpeg,image/png,image/webp,image/gif,image/bmp,image/tiff",
    FileKind.PDF: "application/pdf",
    FileKind.AUDIO: "audio/mpeg,audio/mp4,audio/wav,audio/ogg,audio/flac",
}


@dataclass(frozen=True)
class FilesPanel:
    """What lies beside the form, and what may still come.

    Attributes:
        accept: the types that the browser offers; what counts is the content.
        most: how many files; `most_megabytes` how large one may be.
        errors: what was wrong with files that were just chosen.
    """

    key: str
    label: str
    hint: str
    files: tuple[Attachment, ...]
    accept: str
    takes_links: bool
    most: int
    most_megabytes: int
    errors: tuple[str, ...]
    is_needed: bool
    seen: Seen

    @property
    def rows(self) -> list[tuple[Attachment, tuple[LinkSeen, ...]]]:
        """Each file, with what was found of it when it is a link."""
        return [(one, self.seen.get(one.link, ()) if one.link else ()) for one in self.files]

    @property
    def is_full(self) -> bool:
        """Whether nothing more can come."""
        return len(self.files) >= self.most


@dataclass(frozen=True)
class ProofCell:
    """The proof picture of one row; `name` is that of its hidden input."""

    name: str
    value: str
    file: Attachment | None
    errors: Sequence[str]

    @property
    def id(self) -> str:
        """The id of its input, as those of the other cells are made."""
        return f"id_{self.name}"

    @classmethod
    def of(
        cls, name: str, value: str, nomination: Nomination, errors: Sequence[str] = ()
    ) -> ProofCell:
        """Find the picture that a row names."""
        kind = Attachment.Kind.PROOF
        file = beside(nomination).filter(kind=kind, sha256=value).first() if value else None
        return cls(name, file.sha256 if file else "", file, errors)


def files_panel(
    nomination: Nomination,
    errors: Sequence[str] = (),
    lying: Iterable[Attachment] | None = None,
    seen: Seen | None = None,
) -> FilesPanel | None:
    """Lay the panel out; None when the sheet has no field for files."""
    sheet, lang = nomination.campaign.sheet, get_language() or ""
    field = files_field(sheet)
    if field is None:
        return None
    shown = beside(nomination) if lying is None else lying
    evidence = sheet.evidence
    kinds = sorted(evidence.files & _ACCEPTED.keys())
    return FilesPanel(
        key=field.key,
        label=field.label.get(lang),
        hint=field.hint.get(lang),
        files=tuple(one for one in shown if one.kind != Attachment.Kind.PROOF),
        accept=",".join(_ACCEPTED[kind] for kind in kinds),
        takes_links=FileKind.VIDEO_LINK in evidence.files,
        most=evidence.most_files,
        most_megabytes=evidence.most_megabytes,
        errors=tuple(errors),
        is_needed=field.required,
        seen=links_seen(nomination, {}) if seen is None else seen,
    )
