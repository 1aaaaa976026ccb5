"""Who is really there: the address of a person behind web servers of our own. Nobody else's word for it counts."""

from __future__ import annotations

import logging

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

log = logging.getLogger(__name__)

FORWARDED = "X-Forwarded-For"


def install(app: Flask) -> None:
    """With ``PORTAL_TRUSTED_PROXIES`` = n the n-th address from the right of X-Forwarded-For counts.

    Each of our servers adds the one that it saw; what stands further left was sent by the visitor and is ignored.
    With 0 the header means nothing: the lock-out and the trail hold the address that connects.
    """
    count = app.config.get("PORTAL_TRUSTED_PROXIES", 0)
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=0, x_host=0)  # type: ignore[method-assign]
        return
    warned = False

    def warn_once() -> None:
        nonlocal warned
        if not warned and FORWARDED in request.headers:
            warned = True
            log.warning(
                "a request carries %s, and no proxy is trusted: if a web server stands in front, all people seem to "
                "have its address, and one lock closes them all. Set PORTAL_TRUSTED_PROXIES.",
                FORWARDED,
            )

    app.before_request(warn_once)
