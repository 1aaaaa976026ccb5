"""The portal: catalogs, lists and registers of 政府购买服务, each province by its own rules."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask


def create_app(settings: Mapping[str, Any] | None = None, *, serving: bool = True) -> Flask:
    """Make an application. ``settings`` replace those that ``config.read()`` takes from the environment.

    Raises portal.errors.Unusable for a configuration that cannot serve; with ``serving`` also for a database
    that is older or newer than the code, and in production for one that holds demo accounts or sample rows.
    """
    import config
    from portal.access import engine  # noqa: F401  attaches the scope to every session
    from portal.admin import setting_up
    from portal.errors import Unusable
    from portal.extensions import csrf, db, migrate
    from portal.models.transactions import prepare_engine
    from portal.services.fields import attachments
    from portal.web import (
        actors,
        assets,
        compression,
        errors,
        gate,
        health,
        numbers,
        preparing,
        proxies,
        recording,
        texts,
    )

    app = Flask(__name__)
    app.config.update(config.read() if settings is None else settings)
    numbers.install(app)
    app.json = texts.ShallowJson(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"))
    compression.install(app)
    proxies.install(app)
    app.before_request(texts.refuse_broken_text)
    recording.install(app)
    app.before_request(actors.begin_request)
    csrf.init_app(app)  # after the actor is known: a forged form is an attempt that the trail tells of
    app.before_request(gate.guard_request)
    app.after_request(gate.add_headers)
    app.after_request(gate.demand_a_decision)
    app.teardown_request(actors.end_request)
    errors.install(app)
    assets.install(app)
    app.register_blueprint(health.health)
    with app.app_context():
        prepare_engine(db.engine)
        scanner = app.config.get("PORTAL_SCANNER", ())
        attachments.begin(attachments.Place(Path(app.config["PORTAL_DATA_DIR"]) / "attachments", scanner))
        setting_up.build(app)
        if serving:
            try:
                preparing.refuse_unready()
                if app.config["PORTAL_ENV"] == "production":
                    preparing.refuse_demo()
            except Unusable:
                db.engine.dispose()  # nobody gets the application, so nobody else would let the connection go
                raise
    return app
