"""What a request leaves in the trail beside its writes: refusals, and looks at personal data in clear."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, Response, g, request

from portal.access.actor import NOBODY, Actor, current_actor
from portal.access.circumstances import Circumstances, begin_circumstances
from portal.extensions import db
from portal.models import NATION, AccessKind
from portal.models.transactions import expect_writing
from portal.registers import REGISTERS, Register
from portal.services import trail
from portal.web.errors import NOT_NOW, unavailable

LONGEST_ADDRESS = 45
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def install(app: Flask) -> None:
    app.before_request(begin)
    app.after_request(finish)


def begin() -> None:
    """Every request has an address and a number, which all its events carry."""
    g.request_id = secrets.token_hex(8)
    begin_circumstances(Circumstances((request.remote_addr or "")[:LONGEST_ADDRESS] or None, g.request_id))


def personal_read(register: Register, row: Any, keys: list[str]) -> None:
    """Somebody sees personal values of this row in clear: it is recorded when the answer leaves."""
    if keys:
        g.setdefault("personal_reads", []).append((register.name, row.id, str(row)[:200], row.region_code, keys))


def finish(response: Response) -> Response:
    """After the answer is made: its transaction is over, and what must be recorded gets one of its own.

    What cannot be recorded is not shown: the answer becomes that of a database which cannot serve.
    """
    actor = current_actor()
    reads = g.pop("personal_reads", [])
    refused = actor is not NOBODY and _is_refusal(response.status_code)
    if refused or (reads and response.status_code == 200):
        try:
            _record(actor, reads, response.status_code if refused else None)
        except NOT_NOW:
            _replace(response, unavailable())
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response


def _record(actor: Actor, reads: list[Any], refused: int | None) -> None:
    # The request's own transaction may have been begun for reading only: it ends first.
    db.session.rollback()
    expect_writing(True)
    if refused is not None:
        _note_refusal(actor, refused)
    for register, row_id, name, region, keys in reads if refused is None else ():
        trail.note(
            db.session,
            AccessKind.PERSONAL_READ,
            region=region,
            register=register,
            row_id=row_id,
            after={"columns": keys, "record": name},
        )
    db.session.commit()


def _replace(response: Response, other: Response) -> None:
    """In place: the headers that every answer carries stand in it already."""
    response.headers.pop("Content-Encoding", None)
    response.status_code, response.content_type = other.status_code, other.content_type
    response.set_data(other.get_data())


def _is_refusal(status: int) -> bool:
    """No right, or a form that somebody else made; and a change of what the person cannot see, which answers 404."""
    writes = request.method in WRITING and request.endpoint is not None
    return status == 403 or (writes and status == 404) or bool(g.get("forged"))


def _note_refusal(actor: Actor, status: int) -> None:
    parts = [part for part in request.path.split("/") if part]
    if parts[:1] == ["api"]:
        parts = parts[2:]  # /api/v1/providers/7
    region = min((grant.region_code for grant in actor.grants), key=len, default=NATION)
    trail.note(
        db.session,
        AccessKind.REFUSED,
        region=region,
        register=parts[0][:40] if len(parts) > 1 or (parts and parts[0] in REGISTERS) else None,
        after={"method": request.method, "path": request.path[:200], "status": status},
    )
