"""A printed form is read back, whatever an ordinary text it holds."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from pingxuan.domain.codelists import ETHNICITIES, POLITICAL_STATUSES
from pingxuan.papers.printing import form_pdf
from pingxuan.papers.reading import read_file

NOW = datetime(2021, 11, 20, 9, tzinfo=UTC)
# What a page can hold: characters of the fonts. Where a line ends a page keeps no space, and only a
# wide character cannot be parted from its neighbour by one; so texts are compared without spaces.
COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严龙飞"
WORDS = st.text(st.sampled_from(COMMON), min_size=1, max_size=30)
PIECES = st.one_of(
    WORDS,
    st.sampled_from(
        ["1,263条", "98.7%", "2021年3月", "“引”", "https://example.org/a/1", "（盖章）", "案例名称", "姓名：", "□", "A、b", "；"]
    ),
)  # fmt: skip
ONE_LINE = st.lists(PIECES, min_size=1, max_size=3).map("".join)
TEXT = st.lists(st.lists(PIECES, min_size=1, max_size=8).map("".join), min_size=1, max_size=12).map(
    "\n".join
)
OPINION = st.fixed_dictionaries(
    {
        "text": st.lists(WORDS, max_size=2).map("，".join),
        "date": st.none() | st.dates(date(2000, 1, 1), date(2099, 1, 1)).map(str),
    }
)
CONTENT = st.fixed_dictionaries(
    {
        "fields": st.fixed_dictionaries(
            {
                "name": st.text(st.sampled_from(COMMON), min_size=2, max_size=4),
                "ethnicity": st.sampled_from(ETHNICITIES),
                "birth": st.dates(date(1900, 1, 1), date(2099, 1, 1)).map(lambda day: str(day)[:7]),
                "political": st.sampled_from(POLITICAL_STATUSES),
                "gender": st.sampled_from(["男", "女"]),
                "phone": st.from_regex(r"1[0-9]{10}", fullmatch=True),
                "post": ONE_LINE,
                "category": st.sampled_from(["institution", "individual", "creative"]),
                "title": ONE_LINE,
                "unit_opinion": OPINION,
                "office_opinion": OPINION,
            }
        ),
        "narrative": TEXT,
    }
)


def without_spaces(told):
    if isinstance(told, str):
        return "".join(told.split())
    if isinstance(told, dict):
        return {key: without_spaces(one) for key, one in told.items()}
    return told


@settings(max_examples=20, deadline=None)
@given(CONTENT)
def test_reading_a_printed_form_gives_its_content(content):
    file = read_file("推荐表.pdf", form_pdf(content, made_at=NOW))

    assert (file.errors, file.warnings, len(file.forms)) == ([], [], 1)
    told = file.forms[0].as_json()
    assert without_spaces(told["fields"]) == without_spaces(content["fields"])
    assert without_spaces(told["narrative"]) == without_spaces(content["narrative"])
