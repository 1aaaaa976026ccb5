"""The profile belongs to its folder: its slug, its region, and the document that it follows."""

from __future__ import annotations

from collections.abc import Iterator

from portal.messages import Message
from portal.models.region import RegionKind
from portal.seeds.faults import Fault
from portal.seeds.folder import Folder
from portal.seeds.known import Known
from portal.seeds.toml_files import line_of

FILE = "province.toml"


def profile_belongs_to_folder(folder: Folder, known: Known) -> Iterator[Fault]:
    if folder.profile is None:
        return
    province = folder.profile.province
    text = (folder.path / FILE).read_text(encoding="utf-8-sig")
    # A folder that begins with _ is a pattern to copy; its slug is to be replaced with the copy's.
    if not folder.slug.startswith("_") and province.slug != folder.slug:
        message = Message("The folder is called “%(folder)s”.", folder=folder.slug)
        yield _fault(
            text, "slug", province.slug, message, Message("Write the name of the folder, or rename the folder.")
        )
    region = known.regions.get(province.region)
    if region is None or region.kind != RegionKind.PROVINCE:
        message = Message("“%(region)s” is the code of no province.", region=province.region)
        yield _fault(
            text,
            "region",
            province.region,
            message,
            Message("Write the province's code as in regions.csv, such as 37."),
        )
    # An exported folder holds the configuration alone; its document was loaded with the province.
    if folder.base is None and province.document not in known.documents:
        message = Message("“%(value)s” is not known in %(table)s.", value=province.document, table="policy_documents")
        yield _fault(text, "document", province.document, message, Message("Write a code of documents.csv."))


def _fault(text: str, key: str, value: str, message: Message, remedy: Message) -> Fault:
    return Fault(FILE, line_of(text, key), f"province.{key}", value, message, remedy)
