"""What a register is: a model described once. Its screens, API, filters and search come from here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from portal.fields import Cell, Column
from portal.fields.reference import Reference
from portal.messages import Message
from portal.models.user import Role

Check = Callable[[Mapping[str, Any]], Iterator[tuple[str, Message]]]
"""A rule over the values of one row: yields (column key, what is wrong). Neither saves nor raises."""


@dataclass(frozen=True)
class Related:
    """Rows of another register that point at a row of this one, by a column of theirs."""

    register: str
    column: str


@dataclass(frozen=True)
class BulkAction:
    """Something that can be done to several rows at once: sets one column to one value."""

    name: str
    label: Message
    confirm: Message
    column: str
    value: Any
    icon: str = "check"


@dataclass(frozen=True)
class Register:
    """A register: ``name`` is its table's name and its place in the permission table and the URLs."""

    name: str
    model: type[Any]
    label: Message
    label_one: Message
    group: str
    icon: str
    columns: tuple[Column, ...]
    lead: Message | None = None
    order: tuple[str, ...] = ("region_code", "id")
    related: tuple[Related, ...] = ()
    checks: tuple[Check, ...] = ()
    bulk: tuple[BulkAction, ...] = ()
    quick: str = ""
    """The choice column whose values stand above the list as a row of buttons."""
    source: str = ""
    badges: tuple[Callable[[Any], Cell | None], ...] = field(default=())

    @cached_property
    def by_key(self) -> Mapping[str, Column]:
        return {column.key: column for column in self.columns}

    @cached_property
    def indexed(self) -> tuple[Column, ...]:
        """The columns that the search index holds."""
        return tuple(column for column in self.columns if column.indexed)

    @cached_property
    def references(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if isinstance(column.type, Reference))

    def seen(self, roles: frozenset[Role]) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_seen_by(roles))

    def listed(self, roles: frozenset[Role]) -> tuple[Column, ...]:
        return tuple(column for column in self.seen(roles) if column.listed)

    def listable(self, roles: frozenset[Role]) -> tuple[Column, ...]:
        """The columns that a list may show. Personal ones would only be masked there: no more than it shows anyway."""
        return tuple(column for column in self.seen(roles) if column.listed or not column.personal)

    def exported(self, roles: frozenset[Role]) -> tuple[Column, ...]:
        """The columns of a file that these roles write: what goes out at all, and what they see."""
        return tuple(column for column in self.seen(roles) if column.exported)

    def edited(self, roles: frozenset[Role], *, adding: bool) -> tuple[Column, ...]:
        """The columns of a form: what these roles may fill when adding, or change later."""
        return tuple(c for c in self.columns if c.is_edited_by(roles) and (adding or not c.fixed))
