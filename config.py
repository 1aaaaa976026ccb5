"""The portal's settings: flat, read from the environment once, each with one comment. docs/reference has the table.

``read(environ)`` gives the mapping that ``create_app`` stands on. A value that does not fit ends the start with
a ``ConfigurationFault``: which variable, which value, and what to write instead. An empty variable counts as unset.
"""

from __future__ import annotations

import difflib
import os
import secrets
import shlex
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from portal.errors import Unusable
from portal.messages import Message

ROOT = Path(__file__).resolve().parent
"""The checkout. Relative paths in settings start here, so that `portal` means one database in every directory."""

SECRET_KEY_LENGTH = 32
"""The shortest secret key that production accepts, in characters."""

DRIVERS = frozenset({"sqlite", "postgresql+psycopg"})

VARIABLES = (
    "PORTAL_ENV",
    "PORTAL_DATA_DIR",
    "PORTAL_DATABASE_URL",
    "PORTAL_SECRET_KEY",
    "PORTAL_DEBUG",
    "PORTAL_HOSTS",
    "PORTAL_TRUSTED_PROXIES",
    "PORTAL_COOKIE_SECURE",
    "PORTAL_PASSWORD_LENGTH",
    "PORTAL_PASSWORD_DAYS",
    "PORTAL_IDLE_MINUTES",
    "PORTAL_SCANNER",
    "HOST",
    "PORT",
    "WORKERS",
)
"""Every variable that is read."""


class ConfigurationFault(Unusable):
    """A setting that cannot be used; the message names the variable, its value and the remedy."""


def read(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """All settings, from ``environ`` or the process's own. Makes the data directory and, for a demo, its secret key."""
    env = os.environ if environ is None else environ
    refuse_misspelt(env)
    production = env_choice(env, "PORTAL_ENV", ("demo", "production"), "demo") == "production"
    data_dir = env_path(env, "PORTAL_DATA_DIR", ROOT / "data")
    host = env_text(env, "HOST", "127.0.0.1")
    port = env_int(env, "PORT", 8000, 1, 65535)
    hosts = env_list(env, "PORTAL_HOSTS")
    database_url = env_database(env, "PORTAL_DATABASE_URL", data_dir / "portal.db")
    return {
        # What this is: a demo makes its own key, accounts and data; production refuses all three.
        "PORTAL_ENV": "production" if production else "demo",
        # Where the database of a demo, its key and its passwords lie.
        "PORTAL_DATA_DIR": data_dir,
        # Where the server listens, and how many processes answer.
        "HOST": host,
        "PORT": port,
        "WORKERS": env_int(env, "WORKERS", 2, 1, 64),
        # Tracebacks in the browser: for developers only.
        "DEBUG": env_debug(env, "PORTAL_DEBUG", production),
        # Signs sessions and tokens. Whoever knows it is everybody.
        "SECRET_KEY": env_secret(env, "PORTAL_SECRET_KEY", None if production else data_dir / "secret_key"),
        # The database, and how its connections are kept: a dead one is noticed before it is used.
        "SQLALCHEMY_DATABASE_URI": database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(database_url),
        # The command that looks for viruses in attached files; its last argument is the file. Empty: none.
        "PORTAL_SCANNER": env_command(env, "PORTAL_SCANNER"),
        # An upload or a form may have 16 MiB; beyond is answered with 413.
        "MAX_CONTENT_LENGTH": 16 * 1024 * 1024,
        # The names by which people reach the portal; other Host headers are refused once they are set.
        "TRUSTED_HOSTS": hosts or None,
        # How many web servers of one's own stand in front: each adds the address that it saw.
        "PORTAL_TRUSTED_PROXIES": env_int(env, "PORTAL_TRUSTED_PROXIES", 0, 0, 5),
        # Where a login may lead on to. Left empty, Flask-AppBuilder would trust the Host header of the request.
        "FAB_SAFE_REDIRECT_HOSTS": hosts
        or [f"{name}:{port}" for name in dict.fromkeys((host, "127.0.0.1", "localhost"))],
        # The session's cookie: not for scripts, not from other sites, and in production only over TLS.
        "SESSION_COOKIE_NAME": "portal_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": env_bool(env, "PORTAL_COOKIE_SECURE", production),
        # A working day; then one logs in again.
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=10),
        # A session that nobody uses for so long ends earlier.
        "PORTAL_IDLE_MINUTES": env_int(env, "PORTAL_IDLE_MINUTES", 30, 1, 600),
        # How long a password is at least, and after how many days it must be changed (0: never; demo accounts never).
        "PORTAL_PASSWORD_LENGTH": env_int(env, "PORTAL_PASSWORD_LENGTH", 10, 8, 19),
        "PORTAL_PASSWORD_DAYS": env_int(env, "PORTAL_PASSWORD_DAYS", 0, 0, 3650),
        # A form may stay open as long as the session lives.
        "WTF_CSRF_TIME_LIMIT": None,
        # Tokens of the API are short-lived: they cannot be taken back one by one.
        "JWT_ACCESS_TOKEN_EXPIRES": timedelta(minutes=15),
        "JWT_REFRESH_TOKEN_EXPIRES": timedelta(hours=10),
        # Languages: Chinese unless the reader chose English. Times are shown as in Beijing.
        "BABEL_DEFAULT_LOCALE": "zh",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "LANGUAGES": {"zh": {"flag": "cn", "name": "中文"}, "en": {"flag": "gb", "name": "English"}},
        # Tables come from migrations and permissions from `portal init`, never from a starting worker.
        "FAB_CREATE_DB": False,
        "FAB_UPDATE_PERMS": False,
        # The interactive API page loads scripts that the content security policy forbids.
        "FAB_API_SWAGGER_UI": False,
        # A page of the API has at most this many rows.
        "FAB_API_MAX_PAGE_SIZE": 100,
        # One-character passwords would pass otherwise.
        "FAB_PASSWORD_COMPLEXITY_ENABLED": True,
        # Guessing passwords is slowed down. Counted per worker; the lock after many failures stands in the database.
        "AUTH_RATE_LIMITED": True,
        "AUTH_RATE_LIMIT": "10 per minute",
        "RATELIMIT_ENABLED": True,
        "RATELIMIT_STORAGE_URI": "memory://",
    }


