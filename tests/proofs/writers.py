"""Many clients that change the same few rows at once, and what must be true of the rows and the trail afterwards.

Each edit reads a row, adds one to the number in its note, and sends it back with the version that was read.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.models import Event, Provider

Send = Callable[[str, str, "Mapping[str, Any] | None"], tuple[int, Any]]
"""Method, path and JSON; gives status and JSON."""


@dataclass
class Done:
    """What the writers were told: how each reading and each writing was answered, and the edits that went through."""

    answers: Counter[str] = field(default_factory=Counter)
    successes: Counter[int] = field(default_factory=Counter)
    """By row."""

    def failed(self) -> int:
        """Answers that are the portal's fault."""
        return sum(count for answer, count in self.answers.items() if int(answer.split()[1]) >= 500)


def write_all(senders: Sequence[Send], rows: Sequence[int], edits: int, chance: int) -> Done:
    """Every sender makes so many edits, all at the same time, each time of a row by chance."""
    together = Barrier(len(senders))

    def write(number: int) -> Done:
        dice, done, send = random.Random(f"{chance} {number}"), Done(), senders[number]
        together.wait(120)
        for _ in range(edits):
            row = dice.choice(rows)
            status, body = send("GET", f"/api/v1/providers/{row}", None)
            done.answers[f"GET {status}"] += 1
            if status != 200:
                continue
            note = str(int(body["result"]["note"]) + 1)
            status, _ = send("PUT", f"/api/v1/providers/{row}", {"note": note, "version": body["version"]})
            done.answers[f"PUT {status}"] += 1
            done.successes[row] += status == 200
        return done

    total = Done()
    with ThreadPoolExecutor(len(senders)) as pool:
        for done in pool.map(write, range(len(senders))):
            total.answers += done.answers
            total.successes += done.successes
    return total


def faults(session: Session, rows: Sequence[int], done: Done) -> list[str]:
    """What is not as it must be: counters, versions, and one event for each success with the step that it made."""
    found = []
    with acting(Actor.system("test")):
        for row in rows:
            wanted = done.successes[row]
            provider = session.get(Provider, row, populate_existing=True)
            chosen = select(Event).where(Event.register == "providers", Event.row_id == row, Event.kind == "changed")
            steps = [(e.before["note"], e.after["note"]) for e in session.scalars(chosen.order_by(Event.id))]
            told = {"counter": int(provider.note), "version": provider.version - 1, "events": len(steps)}
            found += [f"row {row}: {name} {value} after {wanted} edits" for name, value in told.items()
                      if value != wanted]  # fmt: skip
            if sorted(steps, key=lambda step: int(step[0])) != [(str(n), str(n + 1)) for n in range(wanted)]:
                found.append(f"row {row}: the events do not tell each step once")
    return found


def over_http(address: str, headers: Mapping[str, str]) -> Send:
    """A client with a connection of its own. One that the server has closed is opened anew, before anything is sent."""
    host = urlsplit(address).netloc

    def send(method: str, path: str, body: Mapping[str, Any] | None) -> tuple[int, Any]:
        connection = HTTPConnection(host, timeout=120)
        try:
            content = json.dumps(body) if body is not None else None
            kind = {"Content-Type": "application/json"} if body is not None else {}
            connection.request(method, path, content, {**headers, **kind})
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text.startswith(b"{") else None
        except (HTTPException, OSError) as error:
            raise AssertionError(f"{method} {path}: no answer ({error!r})") from error
        finally:
            connection.close()

    return send
