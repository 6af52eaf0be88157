"""The rule sheet's keys, once: the reader walks this table, and the JSON Schema is written from it."""

from __future__ import annotations

from typing import Any

from pingxuan.domain.judging.polls import Majority
from pingxuan.domain.routes import Level
from pingxuan.domain.rules.contest import CountsShown, RoundBy, Voters
from pingxuan.domain.rules.entry import FieldKind, FileKind, Finds, Nominator
from pingxuan.domain.rules.judging_layout import JUDGING
from pingxuan.domain.rules.shape import (
    Array,
    Day,
    Flag,
    Int,
    Key,
    Moment,
    Number,
    OneOf,
    Schema,
    Shape,
    Str,
    Table,
)
from pingxuan.domain.rules.text import Text
from pingxuan.domain.vocabulary import Stage

FORMAT_VERSION = 1

SLUG = Str(
    pattern=r"[a-z0-9]+(?:-[a-z0-9]+)*",
    wants=Text("小写字母、数字和单个连字符", "small letters, digits and single hyphens"),
)
CODE = Str(
    pattern=r"[a-z][a-z0-9_]*",
    wants=Text("以小写字母开头的代码", "a code of small letters, digits and underscores"),
)
LETTER = Str(pattern=r"[A-Z]{1,2}", wants=Text("一到两个大写字母", "one or two capital letters"))
ONE_CHARACTER = Str(pattern=r".", wants=Text("正好一个字", "exactly one character"))
WORDS = Str()


def one_of(words: Any) -> OneOf:
    """Allow the values of an enum."""
    return OneOf(tuple(str(word) for word in words))


def wording(name: str, about: str, *, required: bool = False) -> dict[str, Key]:
    """Give the two keys of one wording: Chinese, and English beside it."""
    return {
        name: Key(WORDS, f"{about}, in Chinese", required=required),
        f"{name}_en": Key(WORDS, f"{about}, in English"),
    }


def table(**keys: Key) -> Table:
    """Make a table that can also say where its rule comes from."""
    return Table(
        {
            **keys,
            "source": Key(WORDS, "clause of the published rules, such as C12"),
            "decided": Key(
                OneOf(("platform", "organiser")), "who decided what the published rules leave open"
            ),
        }
    )


def tables(least: int = 0, /, **keys: Key) -> Array:
    """Make an array of such tables."""
    return Array(table(**keys), least)


def must(shape: Shape, about: str) -> Key:
    """Make a key that cannot be left out."""
    return Key(shape, about, required=True)


BODY = table(
    **wording("name", "name", required=True),
    **wording("about", "what it does in the campaign"),
)

STAGES = tables(
    1,
    stage=must(one_of(Stage), "which stage"),
    **wording("title", "what the pages call it"),
    opens_at=must(Moment(), "first moment of the stage"),
    closes_at=must(Moment(), "first moment after the stage"),
)

CATEGORIES = tables(
    1,
    code=must(CODE, "code, as in files and addresses"),
    letter=must(LETTER, "stands before the public number"),
    seal=must(ONE_CHARACTER, "the character in the category's square"),
    **wording("name", "name as printed on the form", required=True),
    **wording("description", "who the category is for"),
    nominators=Key(
        Array(one_of(Nominator), 1), "who may hand in: a unit, the person", default=["unit"]
    ),
    seats=must(Int(0, 10_000), "number of winners"),
    minimum=Key(Int(0, 10_000), "what each city and provincial unit should send; default: tiers"),
    conditions=Key(
        tables(
            **wording("text", "one condition in neutral words", required=True),
            fields=Key(Array(CODE), "keys of the fields that it judges", default=[]),
            finds=Key(one_of(Finds), "what a machine looks for there; without it, nothing"),
            least=Key(Int(1, 1000), "how many it must find", default=1),
            confirm=Key(
                Flag(), "a person has to say yes too; false: what is found decides", default=True
            ),
        ),
        "conditions: lines of the formal check and of the juror's crib",
        default=[],
    ),
)

FIELDS = tables(
    1,
    key=must(CODE, "key of the field"),
    kind=must(one_of(FieldKind), "what the field holds"),
    **wording("label", "label as printed on the form", required=True),
    aliases=Key(Array(WORDS), "other labels that mean this field", default=[]),
    **wording("hint", "help beside the field"),
    required=Key(Flag(), "to be filled in, in every category", default=False),
    required_in=Key(Array(CODE, 1), "to be filled in, in these categories only"),
    min_length=Key(Int(0, 100_000), "characters at least", default=0),
    limit=Key(Int(1, 100_000), "字 at most, as a word processor counts"),
    choices=Key(CODE, "name of a code list, for kind = code"),
    public=Key(Flag(), "shown to everyone once the case is published", default=False),
    personal=Key(Flag(), "kept encrypted, masked by default", default=False),
)

