"""Codes become sentences: what a reader of papers found, and what a field of the form still lacks."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

PHONE_DIGITS = 11

_PLAIN = {
    # the form and its fields
    "missing": noop("还没有填。"),
    "two_categories_ticked": noop("只能选一类，现在勾了不止一类。"),
    "unknown_category": noop("类别不在征集范围内，请重新选。"),
    "category_inferred": noop("没有勾选，类别是按文字读出的，请确认。"),
    "too_long": noop("超过字数上限。"),
    "too_short": noop("太短。"),
    "bad_phone": noop("应是 11 位手机号，以 1 开头。"),
    "bad_birth": noop("读不出年月，请写成 1985-03 这样。"),
    "birth_year_two_digits": noop("年份只有两位，按 19×× 年读出，请确认。"),
    "bad_opinion_date": noop("意见的日期不存在，请核对。"),
    "bad_date": noop("没有这一天，请写成 2021-10-31 这样。"),
    "bad_number": noop("应是一个数。"),
    "bad_count": noop("应是一个不小于 0 的整数，可以写“1.2万”。"),
    "bad_link": noop("应是以 http:// 或 https:// 开头的网址。"),
    "unknown_choice": noop("不在可选的范围内，请从列表里选。"),
    "not_yet": noop("这一天还没有到。"),
    "not_agreed": noop("要先看过公开范围并同意，才能提交。"),
    "unknown_unit": noop("这个单位不在本次活动范围内，请重新选。"),
    "no_address": noop("没有可以送达的手机号或邮箱，请先登记联系人。"),
    "bad_email": noop("邮箱不对，请写成 name@example.org 这样。"),
    "no_seal": noop("本单位还没有存入电子印章。"),
    "unknown_type": noop("要用 PNG 或 JPEG 图片。"),
    "broken": noop("图片打不开，请换一个文件。"),
    "past": noop("这一刻已经过了，请写以后的时间。"),
    "after_own": noop("晚于本级自己的截止时间，请往前写。"),
    "after_screening": noop("晚于初审结束的时间，请往前写。"),
    "unknown_case": noop("没有这个编号，或那一件已不在办理中。"),
    "other_category": noop("两件的类别不同，不能互换。"),
    "no_links": noop("没有链接，建议附上相关账号、作品或案例的网址。"),
    "no_data": noop("没有数字，建议用数据说明。"),
    "before_2021": noop("写到的日期都在 2021 年以前，原则上应是 2021 年 1 月以后的成果。"),
    "duplicate": noop("这一案例前面已经读到过一次。"),
    "unsafe_link": noop("有的链接指向内部网络或不是网址，公众打不开。"),
    "table": noop("这是统计表，打开后与收到的推荐表逐行核对。"),
    "empty_file": noop("文件是空的，0 字节。请重新选。"),
    "unknown_file_type": noop("只收图片（JPG、PNG、WebP、GIF、BMP、TIFF）、PDF 和音频，这个不是。"),
    "broken_file": noop("文件打不开，可能没有传完整。请重新保存一份再传。"),
    "no_film": noop("这不是 MP4 或 WebM 视频。请另存为 H.264 的 MP4 再传。"),
    "film_not_played": noop(
        "视频用的是 H.265 编码，很多手机和浏览器放不了。请另存为 H.264 的 MP4 再传。"
    ),
    "captions_needed": noop("还没有字幕。请传字幕文件（WebVTT）；片中没有人说话的，在下面写明。"),
    "no_captions": noop(
        "这不是字幕文件，或里面没有字。字幕要用 WebVTT，第一行是 WEBVTT，UTF-8 编码。"
    ),
    "captions_too_long": noop("字幕文件太大，请分成几段视频。"),
    "no_counts": noop("没有数，建议填上阅读、转发等数字。"),
    "twin": noop("已有相似的案例报上来，请核对是不是同一件。"),
    "unreadable_colour": noop("这个颜色在有的地方看不清，请换深一点的。"),
    # files
    "extra_rows": noop("表里多出原表没有的行，请核对有没有漏读。"),
    "tracked_changes": noop("文件里留有修订，按修订后的文字读取。"),
    "comments": noop("文件里留有批注，没有读取。"),
    "hidden_text": noop("文件里有隐藏文字，没有读取。"),
    "blank_form": noop("这是空白表，还没有填。"),
    "not_a_form": noop("这不是推荐表。"),
    "no_text_layer": noop("只有图片，读不出文字。文件已留作盖章件，请对照着填写。"),
    "empty": noop("文件是空的，0 字节。请重新导出后再传。"),
    "corrupt": noop("文件打不开，可能没有传完整或已损坏。请重新保存一份再传。"),
    "encrypted": noop("文件加了密码。请去掉密码后再传。"),
    "macro": noop("文件带宏，不收。请另存为 .docx 后再传。"),
    "wrong_type": noop("内容与文件名的类型不符，或这里读不了这种类型。请另存为 .docx 再传。"),
    "too_large": noop("文件太大，最多 20 MB（解开后 200 MB）。请压缩图片后再传。"),
    "too_many": noop("压缩包里的文件太多，请分几次传。"),
    "zip_bomb": noop("解开后远大于文件本身，不收。"),
    "nested_zip_bomb": noop("压缩包里层层套着压缩包，不收。"),
    "xxe": noop("文件里有外部实体，不收。"),
    "external_reference": noop("文件引用了外部内容，没有去取。"),
    "embedded_object": noop("文件里嵌着别的文件，没有打开。"),
    "picture_too_large": noop("有的图片太大，没有读取。"),
    "unsafe_name": noop("文件名不规范，已改写显示。"),
    "active_content": noop("文件里有会自动运行的内容，没有运行。"),
    # lines of a statistics table
    "formula_like": noop("有的文字像公式，按文字保存。"),
    "formula_without_value": noop("公式没有存下结果，这一格没有读到。"),
    "phone_lost_digits": noop("手机号被表格写成了 1.38E+10 这样，读不出，请补上。"),
    "hidden": noop("这一行是隐藏的，照样读取。"),
    "hidden_sheet": noop("有隐藏的工作表，没有读取。"),
    "hidden_rows": noop("有隐藏的行，照样读取。"),
    "not_in_table": noop("收到了表，统计表里没有。"),
    "not_in_forms": noop("统计表里有，没有收到表。"),
    "title_differs": noop("案例名称与统计表不一致。"),
    "category_differs": noop("类别与统计表不一致。"),
    "phone_differs": noop("手机号与统计表不一致。"),
    "unit_differs": noop("单位与统计表不一致。"),
}


def code_sentence(code: str) -> str:
    """Say what a code means, with the facts behind its colon, in the page's language.

    Args:
        code: such as `corrupt`, `missing:手机号`, `too_long:1012/1000`, `bad_phone:9`.
    """
    name, _colon, facts = code.partition(":")
    if facts and (sentence := _with_facts(name, facts)):
        return sentence
    return _(_PLAIN[name]) if name in _PLAIN else _("有一处要核对：%(code)s") % {"code": code}


def _with_facts(name: str, facts: str) -> str:
    match name:
        case "missing":
            return _("“%(label)s”没有填。") % {"label": facts}
        case "too_long":
            count, _slash, limit = facts.partition("/")
            return _("现在 %(count)s 字，最多 %(limit)s 字。") % {"count": count, "limit": limit}
        case "bad_line":
            return _("第 %(n)s 行少了一项，各项之间用 | 隔开。") % {"n": facts}
        case "bad_caption":
            return _("字幕第 %(n)s 行的时间不对，应像 00:01.000 --> 00:04.000，前后不倒。") % {
                "n": facts
            }
        case "unknown_slot":
            return _("没有“{%(name)s}”这一项，可用的见下方说明。") % {"name": facts}
        case "too_short":
            return _("至少 %(least)s 个字。") % {"least": facts}
        case "bad_phone":
            return _phone(int(facts))
        case "file_too_large":
            return _("超过 %(most)s MB，请压缩后再传。") % {"most": facts}
        case "too_many_files":
            return _("最多 %(most)s 个，多出的没有收。") % {"most": facts}
        case "too_many_films":
            return _("这个作品已有 %(most)s 段视频，请先取下一段。") % {"most": facts}
        case "vague":
            return _("“%(words)s”说得笼统，建议换成数字。") % {"words": facts}
        case "link_dead":
            return _("打不开：%(link)s") % {"link": facts}
        case "link_moved":
            return _("转到了别的网址：%(link)s") % {"link": facts}
        case "too_many_rows":
            return _("最多 %(most)s 行，多出的没有收。") % {"most": facts}
        case "before":
            return _("写到的年份都早于 %(day)s，原则上应是那以后的成果。") % {"day": facts}
    return ""


def _phone(digits: int) -> str:
    if digits < PHONE_DIGITS:
        return _("少 %(n)s 位：手机号是 11 位，现在 %(digits)s 位。") % {
            "n": PHONE_DIGITS - digits,
            "digits": digits,
        }
    if digits > PHONE_DIGITS:
        return _("多 %(n)s 位：手机号是 11 位，现在 %(digits)s 位。") % {
            "n": digits - PHONE_DIGITS,
            "digits": digits,
        }
    return _(_PLAIN["bad_phone"])
