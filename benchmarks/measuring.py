"""Taking turns: a few calls of the portal, a few of the pages by hand, and so on; medians at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

from benchmarks.requests import Request, Task

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

TURN = 5
"""Calls of one side before the other: a slow moment of the machine meets both."""
WARM_UP = 12


@dataclass
class Side:
    """One application's times, in milliseconds."""

    application: Application
    times: list[float] = field(default_factory=list)
    size: int = 0
    """Bytes of the last answer."""

    @property
    def median(self) -> float:
        return median(self.times)

    def call(self, request: Request, task: Task) -> float:
        """Milliseconds for one request. Raises RuntimeError for an answer that is not the page."""
        environ = request.environ()
        said: list[str] = []

        def start(status: str, headers: Any, exc_info: Any = None) -> Callable[[bytes], Any]:
            said.append(status)
            return lambda data: None

        began = time.perf_counter()
        answer = self.application(environ, start)
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        took = (time.perf_counter() - began) * 1_000
        if int(said[0][:3]) != task.status or task.expected not in body.decode():
            raise RuntimeError(f"{task.name}: {request.path}?{request.query} answered {said[0]}")
        self.size = len(body)
        return took


@dataclass(frozen=True)
class Result:
    """Milliseconds for one task: the portal, the hand-written site, and the bare pages without a framework."""

    name: str
    target: float | None
    portal: Side
    raw: Side
    bare: Side

    @property
    def ratio(self) -> float:
        return self.portal.median / self.raw.median

    @property
    def met(self) -> bool | None:
        return None if self.target is None else self.ratio <= self.target

    def as_json(self) -> dict[str, Any]:
        return {
            "task": self.name,
            "portal_ms": round(self.portal.median, 3),
            "portal_p95_ms": round(quantiles(self.portal.times, n=20)[-1], 3),
            "raw_ms": round(self.raw.median, 3),
            "bare_ms": round(self.bare.median, 3),
            "ratio": round(self.ratio, 2),
            "ratio_to_bare": round(self.portal.median / self.bare.median, 2),
            "target": self.target,
            "met": self.met,
            "portal_bytes": self.portal.size,
            "raw_bytes": self.raw.size,
        }


def measure(task: Task, applications: Sequence[Application], runs: int, raw_task: Task | None = None) -> Result:
    """Medians of the portal, the site by hand and the bare pages, in this order.

    ``raw_task`` is given where the pages by hand have another address.
    """
    sides = [Side(application) for application in applications]
    tasks = [task, raw_task or task, raw_task or task]
    turns = [(side, wanted, wanted.requests()) for side, wanted in zip(sides, tasks, strict=True)]
    for side, wanted, requests in turns:
        _turn(side, requests, wanted, WARM_UP)
    while len(sides[0].times) < runs:
        for side, wanted, requests in turns:
            side.times += _turn(side, requests, wanted, TURN)
    return Result(task.name, task.target, *sides)


def _turn(side: Side, requests: Iterator[Request], task: Task, calls: int) -> list[float]:
    return [side.call(next(requests), task) for _ in range(calls)]
