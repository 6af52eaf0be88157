"""The code lists of the recommendation form: 民族 and 政治面貌, with the short words in use."""

from __future__ import annotations

import re
import unicodedata

OTHER_ETHNICITY = "其他"

ETHNICITIES: tuple[str, ...] = (
    *[
        "汉族",
        "蒙古族",
        "回族",
        "藏族",
        "维吾尔族",
        "苗族",
        "彝族",
        "壮族",
        "布依族",
        "朝鲜族",
        "满族",
        "侗族",
        "瑶族",
        "白族",
    ],
    *[
        "土家族",
        "哈尼族",
        "哈萨克族",
        "傣族",
        "黎族",
        "傈僳族",
        "佤族",
        "畲族",
        "高山族",
        "拉祜族",
        "水族",
        "东乡族",
    ],
    *[
        "纳西族",
        "景颇族",
        "柯尔克孜族",
        "土族",
        "达斡尔族",
        "仫佬族",
        "羌族",
        "布朗族",
        "撒拉族",
        "毛南族",
    ],
    *[
        "仡佬族",
        "锡伯族",
        "阿昌族",
        "普米族",
        "塔吉克族",
        "怒族",
        "乌孜别克族",
        "俄罗斯族",
        "鄂温克族",
        "德昂族",
    ],
    *[
        "保安族",
        "裕固族",
        "京族",
        "塔塔尔族",
        "独龙族",
        "鄂伦春族",
        "赫哲族",
        "门巴族",
        "珞巴族",
        "基诺族",
    ],
    OTHER_ETHNICITY,
)

POLITICAL_STATUSES: tuple[str, ...] = (
    *["中共党员", "中共预备党员", "共青团员", "民革党员", "民盟盟员", "民建会员", "民进会员"],
    *["农工党党员", "致公党党员", "九三学社社员", "台盟盟员", "无党派人士", "群众"],
)

IN_ENGLISH: dict[str, str] = {
    "汉族": "Han",
    "蒙古族": "Mongol",
    "回族": "Hui",
    "藏族": "Zang (Tibetan)",
    "维吾尔族": "Uygur",
    "苗族": "Miao",
    "彝族": "Yi",
    "壮族": "Zhuang",
    "布依族": "Buyei",
    "朝鲜族": "Korean",
    "满族": "Manchu",
    "侗族": "Dong",
    "瑶族": "Yao",
    "白族": "Bai",
    "土家族": "Tujia",
    "哈尼族": "Hani",
    "哈萨克族": "Kazak",
    "傣族": "Dai",
    "黎族": "Li",
    "傈僳族": "Lisu",
    "佤族": "Va",
    "畲族": "She",
    "高山族": "Gaoshan",
    "拉祜族": "Lahu",
    "水族": "Sui",
    "东乡族": "Dongxiang",
    "纳西族": "Naxi",
    "景颇族": "Jingpo",
    "柯尔克孜族": "Kirgiz",
    "土族": "Tu",
    "达斡尔族": "Daur",
    "仫佬族": "Mulao",
    "羌族": "Qiang",
    "布朗族": "Blang",
    "撒拉族": "Salar",
    "毛南族": "Maonan",
    "仡佬族": "Gelao",
    "锡伯族": "Xibe",
    "阿昌族": "Achang",
    "普米族": "Pumi",
    "塔吉克族": "Tajik",
    "怒族": "Nu",
    "乌孜别克族": "Uzbek",
    "俄罗斯族": "Russian",
    "鄂温克族": "Ewenki",
    "德昂族": "Deang",
    "保安族": "Bonan",
    "裕固族": "Yugur",
    "京族": "Gin",
    "塔塔尔族": "Tatar",
    "独龙族": "Derung",
    "鄂伦春族": "Oroqen",
    "赫哲族": "Hezhen",
    "门巴族": "Monba",
    "珞巴族": "Lhoba",
    "基诺族": "Jino",
    "其他": "Other",
    "中共党员": "Member of the Communist Party",
    "中共预备党员": "Probationary member of the Communist Party",
    "共青团员": "Member of the Communist Youth League",
    "民革党员": "Member of the Revolutionary Committee of the Kuomintang",
    "民盟盟员": "Member of the China Democratic League",
    "民建会员": "Member of the China National Democratic Construction Association",
    "民进会员": "Member of the China Association for Promoting Democracy",
    "农工党党员": "Member of the Chinese Peasants' and Workers' Democratic Party",
    "致公党党员": "Member of the China Zhi Gong Party",
    "九三学社社员": "Member of the Jiusan Society",
    "台盟盟员": "Member of the Taiwan Democratic Self-Government League",
    "无党派人士": "Without party affiliation",
    "群众": "No party",
}
"""What each word of both lists is called in English. Source: GB/T 3304, its Roman spellings."""

