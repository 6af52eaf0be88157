"""Pages leave compressed, quickly rather than tightly: on a phone's connection it is a sixth.

A page that shows both a secret and what was typed could be guessed at by its length. Django masks
its form tokens anew in each page, and a name of random length stands in each head (RFC 1952, 2.3).
"""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

LEAST_BYTES = 1024
LEVEL = 1
MOST_PADDING = 100
KINDS = ("text/", "application/json", "application/problem+json", "application/atom+xml")


class CompressMiddleware:
    """Compress what is text and worth it, for browsers that say they can read it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let one request through."""
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or not _is_worth_it(response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "gzip" not in request.META.get("HTTP_ACCEPT_ENCODING", ""):
            return response
        response.content = compressed(response.content)
        response["Content-Length"] = str(len(response.content))
        response["Content-Encoding"] = "gzip"
        tag = response.get("ETag", "")
        if tag.startswith('"'):
            response["ETag"] = f"W/{tag}"
        return response


def _is_worth_it(response: HttpResponse) -> bool:
    return (
        not response.has_header("Content-Encoding")
        and len(response.content) >= LEAST_BYTES
        and response.get("Content-Type", "").startswith(KINDS)
    )


def compressed(body: bytes) -> bytes:
    """Write a body as a gzip file of one member, with a name of random length in its head."""
    name = b"a" * (1 + secrets.randbelow(MOST_PADDING))
    head = b"\x1f\x8b\x08\x08" + bytes(4) + b"\x04\xff" + name + b"\0"
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(body) + packer.flush()
    tail = zlib.crc32(body).to_bytes(4, "little") + (len(body) & 0xFFFFFFFF).to_bytes(4, "little")
    return head + packed + tail
