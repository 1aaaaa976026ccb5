"""Random grants, rows and operations: the engine decides as a few lines of plain Python do."""

from __future__ import annotations

from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.access.actor import Actor, acting
from portal.access.scope import GrantFact
from portal.errors import OutOfScope
from portal.extensions import db
from portal.models import PartyFinding, Provider, ProviderKind, Role
from portal.models.transactions import writing

REGIONS = ("37", "3701", "3703", "370304", "43", "4301", "430104", "15", "1501")
WRITERS = {Role.PROVINCE_ADMINISTRATOR, Role.CITY_EDITOR, Role.COUNTY_EDITOR}
"""Who may add and delete providers; a reviewer may change them, and all of these read them."""
READERS = WRITERS | {Role.REVIEWER, Role.OVERSIGHT, Role.DEPARTMENT_EDITOR}

grants = st.lists(
    st.builds(
        GrantFact,
        st.sampled_from([role for role in Role if role is not Role.PUBLIC]),
        st.sampled_from((*REGIONS, "00")),
    ),
    max_size=3,
)
operations = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(REGIONS)),
        st.tuples(st.just("rename"), st.integers(0, 30)),
        st.tuples(st.just("move"), st.integers(0, 30), st.sampled_from(REGIONS)),
        st.tuples(st.just("delete"), st.integers(0, 30)),
    ),
    max_size=5,
)


def holds(given_to: list[GrantFact], roles: set[Role], region: str) -> bool:
    return any(g.role in roles and (g.region_code == "00" or region.startswith(g.region_code)) for g in given_to)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=grants, todo=operations)
def test_the_engine_decides_as_the_plain_rules_do(
    app: Flask, held: list[GrantFact], todo: list[tuple[Any, ...]]
) -> None:
    somebody = Actor.person(1, "somebody", "Somebody", tuple(held))
    session = db.session
    with app.app_context(), writing():
        with acting(Actor.system("test")):
            kinds = dict(session.execute(select(ProviderKind.region_code, func.min(ProviderKind.id))
                                         .group_by(ProviderKind.region_code)).all())  # fmt: skip
            # Those with a doubt cannot go as long as it is there: the services take both away, the session does not.
            doubted = select(PartyFinding.provider_id).where(PartyFinding.provider_id.is_not(None))
            chosen = select(Provider.id, Provider.region_code).where(Provider.id.not_in(doubted))
            chosen = chosen.order_by(Provider.id).limit(400)
            found = session.execute(chosen).all()
            model = {key: str(region) for key, region in found[:: max(1, len(found) // 31)]}
        keys = list(model)
        for number, (verb, *what) in enumerate(todo):
            with acting(Actor.system("test")):
                row = session.get(Provider, keys[what[0] % len(keys)]) if verb != "add" else None
            old = row.region_code if row is not None else None
            saved = session.begin_nested()
            if verb == "add":
                (region,) = what
                row = Provider(name="新", credit_code=f"T{number:017d}", region_code=region, kind_id=kinds[region[:2]])
                right = holds(held, WRITERS, region) and holds(held, READERS, region)
            elif verb == "rename":
                right = holds(held, WRITERS | {Role.REVIEWER}, old)
            elif verb == "move":
                right = holds(held, WRITERS | {Role.REVIEWER}, old) and holds(held, WRITERS | {Role.REVIEWER}, what[1])
            else:
                right = holds(held, WRITERS, old)
            allowed = True
            with acting(somebody):
                try:
                    if verb == "add":
                        session.add(row)
                    elif verb == "rename":
                        row.name = f"改名{number}"
                    elif verb == "move" and what[1] != old:
                        row.region_code = what[1]
                    elif verb == "delete":
                        session.delete(row)
                    session.flush()
                except OutOfScope:
                    allowed = False
            if verb == "move" and what[1] == old:
                right = True  # nothing changed, nothing to refuse
            assert allowed == right, (verb, what, old, held)
            if allowed:
                saved.commit()
                if verb == "delete":
                    keys.remove(row.id)
                    model.pop(row.id, None)
                    if not keys:
                        break
                elif row.id in model or verb == "add":
                    model[row.id] = row.region_code
            else:
                saved.rollback()
            session.expire_all()
        with acting(somebody):
            seen = set(session.scalars(select(Provider.id).where(Provider.id.in_(list(model)))))
        assert seen == {row_id for row_id, region in model.items() if holds(held, READERS, region)}
        session.rollback()
