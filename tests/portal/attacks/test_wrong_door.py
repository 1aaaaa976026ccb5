"""A key of one door tried at the other: tokens at pages, cookies at the API; and rows that are named by no number."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_appbuilder.api import BaseApi

from portal.registers import REGISTERS
from portal.web.gate import OPEN_ENDPOINTS
from tests.cast import CITY, PROVINCE, sign_in, token

PAGES = ("/", "/providers/list/", "/providers/add", "/catalog/", "/explain/", "/password/", "/people/")


def test_a_token_opens_no_page(app: Flask) -> None:
    headers = token(app, PROVINCE)
    for path in PAGES:
        answer = app.test_client().get(path, headers=headers)
        assert answer.status_code == 302, path
        assert answer.headers["Location"].startswith("/login/")


def test_a_token_writes_by_no_form(app: Flask) -> None:
    answer = app.test_client().post("/providers/bulk", data={"action": "delete"}, headers=token(app, PROVINCE))
    assert answer.status_code == 401


def test_a_token_of_another_person_changes_nothing_about_a_session(app: Flask) -> None:
    browser = sign_in(app, CITY)
    page = browser.get("/explain/", headers=token(app, PROVINCE)).get_data(as_text=True)
    assert page == browser.get("/explain/").get_data(as_text=True)


def test_a_session_survives_the_password_that_a_server_in_front_asks_for(app: Flask) -> None:
    assert sign_in(app, CITY).get("/", headers={"Authorization": "Basic dXNlcjpwYXNz"}).status_code == 200


def test_a_cookie_opens_no_route_of_the_api(app: Flask) -> None:
    browser = sign_in(app, PROVINCE)
    closed = {
        (method, rule.rule.replace("<int:pk>", "1").replace("<version>", "v1"))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and rule.endpoint not in OPEN_ENDPOINTS
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}
    }
    assert len(closed) > 5 * len(REGISTERS)
    for method, path in closed:
        answer = browser.open(path, method=method, json={} if method != "GET" else None)
        assert answer.status_code == 401, (method, path)
        assert "POST /api/v1/security/login" in answer.get_json()["message"]


def test_whatever_answers_to_tokens_stands_below_api(app: Flask) -> None:
    apis = {type(view).__name__ for view in app.appbuilder.baseviews if isinstance(view, BaseApi)}
    places = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in apis}
    assert len(places) > len(REGISTERS)
    assert all(place.startswith("/api/") for place in places), places


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_row_that_is_named_by_no_number_is_not_found(app: Flask, method: str) -> None:
    headers = token(app, PROVINCE)
    for text in ("abc", "-1", "1.5", "1e3", "%31x", "１", "null", "1,2", "*", "9" * 30):
        answer = app.test_client().open(f"/api/v1/providers/{text}", method=method, headers=headers, json={})
        assert answer.status_code == 404, text
        assert answer.get_json()["message"]


def test_a_method_that_does_not_fit_is_told_with_those_that_do(app: Flask) -> None:
    answer = app.test_client().patch("/api/v1/providers/1", headers=token(app, PROVINCE), json={})
    assert answer.status_code == 405
    assert {"GET", "PUT", "DELETE"} <= {method.strip() for method in answer.headers["Allow"].split(",")}
    assert answer.get_json()["message"]
    page = sign_in(app, PROVINCE).post("/providers/list/")
    assert page.status_code == 405
    assert "GET" in page.headers["Allow"]


def test_whoever_is_slowed_down_is_told_how_long_to_wait(app: Flask) -> None:
    from werkzeug.exceptions import TooManyRequests

    with app.test_request_context("/api/v1/providers/"):
        answer = app.make_response(app.handle_user_exception(TooManyRequests(retry_after=30)))
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "30"
    assert answer.mimetype == "application/json"