_OUTSIDE_THE_LIST = {"其它", "其他民族", "其他族", "未识别民族", "穿青人", "外籍", "革家人"}

_POLITICAL_ALIASES = {
    "党员": "中共党员",
    "共产党员": "中共党员",
    "中国共产党党员": "中共党员",
    "中国共产党": "中共党员",
    "中共": "中共党员",
    "正式党员": "中共党员",
    "中共正式党员": "中共党员",
    "中共党员正式": "中共党员",
    "预备党员": "中共预备党员",
    "中国共产党预备党员": "中共预备党员",
    "中共党员预备": "中共预备党员",
    "团员": "共青团员",
    "共青团": "共青团员",
    "中国共青团员": "共青团员",
    "共产主义青年团员": "共青团员",
    "中国共产主义青年团团员": "共青团员",
    "无党派": "无党派人士",
    "无党派民主人士": "无党派人士",
    "普通群众": "群众",
    "普通公民": "群众",
    "公民": "群众",
}


_ETHNIC_ALIASES = {
    "维": "维吾尔族",
    "维族": "维吾尔族",
    "蒙": "蒙古族",
    "蒙族": "蒙古族",
    "哈族": "哈萨克族",
    "朝族": "朝鲜族",
    "鲜族": "朝鲜族",
    "达族": "达斡尔族",
    "柯族": "柯尔克孜族",
    "塔族": "塔吉克族",
}
_PARTIES = {
    "民革": "民革党员",
    "中国国民党革命委员会": "民革党员",
    "民盟": "民盟盟员",
    "中国民主同盟": "民盟盟员",
    "民建": "民建会员",
    "中国民主建国会": "民建会员",
    "民进": "民进会员",
    "中国民主促进会": "民进会员",
    "农工": "农工党党员",
    "中国农工民主党": "农工党党员",
    "致公党": "致公党党员",
    "中国致公党": "致公党党员",
    "九三": "九三学社社员",
    "台盟": "台盟盟员",
    "台湾民主自治同盟": "台盟盟员",
}


def ethnicity_of(text: str) -> str | None:
    """Find the code list's word for an ethnicity; 汉 is 汉族. None for what is in no list.

    Source:
        C24; GB/T 3304 with 其他 for everybody it does not name.
    """
    word = _bare(text)
    if word in ETHNICITIES:
        return word
    if f"{word}族" in ETHNICITIES:
        return f"{word}族"
    if word in _OUTSIDE_THE_LIST:
        return OTHER_ETHNICITY
    return _ETHNIC_ALIASES.get(word)


def political_status_of(text: str) -> str | None:
    """Find the code list's word for a political status; 党员 is 中共党员, 团员 is 共青团员.

    Source:
        C24; GB/T 4762.
    """
    word = _bare(text)
    if word in POLITICAL_STATUSES:
        return word
    if word in _POLITICAL_ALIASES:
        return _POLITICAL_ALIASES[word]
    if "预备" in word and word.startswith(("中共", "中国共产党", "党员")):
        return "中共预备党员"
    is_short = len(word) <= 16
    return next(
        (full for short, full in _PARTIES.items() if is_short and word.startswith(short)), None
    )


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\u200b-\u200d\ufeff()\[\]【】,;:.。、/]+", "", folded)
