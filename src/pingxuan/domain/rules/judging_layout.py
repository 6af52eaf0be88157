"""The judging part of a rule sheet: its JSON Schema. Its reader stands in `domain/judging`."""

from __future__ import annotations

from collections.abc import Sequence

from pingxuan.domain.rules.shape import Foreign, Schema

NUMBER: Schema = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[+-]?[0-9]+(?:\.[0-9]+)?$"}]
}
WHOLE: Schema = {"type": "integer", "minimum": 0}
PLACES: Schema = {"type": "integer", "minimum": 0, "maximum": 10}


def _table(properties: Schema, required: Sequence[str] = ()) -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    return {**schema, "required": list(required)} if required else schema


def _words(*words: str) -> Schema:
    return {"enum": list(words)}


JUDGING = Foreign(
    _table(
        {
            "version": {"const": 1},
            "jury": _table(
                {
                    "method": _words("mean", "trimmed-mean", "median"),
                    "drop_high": WHOLE,
                    "drop_low": WHOLE,
                    "level": _words("criterion", "judge"),
                    "places": PLACES,
                    "rounding": _words("half-up", "half-even"),
                    "round_at": {"type": "array", "items": _words("criterion", "weighted")},
                    "criteria_mode": _words("mean", "sum"),
                    "min_mark": NUMBER,
                    "max_mark": NUMBER,
                    "min_marks": WHOLE,
                    "criteria": {"type": "object", "additionalProperties": NUMBER},
                }
            ),
            "ballot": _table(
                {
                    "method": _words("points"),
                    "input": _words("rank", "mark", "points"),
                    "points": {"anyOf": [_words("borda"), {"type": "array", "items": NUMBER}]},
                    "judge_ties": _words("reject", "share", "best", "worst"),
                }
            ),
            "combine": _table(
                {
                    "mode": _words("percent", "sum"),
                    "jury": NUMBER,
                    "vote": NUMBER,
                    "vote_scale": _words("share-of-top", "share-of-total", "raw"),
                    "places": PLACES,
                },
                ["jury", "vote"],
            ),
            "ties": _table({"order": {"type": "array", "items": {"type": "string"}}}),
            "seats": _table(
                {
                    "default": WHOLE,
                    "reserve": WHOLE,
                    "on_cut_tie": _words("break", "extend", "leave-open"),
                    "category": {"type": "object", "additionalProperties": WHOLE},
                    "reserves": {"type": "object", "additionalProperties": WHOLE},
                },
                ["default"],
            ),
            "withdrawn": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
        },
        ["version", "seats"],
    )
)
