"""Attached files: known by their content, kept outside the web root, given out in scope, never taken by number."""

from __future__ import annotations

import base64
import io
import stat
import sys
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from portal.access.actor import acting
from portal.errors import NotFound
from portal.fields import Attachment, Upload
from portal.fields.attachment import kind_of, plain_name
from portal.models import Role
from portal.services.fields import attachments
from tests.cast import COUNTY, HUNAN_CITY, OVERSIGHT, REVIEWER, sign_in, token
from tests.own_fields import a_provider, own_of, person, publish

EDITOR = person(Role.COUNTY_EDITOR, "370304")
PDF = b"%PDF-1.7\n" + b"x" * 100


def package(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (package("OFD.xml"), "ofd"),
        (package("[Content_Types].xml", "word/document.xml"), "word"),
        (package("[Content_Types].xml", "xl/workbook.xml"), "excel"),
        (package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), ""),
        (package("evil.exe"), ""),
        (b"PK\x03\x04broken", ""),
        (b"MZ\x90\x00", ""),
        (b"<html><script>", ""),
        (b"", ""),
    ],
)
def test_the_content_says_what_a_file_is(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\报告.pdf", "报告.pdf"),
        ("a\r\nb.pdf", "ab.pdf"),
        ("", "file"),
        ("..", "file"),
    ],
)
def test_a_name_carries_no_path_and_no_line_break(sent: str, kept: str) -> None:
    assert plain_name(sent) == kept


def test_a_file_is_no_larger_than_the_field_says() -> None:
    kind = Attachment(most_mb=1, kinds=["pdf"])
    assert not list(kind.validate(Upload("a.pdf", PDF)))
    assert [str(m) for m in kind.validate(Upload("a.pdf", PDF + b"x" * 2**20))] == ["The file is larger than 1 MB."]


def typed(app: Flask, **values: object) -> dict[str, object]:
    with app.app_context(), acting(EDITOR):
        return a_provider(**values)


def test_a_file_is_attached_given_out_to_who_may_see_it_and_taken_away(app: Flask) -> None:
    publish(app, "proof", "attachment", limit_most_mb="1", limit_kinds=["pdf"], seen_by=["county_editor", "oversight"])
    client = sign_in(app, COUNTY)
    for content, name in ((b"MZ\x90", "run.pdf"), (b"", "none.pdf")):
        refused = client.post("/providers/add", data=typed(app, own_proof=(io.BytesIO(content), name)))
        assert refused.status_code == 422 and "own_proof-error" in refused.get_data(as_text=True), name
    made = client.post("/providers/add", data=typed(app, own_proof=(io.BytesIO(PDF), "../证明.pdf")))
    assert made.status_code == 302
    row = int(made.headers["Location"].rsplit("/", 1)[1])
    value = own_of(app, row)["p37.proof"]
    assert value["name"] == "证明.pdf" and value["kind"] == "pdf"
    path = attachments.path_of(value)
    assert path.is_relative_to(app.config["PORTAL_DATA_DIR"]) and not path.is_relative_to(app.root_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    given = client.get(f"/providers/file/{row}/own_proof")
    assert given.data == PDF and given.headers["Content-Disposition"].startswith("attachment")
    assert given.headers["Content-Type"] == "application/octet-stream"
    given.close()
    with sign_in(app, OVERSIGHT).get(f"/providers/file/{row}/own_proof") as seen:
        assert seen.status_code == 200
    for person_ in (REVIEWER, HUNAN_CITY):
        assert sign_in(app, person_).get(f"/providers/file/{row}/own_proof").status_code == 404
    edited = client.post(f"/providers/edit/{row}", data={"version": "1", "note": "改"})
    assert edited.status_code == 302 and own_of(app, row)["p37.proof"] == value
    removed = client.post(f"/providers/edit/{row}", data={"version": "2", "own_proof-remove": "y"})
    assert removed.status_code == 302, removed.get_data(as_text=True)
    assert "p37.proof" not in own_of(app, row)
    assert client.get(f"/providers/file/{row}/own_proof").status_code == 404


@pytest.mark.parametrize("number", ["../../../etc/passwd", "..", "", "0" * 32, "A" * 32, "0" * 31 + "/"])
def test_a_value_leads_to_no_file_but_one_that_was_kept(app: Flask, number: str) -> None:
    """The content of a JSON column is not trusted either: only the numbers of kept files open something."""
    with pytest.raises(NotFound):
        attachments.path_of({"id": number})


def test_no_value_climbs_out_to_a_file_that_is_there(app: Flask) -> None:
    outside = Path(app.config["PORTAL_DATA_DIR"]) / "demo_password"
    number = f"../{outside.parent.name}/{outside.name}"
    assert (attachments._where().directory / number[:2] / number).is_file(), "else the test shows nothing"
    with pytest.raises(NotFound):
        attachments.path_of({"id": number})


def test_nobody_attaches_what_others_sent_by_naming_it(app: Flask) -> None:
    publish(app, "proof", "attachment")
    client, header = app.test_client(), token(app, COUNTY)
    content = {"name": "a.pdf", "content": base64.b64encode(PDF).decode()}
    made = client.post("/api/v1/providers/", json=typed(app, own_proof=content), headers=header)
    assert made.status_code == 201
    held = made.json["result"]["own_proof"]
    stolen = client.post("/api/v1/providers/", json=typed(app, number=2, own_proof=held), headers=header)
    assert stolen.status_code == 422 and "own_proof" in str(stolen.json)
    same = client.put(f"/api/v1/providers/{made.json['id']}", json={"own_proof": held}, headers=header)
    assert same.status_code == 200
    for wrong in ({"name": "x", "content": "§§"}, "text", 7, {"id": "../../etc/passwd"}, ["x"]):
        answer = client.put(f"/api/v1/providers/{made.json['id']}", json={"own_proof": wrong}, headers=header)
        assert answer.status_code == 422, wrong


@pytest.mark.parametrize(("code", "status"), [(0, 302), (1, 422), (2, 422)])
def test_the_scanner_decides_before_a_file_is_kept(app: Flask, tmp_path: Path, code: int, status: int) -> None:
    publish(app, "proof", "attachment")
    before = attachments._place[0]
    script = tmp_path / "scanner.py"
    script.write_text(f"import pathlib, sys\nassert pathlib.Path(sys.argv[1]).read_bytes()\nsys.exit({code})\n")
    attachments.begin(attachments.Place(tmp_path / "files", (sys.executable, str(script))))
    try:
        data = typed(app, own_proof=(io.BytesIO(PDF), "a.pdf"))
        assert sign_in(app, COUNTY).post("/providers/add", data=data).status_code == status
        kept = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
        assert len(kept) == (1 if code == 0 else 0)
    finally:
        attachments.begin(before)
