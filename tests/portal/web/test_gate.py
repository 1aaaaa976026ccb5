"""What nobody sends goes nowhere."""

from __future__ import annotations

import re

from flask import Flask

TAKES_NOBODY = "/login/"


def test_a_form_or_a_program_of_nobody_is_refused_everywhere(app: Flask) -> None:
    client = app.test_client()
    tried = 0
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        for method in sorted((rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}):
            if path == TAKES_NOBODY or path.startswith("/api/v1/security/"):
                continue
            answer = client.open(path, method=method, data={"name": "x"})
            assert answer.status_code == 401, f"{method} {path}"
            assert "Location" not in answer.headers
            tried += 1
    assert tried > 100
