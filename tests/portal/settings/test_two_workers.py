"""A change of a setting is seen by another worker in its next request: two real processes, each with its own caches."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from flask import Flask

from tests.cast import HUNAN_PROVINCE, sign_in
from tests.conftest import dispose
from tests.portal.settings.acting_out import asking, draft_of, set_value

PATHS = ("/", "/negative_list_entries/list/", "/profile/hunan/terms/")


def work(app: Flask, pipe: Connection) -> None:
    """Another worker: it answers pages, and tries to add items, until it is told to end."""
    browser = sign_in(app, HUNAN_PROVINCE)
    ask = asking(app)
    while (wanted := pipe.recv()) is not None:
        if isinstance(wanted, str):
            pipe.send((os.getpid(), browser.get(wanted).get_data(as_text=True)))
        else:
            edition, code = wanted
            body = {"edition": edition, "code": code, "name": "测试"}
            pipe.send((os.getpid(), ask(HUNAN_PROVINCE, "POST", "catalog_items/", json=body)[0]))


@contextmanager
def another_worker(app: Flask) -> Iterator[Connection]:
    dispose(app)  # a connection is nothing that two processes can share
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe()
    process = fork.Process(target=work, args=(app, there))
    process.start()
    there.close()
    try:
        yield here
    finally:
        here.send(None)
        process.join(30)
        assert process.exitcode == 0
        here.close()


def test_a_changed_setting_acts_in_another_process_s_next_request(app: Flask) -> None:
    edition, _ = draft_of(app, "43", "general")
    with another_worker(app) as worker:

        def answer(wanted: object) -> str | int:
            worker.send(wanted)
            process, found = worker.recv()
            assert process != os.getpid()
            return found

        before = [answer(path) for path in PATHS]  # whatever it keeps, it has now
        assert all("政府购买服务负面清单" in str(page) for page in before)
        assert answer((edition, "X")) == 201
        for word in ("不得购买事项", "不予购买清单"):
            set_value(app, "hunan", "terms.negative_list", {"zh": word, "en": "not to be bought"})
            for path in PATHS:
                assert word in str(answer(path)), path
        set_value(app, "hunan", "catalogue.codes.pattern", r"HN-\d{3}")
        assert answer((edition, "Y")) == 422, "the code fits no longer, and the other process knows"
        assert answer((edition, "HN-001")) == 201
