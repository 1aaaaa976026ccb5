"""Own fields that hold personal data: their values never stand in an event, only their digests do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.services.fields.columns import place_of
from portal.services.fields.effective import current, province_of

Digest = Callable[[Any], dict[str, str]]
"""Puts a value beside the event and gives what stands in its place."""


def places(session: Session, table: str, region: str) -> frozenset[str]:
    """The keys among a row's own values that hold personal data. Hidden and retired fields count, too."""
    province = province_of(region)
    if province is None:
        return frozenset()
    definitions = current(session).definitions.get((province, table), ())
    return frozenset(
        place_of(province, d.key, generation)
        for d in definitions
        if d.settings.personal
        for generation in range(1, d.generation + 1)
    )


def hide(session: Session, table: str, region: str, values: dict[str, Any], digest: Digest) -> dict[str, Any]:
    """The values of an event with every personal own value replaced."""
    held = values.get("own")
    if not held:
        return values
    own = places(session, table, region) & held.keys()
    found = {place: digest(held[place]) for place in own if held[place] is not None}
    return values | {"own": {**held, **found}} if found else values
