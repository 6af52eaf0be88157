"""A film and its captions, as they are taken: told by content, without where it was taken."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from pingxuan.domain.captions import captions_of, problem_of
from pingxuan.domain.errors import ContentInvalid
from pingxuan.nominations.content.files import FILES
from pingxuan.papers.films import ENDINGS, film_type, without_place
from pingxuan.papers.model import Unreadable
from pingxuan.papers.sniff import clean_name

MOST_BYTES = 50 * 1024 * 1024
LONGEST_STEM = 120


@dataclass(frozen=True)
class KeptFilm:
    """A film as it is kept; its name ends in what its content is."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The hex SHA-256 of the bytes."""
        return sha256(self.content).hexdigest()


def read_film(name: str, raw: bytes) -> KeptFilm:
    """Take a film whatever its name says.

    Raises:
        ContentInvalid: `files` is `empty_file`, `file_too_large`, `no_film`, `film_not_played`
            or `broken_file`.

    Source:
        N6: type by content, size limits, location data removed.
    """
    if not raw:
        raise ContentInvalid({FILES: ["empty_file"]})
    if len(raw) > MOST_BYTES:
        raise ContentInvalid({FILES: [f"file_too_large:{MOST_BYTES // (1024 * 1024)}"]})
    try:
        media_type = film_type(raw)
        content = without_place(raw, media_type)
    except Unreadable as fault:
        code = "broken_file" if fault.code == "corrupt" else fault.code
        raise ContentInvalid({FILES: [code]}) from fault
    if not media_type:
        raise ContentInvalid({FILES: ["no_film"]})
    stem = clean_name(name).rpartition(".")[0] or clean_name(name)
    return KeptFilm(f"{stem[:LONGEST_STEM]}.{ENDINGS[media_type]}", media_type, content)


def read_captions(raw: bytes) -> str:
    """Take captions, WebVTT.

    Raises:
        ContentInvalid: `files` says what is wrong with them, and in which line.

    Source:
        WCAG 1.2.2.
    """
    text = captions_of(raw)
    if problem := problem_of(text):
        raise ContentInvalid({FILES: [problem]})
    return text
