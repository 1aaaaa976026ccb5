"""Shapes of seed files as rows of tables: which key names a row, which values it gets, what it points at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import SeedRefused
from portal.messages import Message
from portal.models import (
    CatalogEdition,
    CatalogItem,
    KeyArea,
    LiaisonPoint,
    ListedTerm,
    NegativeListEntry,
    Organization,
    PolicyDocument,
    ProhibitiveRule,
    Provider,
    ProviderCondition,
    ProviderKind,
    Province,
    ProvinceFact,
    Purchaser,
    PurchaserKind,
    Region,
)
from portal.seeds import Folder
from portal.services import seed_own
from portal.services.seed_known import Known, upward

Values = dict[str, Any]


@dataclass(frozen=True)
class SeedTable:
    """How one table is loaded. ``above`` gives the keys under which the row above may stand in the same table."""

    name: str
    model: type[Any]
    key: Callable[[Any], str]
    values: Callable[[Any, Known], Values]
    above: Callable[[Any], Sequence[str]] = lambda shape: ()

    def shapes(self, folder: Folder) -> Sequence[Any]:
        if self.name == "provinces":
            return (folder.profile,) if folder.profile is not None else ()
        return folder.rows.get(self.name, ())

    def waves(self, shapes: Sequence[Any]) -> Iterator[list[Any]]:
        """Rows in an order in which each finds the one above it written already."""
        pending = {self.key(shape): shape for shape in shapes}
        while pending:
            wave = {k: shape for k, shape in pending.items() if not any(a in pending for a in self.above(shape))}
            if not wave:
                raise SeedRefused(Message("Rows of %(table)s stand below each other in a circle.", table=self.name))
            yield list(wave.values())
            pending = {key: shape for key, shape in pending.items() if key not in wave}

    def held(self, row: Any, names: Iterable[str]) -> Values:
        """The present values of a row, as ``values`` would give them."""
        found = {name: _plain(getattr(row, name)) for name in names}
        return found | {"own": seed_own.given(found["own"])} if "own" in found else found

    def write(self, session: Session, row: Any, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            if name == "key_areas":
                areas = select(KeyArea).where(KeyArea.id.in_(value))
                row.key_areas = list(session.scalars(areas)) if value else []
            elif name == "own":
                row.own = seed_own.kept(row.own) | value
            else:
                setattr(row, name, value)


def _plain(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], KeyArea):
        return sorted(area.id for area in value)
    return value


def _source(shape: Any, known: Known) -> Values:
    document = getattr(shape, "source_document", None)
    return {
        "document_id": known.documents.get(document) if document else None,
        "section": getattr(shape, "source_section", None),
        "quote": getattr(shape, "quote", None),
    }


def _same(shape: Any, *names: str) -> Values:
    return {name: getattr(shape, name) for name in names}


def _region(shape: Any, known: Known) -> Values:
    values = _same(
        shape, "code", "gb_code", "name", "short_name", "kind", "parent_code", "valid_from", "valid_to",
        "replaced_by", "virtual", "note",
    )  # fmt: skip
    parent = known.region_labels.get(shape.parent_code, "")
    # Counties below a heading (省直辖县级行政区划) are called after their province.
    known.region_labels[shape.code] = parent if shape.virtual else shape.name
    # Names repeat in the country (市中区 four times), so people choose by name and city.
    needs_parent = shape.kind not in ("nation", "province", "city") and parent
    values["label"] = f"{shape.name}（{parent}）" if needs_parent else shape.name
    return values


def _document(shape: Any, known: Known) -> Values:
    values = _same(
        shape, "region_code", "code", "number", "title", "issuer", "level", "signed_on", "issued_on", "effective_on",
        "expires_on", "disclosure", "contact_name", "contact_phone", "link", "quote", "note",
    )  # fmt: skip
    values["region_code"] = values["region_code"] or "00"
    values["cited_in"] = " ".join(filter(None, (shape.source_document, shape.source_section)))[:300] or None
    values["forwards_id"] = known.forwarded(shape.forwards)
    values["text"] = shape.text.strip() if shape.text else None
    return values


def _organization(shape: Any, known: Known) -> Values:
    values = _same(shape, "region_code", "code", "name", "short_name", "kind", "sample") | _source(shape, known)
    values["parent_id"] = known.by_region(known.organizations, shape.region_code, shape.parent_code, "organization")
    return values


def _province(profile: Any, known: Known) -> Values:
    return {
        "region_code": profile.region,
        "slug": profile.slug,
        "name": profile.name,
        "name_en": profile.name_en,
        "profile": profile.to_dict(),
    }


def _edition(shape: Any, known: Known) -> Values:
    values = _same(
        shape,
        "code",
        "kind",
        "title",
        "year",
        "region_code",
        "state",
        "effective_on",
        "unconfirmed",
        "sample",
        "source",
    )
    values["level_names"] = list(shape.level_names)
    values["organization_id"] = known.by_region(
        known.organizations, shape.region_code, shape.organization, "organization"
    )
    values["document_id"] = known.documents.get(shape.document) if shape.document else None
    return values


def _item(shape: Any, known: Known) -> Values:
    edition = known.edition(shape.edition)
    region = known.edition_regions[shape.edition]
    above = known.item(shape.edition, shape.parent_code) if shape.parent_code else None
    codes = [code.strip() for code in (shape.key_areas or "").split(";") if code.strip()]
    areas = [known.by_region(known.key_areas, region, code, "key area") for code in codes]
    return (
        _same(
            shape, "code", "name", "level", "open_ended", "description", "legal_basis", "procurement_category", "note"
        )
        | _source(shape, known)
        | {
            "edition_id": edition,
            "region_code": region,
            "parent_id": above[0] if above else None,
            "path": f"{above[1]}/{shape.code}" if above else shape.code,
            "key_areas": sorted(area for area in areas if area is not None),
        }
    )


def _key_area(shape: Any, known: Known) -> Values:
    values = _same(shape, "region_code", "code", "name", "level", "kind", "open_ended") | _source(shape, known)
    values["parent_id"] = known.by_region(known.key_areas, shape.region_code, shape.parent_code, "key area")
    return values


def _entry(shape: Any, known: Known) -> Values:
    return _same(
        shape, "region_code", "code", "section_code", "section_name", "ordinal", "ordinal_printed", "text", "form",
        "bars_as", "condition", "screening_kind", "open_ended",
    ) | _source(shape, known)  # fmt: skip


def _kind(shape: Any, known: Known) -> Values:
    return _same(
        shape, "region_code", "code", "name", "unit_kind", "condition", "status", "rule_quote", "inherited",
        "rule_source", "note",
    ) | {
        "document_id": known.documents.get(shape.source_document),
        "section": shape.source_section,
        "quote": shape.source_quote,
    }  # fmt: skip


def _point(shape: Any, known: Known) -> Values:
    values = _same(shape, "region_code", "code", "kind", "name_as_printed", "starts_on", "ends_on", "status")
    values |= _source(shape, known)
    values["document_id"] = known.documents.get(shape.document) or values["document_id"]
    values["organization_id"] = known.by_region(
        known.organizations, shape.region_code, shape.organization_code, "organization"
    )
    return values


def _party(model: Any, *more: str) -> Callable[[Any, Known], Values]:
    def values(shape: Any, known: Known) -> Values:
        found = _same(shape, "region_code", "name", "credit_code", "status", "note", "sample", *more)
        found["kind_id"] = known.by_region(known.kinds[model], shape.region_code, shape.kind_code, "kind")
        grade = getattr(shape, "evaluation_grade", None)
        found["own"] = {"evaluation_grade": grade} if grade else {}
        return found

    return values


def _in_region(shape: Any) -> str:
    return f"{shape.region_code}/{shape.code}"


def _by_code(shape: Any) -> str:
    return str(shape.code)


def _below(shape: Any) -> Sequence[str]:
    """The row above is one of the same region or of a region above it."""
    return [f"{region}/{shape.parent_code}" for region in upward(shape.region_code)] if shape.parent_code else ()


def _named(key: str | None) -> Sequence[str]:
    return (key,) if key else ()


TABLES: tuple[SeedTable, ...] = (
    SeedTable("regions", Region, _by_code, _region, lambda s: _named(s.parent_code)),
    SeedTable(
        "policy_documents", PolicyDocument, lambda s: s.number or s.code, _document, lambda s: _named(s.forwards)
    ),
    SeedTable("organizations", Organization, _in_region, _organization, _below),
    SeedTable("provinces", Province, lambda p: p.slug, _province),
    SeedTable(
        "province_facts",
        ProvinceFact,
        lambda s: s.key,
        lambda s, known: _same(s, "region_code", "key", "text_zh", "text_en", "source"),
    ),
    SeedTable("purchaser_kinds", PurchaserKind, _in_region, _kind),
    SeedTable("provider_kinds", ProviderKind, _in_region, _kind),
    SeedTable("negative_list_entries", NegativeListEntry, _in_region, _entry),
    SeedTable(
        "prohibitive_rules",
        ProhibitiveRule,
        _in_region,
        lambda s, known: _same(s, "region_code", "code", "subject_group", "strength", "text") | _source(s, known),
    ),
    SeedTable(
        "provider_conditions",
        ProviderCondition,
        _in_region,
        lambda s, known: _same(s, "region_code", "code", "ordinal", "text") | _source(s, known),
    ),
    SeedTable("key_areas", KeyArea, _in_region, _key_area, _below),
    SeedTable(
        "listed_terms",
        ListedTerm,
        lambda s: f"{s.region_code}/{s.list}/{s.ordinal}",
        lambda s, known: _same(s, "region_code", "list", "ordinal", "name", "detail", "open_ended") | _source(s, known),
    ),
    SeedTable("catalog_editions", CatalogEdition, _by_code, _edition),
    SeedTable(
        "catalog_items",
        CatalogItem,
        lambda s: f"{s.edition}/{s.code}",
        _item,
        lambda s: _named(s.parent_code and f"{s.edition}/{s.parent_code}"),
    ),
    SeedTable("liaison_points", LiaisonPoint, _in_region, _point),
    SeedTable("purchasers", Purchaser, lambda s: s.credit_code, _party(PurchaserKind)),
    SeedTable(
        "providers",
        Provider,
        lambda s: s.credit_code,
        _party(ProviderKind, "register_owner", "registered_on", "phone"),
    ),
)
"""All tables in the order in which they are loaded: what is referred to comes first."""
