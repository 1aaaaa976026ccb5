"""Work after an answer: started in a thread of its own, so that nobody waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy.orm import Session

from portal.access.actor import NOBODY, begin_acting
from portal.extensions import db

logger = logging.getLogger(__name__)


def soon(app: Flask, job: Callable[[Session], object]) -> threading.Thread | None:
    """Start a job that can be started again at any time: what a crash cuts off, the command or the next one finishes.

    Tests run jobs themselves, where they want them.
    """
    if app.testing:
        return None
    thread = threading.Thread(target=_run, args=(app, job), name=f"job {job.__module__}", daemon=True)
    thread.start()
    return thread


def _run(app: Flask, job: Callable[[Session], object]) -> None:
    begin_acting(NOBODY)  # the job says itself as whom it acts
    with app.app_context():
        try:
            job(db.session)
        except Exception:
            logger.exception("a job failed; “portal fields index” finishes what it began")
        finally:
            db.session.remove()
