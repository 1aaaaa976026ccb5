"""The engine under the session: whatever asks, only the actor's rows answer; whatever writes, only they change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from portal.access.actor import NOBODY, Actor, acting
from portal.access.scope import GrantFact
from portal.errors import NotPermitted, OutOfScope
from portal.extensions import db
from portal.models import (
    CatalogEdition,
    CatalogItem,
    ItemSuccession,
    KeyArea,
    Organization,
    Provider,
    ProviderKind,
    Purchaser,
    Region,
    Role,
)
from portal.models.transactions import writing


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing():
        yield db.session
        db.session.rollback()


def person(role: Role, region: str, organization: int | None = None) -> Actor:
    return Actor.person(1, "somebody", "Somebody", (GrantFact(role, region, organization),))


CITY = person(Role.CITY_EDITOR, "3703")
HUNAN = person(Role.PROVINCE_ADMINISTRATOR, "43")


def regions_of(session: Session, model: type) -> set[str]:
    return set(session.scalars(select(model.region_code)))


def everything(session: Session) -> list[Provider]:
    with acting(Actor.system("test")):
        return list(session.scalars(select(Provider).order_by(Provider.id)))


def test_nobody_reads_nothing(session: Session) -> None:
    with acting(NOBODY):
        assert session.scalar(select(func.count()).select_from(Provider)) == 0
        assert session.scalars(select(CatalogItem)).all() == []


def test_a_city_reads_providers_of_its_own_and_below_only(session: Session) -> None:
    with acting(CITY):
        found = regions_of(session, Provider)
    assert found
    assert all(code.startswith("3703") for code in found)


def test_every_way_of_asking_is_scoped(session: Session) -> None:
    foreign = next(p for p in everything(session) if p.region_code.startswith("43"))
    session.expunge_all()
    other = aliased(Provider)
    with acting(CITY):
        assert session.get(Provider, foreign.id) is None
        assert session.scalar(select(func.count()).where(Provider.id == foreign.id)) == 0
        assert session.scalars(select(other).where(other.id == foreign.id)).all() == []
        assert not session.scalar(select(exists().where(Provider.id == foreign.id)))
        inner = select(Provider.id).where(Provider.id == foreign.id).subquery()
        assert session.scalar(select(func.count()).select_from(inner)) == 0
        chosen = select(Provider.id).where(Provider.id == foreign.id).cte()
        assert session.execute(select(chosen.c.id)).all() == []
        union = select(Provider.id).union(select(Purchaser.id).where(Purchaser.region_code == "43"))
        assert foreign.id not in set(session.scalars(union))
        kinds = session.scalars(select(ProviderKind).join(Provider, Provider.kind_id == ProviderKind.id))
        assert all(kind.region_code == "37" for kind in kinds.unique())


def test_loaded_relations_are_scoped_too(session: Session) -> None:
    with acting(CITY):
        for option in (joinedload(CatalogItem.edition), selectinload(CatalogItem.edition)):
            session.expunge_all()
            items = session.scalars(select(CatalogItem).options(option).limit(20)).all()
            assert items
            assert all(item.edition is not None for item in items)
        session.expunge_all()
        drafts = session.scalars(select(CatalogEdition).where(CatalogEdition.region_code.startswith("43"))).all()
        assert drafts == []


def test_a_person_reads_what_the_regions_above_have_published_and_no_drafts(session: Session) -> None:
    with acting(CITY):
        editions = session.scalars(select(CatalogEdition)).all()
    above = [edition for edition in editions if not edition.region_code.startswith("3703")]
    assert above, "the central reference at least"
    assert all(e.state == "published" or e.kind == "reference" for e in above)


def test_the_negative_list_of_the_nation_and_the_province_is_read_below_but_not_another_provinces(
    session: Session,
) -> None:
    from portal.models import NegativeListEntry

    with acting(person(Role.COUNTY_EDITOR, "370304")):
        assert regions_of(session, NegativeListEntry) == {"00", "37"}


def test_one_statement_serves_everybody_without_mixing(session: Session) -> None:
    statement = select(func.count()).select_from(Provider)
    counts: dict[object, set[int | None]] = {}
    for actor in (CITY, HUNAN, NOBODY, CITY, HUNAN):
        with acting(actor):
            counts.setdefault(actor.scope, set()).add(session.scalar(statement))
    assert all(len(found) == 1 for found in counts.values())
    assert counts[NOBODY.scope] == {0}


def test_a_person_with_two_regions_reads_both(session: Session) -> None:
    both = Actor.person(1, "x", "X", (GrantFact(Role.COUNTY_EDITOR, "3703"), GrantFact(Role.COUNTY_EDITOR, "4301")))
    with acting(both):
        found = regions_of(session, Provider)
    assert {code[:4] for code in found} == {"3703", "4301"}


def test_a_department_reads_its_own_drafts_and_no_other_departments(session: Session) -> None:
    with acting(Actor.system("test")):
        own = session.scalars(
            select(CatalogEdition).where(CatalogEdition.kind == "department", CatalogEdition.region_code == "37")
        ).first()
        drafts = set(session.scalars(select(CatalogEdition.id).where(CatalogEdition.region_code == "37")))
    assert own is not None and own.organization_id is not None
    assert len(drafts) > 1
    with acting(person(Role.DEPARTMENT_EDITOR, "37", own.organization_id)):
        seen = set(session.scalars(select(CatalogEdition.id).where(CatalogEdition.region_code == "37")))
    assert seen == {own.id}


def a_provider(session: Session, region: str) -> Provider:
    with acting(Actor.system("test")):
        kind = session.scalars(
            select(ProviderKind).where(ProviderKind.region_code == region[:2], ProviderKind.status == "allowed")
        ).first()
    assert kind is not None
    return Provider(name="新", credit_code="X" * 18, region_code=region, kind_id=kind.id)


def test_a_row_of_ones_own_region_can_be_added(session: Session) -> None:
    row = a_provider(session, "370304")
    with acting(CITY):
        session.add(row)
        session.flush()
    assert row.id


@pytest.mark.parametrize("region", ["37", "3701", "430104"])
def test_a_row_of_a_foreign_region_cannot_be_added(session: Session, region: str) -> None:
    row = a_provider(session, region)
    with acting(CITY), pytest.raises(OutOfScope):
        session.add(row)
        session.flush()


def test_a_row_cannot_be_moved_out_of_ones_region(session: Session) -> None:
    with acting(CITY):
        row = session.scalars(select(Provider)).first()
        assert row is not None
        row.region_code = "3701"
        with pytest.raises(OutOfScope):
            session.flush()


def test_a_foreign_row_cannot_be_drawn_in(session: Session) -> None:
    foreign = next(p for p in everything(session) if p.region_code.startswith("43"))
    with acting(CITY):
        foreign.region_code = "370304"
        with pytest.raises(OutOfScope):
            session.flush()


def test_a_foreign_row_cannot_be_deleted(session: Session) -> None:
    foreign = next(p for p in everything(session) if p.region_code.startswith("43"))
    with acting(CITY), pytest.raises(OutOfScope):
        session.delete(foreign)
        session.flush()


def test_a_reference_cannot_point_outside_ones_scope(session: Session) -> None:
    with acting(Actor.system("test")):
        kind = session.scalars(select(ProviderKind.id).where(ProviderKind.region_code == "43")).first()
    with acting(CITY):
        row = session.scalars(select(Provider)).first()
        assert row is not None
        row.kind_id = kind
        with pytest.raises(OutOfScope):
            session.flush()


def test_a_link_to_many_cannot_point_outside_ones_scope(session: Session) -> None:
    with acting(Actor.system("test")):
        foreign = session.scalars(select(KeyArea).where(KeyArea.region_code == "43")).first()
        item = session.scalars(select(CatalogItem).where(CatalogItem.region_code == "3703")).first()
        assert item is not None and foreign is not None
    with acting(CITY):
        item.key_areas = [*item.key_areas, foreign]
        with pytest.raises(OutOfScope):
            session.flush()


@pytest.mark.parametrize("statement", [update(Provider).values(name="x"), delete(Provider)])
def test_bulk_changes_of_scoped_tables_are_refused(session: Session, statement) -> None:  # type: ignore[no-untyped-def]
    with acting(CITY), pytest.raises(NotPermitted):
        session.execute(statement)


def test_oversight_reads_and_cannot_write(session: Session) -> None:
    with acting(person(Role.OVERSIGHT, "37")):
        row = session.scalars(select(Provider)).first()
        assert row is not None
        row.name = "geändert"
        with pytest.raises(OutOfScope):
            session.flush()


def test_a_person_with_too_many_regions_is_told(session: Session) -> None:
    grants = tuple(GrantFact(Role.COUNTY_EDITOR, f"37{n:02d}01") for n in range(1, 18))
    with acting(Actor.person(1, "x", "X", grants)), pytest.raises(NotPermitted):
        session.scalars(select(Provider)).all()


def test_regions_are_read_by_everyone_who_is_signed_in(session: Session) -> None:
    with acting(CITY):
        assert session.scalar(select(func.count()).select_from(Region)) > 3000


@pytest.mark.parametrize("actor", [CITY, HUNAN, person(Role.PROVINCE_ADMINISTRATOR, "37")])
def test_regions_are_written_by_the_portal_alone(session: Session, actor: Actor) -> None:
    for change in ("name it", "add one", "remove one"):
        with acting(actor):
            region = session.scalars(select(Region).where(Region.code == "370304")).one()
            if change == "name it":
                region.name = "x"
            elif change == "add one":
                session.add(
                    Region(code="370399", name="x", short_name="x", label="x", kind="county", parent_code="3703")
                )
            else:
                session.delete(region)
            with pytest.raises(OutOfScope):
                session.flush()
        session.rollback()
    with acting(actor), pytest.raises(NotPermitted):
        session.execute(update(Region).values(name="x"))


def test_a_succession_belongs_to_the_owner_of_the_former_item(session: Session) -> None:
    """A department says what became of its own items, never of another's."""
    with acting(Actor.system("test")):
        items = session.scalars(
            select(CatalogItem)
            .join(CatalogItem.edition)
            .where(CatalogItem.region_code == "37")
            .order_by(CatalogItem.id)
        ).all()
        offices = session.scalars(select(Organization).where(Organization.region_code == "37")).all()
        item, (own, other) = items[0], offices[:2]
        item.edition.organization_id = own.id
        session.flush()
    for office, right in ((own, True), (other, False)):
        with acting(person(Role.DEPARTMENT_EDITOR, "37", office.id)):
            session.add(ItemSuccession(kind="retired", region_code="37", old_item_id=item.id, reason="x"))
            if right:
                session.flush()
            else:
                with pytest.raises(OutOfScope):
                    session.flush()


def test_organizations_above_are_readable_and_not_writable(session: Session) -> None:
    with acting(CITY):
        row = session.scalars(select(Organization).where(Organization.region_code == "37")).first()
        assert row is not None
        row.short_name = "x"
        with pytest.raises(OutOfScope):
            session.flush()
