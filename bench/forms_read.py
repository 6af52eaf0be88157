"""How many recommendation forms a second one core reads, and whether memory stays flat.

    .venv/bin/python bench/forms_read.py [--forms 500] [--json]

Each form is written first, with its own name and title, so that no two are the same file.
The target of the design: at least 20 forms a second and core.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from typing import Any

from pingxuan.papers.reading import read_file
from pingxuan.papers.writing import write_form

TARGET = 20
PARAGRAPH = "2021年3月起，中心把留言办理过程搬到网上，共办结1,263条，办结率98.7%，阅读量826万次。"


def content(number: int) -> dict[str, Any]:
    """Give a case of ordinary length, about 900 字."""
    return {
        "name": f"张三{'一二三四五六七八九'[number % 9]}",
        "ethnicity": "汉族",
        "birth": "1985-03",
        "political": "中共党员",
        "gender": "男",
        "phone": f"1380000{number:04d}",
        "post": "东岭省临溪市政务服务中心信息科科长",
        "category": "creative",
        "title": f"一张图看清哪里不用排队（第{number}号）",
        "unit_opinion": {"text": "情况属实，同意推荐。", "date": "2021-11-08"},
        "narrative": "\n".join([PARAGRAPH] * 22 + [f"链接：https://example.org/{number}"]),
    }


def measure(count: int) -> dict[str, float]:
    """Read `count` forms one after another in this process."""
    files = [write_form(content(number)) for number in range(min(count, 100))]
    read_file("warm.docx", files[0])
    first_peak = 0.0
    started = time.process_time()
    for number in range(count):
        file = read_file(f"{number}.docx", files[number % len(files)])
        if file.has_errors:
            raise SystemExit(f"form {number} was not read: {file.errors} {file.forms[0].errors}")
        if number == count // 5:
            first_peak = peak_megabytes()
    seconds = time.process_time() - started
    return {
        "forms": count,
        "cpu_seconds": round(seconds, 2),
        "forms_a_second_and_core": round(count / seconds, 1),
        "peak_mb_after_a_fifth": round(first_peak, 1),
        "peak_mb": round(peak_megabytes(), 1),
    }


def peak_megabytes() -> float:
    """Give the most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Measure and print; 1 when the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--forms", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    result = measure(arguments.forms)
    if arguments.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:26} {value}")
    return 0 if result["forms_a_second_and_core"] >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
