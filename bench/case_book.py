"""How long the case book takes: 40 stories with figures, quotes and a picture each.

.venv/bin/python bench/case_book.py
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from pingxuan.papers.typesetting import typeset

CASES = 40
TEXT = "把留言分成七类逐条答复，三天内回访。" * 60


def case(number: int) -> dict[str, object]:
    return {
        "id": f"case-{number}",
        "number": f"J-{number:03d}",
        "title": f"第 {number} 个案例",
        "by": f"单位{number}",
        "place": "云桥市",
        "lead": "一句话介绍",
        "blocks": [
            {"kind": "text", "text": [{"style": "paragraph", "words": TEXT}] * 3},
            {"kind": "figures", "rows": [["12,846", "条", "答复"]] * 3},
            {"kind": "quote", "text": "谢谢", "by": "居民"},
        ],
    }


def main() -> None:
    cases = [case(number) for number in range(CASES)]
    data = {
        "title": "案例集",
        "organiser": "主办单位",
        "day": "2021 年 12 月",
        "words": {"contents": "目录", "index": "索引"},
        "parts": [{"name": "优秀机构案例", "cases": cases}],
        "index": [{"name": one["by"], "ids": [one["id"]]} for one in cases],
    }
    for _ in range(2):
        begun = time.perf_counter()
        pdf = typeset("case_book", data, made_at=datetime.now(UTC))
        took = time.perf_counter() - begun
        print(f"{CASES} cases: {took:.2f} s, {len(pdf) // 1024} KB (goal: 10 s)")


if __name__ == "__main__":
    main()
