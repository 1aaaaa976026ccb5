"""Tables in and out of files: the only place that knows pandas.

``read_table`` reads a CSV file as people hand it in: values stay text exactly as printed, every row knows
its line in the file, and whatever keeps the file from being a table is told as a fault, all at once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.messages import Message

_HEADER_LINE = 1
"""The line on which faults of the header, and of the whole file, are shown."""


@dataclass(frozen=True, slots=True)
class SheetFault:
    """Why a file is no table, or a line of it no row. ``column`` is empty where no single one is meant."""

    line: int
    column: str
    value: str
    message: Message
    remedy: Message


@dataclass(frozen=True, slots=True)
class Row:
    """A row as printed: ``values`` by column, '' for an empty cell; ``line`` is where it begins, from 1."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A file as read. Rows with a wrong number of cells are left out and told in ``faults``."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[SheetFault, ...] = ()


def read_table(path: Path, required: Sequence[str] = (), optional: Sequence[str] | None = None) -> Table:
    """Read a CSV file in UTF-8, with or without byte-order mark.

    ``required`` are columns that must be there. ``optional`` are further columns that may be; where it is
    given, any other column is a fault. Raises nothing: an unreadable file is a table without rows and a fault.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        message = Message("The file cannot be read: %(reason)s.", reason=error.strerror or type(error).__name__)
        return _no_table(path, message, Message("Check that the file exists and that the portal may read it."))
    text, fault = _decode(data)
    if fault is not None:
        return Table(path, (), (), (fault,))
    if not text.strip():
        return _no_table(path, Message("The file is empty."), Message("Give it a first line with the column names."))
    columns = _header(text)
    faults = list(_header_faults(columns, required, optional))
    if len(set(columns)) < len(columns):  # which of two equal columns counts, nobody can say
        return Table(path, columns, (), tuple(faults))
    rows, more = _rows(text, columns)
    return Table(path, columns, rows, tuple(faults + more))


def _no_table(path: Path, message: Message, remedy: Message) -> Table:
    return Table(path, (), (), (SheetFault(_HEADER_LINE, "", "", message, remedy),))


def _decode(data: bytes) -> tuple[str, SheetFault | None]:
    """The text with plain newlines, or the fault that names the encoding which the file seems to have."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return "", _wrong_encoding(line, _guess(data))
    if "\0" in text:
        return "", _wrong_encoding(_HEADER_LINE, _guess(data))
    return text.replace("\r\n", "\n").replace("\r", "\n"), None


def _guess(data: bytes) -> str | None:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "Excel"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        return "UTF-16"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return "GB18030"


def _wrong_encoding(line: int, guess: str | None) -> SheetFault:
    message = (
        Message("The file is not UTF-8; it seems to be %(encoding)s.", encoding=guess)
        if guess
        else Message("The file is not UTF-8, nor any other encoding that we know.")
    )
    return SheetFault(line, "", "", message, Message("Save it as CSV in UTF-8 (in Excel or WPS: “CSV UTF-8”)."))


def _header(text: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in next(csv.reader(io.StringIO(text, newline="")), []))


def _header_faults(
    columns: Sequence[str], required: Sequence[str], optional: Sequence[str] | None
) -> Iterator[SheetFault]:
    def fault(column: str, message: Message, remedy: Message) -> SheetFault:
        return SheetFault(_HEADER_LINE, column, column, message, remedy)

    for column in dict.fromkeys(columns):
        if not column:
            remedy = Message("Name the column in the first line, or remove it.")
            yield fault(column, Message("A column has no name."), remedy)
        elif columns.count(column) > 1:
            message = Message("Column “%(column)s” stands more than once.", column=column)
            yield fault(column, message, Message("Keep one of the columns."))
        elif optional is not None and column not in required and column not in optional:
            message = Message("Column “%(column)s” is not known here.", column=column)
            yield fault(
                column, message, Message("Known columns: %(columns)s.", columns=", ".join([*required, *optional]))
            )
    for column in required:
        if column not in columns:
            message = Message("Column “%(column)s” is missing.", column=column)
            yield fault(column, message, Message("Add the column to the first line, spelled just so."))


def _rows(text: str, columns: tuple[str, ...]) -> tuple[tuple[Row, ...], list[SheetFault]]:
    width = len(columns)
    rows: list[Row] = []
    faults: list[SheetFault] = []
    begins = ends = 0
    for number, cells in enumerate(_cells(text, width)):
        begins, ends = ends + 1, ends + 1 + sum(cell.count("\n") for cell in cells if cell is not None)
        if number == 0 or not any(cells):
            continue
        found = sum(cell is not None for cell in cells)
        if found == width:
            values = (cell.strip() for cell in cells if cell is not None)
            rows.append(Row(begins, dict(zip(columns, values, strict=True))))
        else:
            faults.append(_ragged(begins, found, width, cells))
    if ends < text.count("\n") + (not text.endswith("\n")):  # pandas drops a record that does not end
        faults.append(_open_quote(ends + 1))
    return tuple(rows), faults


def _cells(text: str, width: int) -> list[list[str | None]]:
    """The cells of every record, blank ones included, so that lines can be counted.

    One column more than the header has shows lines that are too long; a cell that a short line lacks is None,
    while an empty one is ''. Only pandas' Python engine tells these two apart.
    """
    import pandas as pd  # takes longer to import than most commands run, and few of them read a file

    columns: dict[str, Any] = {"header": None, "names": range(width + 1), "index_col": False, "dtype": object}
    frame = pd.read_csv(
        io.StringIO(text, newline=""),
        keep_default_na=False,  # “NA” is a word like any other
        na_filter=False,
        skip_blank_lines=False,
        engine="python",
        on_bad_lines=lambda cells: cells[: width + 1],
        **columns,
    )
    cells: list[list[str | None]] = frame.to_numpy(dtype=object).tolist()
    return cells


def _ragged(line: int, found: int, width: int, cells: Sequence[str | None]) -> SheetFault:
    message = (
        Message("The line has more cells than the %(width)s columns of the first line.", width=width)
        if found > width
        else Message("The line has %(found)s cells, the first line %(width)s.", found=found, width=width)
    )
    remedy = Message("Check the commas; put a value that holds a comma between double quotes.")
    return SheetFault(line, "", str(next(filter(None, cells), "")), message, remedy)


def _open_quote(line: int) -> SheetFault:
    message = Message("A double quote is opened here, or before, and never closed.")
    return SheetFault(line, "", '"', message, Message("Close it, or write a quote inside a value twice."))
