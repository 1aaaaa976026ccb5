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
from portal.registers import Register
from portal.services import trail
from portal.web.errors import NOT_NOW, unavailable


def install(app: Flask) -> None:
    app.before_request(begin)
    app.after_request(finish)


def begin() -> None:
    """Every request has an address and a number, which all its events carry."""
    g.request_id = secrets.token_hex(8)
    begin_circumstances(Circumstances(request.remote_addr, g.request_id))


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
    refused = response.status_code == 403 and actor is not NOBODY
    if refused or (reads and response.status_code == 200):
        try:
            _record(actor, reads, refused=refused)
        except NOT_NOW:
            _replace(response, unavailable())
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response


def _record(actor: Actor, reads: list[Any], *, refused: bool) -> None:
    # The request's own transaction may have been begun for reading only: it ends first.
    db.session.rollback()
    expect_writing(True)
    if refused:
        _note_refusal(actor)
    for register, row_id, name, region, keys in reads if not refused else ():
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


def _note_refusal(actor: Actor) -> None:
    parts = request.path.split("/")
    region = min((grant.region_code for grant in actor.grants), key=len, default=NATION)
    trail.note(
        db.session,
        AccessKind.REFUSED,
        region=region,
        register=parts[1][:40] if len(parts) > 2 else None,
        after={"method": request.method, "path": request.path[:200]},
    )
