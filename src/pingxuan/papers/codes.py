"""The codes that a reading can give, with a sentence for each in both languages."""

from __future__ import annotations

from pingxuan.papers.conversion import HOW_TO_ADD

MISSING = "missing:"

SENTENCES: dict[str, tuple[str, str]] = {
    "two_categories_ticked": ("more than one category is ticked", "勾选了不止一个征集类别"),
    "unknown_category": ("the category is none of the three", "征集类别不是三类之一"),
    "category_inferred": ("no box is ticked; the words name one", "没有勾选，类别由文字读出"),
    "too_long": ("the narrative is longer than 1000 字", "主要事迹超过1000字"),
    "bad_phone": (
        "the mobile number is not eleven digits beginning with 1",
        "手机号不是以1开头的11位数字",
    ),
    "bad_birth": ("there is no such month of birth", "出生年月不是一个年月"),
    "birth_year_two_digits": (
        "the year of birth has two digits; read as 19xx",
        "出生年份只有两位，按19××年读",
    ),
    "bad_opinion_date": ("the date under an opinion is no day", "意见栏的日期不存在"),
    "no_links": ("the narrative has no link", "主要事迹中没有链接"),
    "no_data": ("the narrative has no number", "主要事迹中没有数据"),
    "before_2021": ("all dates lie before 2021", "日期都在2021年以前"),
    "duplicate": ("the same case is there again", "同一案例重复出现"),
    "extra_rows": ("the form has rows that the blank has not", "表中有空白表没有的行"),
    "tracked_changes": (
        "changes were left in; the final state was read",
        "留有修订，按接受修订后读取",
    ),
    "comments": ("comments were left in", "留有批注"),
    "hidden_text": ("hidden text was not read", "隐藏文字未读取"),
    "blank_form": ("nothing is filled in", "是空白表"),
    "not_a_form": ("this is another document", "不是推荐表或统计表"),
    "no_text_layer": (
        "there are only pictures; type it in and keep this as the copy",
        "只有图片，没有文字，请另行录入",
    ),
    "empty": ("the file is empty", "是空文件"),
    "corrupt": ("the file cannot be opened", "文件损坏，无法打开"),
    "encrypted": ("the file needs a password", "文件有密码"),
    "macro": ("the document carries macros", "文件带有宏"),
    "wrong_type": (
        f"the content does not fit the ending, or is not read here. {HOW_TO_ADD[0]}",
        f"内容与扩展名不符，或此处不能读取。{HOW_TO_ADD[1]}",
    ),
    "too_large": ("the file is over the limit", "文件过大"),
    "too_many": ("there are too many files in the archive", "压缩包内文件过多"),
    "zip_bomb": ("the file unpacks far beyond its size", "解压后体积异常"),
    "nested_zip_bomb": ("there is an archive in the archive", "压缩包内还有压缩包"),
    "xxe": ("a part declares entities", "文件内含外部实体声明"),
    "external_reference": ("it points outside; nothing was fetched", "引用了外部内容，未获取"),
    "embedded_object": ("it carries another file; it was not opened", "嵌有其他文件，未打开"),
    "picture_too_large": ("a picture has too many points and was left out", "图片像素过大，已略过"),
    "unsafe_name": ("a name is a path or hides its ending", "文件名含路径或伪装扩展名"),
    "active_content": ("it carries scripts or fields that run", "含脚本或会执行的域"),
    "unsafe_link": ("a link leads inside or is not http(s)", "有指向内网或非网页的链接"),
    "formula_like": ("a text looks like a formula", "有像公式的文本"),
    "formula_without_value": ("a formula has no stored result", "公式没有存下结果"),
    "phone_lost_digits": ("a mobile number has lost digits", "手机号丢失了数字"),
    "hidden": ("a row is hidden", "行被隐藏"),
    "hidden_rows": ("some rows are hidden; they were read", "有隐藏的行，已读取"),
    "hidden_sheet": ("a hidden sheet was passed over", "隐藏的工作表未读取"),
}


def sentence(code: str) -> tuple[str, str]:
    """Give a code's sentence in English and in Chinese; `missing:` names the label."""
    if code.startswith(MISSING):
        label = code.removeprefix(MISSING)
        return f"{label} is missing", f"缺少{label}"
    return SENTENCES.get(code, (code, code))
