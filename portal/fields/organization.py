"""Organizations, as own fields of a province refer to them."""

from __future__ import annotations

from portal.fields.reference import Reference
from portal.messages import Message


class OrganizationReference(Reference):
    """One organization that the editor may see."""

    name = "organization"
    title = Message("Organization")

    def __init__(self) -> None:
        super().__init__("organizations")
