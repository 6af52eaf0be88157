"""What comes out of a paper: plain data, in the shape that outsiders are promised."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a file turned out to be."""

    FORMS = "forms"
    TABLE = "table"
    UNKNOWN = "unknown"


class Field(StrEnum):
    """The places of a recommendation form (C24), in the order in which it prints them."""

    NAME = "name"
    ETHNICITY = "ethnicity"
    BIRTH = "birth"
    POLITICAL = "political"
    GENDER = "gender"
    PHONE = "phone"
    POST = "post"
    CATEGORY = "category"
    TITLE = "title"
    NARRATIVE = "narrative"
    UNIT_OPINION = "unit_opinion"
    OFFICE_OPINION = "office_opinion"


PRINTED_LABELS: dict[Field, str] = {
    Field.NAME: "姓名",
    Field.ETHNICITY: "民族",
    Field.BIRTH: "出生年月",
    Field.POLITICAL: "政治面貌",
    Field.GENDER: "性别",
    Field.PHONE: "手机号",
    Field.POST: "单位及职务",
    Field.CATEGORY: "征集类别",
    Field.TITLE: "案例名称",
    Field.NARRATIVE: "主要事迹",
    Field.UNIT_OPINION: "所在单位意见",
    Field.OFFICE_OPINION: "省、市级网信办意见",
}

CATEGORY_NAMES: dict[str, str] = {
    "institution": "优秀机构案例",
    "individual": "优秀个人案例",
    "creative": "优秀创意案例",
}


@dataclass(slots=True)
class Opinion:
    """An opinion with its date (YYYY-MM-DD); the stamp is a picture and is not read."""

    text: str = ""
    date: str | None = None

    def as_json(self) -> dict[str, str | None]:
        """Give the two members `text` and `date`."""
        return {"text": self.text, "date": self.date}


@dataclass(slots=True)
class Doubt:
    """Something a person should look at, in the words of both languages."""

    english: str
    chinese: str


@dataclass(slots=True)
class Form:
    """One recommendation form as it was read.

    Attributes:
        part: its place in the file, or the member's name in an archive.
        values: the short fields; None where nothing, or nothing certain, was written.
        opinions: UNIT_OPINION and OFFICE_OPINION.
        narrative: the text in the final state of tracked changes, without the printed note.
        count: the 字数 of `narrative`.
        found: the words as they stood in the file, for each field with a place.
        doubts: what a person should look at, for each field.
    """

    part: str
    values: dict[Field, str | None] = field(default_factory=dict)
    opinions: dict[Field, Opinion] = field(default_factory=dict)
    narrative: str = ""
    count: int = 0
    links: list[str] = field(default_factory=list)
    found: dict[Field, str] = field(default_factory=dict)
    doubts: dict[Field, Doubt] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Give the object that `pingxuan forms read` prints for one form.

        Source:
            The interfaces' paper, `pingxuan forms read`.
        """
        fields: dict[str, Any] = {}
        for name in Field:
            if name in (Field.UNIT_OPINION, Field.OFFICE_OPINION):
                fields[name.value] = self.opinions.get(name, Opinion()).as_json()
            elif name is not Field.NARRATIVE:
                fields[name.value] = self.values.get(name)
        return {
            "part": self.part,
            "fields": fields,
            "narrative": self.narrative,
            "count": self.count,
            "links": list(self.links),
            "doubts": {name.value: doubt.english for name, doubt in self.doubts.items()},
            "errors": list(self.errors),
            "warnings": list(self.warnings),
        }


@dataclass(slots=True)
class Row:
    """One line of a statistics table.

    An empty cell is an empty text; None stands for a cell whose value is lost or not certain.
    """

    category: str | None = None
    title: str | None = ""
    name: str | None = ""
    post: str | None = ""
    phone: str | None = ""
    level: str | None = ""
    note: str | None = ""
    warnings: list[str] = field(default_factory=list)
    place: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give the object that `pingxuan forms read` prints for one line."""
        return {
            "category": self.category,
            "title": self.title,
            "name": self.name,
            "post": self.post,
            "phone": self.phone,
            "level": self.level,
            "note": self.note,
            "warnings": list(self.warnings),
        }


@dataclass(slots=True)
class TableHeader:
    """What stands above the lines of a statistics table (C23)."""

    unit: str = ""
    when: str = ""
    contact: str = ""

    def as_json(self) -> dict[str, str]:
        """Give the three members `unit`, `when` and `contact`."""
        return {"unit": self.unit, "when": self.when, "contact": self.contact}


@dataclass(slots=True)
class Table:
    """A statistics table: its head and its lines."""

    header: TableHeader = field(default_factory=TableHeader)
    rows: list[Row] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Give the object that `pingxuan forms read` prints for a table."""
        return {"header": self.header.as_json(), "rows": [row.as_json() for row in self.rows]}


@dataclass(slots=True)
class Remark:
    """A code of a file with the member that it is about, for the sentence beside it."""

    code: str
    about: str


@dataclass(slots=True)
class FormFile:
    """One file as it was read; bad content is told in codes, never raised.

    Attributes:
        kind: forms, a table, or unknown.
        errors: codes that hold the file back until a person decides.
        warnings: codes that only show.
        forms: the forms in order, of an archive those of all its members.
        table: the statistics table, when the file holds one.
        remarks: which member of an archive a code is about.
        layouts: what a file, or each member of an archive, shows, when it was asked for.
    """

    kind: Kind = Kind.UNKNOWN
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    table: Table | None = None
    remarks: list[Remark] = field(default_factory=list)
    layouts: dict[str, list[Any]] = field(default_factory=dict)
    keeps_layout: bool = False

    def refuse(self, code: str, about: str = "") -> None:
        """Add an error once, and what it is about every time."""
        if code not in self.errors:
            self.errors.append(code)
        if about:
            self.remarks.append(Remark(code, about))

    def warn(self, code: str, about: str = "") -> None:
        """Add a warning once, and what it is about every time."""
        if code not in self.warnings:
            self.warnings.append(code)
        if about:
            self.remarks.append(Remark(code, about))

    @property
    def has_errors(self) -> bool:
        """Whether the file, or a form in it, is held back."""
        return bool(self.errors) or any(form.errors for form in self.forms)

    def as_json(self) -> dict[str, Any]:
        """Give the object that `pingxuan forms read` prints for one file."""
        told: dict[str, Any] = {
            "kind": self.kind.value,
            "errors": list(self.errors),
            "warnings": list(self.warnings),
        }
        if self.kind is not Kind.TABLE or self.forms:
            told["forms"] = [form.as_json() for form in self.forms]
        if self.table is not None:
            told["table"] = self.table.as_json()
        return told


@dataclass(slots=True)
class Difference:
    """A line of a table and a form that do not agree, or of which one is missing.

    Attributes:
        code: `not_in_table`, `not_in_forms`, `title_differs`, `category_differs`,
            `phone_differs` or `unit_differs`.
        name: whose case it is.
        title: which case it is.
        in_form: what the form says, where both say something.
        in_table: what the table says.
    """

    code: str
    name: str | None
    title: str | None
    in_form: str | None = None
    in_table: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the object that `pingxuan forms read --table` prints for one difference."""
        return {
            "code": self.code,
            "name": self.name,
            "title": self.title,
            "form": self.in_form,
            "table": self.in_table,
        }


class Unreadable(Exception):
    """A file, or a part of it, that is not read: the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
