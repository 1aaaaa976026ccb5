"""Faults of TOML files: which line a key stands on, and why a file is none."""

from __future__ import annotations

import re

from portal.messages import Message
from portal.seeds.faults import Fault


def line_of(text: str, key: str) -> int:
    """The line on which a key of the top level or of any table is set; 1 where it is not."""
    found = re.search(rf"^[ \t]*{re.escape(key)}[ \t]*=", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def unreadable_toml(name: str, error: OSError | ValueError) -> Fault:
    """The fault of a TOML file that is missing, not UTF-8, or not TOML."""
    if isinstance(error, OSError):
        reason = error.strerror or type(error).__name__
        message = Message("The file cannot be read: %(reason)s.", reason=reason)
        return Fault(name, 1, "", "", message, Message("Check that the file exists and that the portal may read it."))
    if isinstance(error, UnicodeDecodeError):
        message = Message("The file is not UTF-8, nor any other encoding that we know.")
        return Fault(name, 1, "", "", message, Message("Save it in UTF-8."))
    found = re.search(r"at line (\d+)", str(error))
    message = Message("This is not TOML: %(reason)s.", reason=str(error))
    return Fault(name, int(found[1]) if found else 1, "", "", message, Message("Mend the line."))
