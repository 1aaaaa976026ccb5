"""Policy documents, as own fields of a province refer to them."""

from __future__ import annotations

from portal.fields.reference import Reference
from portal.messages import Message


class PolicyDocumentReference(Reference):
    """One document that the editor may see."""

    name = "policy_document"
    title = Message("Policy document")

    def __init__(self) -> None:
        super().__init__("policy_documents")
