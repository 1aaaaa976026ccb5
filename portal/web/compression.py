"""Answers travel compressed (brotli, else gzip): a list page is a tenth of its size.

Compressing what an attacker chooses together with what he wants to know tells him something by the length of the
answer (BREACH). Three things stand against it. The token against forged forms is signed anew every second, and the
cookie is not sent with requests that other sites make in the background. A page that another site opened is not
compressed. And every compressed page carries a header of random length.
"""

from __future__ import annotations

import secrets

from flask import Flask, Response, request
from flask_compress import Compress

SETTINGS = {
    "COMPRESS_REGISTER": False,
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_BR_LEVEL": 5,
    "COMPRESS_STREAMS": False,
}
MOST_PADDING = 48


class Kept:
    """Compressed files, once per process: they change with the release only."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self._held.get(key)

    def set(self, key: str, content: bytes) -> None:
        self._held[key] = content


def install(app: Flask) -> None:
    app.config.update(SETTINGS)
    pages, files = Compress(app), Compress(app)
    files.cache = Kept()
    files.cache_key = lambda asked: asked.path

    def compress(response: Response) -> Response:
        if request.endpoint == "static":
            return files.after_request(_whole(response, files.compress_mimetypes_set))
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            return response
        response = pages.after_request(response)
        if "Content-Encoding" in response.headers:
            response.headers["X-Padding"] = "0" * secrets.randbelow(MOST_PADDING)
        return response

    app.after_request(compress)


def _whole(response: Response, kinds: set[str]) -> Response:
    """A text file as one piece, so that it is compressed once and kept; pictures and fonts are sent as they are."""
    if response.status_code == 200 and response.mimetype in kinds and "Range" not in request.headers:
        response.direct_passthrough = False
        response.get_data()
    return response