def fault(variable: str, value: str, remedy: Message) -> ConfigurationFault:
    return ConfigurationFault(
        Message(
            "%(variable)s = %(value)s cannot be used. %(remedy)s", variable=variable, value=repr(value), remedy=remedy
        )
    )


def env_text(env: Mapping[str, str], name: str, default: str) -> str:
    return env.get(name, "").strip() or default


def env_list(env: Mapping[str, str], name: str) -> list[str]:
    """Names separated by commas. Wildcards are refused: one star would trust every host."""
    value = env_text(env, name, "")
    if "*" in value:
        raise fault(name, value, Message("Write full names, separated by commas, such as portal.example.gov.cn."))
    return [part.strip() for part in value.split(",") if part.strip()]


def env_command(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    """A command and its arguments, written as in a shell. Empty: none."""
    value = env_text(env, name, "")
    try:
        return tuple(shlex.split(value))
    except ValueError as error:
        remedy = Message(
            "Write a command as in a shell, with quotation marks in pairs, such as clamdscan --no-summary."
        )
        raise fault(name, value, remedy) from error


def env_bool(env: Mapping[str, str], name: str, default: bool) -> bool:
    value = env_text(env, name, "true" if default else "false")
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if value.lower() not in known:
        raise fault(name, value, Message("Write true or false."))
    return known[value.lower()]


def env_debug(env: Mapping[str, str], name: str, production: bool) -> bool:
    debug = env_bool(env, name, False)
    if debug and production:
        raise fault(name, env[name], Message("Production never runs with debug on: remove the variable."))
    return debug


def env_int(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = env_text(env, name, str(default))
    # isdecimal() alone would let ３ and other scripts' digits through.
    if not (value.isascii() and value.isdecimal() and least <= int(value) <= most):
        raise fault(name, value, Message("Write a whole number from %(least)s to %(most)s.", least=least, most=most))
    return int(value)


def env_choice(env: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    value = env_text(env, name, default)
    if value not in choices:
        raise fault(name, value, Message("Write one of: %(choices)s.", choices=", ".join(choices)))
    return value


def env_path(env: Mapping[str, str], name: str, default: Path) -> Path:
    """A directory that exists afterwards and can be written to."""
    value = env_text(env, name, str(default))
    path = ROOT / Path(value).expanduser()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        remedy = Message(
            "The directory cannot be made (%(reason)s). Name one that may be written to.", reason=error.strerror
        )
        raise fault(name, value, remedy) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise fault(name, value, Message("The directory is not writable. Change its owner or name another one."))
    return path


def env_database(env: Mapping[str, str], name: str, default: Path) -> str:
    """A database URL in SQLAlchemy's form. SQLite's path is made absolute; a password never appears in a message."""
    value = env_text(env, name, "")
    if not value:
        return URL.create("sqlite", database=str(default)).render_as_string()
    try:
        url = make_url(value)
    except (ArgumentError, ValueError) as error:
        remedy = Message("Write sqlite:////path/portal.db or postgresql+psycopg://user:password@host/database.")
        raise fault(name, "…", remedy) from error
    shown = url.render_as_string(hide_password=True)
    if url.drivername in {"postgres", "postgresql"}:
        raise fault(name, shown, Message("Begin it with postgresql+psycopg:// and leave the rest as it is."))
    if url.drivername not in DRIVERS:
        raise fault(name, shown, Message("The portal runs on sqlite:// and postgresql+psycopg:// only."))
    if url.drivername == "sqlite":
        if url.database in {None, "", ":memory:"} or url.query:
            raise fault(
                name, shown, Message("Each worker would see another database. Name a file: sqlite:////path/portal.db.")
            )
        url = url.set(database=str(ROOT / Path(str(url.database)).expanduser()))
    return url.render_as_string(hide_password=False)


def engine_options(database_url: str) -> dict[str, Any]:
    if make_url(database_url).drivername == "sqlite":
        return {}
    return {"pool_pre_ping": True, "pool_recycle": 1800, "connect_args": {"connect_timeout": 10}}


def env_secret(env: Mapping[str, str], name: str, keep_in: Path | None) -> str:
    """The secret given, or the one in the file ``keep_in``, made on first use; without a file it must be given."""
    value = env.get(name, "").strip()
    if value:
        if len(value) < SECRET_KEY_LENGTH or len(set(value)) < 8:
            remedy = Message(
                "Use at least %(length)s random characters: openssl rand -hex 32", length=SECRET_KEY_LENGTH
            )
            raise fault(name, "…", remedy)
        return value
    if keep_in is None:
        raise ConfigurationFault(
            Message(
                "%(variable)s is missing. Production needs a secret key of its own: openssl rand -hex 32", variable=name
            )
        )
    return kept_secret(name, keep_in)


def kept_secret(name: str, path: Path) -> str:
    """What the file holds. It appears whole or not at all, so that several workers may start at once."""
    try:
        if not path.exists():
            draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_hex(SECRET_KEY_LENGTH))
            with suppress(FileExistsError):  # another worker was faster: its key counts
                os.link(draft, path)
            draft.unlink()
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        remedy = Message(
            "The key's file cannot be read or made (%(reason)s). Mend its permissions or make room; if it is removed, "
            "all sessions end.",
            reason=error.strerror if isinstance(error, OSError) else "not ASCII",
        )
        raise fault(name, str(path), remedy) from error
    if len(secret) < SECRET_KEY_LENGTH:
        raise fault(
            name, str(path), Message("The key's file is damaged. Remove it: a new one is made, and all sessions end.")
        )
    return secret


def refuse_misspelt(env: Mapping[str, str]) -> None:
    """A misspelt variable would silently leave the default in force. Names unlike ours belong to others."""
    for name in sorted(env):
        if not name.startswith("PORTAL_") or name in VARIABLES:
            continue
        nearest = difflib.get_close_matches(name, VARIABLES, n=1, cutoff=0.85)
        if nearest:
            raise fault(name, "…", Message("There is no such setting. Did you mean %(name)s?", name=nearest[0]))
