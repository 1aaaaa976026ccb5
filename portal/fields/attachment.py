"""Files that belong to a record. Their kind is known by their content, never by their name."""

from __future__ import annotations

import base64
import binascii
import io
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from portal.fields.base import Cell, FieldFault, FieldType, Operator, Said
from portal.fields.choice import Option
from portal.fields.setting import Setting
from portal.messages import Message

LONGEST_NAME = 120
MOST_MEGABYTES = 15
_MEGABYTE = 1024 * 1024

KINDS = {
    "pdf": Option(Message("PDF")),
    "ofd": Option(Message("OFD")),
    "word": Option(Message("Word")),
    "excel": Option(Message("Excel")),
    "image": Option(Message("Picture (PNG, JPEG)")),
}
_USUAL = ["pdf", "ofd", "word", "excel", "image"]


@dataclass(frozen=True)
class Upload:
    """A file that was sent and is not kept yet."""

    name: str
    content: bytes

    @property
    def kind(self) -> str:
        return kind_of(self.content)


def kind_of(content: bytes) -> str:
    """What a file is, by its first bytes; of a package, by the parts that it holds. Empty for anything else."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return "image"
    if not content.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist()[:2_000])
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ""
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" not in names or any("vbaproject" in name.lower() for name in names):
        return ""  # also what carries macros
    return "word" if "word/document.xml" in names else "excel" if "xl/workbook.xml" in names else ""


def plain_name(name: str) -> str:
    """A file's name without its path and without what a header or a screen cannot carry."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    kept = "".join(c for c in last if unicodedata.category(c)[0] not in "CZ" or c == " ").strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return (f"{stem[: LONGEST_NAME - 10]}{dot}{ending[:8]}" if stem else kept[:LONGEST_NAME]) or "file"


class Attachment(FieldType):
    """One file of at most ``most_mb`` megabytes and one of ``kinds``. A record holds its name, size, kind and number;
    the file stands outside the web root and goes out only to who may see the record and the field."""

    name = "attachment"
    title = Message("Attachment")
    control = "attachment"
    sortable = False
    operators = (Operator.EMPTY,)
    json_type = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "content": {"type": "string", "format": "byte"}},
    }

    def __init__(self, most_mb: int = 10, kinds: Any = None) -> None:
        self.most_mb = most_mb
        self.kinds = list(kinds or _USUAL)

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        from portal.fields.number import Integer
        from portal.fields.several import SeveralOf

        size = Message("At most so many megabytes")
        return (
            Setting("most_mb", Integer(1, MOST_MEGABYTES), size, default=10, required=True),
            Setting("kinds", SeveralOf(KINDS), Message("Kinds of file"), default=_USUAL, required=True),
        )

    def parse(self, raw: Any) -> Upload | dict[str, Any] | None:
        """An upload, ``{"name", "content"}`` with the content in Base64, or what a record holds already."""
        if raw is None or raw == "" or isinstance(raw, Upload):
            return raw or None
        if not isinstance(raw, Mapping):
            raise FieldFault(Message("A file is expected here."))
        if "content" not in raw:
            return dict(raw)
        try:
            content = base64.b64decode(str(raw["content"]), validate=True)
        except (binascii.Error, ValueError):
            raise FieldFault(Message("A file is expected here.")) from None
        return Upload(plain_name(self._text(raw.get("name"))), content)

    def validate(self, value: Upload | dict[str, Any]) -> Iterator[Message]:
        if not isinstance(value, Upload):
            return
        if not value.content:
            yield Message("The file is empty.")
        elif len(value.content) > self.most_mb * _MEGABYTE:
            yield Message("The file is larger than %(most)s MB.", most=self.most_mb)
        elif value.kind not in self.kinds:
            yield Message("By its content this is none of the kinds of file that can stand here.")

    def offered(self, value: Upload | dict[str, Any]) -> Iterator[Message]:
        """A number alone is no file: nobody attaches what others have sent by naming it."""
        if not isinstance(value, Upload):
            yield Message("Send the file itself.")

    def text(self, value: Any) -> str:
        return value.name if isinstance(value, Upload) else str(value.get("name", ""))

    def form_text(self, value: Any) -> str:
        return self.text(value)

    def from_sheet(self, text: str, said: Said) -> Any:
        """A table holds the name of a file, not the file."""
        raise FieldFault(Message("A file cannot be sent in a table: attach it to the record."))

    def cell(self, value: Any) -> Cell:
        return Cell(self.text(value) if value else "", "file")
