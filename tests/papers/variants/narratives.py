"""What stands in the cell of the narrative."""

from __future__ import annotations

from tests.papers.variants.base import NARRATIVE, NOTE, Variant, form, of_rows, rows, variant
from tests.papers.wordmaking import field as word_field
from tests.papers.wordmaking import lines, link, p, run, tbl, tc, textbox, tr

_FIRST, _SECOND = NARRATIVE.split("\n")


@variant
def links_only_in_the_relations() -> Variant:
    made = rows(
        narrative=lines(NOTE) + p(run(_FIRST)) + p(run("详见"), link("rId9", "这里"), run("。"))
    )
    return Variant(
        of_rows(made, links={"rId9": "https://example.org/hidden?a=1&b=2"}),
        narrative=f"{_FIRST}\n详见这里。",
        links=["https://example.org/hidden?a=1&b=2"],
    )


@variant
def links_in_field_codes() -> Variant:
    shown = word_field(r' HYPERLINK "https://example.org/code" \o "tip" ', "这里")
    simple = f'<w:fldSimple w:instr=" HYPERLINK &quot;https://example.org/simple&quot; ">{run("那里")}</w:fldSimple>'
    made = rows(narrative=lines(NOTE) + p(run(_FIRST)) + p(shown, run("和"), simple))
    return Variant(
        of_rows(made),
        narrative=f"{_FIRST}\n这里和那里",
        links=["https://example.org/code", "https://example.org/simple"],
    )


@variant
def a_link_shown_as_its_own_address() -> Variant:
    made = rows(
        narrative=lines(NOTE)
        + p(run(_FIRST))
        + p(run("见"), link("rId9", "https://example.org/a"), run("；"))
    )
    return Variant(
        of_rows(made, links={"rId9": "https://example.org/a/"}),
        narrative=f"{_FIRST}\n见https://example.org/a；",
        links=["https://example.org/a"],
    )


@variant
def an_unsafe_link() -> Variant:
    made = rows(narrative=lines(f"{NOTE}\n{NARRATIVE}") + p(link("rId9", "点这里")))
    return Variant(
        of_rows(made, links={"rId9": "file:///etc/passwd"}),
        narrative=f"{NARRATIVE}\n点这里",
        form_warnings=["unsafe_link"],
    )


@variant
def tracked_changes_in_the_narrative() -> Variant:
    changed = (
        '<w:p><w:del w:id="1" w:author="a"><w:r><w:delText>2020年</w:delText></w:r></w:del>'
        f'<w:ins w:id="2" w:author="a">{run(_FIRST)}</w:ins>'
        '<w:moveFrom w:id="3" w:author="a"><w:r><w:t>旧处</w:t></w:r></w:moveFrom></w:p>'
        '<w:p><w:pPr><w:rPr><w:del w:id="4" w:author="a"/></w:rPr></w:pPr>'
        '<w:del w:id="5" w:author="a"><w:r><w:delText>整段删去</w:delText></w:r></w:del></w:p>'
    )
    return Variant(form(narrative=lines(NOTE) + changed + p(_SECOND)), warnings=["tracked_changes"])


@variant
def a_row_deleted_in_tracked_changes() -> Variant:
    made = rows()
    made.insert(
        2, tr(tc("身份证号"), tc("无", span=5), properties='<w:del w:id="1" w:author="a"/>')
    )
    return Variant(of_rows(made), warnings=["tracked_changes"])


@variant
def comments_left_in() -> Variant:
    commented = p(
        '<w:commentRangeStart w:id="0"/>', run(_FIRST), '<w:r><w:commentReference w:id="0"/></w:r>'
    )
    return Variant(form(narrative=lines(NOTE) + commented + p(_SECOND)), warnings=["comments"])


@variant
def hidden_text_left_in() -> Variant:
    hidden = p(run(_FIRST), run("这段看不见", "<w:vanish/>"))
    return Variant(form(narrative=lines(NOTE) + hidden + p(_SECOND)), warnings=["hidden_text"])


@variant
def text_hidden_by_a_style() -> Variant:
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:type="character" w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    hidden = p(run(_FIRST), run("这段看不见", '<w:rStyle w:val="b"/>'))
    made = rows(narrative=lines(NOTE) + hidden + p(_SECOND))
    return Variant(of_rows(made, parts={"word/styles.xml": styles}), warnings=["hidden_text"])


@variant
def narrative_in_a_text_box() -> Variant:
    return Variant(form(narrative=lines(NOTE) + p(textbox(lines(NARRATIVE)))))


@variant
def narrative_with_a_table() -> Variant:
    inner = tbl(tr("平台", "发布"), tr("微博", "126条"))
    return Variant(
        form(narrative=lines(f"{NOTE}\n{NARRATIVE}") + inner + p()),
        narrative=f"{NARRATIVE}\n平台\t发布\n微博\t126条",
    )


@variant
def narrative_as_automatic_list() -> Variant:
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    return Variant(
        form(
            narrative=lines(NOTE) + p(_FIRST, properties=numbered) + p(_SECOND, properties=numbered)
        )
    )


@variant
def note_in_other_brackets_and_runs() -> Variant:
    split = p(
        run("(注：材料请多用数据"),
        run("说明，少用形容性词句，"),
        run("并附相关账号、作品、案例的网上链接。)"),
    )
    return Variant(form(narrative=split + lines(NARRATIVE)))


@variant
def note_on_the_same_line() -> Variant:
    return Variant(form(narrative=f"{NOTE}{NARRATIVE}"))


@variant
def note_at_the_end() -> Variant:
    return Variant(form(narrative=f"{NARRATIVE}\n\n{NOTE}"))


@variant
def a_note_of_the_author_stays() -> Variant:
    own = f"{NARRATIVE}\n（注：以上截至2021年10月）"
    return Variant(form(narrative=f"{NOTE}\n{own}"), narrative=own)


@variant
def too_long_by_one() -> Variant:
    text = f"https://example.org/a\n2021年{'字' * 998}"
    return Variant(
        form(narrative=f"{NOTE}\n{text}"), narrative=text,
        links=["https://example.org/a"], form_errors=["too_long"],
    )  # fmt: skip


@variant
def no_links_and_no_data() -> Variant:
    return Variant(
        form(narrative=f"{NOTE}\n群众都说好。"), narrative="群众都说好。", links=[],
        form_warnings=["no_links", "no_data"],
    )  # fmt: skip


@variant
def all_before_2021() -> Variant:
    text = "2019年3月至2020年12月，共办结300件。https://example.org/2021/01"
    return Variant(
        form(narrative=text), narrative=text, links=["https://example.org/2021/01"],
        form_warnings=["before_2021"],
    )  # fmt: skip


@variant
def label_words_inside_the_narrative() -> Variant:
    text = f"{NARRATIVE}\n主要做法：三条。\n案例名称：另一个\n姓名：李四　手机号：13900000000"
    return Variant(form(narrative=f"{NOTE}\n{text}"), narrative=text)


@variant
def a_name_that_says_final_and_copy() -> Variant:
    return Variant(form(), name="张三推荐表（定稿）(2).docx")