LISTS = tables(
    name=must(CODE, "name that a field's choices give"),
    choices=must(
        Array(
            Table(
                {
                    "code": Key(WORDS, "what is stored; default: the label"),
                    **wording("label", "what is shown", required=True),
                    "aliases": Key(Array(WORDS), "other writings that mean it", default=[]),
                }
            ),
            1,
        ),
        "the values, in order",
    ),
)

NAMED = Array(
    Table({"code": must(CODE, "code"), **wording("name", "name", required=True)}),
)

EVIDENCE = table(
    platforms=Key(NAMED, "platforms of accounts and works", default=[]),
    counts=Key(NAMED, "what is counted of a work", default=[]),
    before_date=Key(Day(), "works wholly before this day are warned about"),
    files=Key(
        Array(one_of(FileKind)),
        "kinds of files beside a form; video is a link only",
        default=[kind.value for kind in FileKind],
    ),
    most_files=Key(Int(0, 100), "files beside a form at most, proof pictures apart", default=10),
    most_megabytes=Key(Int(1, 50), "megabytes of one file at most", default=10),
)

TIERS = table(
    levels=must(
        Array(
            Table(
                {
                    "level": must(
                        one_of(level for level in Level if level.is_office),
                        "tier; province is the topmost",
                    ),
                    **wording("name", "name of such an office", required=True),
                }
            ),
            1,
        ),
        "tiers of offices, from the lowest to the topmost",
    ),
    own_unit_opinion_first=Key(
        Flag(), "a self-nomination needs its own unit's opinion first", default=True
    ),
    minimum_per_unit=Key(
        Int(0, 10_000), "what each city and provincial unit should send per category", default=0
    ),
    by_mail=Key(Flag(), "forms also come in by e-mail", default=False),
    deadlines=Key(
        tables(
            level=Key(one_of(level for level in Level if level.is_office), "senders of this level"),
            unit=Key(WORDS, "path of the office whose own deadline it is"),
            ends_at=must(Moment(), "first moment that is too late"),
        ),
        "deadlines of offices, at or before the one above",
        default=[],
    ),
)

CAP = Int(1, 100_000)

VOTING = table(
    per_day=must(Int(1, 1000), "votes of one voter a day, over all channels"),
    min_per_request=Key(Int(1, 1000), "fewest votes of one slip", default=1),
    max_per_request=Key(
        Int(1, 1000), "most votes of one slip; default: per_day, or the largest pool"
    ),
    per_entry=Key(CAP, "cap for one voter, entry and day"),
    per_category=Key(CAP, "cap for one voter, category and day"),
    per_campaign=Key(CAP, "cap for one voter over the whole stage"),
    pools=Key(
        tables(
            category=must(CODE, "category"),
            per_day=must(Int(1, 1000), "votes of one voter a day for this category alone"),
        ),
        "the votes of a day by category; default: one pool for all",
        default=[],
    ),
    counts_shown=Key(one_of(CountsShown), "what is seen of the count", default="delayed"),
    delay_minutes=Key(Int(1, 10_080), "age of the shown count, with delayed", default=10),
    hidden_hours=Key(Int(1, 720), "hours hidden at the end, with hidden_last_hours", default=24),
    who=Key(one_of(Voters), "who may vote", default="everyone"),
    units=Key(Array(WORDS), "paths of the units whose people may vote", default=[]),
    final=Key(Flag(), "a vote cannot be taken back; only true is possible", default=True),
    rules=Key(
        tables(**wording("text", "one rule of the vote in plain words", required=True)),
        "the rules of the vote, as shown beside it",
        default=[],
    ),
    **wording("order", "what must not be done, and what happens then"),
    channels=must(
        tables(
            1,
            code=must(CODE, "code, as in the ledger"),
            **wording("name", "name", required=True),
            verified_phone=Key(Flag(), "its phone numbers count as verified", default=True),
        ),
        "ways in to the vote",
    ),
)

