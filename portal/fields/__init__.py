"""Field types, one file each: they describe built-in columns and a province's own fields alike.

To add one: docs/add-a-field-type.md.
"""

from __future__ import annotations

from portal.fields.base import OPERATOR_LABELS, Cell, FieldFault, FieldType, Operator
from portal.fields.choice import Choice, Option
from portal.fields.column import Column
from portal.fields.content import Content
from portal.fields.credit_code import CreditCode
from portal.fields.date import Date
from portal.fields.long_text import LongText
from portal.fields.moment import Moment
from portal.fields.money import Money, MoneyUnit
from portal.fields.number import Integer, Number
from portal.fields.phone import Phone
from portal.fields.reference import Reference, References, RegionReference
from portal.fields.text import Text
from portal.fields.yes_no import YesNo

__all__ = [
    "OPERATOR_LABELS",
    "Cell",
    "Choice",
    "Column",
    "Content",
    "CreditCode",
    "Date",
    "FieldFault",
    "FieldType",
    "Integer",
    "LongText",
    "Moment",
    "Money",
    "MoneyUnit",
    "Number",
    "Operator",
    "Option",
    "Phone",
    "Reference",
    "References",
    "RegionReference",
    "Text",
    "YesNo",
]
