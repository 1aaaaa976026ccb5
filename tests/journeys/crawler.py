"""A reader who follows every link: which pages an account reaches, and what stands on them."""

from __future__ import annotations

import heapq
import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from flask.testing import FlaskClient

LINK = re.compile(r'\s(?:href|src|data-children|data-picker-url)="([^"]*)"')
SPOKEN_ATTRIBUTE = re.compile(r'\s(?:title|placeholder|aria-label|alt|data-confirm|data-leave|data-text-\w+)="([^"]+)"')
NOT_READ = re.compile(r"<(script|style|code)\b.*?</\1>|<!--.*?-->", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
IDENTITY = re.compile(r'\sid="([^"]+)"')


@dataclass
class Page:
    """An answer, read without a parser: our templates escape every “>” that is not a tag's end."""

    address: str
    status: int
    location: str
    content: str
    came_from: str

    @property
    def body(self) -> str:
        _, tag, rest = self.content.partition("<body")
        return tag + rest

    @property
    def texts(self) -> list[str]:
        """What people read or hear: the texts between the tags and those of the attributes that are shown."""
        body = NOT_READ.sub(" ", self.body)
        between = [text.strip() for text in TAG.split(body)]
        return [html.unescape(text) for text in [*between, *SPOKEN_ATTRIBUTE.findall(body)] if text]

    @property
    def links(self) -> list[str]:
        return [html.unescape(link) for link in LINK.findall(self.content)]

    @property
    def anchors(self) -> set[str]:
        return set(IDENTITY.findall(self.content))


@dataclass
class Crawler:
    """Follows links, at most ``per_shape`` of each shape of address and ``most`` pages in all.

    A shape is an address with its numbers taken out: a hundred rows are one kind of page. Kinds of pages that were
    not met before come first, plain addresses before those with many parameters.
    """

    client: FlaskClient
    most: int
    per_shape: int
    shapes: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    waiting: list[tuple[int, int, int, str, str]] = field(default_factory=list)

    def pages(self, start: str = "/") -> Iterator[Page]:
        self._note(start, "")
        for _ in range(self.most):
            if not self.waiting:
                return
            *_, address, came_from = heapq.heappop(self.waiting)
            page = self.fetch(address, came_from)
            yield page
            for link in [*page.links, page.location]:
                found = self.internal(address, link)
                if found:
                    self._note(found, address)

    def _note(self, address: str, came_from: str) -> None:
        kind = shape(address)
        if address not in self.seen and self.shapes[kind] < self.per_shape:
            self.seen.add(address)
            rank = (self.shapes[kind], address.count("=") + address.startswith("/static/"), len(self.seen))
            self.shapes[kind] += 1
            heapq.heappush(self.waiting, (*rank, address, came_from))

    def fetch(self, address: str, came_from: str = "") -> Page:
        with self.client.get(address) as answer:  # a file stays open otherwise
            readable = answer.mimetype.startswith(("text/html", "application/json"))
            content = answer.get_data(as_text=True) if readable else ""
            return Page(address, answer.status_code, answer.headers.get("Location", ""), content, came_from)

    @staticmethod
    def internal(here: str, link: str) -> str | None:
        """The address that a link leads to, if it is a page of the portal. Changing the language is no reading."""
        if not link:
            return None
        target = urldefrag(urljoin(f"http://localhost{here}", link)).url
        parts = urlsplit(target)
        if parts.netloc != "localhost" or parts.scheme != "http" or parts.path.startswith("/language/"):
            return None
        return f"{parts.path}?{parts.query}" if parts.query else parts.path


def shape(address: str) -> str:
    """``/providers/show/17?tab=x&page=2`` as ``/providers/show/# page tab``."""
    parts = urlsplit(address)
    path = parts.path if parts.path.startswith("/static/") else re.sub(r"\d+", "#", parts.path)
    return " ".join([path, *sorted({key for key, _ in parse_qsl(parts.query, keep_blank_values=True)})])
