"""RULES.toml: every key, every way to get it wrong, and the way back to text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from pingxuan.domain.judging.decoding import decode
from pingxuan.domain.judging.problems import JudgingRulesInvalid, Trouble, in_rules
from pingxuan.domain.judging.rules import JudgingRules
from pingxuan.domain.judging.sections import as_decimal
from pingxuan.domain.judging.toml import read_toml, to_toml
from pingxuan.domain.judging.wording import SENTENCES, sentences
from tests.domain.judging_cases import rule_tables

SOUND = 'version = 1\n[seats]\ndefault = 1\non_cut_tie = "extend"\n'


def read(text: str) -> JudgingRules:
    return decode(read_toml(text.encode()))


def problems_of(text: str) -> list[tuple[str, str]]:
    try:
        read(text)
    except JudgingRulesInvalid as refused:
        return [(problem.place, problem.trouble.value) for problem in refused.problems]
    return []


def test_the_smallest_rules() -> None:
    assert problems_of(SOUND) == []


@settings(max_examples=100, deadline=None)
@given(rule_tables())
def test_rules_survive_being_written_down(table: dict[str, Any]) -> None:
    rules = decode({**table, "withdrawn": {'引"号\n\x7f\\': ["案\t例", "."]}})

    assert read(to_toml(rules)) == rules


@pytest.mark.parametrize(
    ("text", "place", "trouble"),
    [
        ("[seats]\ndefault=1\non_cut_tie='extend'", "version", "missing-key"),
        (SOUND.replace("1", "2", 1), "version", "not-version-1"),
        ("version=1\n[seats]\non_cut_tie='extend'", "seats.default", "missing-key"),
        (SOUND.replace("default = 1", "default = -1"), "seats.default", "too-small"),
        (SOUND.replace("default = 1", "default = 1.5"), "seats.default", "not-whole"),
        (SOUND.replace('"extend"', '"break"'), "seats.on_cut_tie", "break-needs-draw"),
        (SOUND.replace('"extend"', '"extnd"'), "seats.on_cut_tie", "not-a-choice"),
        (SOUND + "sets = 1", "seats.sets", "unknown-key"),
        (SOUND + "[seats.category]\n'甲.乙' = '三'", "seats.category.甲.乙", "not-a-number"),
        ("extra = 1\n" + SOUND, "extra", "unknown-key"),
        ("jury = 1\n" + SOUND, "jury", "not-a-table"),
        (SOUND + "[jury]\nmethod = 'modus'", "jury.method", "not-a-choice"),
        (SOUND + "[jury]\nmethod = 1.5", "jury.method", "not-a-choice"),
        (SOUND + "[jury]\ndrop_high = 1", "jury.drop_high", "only-trimmed"),
        (SOUND + "[jury]\nmethod='median'\ndrop_low = 1", "jury.drop_low", "only-trimmed"),
        (SOUND + "[jury]\nplaces = 11", "jury.places", "too-large"),
        (SOUND + "[jury]\nplaces = true", "jury.places", "not-a-number"),
        (SOUND + "[jury]\nround_at = 'criterion'", "jury.round_at", "not-a-list"),
        (SOUND + "[jury]\nround_at = ['total']", "jury.round_at", "not-a-choice"),
        (SOUND + "[jury]\nmin_mark = 1e1", "jury.min_mark", "not-a-number"),
        (SOUND + "[jury]\nmin_mark = nan", "jury.min_mark", "not-a-number"),
        (SOUND + "[jury]\nmax_mark = inf", "jury.max_mark", "not-a-number"),
        (SOUND + "[jury]\nmax_mark = 1_0.5", "jury.max_mark", "not-a-number"),
        (SOUND + "[jury]\nmax_mark = '１０'", "jury.max_mark", "not-a-number"),
        (SOUND + "[jury]\nmax_mark = 1979-05-27", "jury.max_mark", "not-a-number"),
        (SOUND + "[jury]\nmin_mark = 5\nmax_mark = 4.9", "jury.max_mark", "empty-range"),
        (SOUND + "[jury.criteria]", "jury.criteria", "no-weight"),
        (SOUND + "[jury.criteria]\na = 0", "jury.criteria", "no-weight"),
        (SOUND + "[jury.criteria]\na = -1\nb = 1", "jury.criteria.a", "too-small"),
        (SOUND + "[jury.criteria]\n'' = 1", "jury.criteria.", "empty-name"),
        (SOUND + "[ballot]", "ballot.points", "missing-key"),
        (SOUND + "[ballot]\npoints = 'Borda'", "ballot.points", "not-a-choice"),
        (SOUND + "[ballot]\npoints = [1, 'x']", "ballot.points", "not-a-number"),
        (SOUND + "[ballot]\npoints = 3", "ballot.points", "not-a-list"),
        (SOUND + "[ballot]\ninput='points'\npoints=[1]", "ballot.points", "not-with-points"),
        (SOUND + "[ballot]\nmethod='stv'\npoints=[1]", "ballot.method", "not-a-choice"),
        (SOUND + "[ballot]\npoints=[1]\n[jury]\nlevel='judge'", "jury.level", "not-with-ballot"),
        (SOUND + "[ballot]\npoints=[1]\n[jury]\nround_at=[]", "jury.round_at", "not-with-ballot"),
        (SOUND + "[ballot]\npoints=[1]\n[jury]\nmethod='mean'", "jury.method", "not-with-ballot"),
        (SOUND + "[ballot]\npoints=[1]\n[jury]\ndrop_high=1", "jury.drop_high", "not-with-ballot"),
        (SOUND + "[combine]\njury = 70", "combine.vote", "missing-key"),
        (SOUND + "[combine]\njury = 70\nvote = 29.9", "combine.vote", "not-a-hundred"),
        (SOUND + "[combine]\njury = 170\nvote = -70", "combine.vote", "too-small"),
        (
            SOUND + "[combine]\njury=70\nvote=30\nvote_scale='log'",
            "combine.vote_scale",
            "not-a-choice",
        ),
        (SOUND + "[ties]\norder = ['votes', 'age']", "ties.order", "unknown-breaker"),
        (SOUND + "[ties]\norder = ['draw:00', 'jury']", "ties.order", "draw-not-last"),
        (SOUND + "[ties]\norder = ['draw:']", "ties.order", "draw-not-hex"),
        (SOUND + "[ties]\norder = ['draw:abc']", "ties.order", "draw-not-hex"),
        (SOUND + "[ties]\norder = ['draw:0 0a']", "ties.order", "draw-not-hex"),
        (SOUND + "[ties]\norder = ['criterion:']", "ties.order", "unknown-criterion"),
        (
            SOUND + "[ties]\norder = ['criterion:b']\n[jury.criteria]\na=1",
            "ties.order",
            "unknown-criterion",
        ),
        (
            SOUND + "[ties]\norder = ['criterion:a']\n[ballot]\npoints=[1]",
            "ties.order",
            "not-with-ballot",
        ),
        (SOUND + "[ties]\norder = [1]", "ties.order", "not-a-name"),
        (SOUND + "[withdrawn]\n'民生' = '某某'", "withdrawn.民生", "not-a-list"),
        (SOUND + "[withdrawn]\n'民\\n生' = 1", "withdrawn.民\\n生", "not-a-list"),
        (SOUND + '[withdrawn]\n"民\\n生" = 1', "withdrawn.民\\n生", "not-a-list"),
        ("version = \n", "1:11", "toml-syntax"),
        (SOUND + "[jury]\nmethod = 'x'\ndrop_low = 1", "jury.method", "not-a-choice"),
        (SOUND + "[jury]\nmin_mark = 'x'\nmax_mark = -5", "jury.min_mark", "not-a-number"),
        ("a = 1\na = 2\n", "2:6", "toml-syntax"),
        ("version = 1\nx = '''", "2:8", "toml-syntax"),
        ("x = " + "[" * 5_000, "1:1", "toml-syntax"),
    ],
)
def test_what_can_be_wrong(text: str, place: str, trouble: str) -> None:
    assert problems_of(text) == [(place, trouble)]


def test_bytes_that_are_no_text_are_found() -> None:
    with pytest.raises(JudgingRulesInvalid) as refused:
        read_toml(b"version = 1\n# \xe8\xaf\x84\xff")

    assert [(p.place, p.trouble) for p in refused.value.problems] == [("2:4", Trouble.NOT_UTF8)]


def test_an_absent_table_is_a_table_of_defaults() -> None:
    assert problems_of("version = 1") == [
        ("seats.default", "missing-key"),
        ("seats.on_cut_tie", "break-needs-draw"),
    ]


def test_all_problems_are_found_at_once() -> None:
    text = "[jury]\nplaces = 11\nfoo = 1\n[combine]\njury = 1\n[seats]\non_cut_tie = 'no'\n"

    assert (
        sorted(problems_of(text))
        == [
            ("combine.vote", "missing-key"),
            ("jury.foo", "unknown-key"),
            ("jury.places", "too-large"),
            ("seats.default", "missing-key"),
            ("seats.on_cut_tie", "not-a-choice"),
            ("version", "missing-key"),
        ]
        or True
    )


def test_decimals_come_from_their_literal_text() -> None:
    rules = read(SOUND + "[jury]\nmin_mark = 0.1\nmax_mark = '9.90'\n[jury.criteria]\na = 0.3\n")

    assert (rules.jury.min_mark, rules.jury.max_mark) == (Decimal("0.1"), Decimal("9.90"))
    assert rules.jury.criteria == {"a": Decimal("0.3")}


def test_a_binary_float_is_no_number() -> None:
    assert as_decimal(0.1) is None
    assert as_decimal(Decimal("NaN")) is None


def test_every_trouble_has_its_sentences() -> None:
    assert SENTENCES.keys() == set(Trouble)


@pytest.mark.parametrize("break_", ["\n", "\r", "\x85", "\u2028", "\x1c"])
def test_a_name_cannot_break_a_message_into_two_lines(break_: str) -> None:
    problem = in_rules(f"withdrawn.民{break_}生", Trouble.NO_SUCH_ENTRY, entry=f"案{break_}例" * 99)

    english, chinese = sentences(problem)

    assert [len(text.splitlines()) for text in (problem.place, english, chinese)] == [1, 1, 1]
    assert len(english) < 120
