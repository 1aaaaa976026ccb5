"""Where the pages of a register stand. Plain joining: url_for costs too much in a loop over rows."""

from __future__ import annotations

from portal.registers import Register


def list_address(register: Register) -> str:
    return f"/{register.name}/list/"


def add_address(register: Register) -> str:
    return f"/{register.name}/add"


def row_address(register: Register, row_id: int, page: str = "show") -> str:
    return f"/{register.name}/{page}/{row_id}"


def bulk_address(register: Register) -> str:
    return f"/{register.name}/bulk"


def pick_address(register: Register) -> str:
    return f"/{register.name}/pick"


def print_address(register: Register) -> str:
    return f"/{register.name}/print"


def suggest_address(register: Register) -> str:
    return f"/{register.name}/suggest"


def views_address(register: Register, view_id: int | None = None) -> str:
    return f"/{register.name}/views" if view_id is None else f"/{register.name}/views/{view_id}"
