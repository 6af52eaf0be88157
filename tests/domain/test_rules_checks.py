"""What a rule sheet is refused for: each fault at the line and key where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

import pingxuan.campaigns.sheets as built_in
from pingxuan.domain.rules.problems import SheetInvalid
from pingxuan.domain.rules.reading import decode
from pingxuan.domain.vocabulary import Stage

MASS_LINE = (Path(next(iter(built_in.__path__))) / "mass-line-2021.toml").read_text("utf-8")
AWARD = (Path(__file__).parents[1] / "campaigns" / "sheets" / "innovation-award.toml").read_text(
    "utf-8"
)
HERE = "#!"


def faults(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(SheetInvalid) as refused:
        decode(text, "sheet.toml")
    return [(p.line, p.key, p.text.en) for p in refused.value.problems]


def only_fault(sheet: str, old: str, new: str) -> tuple[str, str]:
    """Edit a sheet in one place; the one fault must stand on the line that is marked, if any is."""
    text = edit(sheet, old, new)
    ((line, key, said),) = faults(text)
    marked = [n for n, row in enumerate(text.splitlines(), 1) if HERE in row]
    assert marked in ([line], [])
    return key, said


TYPES = [
    ('slug = "mass-line-2021"', 'slug = "Mass Line" #!', "slug", "small letters"),
    ("version = 1\n", "version = 2 #!\n", "version", "should be 1"),
    ("per_day = 10", 'per_day = "10" #!', "voting.per_day", "an integer, is a string"),
    ("per_day = 10", "per_day = 10.5 #!", "voting.per_day", "is a decimal number"),
    ("per_day = 10", "per_day = true #!", "voting.per_day", "is a boolean"),
    ("reply_days = 5", "reply_days = 0 #!", "notice.reply_days", "from 1 to 365"),
    ("final = true", 'final = "yes" #!', "voting.final", "a boolean (true or false)"),
    ("mark_step = 1", "mark_step = [] #!", "jury.mark_step", "a number, is an array"),
    ("mark_step = 1", "mark_step = 1e0 #!", "jury.mark_step", "a number, is something else"),
    ("mark_step = 1", "mark_step = 07:30:00 #!", "jury.mark_step", "a number, is a time of day"),
    ('title = "征集"', 'title = "  " #!', "stages[0].title", "is empty"),
    ('title = "征集"', 'title = "a\\u0007" #!', "stages[0].title", "control character"),
    (
        "opens_at = 2021-10-20T00:00:00",
        "opens_at = 2021-10-20 #!",
        "stages[0].opens_at",
        "should be a date and time such as 2021-10-20T00:00:00 (without quotes), is a date",
    ),
    (
        "before_date = 2021-01-01 # ",
        "before_date = 2021-01-01T00:00:00 #! ",
        "evidence.before_date",
        "should be a date such as 2021-01-01 (without quotes), is a date and time",
    ),
    (
        'code = "douyin", name = "抖音号", name_en = "Douyin" },',
        'code = "Douyin!", name = "抖音号", name_en = "Douyin" }, #!',
        "evidence.platforms[5].code",
        "should be a code of small letters, digits and underscores",
    ),
    ("[results]", "[result] #!", "result", "unknown key; did you mean results?"),
    ("limit = 1000", "limt = 1000 #!", "fields[9].limt", "unknown key; did you mean limit?"),
    (
        'counts_shown = "delayed"',
        'counts_shown = "delay" #!',
        "voting.counts_shown",
        "'delay' is unknown; did you mean delayed?",
    ),
    (
        'who = "everyone"',
        'who = "x" #!',
        "voting.who",
        "'x' is unknown; known are: everyone, units, list",
    ),
    ('[[jury.rounds]]\ncode = "final"', "[[jury.rounds]] #!", "jury.rounds[0].code", "missing"),
    (
        '[[fields]]\nkey = "ethnicity"\nkind = "code"\nchoices = "ethnicity"\nlabel = "民族"\n',
        '[[fields]] #!\nkey = "ethnicity"\nkind = "code"\nchoices = "ethnicity"\n',
        "fields[1].label",
        "missing",
    ),
]


@pytest.mark.parametrize(("old", "new", "key", "said"), TYPES)
def test_one_wrong_value(old: str, new: str, key: str, said: str) -> None:
    found_key, found = only_fault(MASS_LINE, old, new)

    assert (found_key, said in found) == (key, True)


CALENDAR = [
    (
        "closes_at = 2021-11-20T17:30:00",
        "closes_at = 2021-10-20T00:00:00 #!",
        "stages[0].closes_at",
        "ends before it begins",
    ),
    (
        "opens_at = 2021-12-01T00:00:00",
        "opens_at = 2021-11-20T19:59:59 #!",
        "stages[4].opens_at",
        "review cannot begin before interaction begins",
    ),
    (
        "opens_at = 2021-12-20T00:00:00",
        "opens_at = 2021-12-19T23:59:59 #!",
        "stages[5].opens_at",
        "notice cannot begin before review ends",
    ),
    (
        "opens_at = 2021-12-28T10:00:00",
        "opens_at = 2021-12-26T23:59:59 #!",
        "stages[6].opens_at",
        "results cannot begin before notice ends",
    ),
    ('stage = "notice"', 'stage = "screening" #!', "stages[5].stage", "'screening' is there twice"),
    ('stage = "notice"', 'stage = "notic" #!', "stages[5].stage", "did you mean notice?"),
    ('zone = "Asia/Shanghai"', 'zone = "Asia/Shangai" #!', "zone", "no such time zone"),
    ('zone = "Asia/Shanghai"', 'zone = "../etc" #!', "zone", "no such time zone"),
    (
        "opens_at = 2021-11-30T00:00:00\nsource",
        "opens_at = 2021-11-29T23:59:59 #!\nsource",
        "showcase[0].opens_at",
        "lies outside the stage showcase",
    ),
    (
        "ends_at = 2021-11-20T17:30:00",
        "ends_at = 2021-11-20T17:30:01 #!",
        "tiers.deadlines[1].ends_at",
        "is later than the end of the collection",
    ),
    (
        "ends_at = 2021-11-16T18:00:00",
        "ends_at = 2021-11-20T17:30:00+07:59 #!",
        "tiers.deadlines[0].ends_at",
        "is later than the end of the collection",
    ),
    (
        "ends_at = 2021-11-20T17:30:00",
        "ends_at = 2021-11-16T17:00:00",
        "tiers.deadlines[0].ends_at",
        "is later than the deadline of city above it",
    ),
    (
        '[[tiers.deadlines]]\nlevel = "city"',
        '[[tiers.deadlines]] #!\nlevel = "city"\nunit = "东岭"',
        "tiers.deadlines[1].level",
        "give level or unit, one of the two",
    ),
    (
        '  { level = "county", name = "县（区）", name_en = "County" },\n',
        "",
        "tiers.deadlines[0].level",
        "there is no such level in tiers.levels",
    ),
    (
        'levels = [\n  { level = "county", name = "县（区）", name_en = "County" },\n',
        'levels = [\n  { level = "province", name = "县（区）", name_en = "County" },\n',
        "tiers.levels",
        "from the lowest tier up to province",
    ),
]


@pytest.mark.parametrize(("old", "new", "key", "said"), CALENDAR)
def test_calendar_and_tiers(old: str, new: str, key: str, said: str) -> None:
    found = [(key, text) for _, key, text in faults(edit(MASS_LINE, old, new))]

    assert any(key == one and said in text for one, text in found)


ENTRY = [
    (
        'fields = ["accounts"]\nfinds = "filled"',
        'fields = ["acounts"] #!\nfinds = "filled"',
        "categories[0].conditions[0].fields[0]",
        "did you mean accounts?",
    ),
    (
        'fields = ["accounts"]\nfinds = "filled"',
        'fields = ["narrative"] #!\nfinds = "counted"',
        "categories[0].conditions[0].fields[0]",
        "'counted' cannot look in long_text",
    ),
    (
        'fields = ["accounts"]\nfinds = "filled"',
        'finds = "filled" #!',
        "categories[0].conditions[0].finds",
        "needs fields to look in",
    ),
    (
        'fields = ["accounts"]\nfinds = "filled"',
        'fields = ["accounts"]\nconfirm = false #!',
        "categories[0].conditions[0].confirm",
        "only a person can say yes",
    ),
    ('letter = "G"', 'letter = "J" #!', "categories[1].letter", "'J' is there twice"),
    ('seal = "个"', 'seal = "机" #!', "categories[1].seal", "'机' is there twice"),
    ('seal = "个"', 'seal = "个人" #!', "categories[1].seal", "exactly one character"),
    ('letter = "G"', 'letter = "g" #!', "categories[1].letter", "capital letters"),
    (
        'nominators = ["unit", "person"]',
        'nominators = ["unit", "persons"] #!',
        "categories[1].nominators[1]",
        "did you mean person?",
    ),
    ('key = "post"', 'key = "phone" #!', "fields[6].key", "'phone' is there twice"),
    ('label = "手机号"', 'label = "姓名" #!', "fields[5].label", "'姓名' already means name"),
    (
        'aliases = ["手机", ',
        'aliases = ["民族", #!\n',
        "fields[5].aliases[0]",
        "'民族' already means ethnicity",
    ),
    ('choices = "political"', 'choices = "politics" #!', "fields[3].choices", "mean political?"),
    ('choices = "gender"\n', "", "fields[4].choices", "missing: the name of a code list"),
    ('kind = "phone"', 'kind = "phone"\nchoices = "gender" #!', "fields[5].choices", "only"),
    ('kind = "phone"', 'kind = "phone"\nlimit = 11 #!', "fields[5].limit", "for texts only"),
    ("min_length = 2\n", "min_length = 51 #!\n", "fields[0].min_length", "is above limit"),
    (
        'key = "birth"\n',
        'key = "birth"\npublic = true #!\n',
        "fields[2].public",
        "a field kept encrypted cannot be public",
    ),
    (
        'key = "accounts"\n',
        'key = "accounts"\nrequired_in = ["institution", "creativ"] #!\n',
        "fields[10].required_in[1]",
        "no category 'creativ'; did you mean creative?",
    ),
    (
        'key = "title"\n',
        'key = "title"\nrequired_in = ["creative"] #!\n',
        "fields[8].required_in",
        "required = true already means all categories",
    ),
    ('kind = "consent"', 'kind = "category" #!', "fields[13].kind", "there can be one category"),
    ('key = "title"\n', 'key = "case_title"\n', "fields", 'key = "title" is missing'),
    (
        'key = "title"\nkind = "text"',
        'key = "title" #!\nkind = "long_text"',
        "fields[8].key",
        "required and public",
    ),
    ('code = "yidian"', 'code = "weibo"', "evidence.platforms[4].code", "'weibo' is there twice"),
    ('code = "privacy"', 'code = "questions" #!', "pages[1].code", "is there twice"),
]


@pytest.mark.parametrize(("old", "new", "key", "said"), ENTRY)
def test_categories_fields_and_lists(old: str, new: str, key: str, said: str) -> None:
    found_key, found = only_fault(MASS_LINE, old, new)

    assert (found_key, said in found) == (key, True)


CONTEST = [
    ("min_per_request = 1", "min_per_request = 11 #!", "voting.min_per_request", "is above max"),
    ("max_per_request = 10", "max_per_request = 11 #!", "voting.max_per_request", "above per_day"),
    ("per_day = 10", "per_day = 10\nper_entry = 11 #!", "voting.per_entry", "caps nothing"),
    ("per_day = 10", "per_day = 10\nper_category = 11 #!", "voting.per_category", "caps nothing"),
    ("per_day = 10", "per_day = 10\nper_campaign = 9 #!", "voting.per_campaign", "below per_day"),
    (
        "min_per_request = 1",
        "per_entry = 2 #!\nmin_per_request = 3",
        "voting.per_entry",
        "nobody could vote",
    ),
    ("final = true", "final = false #!", "voting.final", "cannot be taken back"),
    ('who = "everyone"', 'who = "units"', "voting.units", 'who = "units" needs units'),
    ('who = "everyone"', 'who = "list"\nunits = ["a"] #!', "voting.units", "only"),
    ('code = "app"\nname = "新闻', 'code = "web" #!\nname = "新闻', "voting.channels[1].code", ""),
    ("mark_step = 1", "mark_step = 0.7 #!", "jury.mark_step", "does not lead"),
    ("mark_step = 1", "mark_step = 0 #!", "jury.mark_step", "does not lead"),
    (
        'categories = ["institution", "individual", "creative"]',
        'categories = ["institution", "individual"]',
        "jury.rounds",
        "no round judges creative",
    ),
    (
        'categories = ["institution", "individual", "creative"]',
        "at_most = 10 #!",
        "jury.rounds[0].at_most",
        "only",
    ),
    (
        'categories = ["institution", "individual", "creative"]',
        "cut = 20 #!",
        "jury.rounds[0].cut",
        "no round follows",
    ),
    (
        "[notice]\n",
        '[[decision.goals]]\nlevel = "city"\nmost = 3\ncategory = "institutional" #!\n\n[notice]\n',
        "decision.goals[0].category",
        "no category 'institutional'",
    ),
]


@pytest.mark.parametrize(("old", "new", "key", "said"), CONTEST)
def test_vote_and_jury(old: str, new: str, key: str, said: str) -> None:
    found_key, found = only_fault(MASS_LINE, old, new)

    assert (found_key, said in found) == (key, True)


JUDGING = [
    ("typical = 2", "typical = 3 #!", "judging.jury.criteria.typical", "jury.criteria says 2"),
    ("institution = 10", "institution = 11", "categories[0].seats", "is 10, judging.seats says 11"),
    ("institution = 10", "institutions = 10 #!", "judging.seats.category.institutions", "did you"),
    ("jury = 70", "jury = 60", "judging.combine", "100"),
    ("max_mark = 10\n\n[judging", "max_mark = 9 #!\n\n[judging", "judging.jury.max_mark", "is 9"),
    ('method = "mean"', 'method = "means" #!', "judging.jury.method", "trimmed-mean"),
    ("places = 2", "placs = 2 #!", "judging.jury.placs", "unknown key"),
    ('vote_scale = "share', '"份额" = 1 #!\nvote_scale = "share', 'judging.combine."', "ASCII"),
    (
        'criteria_mode = "sum"',
        'criteria_mode = "mean"',
        "judging.jury",
        "the jury's highest score is 10, the vote's is 100",
    ),
    (
        'order = ["jury", "votes"]',
        'order = ["jury", "criterion:typicl"] #!',
        "judging.ties.order",
        "typicl",
    ),
]


@pytest.mark.parametrize(("old", "new", "key", "said"), JUDGING)
def test_judging_agrees_with_the_rest(old: str, new: str, key: str, said: str) -> None:
    found = faults(edit(MASS_LINE, old, new))

    assert any(one.startswith(key) and said in text for _, one, text in found)


AWARD_FAULTS = [
    ("cut = 12\n", "", "jury.rounds[0].cut", "missing: another round follows"),
    ("cut = 12", "cut = 4 #!", "jury.rounds[0].cut", "fewer go on than there are seats"),
    ("marks_per_entry = 3", "marks_per_entry = 2 #!", "jury.rounds[0].marks_per_entry", "is below"),
    (
        'order = ["criterion:benefit", "draw:5eed"]',
        'order = ["votes", "draw:5eed"] #!',
        "judging.ties.order",
        "breaks ties by votes, but there is no vote",
    ),
    (
        "[judging.ties]",
        "[judging.combine]\njury = 70\nvote = 30 #!\nvote_scale = 'raw'\n[judging.ties]",
        "judging.combine.vote",
        "counts a vote, but there is none",
    ),
    ("max_mark = 5", "max_mark = 0", "jury.max_mark", "is not above min_mark"),
    ("benefit = 3\nidea = 1", "benefit = 3", "jury.criteria[1].code", "is not in judging"),
    ('name = "department"', 'name = "gender" #!', "lists[0].name", "the name of a built-in list"),
    ('code = "lab"', 'code = "workshop"', "lists[0].choices[1]", "'workshop' is there twice"),
    ('[[stages]]\nstage = "review"', '[[stages]]\nstage = "showcase"', "stages", "review"),
    (
        '[[stages]]\nstage = "review"',
        '[[stages]]\nstage = "interaction"',
        "stages[1].stage",
        "no vote",
    ),
]


@pytest.mark.parametrize(("old", "new", "key", "said"), AWARD_FAULTS)
def test_another_award_is_held_to_the_same_rules(old: str, new: str, key: str, said: str) -> None:
    found = faults(edit(AWARD, old, new))

    assert any(one == key and said in text for _, one, text in found)


def test_a_vote_without_its_stage() -> None:
    without = MASS_LINE.replace('stage = "interaction"', 'stage = "nowhere"')

    assert {(key, text) for _, key, text in faults(without)} >= {
        ("stages[2].stage", "'nowhere' is unknown; known are: " + ", ".join(Stage))
    }


def test_all_problems_come_at_once_sorted_by_line() -> None:
    text = AWARD
    for old, new in (
        ('slug = "innovation-2026"', 'slug = "X"'),
        ('zone = "Asia/Urumqi"', ""),
        ('seal = "品"', 'seal = "工"'),
        ('kind = "number"', 'kind = "money"'),
        ("cut = 12", "cut = 0"),
        ("[retention]", "[retension]"),
    ):
        text = edit(text, old, new)

    found = faults(text)

    assert [line for line, _, _ in found] == sorted(line for line, _, _ in found)
    assert [key for _, key, _ in found] == [
        *("zone", "slug", "categories[1].seal", "fields[4].kind", "jury.rounds[0].cut", "retension")
    ]


def test_problems_speak_both_languages() -> None:
    with pytest.raises(SheetInvalid) as refused:
        decode(edit(MASS_LINE, "per_day = 10", 'per_day = "x"'), "规则.toml")

    (problem,) = refused.value.problems
    line = MASS_LINE[: MASS_LINE.index("per_day")].count("\n") + 1
    assert problem.sentence("zh-hans") == f"规则.toml:{line}:voting.per_day: 应为整数，实为字符串"
    assert (
        problem.sentence() == f"规则.toml:{line}:voting.per_day: should be an integer, is a string"
    )
    assert str(refused.value) == problem.sentence()
    assert refused.value.facts()["problems"][0]["key"] == "voting.per_day"


def edit(sheet: str, old: str, new: str) -> str:
    """Change one place of a sheet."""
    assert old in sheet
    return sheet.replace(old, new, 1)
