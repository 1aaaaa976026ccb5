"""What `make run` does once everything is installed: prepare the database, say where the portal is, serve it."""

from __future__ import annotations

import errno
import gettext
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import config
from portal.errors import PortalError, Unusable
from portal.messages import Message

EVERY_INTERFACE = frozenset({"0.0.0.0", "::"})
INTERRUPTED = 130
"""The exit code of a program that Ctrl-C ended."""


def main() -> int:
    """Exit code: 0 stopped, 1 cannot start (said on standard error), 130 interrupted; else that of `portal init`."""
    try:
        settings = config.read()
        refuse_busy_port(settings["HOST"], settings["PORT"])
        prepared = subprocess.run([beside_python("portal"), "init", *demo(settings)], cwd=config.ROOT, check=False)
    except PortalError as error:
        print(say(error.message), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    if prepared.returncode != 0:
        return prepared.returncode
    print(say(Message("The portal is at %(address)s · Ctrl-C stops it.", address=address(settings))), flush=True)
    os.chdir(config.ROOT)
    # The server takes this process over: signals reach it, and its exit code is ours.
    os.execv(beside_python("gunicorn"), ["gunicorn", "-c", "tools/gunicorn_config.py", "portal:create_app()"])


def demo(settings: Mapping[str, Any]) -> list[str]:
    return ["--demo"] if settings["PORTAL_ENV"] == "demo" else []


def beside_python(program: str) -> str:
    """A program of the same virtual environment, whatever PATH says."""
    return str(Path(sys.executable).with_name(program))


def address(settings: Mapping[str, Any]) -> str:
    """What to type into the browser."""
    host = "127.0.0.1" if settings["HOST"] in EVERY_INTERFACE else settings["HOST"]
    return f"http://[{host}]:{settings['PORT']}/" if ":" in host else f"http://{host}:{settings['PORT']}/"


def refuse_busy_port(host: str, port: int) -> None:
    """Raise Unusable if nothing can listen there. Asked first, so that nothing is prepared in vain."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
            probe.bind(place)
            probe.listen(1)
    except OSError as error:
        raise Unusable(reason(error, host, port)) from error


def reason(error: OSError, host: str, port: int) -> Message:
    match error.errno:
        case errno.EADDRINUSE:
            return Message(
                "Port %(port)s on %(host)s is in use. Stop the other program or choose another port: PORT=%(other)s",
                port=port,
                host=host,
                other=port + 1 if port < 65535 else 8000,
            )
        case errno.EACCES:
            return Message("Port %(port)s needs more rights. Choose one above 1023: PORT=8000 make run", port=port)
        case _:
            return Message(
                "Nothing can listen on HOST=%(host)s (%(reason)s). Use 127.0.0.1, or 0.0.0.0 for every address.",
                host=host,
                reason=error.strerror or str(error),
            )


def say(message: Message) -> str:
    """The message in the language of the terminal (LANG, LC_ALL …), which Flask has no part in."""
    catalog = gettext.translation("messages", config.ROOT / "portal" / "translations", fallback=True)
    values = {key: say(value) if isinstance(value, Message) else str(value) for key, value in message.values.items()}
    return catalog.gettext(message.msgid) % values if values else catalog.gettext(message.msgid)


if __name__ == "__main__":
    sys.exit(main())
