"""Items of catalogs, as own fields of a province refer to them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.sql import ColumnElement

from portal.fields.reference import Reference
from portal.fields.setting import Setting
from portal.fields.text import Text
from portal.messages import Message


class CatalogItemReference(Reference):
    """One item that the editor may see; with ``edition``, only an item of the edition with that code."""

    name = "catalog_item"
    title = Message("Catalog item")

    def __init__(self, edition: str = "") -> None:
        super().__init__("catalog_items")
        self.edition = edition

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        told = Message("The code of an edition; left empty, items of every edition can be chosen.")
        return (Setting("edition", Text(80, "code"), Message("Only items of this edition"), told),)

    def among(self, model: Any) -> tuple[ColumnElement[bool], ...]:
        return (model.edition.has(code=self.edition),) if self.edition else ()
