"""Own fields that hold personal data: their values never stand in an event, only their digests do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.services.fields.columns import place_of
from portal.services.fields.effective import current, province_of

Digest = Callable[[Any], dict[str, str]]
"""Puts a value beside the event and gives what stands in its place."""


def hide(session: Session, table: str, region: str, values: dict[str, Any], digest: Digest) -> dict[str, Any]:
    """The values of an event with every personal own value replaced. Hidden and retired fields count, too."""
    held = values.get("own")
    province = province_of(region)
    if not held or province is None:
        return values
    definitions = current(session).definitions.get((province, table), ())
    places = {
        place_of(province, d.key, generation)
        for d in definitions
        if d.settings.personal
        for generation in range(1, d.generation + 1)
    }
    found = {place: digest(held[place]) for place in places & held.keys() if held[place] is not None}
    return values | {"own": {**held, **found}} if found else values
