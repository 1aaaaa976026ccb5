"""Tables out of files: values as printed, lines counted rightly, every fault of a file told."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.sheets import Table, read_table


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "sheet.csv"


def read(path: Path, content: str | bytes, **columns: list[str]) -> Table:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path, **columns)


def told(table: Table) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, str(fault.message)) for fault in table.faults]


def test_values_stay_text_exactly_as_printed(sheet: Path) -> None:
    table = read(sheet, "code,name\n007,NA\n1.50,无\n1e5,“社区养老、托育”\n")
    assert [row.values["code"] for row in table.rows] == ["007", "1.50", "1e5"]
    assert [row.values["name"] for row in table.rows] == ["NA", "无", "“社区养老、托育”"]
    assert not table.faults


def test_values_are_stripped_at_their_ends_only(sheet: Path) -> None:
    (row,) = read(sheet, "a,b\n  x  y ,\u3000z\n").rows
    assert row.values == {"a": "x  y", "b": "z"}


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["without mark", "with mark"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_any_newline_and_a_byte_order_mark_are_read(sheet: Path, mark: bytes, newline: str) -> None:
    table = read(sheet, mark + newline.join(["code,name", "A,甲", "B,乙", ""]).encode())
    assert table.columns == ("code", "name")
    assert [(row.line, row.values["name"]) for row in table.rows] == [(2, "甲"), (3, "乙")]


def test_lines_are_counted_through_quoted_newlines_and_blank_lines(sheet: Path) -> None:
    table = read(sheet, 'code,text\nA,"one\ntwo\nthree"\n\nB,x\n,\nC,"y\n"\nD,z\n')
    assert [(row.line, row.values["code"]) for row in table.rows] == [(2, "A"), (6, "B"), (8, "C"), (10, "D")]


def test_a_last_line_without_newline_counts(sheet: Path) -> None:
    assert [row.line for row in read(sheet, "a\nx\ny").rows] == [2, 3]


def test_a_file_in_gb18030_is_recognised(sheet: Path) -> None:
    table = read(sheet, "code,name\nA,政府购买服务\n".encode("gb18030"))
    assert told(table) == [(2, "", "The file is not UTF-8; it seems to be GB18030.")]
    assert "UTF-8" in str(table.faults[0].remedy)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_a_file_in_utf_16_is_recognised(sheet: Path, encoding: str) -> None:
    (fault,) = read(sheet, "code\nA\n".encode(encoding)).faults
    assert "UTF-16" in str(fault.message)


def test_a_spreadsheet_renamed_to_csv_is_recognised(sheet: Path) -> None:
    (fault,) = read(sheet, b"PK\x03\x04\xff\x00").faults
    assert "Excel" in str(fault.message)


def test_a_file_in_no_known_encoding_says_so(sheet: Path) -> None:
    (fault,) = read(sheet, b"code\n\xff\xff\xff\n").faults
    assert "nor any other" in str(fault.message)


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_a_fault(sheet: Path, content: str) -> None:
    assert told(read(sheet, content)) == [(1, "", "The file is empty.")]


def test_a_missing_file_and_a_directory_are_faults(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        (fault,) = read_table(path).faults
        assert "cannot be read" in str(fault.message)


def test_a_file_with_a_header_only_has_no_rows_and_no_faults(sheet: Path) -> None:
    table = read(sheet, "code,name\n")
    assert (table.columns, table.rows, table.faults) == (("code", "name"), (), ())


def test_every_ragged_line_is_told_and_the_others_are_kept(sheet: Path) -> None:
    table = read(sheet, 'a,b,c\n1,2,3\n4,5\n6,7,8,9\n"x\ny",,\n1,2,3,4,5,6,7,8\n')
    assert [row.line for row in table.rows] == [2, 5]
    assert [(line, "2 cells" in text or "more cells" in text) for line, _, text in told(table)] == [
        (3, True),
        (4, True),
        (7, True),
    ]


def test_an_empty_last_cell_is_not_a_missing_one(sheet: Path) -> None:
    table = read(sheet, "a,b\n1,\n2\n")
    assert [row.line for row in table.rows] == [2]
    assert [fault.line for fault in table.faults] == [3]


def test_a_quote_that_is_never_closed_is_told_with_its_line(sheet: Path) -> None:
    for end in ("", "\n"):
        table = read(sheet, 'a,b\n1,2\n3,"4\n5,6' + end)
        assert told(table) == [(3, "", "A double quote is opened here, or before, and never closed.")]


def test_a_quote_inside_a_plain_value_is_a_character(sheet: Path) -> None:
    table = read(sheet, 'a,b\n1,2" pipe\n3,4\n')
    assert [row.values["b"] for row in table.rows] == ['2" pipe', "4"]


def test_a_double_column_is_told_and_nothing_read(sheet: Path) -> None:
    table = read(sheet, "code,name,code\nA,B,C\n")
    assert table.rows == ()
    assert told(table) == [(1, "code", "Column “code” stands more than once.")]


def test_missing_and_unknown_columns_are_told_by_name(sheet: Path) -> None:
    table = read(sheet, "code,nmae\nA,B\n", required=["code", "name"], optional=["note"])
    assert [(fault.column, str(fault.message)) for fault in table.faults] == [
        ("nmae", "Column “nmae” is not known here."),
        ("name", "Column “name” is missing."),
    ]
    assert "code, name, note" in str(table.faults[0].remedy)


def test_a_column_without_name_is_told(sheet: Path) -> None:
    assert "no name" in str(read(sheet, "code,\nA,B\n").faults[0].message)


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.tuples(cells, cells, cells), max_size=12))
def test_what_the_csv_writer_wrote_is_read_back_on_its_line(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    path = tmp_path_factory.mktemp("sheets") / "sheet.csv"
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b", "c"])
    lines = []
    for row in rows:
        lines.append(stream.getvalue().count("\n") + 1)
        writer.writerow(row)
    table = read(path, stream.getvalue())
    expected = [(line, [cell.strip() for cell in row]) for line, row in zip(lines, rows, strict=True) if any(row)]
    assert [(row.line, list(row.values.values())) for row in table.rows] == expected
    assert not table.faults
