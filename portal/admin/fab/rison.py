"""Arguments of the API that are no Rison: a 400. Flask-AppBuilder answers 500 where its parser stumbles (``q=(((``)."""

from __future__ import annotations

import prison
from flask import request
from prison.decoder import ParserException

from portal.errors import BadInput
from portal.messages import Message


def refuse_broken_arguments() -> None:
    """Raises BadInput before Flask-AppBuilder's own parser can fail."""
    text = request.args.get("q", "") if request.path.startswith("/api/") else ""
    if not text:
        return
    try:
        prison.loads(text)
    except ParserException:
        pass  # it may be JSON, which Flask-AppBuilder reads too, or answers with 400
    except Exception as error:  # an IndexError or whatever else broken text leads the parser to
        raise BadInput(Message("The argument q cannot be read: it must be Rison or JSON.")) from error
