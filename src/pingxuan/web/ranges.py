"""Give a part of a file to whoever asks for one, as players do that jump. Source: RFC 9110, 14."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.core.files import File
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from pingxuan.ballotbox import parts

_TAKES = "HTTP_" + parts.TAKES.decode().upper().replace("-", "_")
PIECE = 64 * 1024
AT_ONCE = 256 * 1024
"""Bytes that a page sends itself: less than what naming a file to the ballot box is worth."""
_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_OK, _PART, _NOT_MODIFIED, _BEYOND = 200, 206, 304, 416


def stored_response(
    file: File[bytes],
    *,
    size: int,
    media_type: str,
    tag: str,
    headers: dict[str, str],
    name: str,
    is_kept: bool = True,
) -> HttpResponseBase:
    """Answer with an attachment, to be kept under its name or to be shown.

    A large one is named to the ballot box, so that a slow line holds no thread of the pages; a
    small one comes with the answer. Whoever asks has been let in by the page that calls this.

    Args:
        size: in bytes.
        is_kept: the browser saves it; otherwise it may show it.
    """
    response = file_response(
        file, size=size, media_type=media_type, tag=tag, headers=headers, at_once=AT_ONCE
    )
    shown_as = content_disposition_header(is_kept, name)
    response["Content-Disposition"] = shown_as or ("attachment" if is_kept else "inline")
    return response


def file_response(
    file: File[bytes],
    *,
    size: int,
    media_type: str,
    tag: str,
    headers: dict[str, str],
    at_once: int = 0,
) -> HttpResponseBase:
    """Answer with a file or the part that `headers` ask for; several parts are given as a whole.

    Behind a ballot box the body is only named: the ballot box sends it.

    Args:
        tag: changes with the content; a part is given only of the content that was begun.
        headers: the request's, as Django names them.
        at_once: so many bytes, or fewer, come with the answer and are neither named nor streamed.
    """
    quoted = f'"{tag}"'
    asked = headers.get("HTTP_RANGE", "")
    if headers.get("HTTP_IF_RANGE", quoted) != quoted:
        asked = ""
    response: HttpResponseBase
    if headers.get("HTTP_IF_NONE_MATCH") == quoted:
        response = HttpResponse(status=_NOT_MODIFIED)
    else:
        span = span_of(asked, size)
        if span is None:
            response = HttpResponse(status=_BEYOND)
            response["Content-Range"] = f"bytes */{size}"
        else:
            first, last = span
            is_part = (first, last) != (0, size - 1) or bool(_ONE_RANGE.fullmatch(asked))
            length, is_named = last - first + 1, _TAKES in headers
            response = _with_part(file, first, length, is_named=is_named, at_once=at_once)
            response.status_code = _PART if is_part else _OK
            response["Content-Type"] = media_type
            if is_part:
                response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = quoted
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _with_part(
    file: File[bytes], first: int, length: int, *, is_named: bool, at_once: int
) -> HttpResponseBase:
    if length <= at_once:
        return HttpResponse(b"".join(_pieces(file, first, length)))
    path = _path_of(file) if is_named else None
    if path is None:
        streamed = StreamingHttpResponse(_pieces(file, first, length))
        streamed["Content-Length"] = str(length)
        return streamed
    file.close()
    return HttpResponse(headers={parts.NAMED.decode(): parts.Part(path, first, length).written()})


def _path_of(file: File[bytes]) -> str | None:
    """Say where a file lies on this machine; None when it lies elsewhere."""
    try:
        return str(file.path)  # type: ignore[attr-defined]  # a field's file
    except (AttributeError, NotImplementedError):
        name = Path(file.name or "")
        return str(name) if name.is_absolute() else None


def span_of(asked: str, size: int) -> tuple[int, int] | None:
    """Give first and last byte of what is asked for; None when it lies beyond the end.

    What cannot be understood, several ranges among it, asks for everything.
    """
    found = _ONE_RANGE.fullmatch(asked.strip())
    if found is None or found[0] == "bytes=-":
        return 0, size - 1
    if not found[1]:
        length = int(found[2])
        return (max(size - length, 0), size - 1) if length else None
    first = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    if first >= size:
        return None
    return (first, last) if first <= last else (0, size - 1)


def _pieces(file: File[bytes] | BinaryIO, first: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while length > 0:
            piece = file.read(min(PIECE, length))
            if not piece:
                return
            length -= len(piece)
            yield piece
