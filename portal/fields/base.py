"""What a field type is: everything that a value needs on its way between form, API, database and screen.

To add a type: copy the nearest neighbour in this folder, change what differs, name it in ``__init__``.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import String, or_
from sqlalchemy.sql import ColumnElement
from sqlalchemy.types import TypeEngine

from portal.messages import Message

if TYPE_CHECKING:
    from portal.fields.setting import Setting


class Operator(enum.StrEnum):
    """How a filter compares. The names are those of Flask-AppBuilder's REST filters, where it has one."""

    EQUAL = "eq"
    NOT_EQUAL = "neq"
    CONTAINS = "ct"
    STARTS_WITH = "sw"
    GREATER = "gt"
    LESS = "lt"
    FROM = "ge"
    TO = "le"
    UNDER = "under"
    EMPTY = "empty"

    @classmethod
    def named(cls, name: object) -> Operator | None:
        """The operator of that name, or None: names come from addresses that people type."""
        return next((operator for operator in cls if operator.value == name), None)


OPERATOR_LABELS = {
    Operator.EQUAL: Message("is"),
    Operator.NOT_EQUAL: Message("is not"),
    Operator.CONTAINS: Message("contains"),
    Operator.STARTS_WITH: Message("begins with"),
    Operator.GREATER: Message("greater than"),
    Operator.LESS: Message("less than"),
    Operator.FROM: Message("from"),
    Operator.TO: Message("up to"),
    Operator.UNDER: Message("in or below"),
    Operator.EMPTY: Message("is empty"),
}


class FieldFault(Exception):
    """A value that cannot be read. The message says what is expected."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as it is shown: ``kind`` says how (text, code, badge …), ``tone`` gives a badge its colour."""

    text: str | Message
    kind: str = "text"
    tone: str = ""
    title: str = ""
    href: str = ""


EMPTY_CELL = Cell("")

Said = Callable[[str | Message], str]
"""Says a message in the language of a file that is written or read."""


class FieldType:
    """The root of all types. Values are ``None`` when empty; settings are arguments of the constructor."""

    name: ClassVar[str] = ""
    """What a province's own field calls the type; empty: only the portal's own columns have it."""
    title: ClassVar[Message] = Message("Text")
    """What people call the type when they choose one."""
    control: ClassVar[str] = "text"
    """Which input a form shows; the templates know these names."""
    cell_kind: ClassVar[str] = "text"
    entered: ClassVar[bool] = True
    """Whether people enter values; of a type that is not entered the portal fills them in."""
    sortable: ClassVar[bool] = True
    """Whether values have an order of their own that SQL can follow."""
    operators: tuple[Operator, ...] = (Operator.EQUAL, Operator.NOT_EQUAL, Operator.EMPTY)
    json_type: ClassVar[dict[str, Any]] = {"type": "string"}
    """The type as JSON Schema says it; OpenAPI takes it from here."""

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        """What may be set when a province makes a field of this type; each is an argument of the constructor."""
        return ()

    def parse(self, raw: Any) -> Any:
        """Read a value from a form (text) or from JSON. Raises FieldFault."""
        text = self._text(raw)
        return text or None

    def validate(self, value: Any) -> Iterator[Message]:
        """Say what is wrong with a value that was read."""
        return iter(())

    def offered(self, value: Any) -> Iterator[Message]:
        """Say why a value cannot be chosen anew, though a record that holds it already may keep it."""
        return iter(())

    def text(self, value: Any) -> str | Message:
        """The value as a person reads it."""
        return str(value)

    def form_text(self, value: Any) -> str:
        """The value as it stands in an input; ``parse`` reads it back to the same value."""
        return str(value)

    def to_sheet(self, value: Any, said: Said) -> str:
        """The value as a cell of an exported file; ``from_sheet`` reads it back to the same value."""
        return self.form_text(value)

    def from_sheet(self, text: str, said: Said) -> Any:
        """Read a cell of a file that people filled in. Raises FieldFault."""
        return self.parse(text)

    def cell(self, value: Any) -> Cell:
        return EMPTY_CELL if value is None else Cell(self.text(value), self.cell_kind)

    def to_json(self, value: Any) -> Any:
        return value

    def from_json(self, value: Any) -> Any:
        return value

    def sql_type(self) -> TypeEngine[Any]:
        """The type to which a value held in JSON is cast, so that it sorts and compares as itself."""
        return String()

    def schema(self) -> dict[str, Any]:
        return dict(self.json_type)

    def compare(self, expression: Any, operator: Operator, raw: Any) -> ColumnElement[bool]:
        """A filter as SQL. Raises FieldFault when the operator or the value does not suit the type."""
        if operator not in self.operators:
            raise FieldFault(Message("“%(operator)s” cannot be used here.", operator=OPERATOR_LABELS[operator]))
        if operator is Operator.EMPTY:
            return expression.is_(None) if _truth(raw) else expression.is_not(None)
        value = self.parse(raw)
        if value is None:
            raise FieldFault(Message("A value to compare with is missing."))
        return _COMPARISONS[operator](expression, value)

    @staticmethod
    def _text(raw: Any) -> str:
        if raw is None:
            return ""
        if isinstance(raw, bool) or not isinstance(raw, str | int | float):
            raise FieldFault(Message("Text is expected here."))
        text = str(raw).strip()
        if not is_storable(text):
            raise FieldFault(Message("Control characters and line breaks cannot stand here."))
        return text


def is_storable(text: str) -> bool:
    """Whether a database can hold a text: neither NUL nor half a character (a lone surrogate)."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _truth(raw: Any) -> bool:
    return raw is True or str(raw).strip().lower() in {"1", "true", "y", "yes", "on"}


_COMPARISONS: dict[Operator, Any] = {
    Operator.EQUAL: lambda expression, value: expression == value,
    # An empty cell is also “not X”: SQL alone would leave it out.
    Operator.NOT_EQUAL: lambda expression, value: or_(expression != value, expression.is_(None)),
    Operator.CONTAINS: lambda expression, value: expression.icontains(value, autoescape=True),
    Operator.STARTS_WITH: lambda expression, value: expression.istartswith(value, autoescape=True),
    Operator.GREATER: lambda expression, value: expression > value,
    Operator.LESS: lambda expression, value: expression < value,
    Operator.FROM: lambda expression, value: expression >= value,
    Operator.TO: lambda expression, value: expression <= value,
}
