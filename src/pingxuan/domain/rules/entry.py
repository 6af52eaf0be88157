"""What comes in: categories, the form's fields and lists, evidence, tiers of offices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from pingxuan.domain.routes import Level
from pingxuan.domain.rules.text import Rule, Text


class FieldKind(StrEnum):
    """What a field of the nomination form holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CODE = "code"
    YEAR_MONTH = "year_month"
    PHONE = "phone"
    CATEGORY = "category"
    OPINION = "opinion"
    EVIDENCE_ACCOUNTS = "evidence_accounts"
    EVIDENCE_WORKS = "evidence_works"
    ATTACHMENTS = "attachments"
    CONSENT = "consent"
    NUMBER = "number"
    DATE = "date"


class FileKind(StrEnum):
    """What may lie beside a form: files by their content, and a video by its link. Source: N6."""

    PICTURE = "picture"
    PDF = "pdf"
    AUDIO = "audio"
    VIDEO_LINK = "video_link"


class Nominator(StrEnum):
    """Who may hand in a nomination: a unit (单位推荐) or the person (个人自荐)."""

    UNIT = "unit"
    PERSON = "person"


class Finds(StrEnum):
    """What a machine can look for in the fields of a condition. Source: N7.

    Something filled in; different counts given; different links; a text with figures.
    """

    FILLED = "filled"
    COUNTED = "counted"
    LINKED = "linked"
    FIGURES = "figures"


@dataclass(frozen=True)
class Condition(Rule):
    """One condition of a category: a line of the formal check and of the juror's crib.

    Attributes:
        fields: keys of the fields that it judges; it is shown beside the first of them.
        finds: what a machine looks for there; None when it can look for nothing.
        least: how many it must find.
        confirm: a person has to say yes as well; False only where what is found decides alone.

    Source:
        C9–C11, N7.
    """

    text: Text
    fields: tuple[str, ...]
    finds: Finds | None
    least: int
    confirm: bool

    @property
    def key(self) -> str:
        """A short name that holds as long as the words do: who agreed to others agreed to nothing."""
        return sha256(self.text.zh.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Category(Rule):
    """One kind of award, with its seats.

    Attributes:
        letter: stands before the public number: J-014.
        seal: the one character shown in a square: 机.
        minimum: how many each city and each provincial unit should send; a gap is shown, no bar.

    Source:
        C6–C11, C21, C28.
    """

    code: str
    letter: str
    seal: str
    name: Text
    description: Text
    nominators: frozenset[Nominator]
    conditions: tuple[Condition, ...]
    seats: int
    reserve: int
    minimum: int


@dataclass(frozen=True)
class Choice:
    """One value of a code list; `aliases` are other writings that mean it."""

    code: str
    label: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeList(Rule):
    """A list of the sheet's own, beside the built-in ones of `domain/codelists.py`."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Field(Rule):
    """One field of the nomination form.

    Attributes:
        label: as it is printed on the form.
        aliases: other labels that a reader of filled forms takes for this one.
        required_in: the categories in which it must be filled in; all when `required`.
        min_length: characters at least, for texts.
        limit: 字 at most, counted as a word processor does; None without limit.
        choices: the name of a code list, for `code`; else empty.
        public: shown to everyone once the case is published.
        personal: kept encrypted, masked by default.

    Source:
        C24.
    """

    key: str
    label: Text
    aliases: tuple[str, ...]
    kind: FieldKind
    required: bool
    required_in: frozenset[str]
    min_length: int
    limit: int | None
    choices: str
    public: bool
    personal: bool
    hint: Text


@dataclass(frozen=True)
class Named:
    """A platform or a count of the evidence tables: code and wording. Source: C12, C13."""

    code: str
    name: Text


@dataclass(frozen=True)
class Evidence(Rule):
    """What the evidence tables know.

    Attributes:
        platforms: where accounts and works stand.
        counts: what is counted of a work or an account.
        before_date: works wholly before this day are warned about, not barred.
        files: what may lie beside the form.
        most_files: how many of them; each work has one proof picture besides.
        most_megabytes: how large one file may be.

    Source:
        C12, C13, C15, N6.
    """

    platforms: tuple[Named, ...]
    counts: tuple[Named, ...]
    before_date: date | None
    files: frozenset[FileKind]
    most_files: int
    most_megabytes: int

    @property
    def most_bytes(self) -> int:
        """How many bytes one file may have."""
        return self.most_megabytes * 1024 * 1024


@dataclass(frozen=True)
class TierLevel:
    """One tier of offices; `province` is the topmost, whatever the sheet calls it."""

    level: Level
    name: Text


@dataclass(frozen=True)
class OfficeDeadline(Rule):
    """Until when senders of a level, or one office's own subtree, may hand in to it.

    Attributes:
        level: who sends at this level, or below that tier; None when `unit` is given.
        unit: the path of the office whose deadline it is, `东岭/临溪`; empty when `level` is given.
        ends_at: half-open: the first moment that is too late.

    Source:
        C5, C17.
    """

    level: Level | None
    unit: str
    ends_at: datetime


@dataclass(frozen=True)
class Tiers(Rule):
    """The tiers of offices that a nomination climbs, from the lowest to the topmost.

    Attributes:
        own_unit_opinion_first: a self-nomination needs the opinion of the person's own unit.
        minimum_per_unit: what each city and each provincial unit should send in each category.
        by_mail: forms also come in by e-mail, with the statistics table.

    Source:
        C4, C5, C17, C21, C22.
    """

    levels: tuple[TierLevel, ...]
    own_unit_opinion_first: bool
    minimum_per_unit: int
    by_mail: bool
    deadlines: tuple[OfficeDeadline, ...]
