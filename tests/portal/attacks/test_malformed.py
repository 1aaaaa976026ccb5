"""Bodies and arguments too large, broken, of the wrong kind or out of range: told in words, nothing written."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from tests.cast import PROVINCE
from tests.portal.attacks.attacker import INSIDES, Attacker, is_clear
from tests.portal.attacks.targets import NAMED_BY, WRITABLE, body_for, each, everything, plant, state, typed

HUGE = 2**63
DEEP = "[" * 20_000 + "]" * 20_000

BODIES: dict[str, bytes] = {
    "nothing": b"",
    "half": b'{"name": "x',
    "a list": b"[]",
    "a word": b'"x"',
    "no utf-8": b'{"name": "\xff\xfe"}',
    "half a character": b'{"name": "\\ud800"}',
    "nul": b'{"name": "a\\u0000b"}',
    "raw nul": b'{"name": "a\x00b"}',
    "deep": DEEP.encode(),
    "deep inside": b'{"name": ' + DEEP.encode() + b"}",
    "many keys": json.dumps({f"key{n}": n for n in range(20_000)}).encode(),
    "huge number": b'{"kind": ' + b"9" * 6_000 + b"}",
    "not a number": b'{"kind": NaN, "conditions_met": Infinity}',
    "xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
}

WRONG_VALUES: tuple[Any, ...] = (
    True, -1, HUGE, 1.5, 1e308, [], [[]], {}, {"id": {"id": {}}}, {"$gt": ""}, [1, [2]], "\0", "a\0b", "\ud800",
    "x" * 300_000, "-1", str(HUGE), "9" * 400, "1e9", "0x1f", "１２", "' OR 1=1 --", "{{7*7}}", "2020-13-45",
    "0000-00-00",
    "99999-01-01", "\u202e", "NaN", "Infinity",
)  # fmt: skip


@pytest.mark.parametrize("kind", each(BODIES, "half", "deep", "half a character"))
def test_a_body_that_is_none_is_refused_in_words(app: Flask, kind: str) -> None:
    attacker = Attacker(app, PROVINCE)
    row_id, _ = plant(app, "providers", "37")
    before, everywhere = state(app, "providers", row_id), everything(app)
    for media in ("application/json", "application/json; charset=utf-16", "text/plain", "application/xml",
                  "multipart/form-data", "application/x-www-form-urlencoded",
                  "application/vnd.api+json"):  # fmt: skip
        for method, path in (("POST", "providers/"), ("PUT", f"providers/{row_id}")):
            answer = attacker.api(method, path, data=BODIES[kind], content_type=media)
            assert is_clear(answer), (media, method, answer.status_code, answer.get_data(as_text=True)[:200])
            assert answer.get_json()["message"]
    for path in (
        "/providers/add",
        f"/providers/edit/{row_id}",
        "/providers/bulk",
        "/login/",
        "/password/",
        "/providers/views",
    ):
        for media in ("multipart/form-data; boundary=x", "multipart/form-data", "application/x-www-form-urlencoded",
                      "application/json"):  # fmt: skip
            answer = attacker.browser.post(path, data=BODIES[kind], content_type=media)
            assert answer.status_code < 500 and not INSIDES.search(answer.get_data(as_text=True)), (path, media)
    answer = app.test_client().post("/api/v1/security/login", data=BODIES[kind], content_type="application/json")
    assert is_clear(answer)
    assert everything(app) == everywhere
    assert state(app, "providers", row_id) == before


@pytest.mark.parametrize("register", each(WRITABLE, "providers", "catalog_items"))
def test_values_of_every_wrong_kind_are_told_at_their_field(app: Flask, register: str) -> None:
    """By API and by form, in the columns of every register, one wrong value in all of them at once."""
    attacker = Attacker(app, PROVINCE)
    body = body_for(app, register, "37")
    row_id, _ = plant(app, register, "37")
    version = str((state(app, register, row_id) or {})["version"])
    everywhere = everything(app)
    for wrong in WRONG_VALUES:
        answer = attacker.api(
            "POST", f"{register}/", data=json.dumps(dict.fromkeys(body, wrong)), content_type="application/json"
        )
        assert is_clear(answer), (wrong, answer.status_code, answer.get_data(as_text=True)[:200])
    for wrong in WRONG_VALUES[::4]:
        if isinstance(wrong, str) and wrong not in ("\0", "a\0b", "\ud800"):
            page = attacker.post(f"/{register}/add", typed(dict.fromkeys(body, wrong)))
            assert page.status_code in (400, 403, 409, 422), (wrong, page.status_code)
            assert not INSIDES.search(page.get_data(as_text=True)), wrong
    for wrong in ("", "-1", str(HUGE), "１", "x", "1.0", "9" * 100):
        form = {NAMED_BY[register]: "taken", "version": wrong if wrong != version else "0"}
        assert attacker.post(f"/{register}/edit/{row_id}", form).status_code in (400, 409), wrong
    versions: tuple[Any, ...] = (-1, HUGE, "1", 1.0, [], {}, True)
    for wrong_version in versions:
        answer = attacker.api(
            "PUT", f"{register}/{row_id}", json={NAMED_BY[register]: "taken", "version": wrong_version}
        )
        assert answer.status_code in (400, 409), wrong_version
    assert everything(app) == everywhere


ARGUMENTS = (
    "q=(((", "q=!(", "q=" + quote("(filters:!((col:name,opr:ct,value:" + "(" * 3_000), "q=" + quote(DEEP), "q=%ff",
    "q=%00",
    "q=(page:-1)", "q=(page:99999999999999999999)", "q=(page_size:-5)", "q=(page_size:99999999999)", "q=(page:1.5)",
    "q=(page:!t)", "q=(columns:!(id,id.x,region.code))", "q=(columns:1)", "q=(filters:1)", "q=(filters:!(1))",
    "q=(filters:!((col:region_code,opr:eq,value:'43')))", "q=(filters:!((col:id,opr:gt,value:0)))",
    "q=(filters:!((col:name,opr:ct,value:(a:b))))", "q=(filters:!((col:name,opr:eq)))", "q=(order_column:id;--)",
    "q=(order_column:name,order_direction:sideways)", "q=(select_columns:!(password))", "q=(keys:!(x))", "q=1",
    "q=!n",
    "q=(order_column:!n)", "q=%5B%5D", "q=" + "x" * 20_000, "search=%00", "q=(columns:!('__class__'))",
)  # fmt: skip


def test_arguments_of_the_api_that_make_no_sense_are_refused_in_words(app: Flask) -> None:
    attacker = Attacker(app, PROVINCE)
    for argument in ARGUMENTS:
        for path in ("providers/", "providers/_info", "regions/"):
            answer = attacker.api("GET", f"{path}?{argument}")
            said = answer.get_data(as_text=True)
            assert answer.status_code < 500, (argument, path)
            assert not INSIDES.search(said), (argument, path)
        answer = attacker.api("GET", f"providers/?{argument}")
        if argument not in ("q=(keys:!(x))",):
            assert is_clear(answer), (argument, answer.status_code)


PAGES = (
    "page=-1", "page=0", "page=99999999", "page=9999999999999999999999", "page=１", "page=1.5", "page=%00",
    "page=abc", "size=0",
    "size=-1", "size=99999999", "size=1e3", "sort=password", "sort=--name", "sort=name;drop", "sort=__class__",
    "f.=1", "f.name=1",
    "f.name.ct.x=1", "f.password.eq=1", "f.name.zz=1", "f.region_code.eq=43",
    "f.kind.eq=" + "9" * 50, "f.registered_on.ge=2020-02-31",
    "f.__class__.eq=1", "f.name.ct=%00", "q=%00", "q=%ff%fe",
)  # fmt: skip


def test_lists_that_make_no_sense_are_refused_in_words(app: Flask) -> None:
    attacker = Attacker(app, PROVINCE)
    for argument in PAGES:
        for path in ("/providers/list/", "/providers/print"):
            answer = attacker.get(f"{path}?{argument}")
            assert answer.status_code in (200, 302, 400), (path, argument, answer.status_code)
            assert not INSIDES.search(answer.get_data(as_text=True)), (path, argument)


@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_body_that_is_too_large_is_refused_at_every_door(
    app: Flask, monkeypatch: pytest.MonkeyPatch, in_pieces: bool
) -> None:
    attacker = Attacker(app, PROVINCE)
    attacker.get("/"), attacker.headers
    row_id, _ = plant(app, "providers", "37")
    before, everywhere = state(app, "providers", row_id), everything(app)
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 2_000)
    as_json, as_form = b'{"name": "' + b"x" * 5_000 + b'"}', b"name=" + b"x" * 5_000

    def sent(body: bytes) -> dict[str, Any]:
        if not in_pieces:
            return {"data": body}
        return {"input_stream": BytesIO(body), "environ_overrides": {"wsgi.input_terminated": True}}

    for method, path in (("POST", "providers/"), ("PUT", f"providers/{row_id}"), ("POST", "security/login")):
        answer = attacker.api(method, path, content_type="application/json", **sent(as_json))
        assert answer.status_code == 413, path
        assert is_clear(answer) and answer.get_json()["message"]
    for path in (
        "/providers/add",
        f"/providers/edit/{row_id}",
        "/providers/bulk",
        "/login/",
        "/people/add",
        "/province/",
    ):
        answer = attacker.browser.post(path, content_type="application/x-www-form-urlencoded", **sent(as_form))
        assert answer.status_code == 413, path
        assert is_clear(answer)
    assert everything(app) == everywhere
    assert state(app, "providers", row_id) == before


def test_a_form_of_thousands_of_fields_is_refused(app: Flask) -> None:
    attacker = Attacker(app, PROVINCE)
    everywhere = everything(app)
    body = "&".join(f"f{number}=1" for number in range(20_000))
    for path in ("/providers/add", "/providers/bulk", "/login/"):
        answer = attacker.browser.post(path, data=body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500 and not INSIDES.search(answer.get_data(as_text=True))
    parts = (
        "".join(f'--x\r\nContent-Disposition: form-data; name="f{n}"\r\n\r\n1\r\n' for n in range(2_000)) + "--x--\r\n"
    )
    answer = attacker.browser.post("/providers/add", data=parts, content_type="multipart/form-data; boundary=x")
    assert is_clear(answer)
    assert everything(app) == everywhere


def test_too_many_rows_at_once_are_refused(app: Flask) -> None:
    attacker = Attacker(app, PROVINCE)
    everywhere = everything(app)
    for ids in (
        [],
        ["x"],
        ["-1"],
        ["１"],
        ["9" * 30],
        [str(n) for n in range(1, 600)],
        ["1\0"],
        ["1 OR 1=1"],
        ["1", "1"] * 300,
    ):
        answer = attacker.post("/providers/bulk", {"action": "delete", "rowid": ids, "confirmed": "1"})
        assert answer.status_code in (400, 404), (ids[:2], answer.status_code)
    for action in ("", "delete;", "__init__", "suspend\0", "DELETE", "publish"):
        answer = attacker.post("/providers/bulk", {"action": action, "rowid": ["1"], "confirmed": "1"})
        assert answer.status_code == 400, action
    assert everything(app) == everywhere


@pytest.mark.parametrize("text", ["\0", "a\0b"])
def test_a_text_that_no_database_holds_is_refused_at_the_door(app: Flask, text: str) -> None:
    """By every way in: address, arguments, form, and the login, which nobody has passed yet."""
    attacker, nobody, quoted = Attacker(app, PROVINCE), app.test_client(), quote(text)
    answers = (
        attacker.get(f"/providers/list/?q={quoted}"),
        attacker.get(f"/search/?q={quoted}"),
        attacker.post("/providers/add", {"name": text}),
        nobody.post("/login/", data={"username": text, "password": text}),
        nobody.post("/api/v1/security/login", json={"username": text, "password": text, "provider": "db"}),
    )
    for answer in answers:
        assert answer.status_code == 400 and is_clear(answer), answer.get_data(as_text=True)[:200]
