"""What can go wrong, as a tree. Each error carries a Message and the HTTP status of its kind.

PortalError
├── BadInput          400  the request itself is malformed (page −1, unknown column, not a number)
│   └── Invalid       422  values were read but do not fit; holds one message per field
├── NotSignedIn       401  nobody asks: without a token, or with one that has ended
├── NotPermitted      403  this person may never do this
│   └── OutOfScope    403  … not with a row of that region or owner
├── NotFound          404  no such row among those the reader may see
├── Conflict          409  the row moved meanwhile, is a duplicate, or is still referred to
├── SeedRefused       422  a seed folder was not loaded; holds its faults
└── Unusable          500  configuration, database or disk cannot serve; for operators
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.messages import Message


class PortalError(Exception):
    """The root of every error that is meant to be read by a person."""

    status = 500

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class BadInput(PortalError):
    status = 400


class Invalid(BadInput):
    """Values that do not fit: ``faults`` maps a column's key to the messages about it."""

    status = 422

    def __init__(self, faults: Mapping[str, Sequence[Message]], message: Message | None = None) -> None:
        super().__init__(message or Message("Some values do not fit. Please correct the marked fields."))
        self.faults = dict(faults)


class NotSignedIn(PortalError):
    status = 401


class NotPermitted(PortalError):
    status = 403


class OutOfScope(NotPermitted):
    pass


class NotFound(PortalError):
    status = 404

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or Message("There is no such record among those that you may see."))


class Conflict(PortalError):
    status = 409


class SeedRefused(PortalError):
    """A folder of seeds was not loaded; ``faults`` says why, each with file, line and remedy."""

    status = 422

    def __init__(self, message: Message, faults: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class Unusable(PortalError):
    """The surroundings cannot serve: configuration, database, disk. The message says what to do."""
