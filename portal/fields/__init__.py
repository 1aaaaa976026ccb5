"""Field types, one file each: they describe built-in columns and a province's own fields alike.

To add one: docs/add-a-field-type.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from portal.fields.attachment import Attachment, Upload
from portal.fields.base import OPERATOR_LABELS, Cell, FieldFault, FieldType, Operator
from portal.fields.catalog_item import CatalogItemReference
from portal.fields.choice import Choice, Option
from portal.fields.column import Column
from portal.fields.computed import Computed
from portal.fields.content import Content
from portal.fields.credit_code import CreditCode
from portal.fields.date import Date
from portal.fields.email import Email
from portal.fields.link import Link
from portal.fields.long_text import LongText
from portal.fields.moment import Moment
from portal.fields.money import Money, MoneyUnit
from portal.fields.number import Integer, Number
from portal.fields.option_list import OptionList
from portal.fields.organization import OrganizationReference
from portal.fields.phone import Phone
from portal.fields.policy_document import PolicyDocumentReference
from portal.fields.reference import Reference, References, RegionReference
from portal.fields.setting import Setting
from portal.fields.several import SeveralOf
from portal.fields.text import Text
from portal.fields.year import Year
from portal.fields.yes_no import YesNo

OWN_TYPES: Mapping[str, type[FieldType]] = {
    kind.name: kind
    for kind in (
        Text,
        LongText,
        Integer,
        Number,
        Money,
        Date,
        Year,
        YesNo,
        Choice,
        SeveralOf,
        Link,
        Phone,
        Email,
        CreditCode,
        RegionReference,
        OrganizationReference,
        CatalogItemReference,
        PolicyDocumentReference,
        Attachment,
        Computed,
    )
}
"""The types of which a province can make fields of its own, by name, in the order in which they are offered."""

__all__ = [
    "OPERATOR_LABELS",
    "OWN_TYPES",
    "Attachment",
    "CatalogItemReference",
    "Cell",
    "Choice",
    "Column",
    "Computed",
    "Content",
    "CreditCode",
    "Date",
    "Email",
    "FieldFault",
    "FieldType",
    "Integer",
    "Link",
    "LongText",
    "Moment",
    "Money",
    "MoneyUnit",
    "Number",
    "Operator",
    "Option",
    "OptionList",
    "OrganizationReference",
    "Phone",
    "PolicyDocumentReference",
    "Reference",
    "References",
    "RegionReference",
    "Setting",
    "SeveralOf",
    "Text",
    "Upload",
    "Year",
    "YesNo",
]
