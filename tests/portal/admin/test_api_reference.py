"""The description of the API as a page: complete, in the reader's language, and no wider than the reader's rights."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from flask import Flask

from portal.registers import REGISTERS
from tests.cast import AUDIT, COUNTY, PROVINCE, sign_in, token


def shown(app: Flask, path: str, person: object = PROVINCE) -> BeautifulSoup:
    answer = sign_in(app, person).get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def test_every_operation_of_the_description_stands_on_a_page(app: Flask) -> None:
    described = app.test_client().get("/api/v1/_openapi", headers=token(app, PROVINCE)).get_json()
    wanted = {
        (method.upper(), path)
        for path, methods in described["paths"].items()
        for method in methods
        if path.split("/")[3] in REGISTERS
    }
    client = sign_in(app, PROVINCE)
    links = re.findall(r'"(/api-reference/\w+/)"', client.get("/api-reference/").get_data(as_text=True))
    found = set()
    for link in links:
        soup = BeautifulSoup(client.get(link).get_data(as_text=True), "html.parser")
        for row in soup.select("table")[0].select("tbody tr"):
            found.add((row.select_one("b").text.strip(), row.select("td")[1].text))
    hidden = {(method, path) for method, path in wanted if f"/api-reference/{path.split('/')[3]}/" not in links}
    assert found == wanted - hidden
    assert len(found) > 60


def test_only_what_the_reader_may_read_is_named(app: Flask) -> None:
    assert "/api-reference/access_events/" in str(shown(app, "/api-reference/", AUDIT))
    assert "/api-reference/providers/" not in str(shown(app, "/api-reference/", AUDIT))
    assert sign_in(app, AUDIT).get("/api-reference/providers/").status_code == 404
    assert sign_in(app, PROVINCE).get("/api-reference/nothing/").status_code == 404


def test_what_one_may_not_do_is_said(app: Flask) -> None:
    rows = {
        row.select_one("b").text.strip(): row.select("td")[-1].text
        for row in shown(app, "/api-reference/regions/", COUNTY).select("table")[0].select("tbody tr")
    }
    assert rows["GET"] == "是"
    assert rows["DELETE"] == "否"


def test_refused_tokens_are_answered_in_the_portals_words(app: Flask) -> None:
    client = app.test_client()
    for header in ({}, {"Authorization": "Bearer nonsense"}, token(app, PROVINCE)):
        answer = client.post("/api/v1/security/refresh", headers=header)
        assert answer.status_code == 401
        assert answer.get_json() == {"message": "登录已过期，或您尚未登录。"}
    wrong = client.get("/api/v1/providers/?q=(page:abc)", headers=token(app, PROVINCE))
    assert wrong.status_code == 400
    assert "rison" not in wrong.get_data(as_text=True)


def test_the_old_skins_files_are_not_served(app: Flask) -> None:
    assert sign_in(app, PROVINCE).get("/static/appbuilder/js/jquery-latest.js").status_code == 404