JURY = table(
    min_mark=must(Number(), "lowest mark"),
    max_mark=must(Number(), "highest mark"),
    mark_step=Key(Number(), "distance between two marks", default=1),
    comments_released=Key(Flag(), "comments go to the nominee afterwards", default=False),
    names_hidden=Key(Flag(), "entries are judged without names", default=False),
    **wording("pledge", "what a juror promises before the first entry opens"),
    criteria=must(
        tables(
            1,
            code=must(CODE, "code, as in judging.jury.criteria"),
            **wording("name", "name", required=True),
            **wording("description", "what jurors look for"),
            weight=must(Number(), "weight, as in judging.jury.criteria"),
        ),
        "the qualities that are marked",
    ),
    rounds=must(
        tables(
            1,
            code=must(CODE, "code"),
            **wording("name", "name", required=True),
            categories=Key(Array(CODE, 1), "categories judged in it; default: all"),
            by=Key(one_of(RoundBy), "by marks or by ballot", default="marks"),
            marks_per_entry=Key(Int(1, 1000), "jurors for each entry; default: the whole jury"),
            cut=Key(Int(1, 100_000), "entries of each category that go on to the next round"),
            at_most=Key(Int(1, 10_000), "names on one ballot"),
            quorum=Key(Int(0, 1000), "jurors that must have taken part", default=0),
            majority=Key(one_of(Majority), "slips that must name an entry", default="half"),
        ),
        "rounds of the jury, in order",
    ),
)

NOTICE = table(
    working_days=Key(Int(0, 365), "working days in which objections are taken", default=5),
    reply_days=Key(Int(1, 365), "working days within which each is answered", default=5),
    rest_days=Key(Array(Day()), "days off, over the official calendar", default=[]),
    work_days=Key(Array(Day()), "working days, over the official calendar", default=[]),
)

GOALS = tables(
    level=must(
        OneOf(tuple(one.value for one in Level if one.is_office)), "of which tier a place is"
    ),
    most=must(Int(1, 1000), "how many winners of a category one place should have at most"),
    category=Key(CODE, "for this category only"),
)

RESULTS = table(
    **wording("posted_in", "where results are posted"),
    lookup_by=Key(
        Array(OneOf(("number", "name", "phone"))),
        "how results are looked up",
        default=["number", "name"],
    ),
)

SHOWCASE = tables(
    code=must(CODE, "code"),
    **wording("name", "name", required=True),
    opens_at=must(Moment(), "from when it is shown"),
)

RETENTION = table(
    personal_days=Key(Int(1, 36_500), "days for personal data after the last stage", default=365),
    network_days=Key(Int(1, 3650), "days for address and device of a vote", default=30),
    draft_days=Key(Int(1, 3650), "days for drafts never handed in", default=90),
)

SHEET = table(
    version=must(Int(FORMAT_VERSION, FORMAT_VERSION), "version of this format"),
    slug=must(SLUG, "the campaign's place in addresses"),
    **wording("title", "title", required=True),
    **wording("public_title", "title in the pages of the interaction stage"),
    zone=must(WORDS, "IANA name of the campaign's time zone"),
    **wording("call", "the call as published, Markdown"),
    **wording("consent", "what the named person agrees to before handing in", required=True),
    organiser=must(BODY, "主办"),
    host=Key(BODY, "承办; default: the organiser"),
    stages=must(STAGES, "stages, half-open intervals that may overlap"),
    categories=must(CATEGORIES, "categories"),
    fields=must(FIELDS, "fields of the nomination form, in order"),
    lists=Key(LISTS, "code lists of the sheet's own", default=[]),
    evidence=Key(EVIDENCE, "what the evidence tables know", default={}),
    tiers=must(TIERS, "tiers of offices"),
    voting=Key(VOTING, "the public vote; without it there is none"),
    jury=must(JURY, "the jury"),
    judging=must(JUDGING, "the computation, as pingxuan score reads it"),
    decision=Key(
        table(
            **wording("formula", "how it is decided, in plain words"),
            **wording("ties", "what happens at equal totals, in plain words"),
            goals=Key(GOALS, "soft goals, which only warn at the decision desk", default=[]),
        ),
        "the formula in words, public before voting opens",
        default={},
    ),
    notice=Key(NOTICE, "the notice period", default={}),
    results=Key(RESULTS, "the announcement of results", default={}),
    showcase=Key(SHOWCASE, "parts of the showcase", default=[]),
    seminar=Key(
        table(**wording("name", "name", required=True), **wording("about", "who comes, what for")),
        "the seminar afterwards",
    ),
    retention=Key(RETENTION, "how long personal data is kept", default={}),
    papers=Key(
        tables(code=must(CODE, "code"), **wording("title", "printed title", required=True)),
        "annexes that circulate as files",
        default=[],
    ),
    pages=Key(
        tables(
            code=must(SLUG, "place in the address"),
            **wording("title", "title", required=True),
            **wording("body", "text in Markdown", required=True),
        ),
        "fixed pages of the campaign",
        default=[],
    ),
)


def json_schema() -> Schema:
    """Write the whole table as a JSON Schema of the sheet's TOML, dates as strings."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "pingxuan rule sheet",
        **SHEET.json_schema(),
    }
