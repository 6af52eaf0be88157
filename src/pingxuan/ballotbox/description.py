"""What the ballot box takes and answers, as OpenAPI says it. Kept true by a test that tries it."""

from __future__ import annotations

from typing import Any

from pingxuan.ballotbox import wire

_UUID = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
_RECEIPT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["receipt", "entry", "votes", "left", "day", "replayed"],
    "properties": {
        "receipt": {"type": "string", "pattern": "^[A-Z2-7]{26}$"},
        "entry": {"type": "string"},
        "votes": {"type": "integer", "minimum": 1},
        "left": {"type": "integer", "minimum": 0},
        "day": {"type": "string", "format": "date"},
        "replayed": {"type": "boolean"},
    },
}
_SLIP = {
    "type": "object",
    "additionalProperties": False,
    "required": ["entry", "votes"],
    "properties": {
        "entry": {"type": "string", "minLength": 1, "maxLength": 64},
        "votes": {"type": "integer", "minimum": 1, "maximum": 30000},
    },
}
# status → the codes that it is given with, and when.
PROBLEMS: dict[int, tuple[tuple[str, ...], str]] = {
    400: (("bad_request",), "No HTTP that can be read"),
    401: (("bad_token",), "No token, or one that is unknown, changed or expired"),
    403: (("not_eligible",), "This person may not vote"),
    404: (("unknown_entry",), "Not in this campaign's vote"),
    405: (("method_not_allowed",), "Only POST"),
    409: (("quota_exceeded", "voting_closed"), "Not now, or not so many; nothing is counted"),
    413: (("too_large",), "The body is too large"),
    415: (("unsupported_media_type",), "Not JSON"),
    422: (("malformed", "key_reused"), "Not a slip, no good key, or a key with another body"),
    431: (("headers_too_large",), "The headers are too large"),
    503: (("storage_unavailable",), "Unknown: repeat with the same key"),
}


def _problem(status: int) -> dict[str, Any]:
    codes, when = PROBLEMS[status]
    properties = {
        "type": {"const": "about:blank"},
        "title": {"type": "string"},
        "status": {"const": status},
        "code": {"enum": list(codes)},
        "left": {"type": "integer", "minimum": 0},
        "cap": {"enum": ["entry", "category", "campaign"]},
        "reason": {"type": "string"},
    }
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["type", "title", "status", "code"],
        "properties": properties,
    }
    described: dict[str, Any] = {
        "description": when,
        "content": {wire.PROBLEM.decode(): {"schema": schema}},
    }
    if status == 503:
        described["headers"] = {"Retry-After": {"required": True, "schema": {"type": "string"}}}
    return described


def votes_path() -> dict[str, Any]:
    """Describe `POST /api/v1/votes`."""
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "New for each vote, the same for each repetition of it",
        "schema": {"type": "string", "format": "uuid", "pattern": _UUID},
    }
    answers = {
        "200": {
            "description": "On disk; `replayed` when it already was",
            "content": {wire.JSON.decode(): {"schema": _RECEIPT}},
        }
    }
    return {
        "post": {
            "operationId": "give_votes",
            "tags": ["voting"],
            "summary": "Give votes to an entry",
            "security": [{"voter": []}],
            "parameters": [key],
            "requestBody": {
                "required": True,
                "content": {wire.JSON.decode(): {"schema": _SLIP}},
            },
            "responses": answers | {str(status): _problem(status) for status in PROBLEMS},
        }
    }


SECURITY = {"voter": {"type": "http", "scheme": "bearer", "description": "GET voter-token"}}
