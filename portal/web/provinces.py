"""The province that somebody works in, who serves several: kept in the session, chosen in the top bar.

It narrows the acting person for the whole request (``Actor.within``), so that lists, counts, searches, pickers and
forms speak of one province, and it never adds anything: a province without a grant leaves the person as they are.
A record of another of one's provinces answers 404 meanwhile, and that page offers to look in all of them.
"""

from __future__ import annotations

from functools import lru_cache

from flask import g, request, session
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.models import NATION, Province, Region

CHOSEN = "province"


def at_work(actor: Actor) -> Actor:
    """The person as far as the chosen province goes. Tokens know no session: programs always see everything."""
    g.everywhere, g.working_province = actor, ""
    code = session.get(CHOSEN, "") if not request.headers.get("Authorization") else ""
    if not code or not serves_several(actor):
        return actor
    narrowed = _within(actor, code)
    if not narrowed.grants:
        return actor
    g.working_province = code
    return narrowed


def everywhere() -> Actor:
    """Who asks, as far as all of their grants reach."""
    actor: Actor = g.everywhere
    return actor


# An actor stays the same object as long as the grants do, and so does the narrowed one.
_within = lru_cache(maxsize=1_024)(Actor.within)


def serves_several(actor: Actor) -> bool:
    """Whether there is anything to choose: grants for the nation, or in more than one province."""
    provinces = {grant.region_code[:2] for grant in actor.grants}
    return NATION in provinces or len(provinces) > 1


def choices(database: Session, actor: Actor, language: str) -> list[tuple[str, str]]:
    """Code and name of the provinces to choose from: those of the grants, for the nation all that are loaded."""
    codes = {grant.region_code[:2] for grant in actor.grants}
    with acting(Actor.system("names of provinces to work in")):
        loaded = {p.region_code: (p.name, p.name_en) for p in database.scalars(select(Province))}
        wanted = sorted(set(loaded) | codes if NATION in codes else codes)
        named = database.execute(select(Region.code, Region.name).where(Region.code.in_(set(wanted) - set(loaded))))
        others = {str(code): str(name) for code, name in named.all()}
    place = 0 if language.startswith("zh") else 1
    return [
        (code, loaded[code][place] if code in loaded else others.get(code, code)) for code in wanted if code != NATION
    ]


def choose(code: str) -> None:
    """Work in a province from now on, or with nothing in all of them."""
    if code:
        session[CHOSEN] = code
    else:
        session.pop(CHOSEN, None)
