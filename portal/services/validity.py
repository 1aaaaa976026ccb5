"""What ran out, or is about to: editions of catalogs, and the document that a province's rules rest on.

Days are those of Beijing. An edition holds through its last day; whether a document does, its province says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.messages import Message
from portal.models import CatalogEdition
from portal.models.catalog_edition import EditionState
from portal.profiles import Profile
from portal.services.provinces import profile_at

SOON = timedelta(days=90)
MOST = 5

Notice = tuple[Message, str]
"""What is to be said, and the clause that says so (or '')."""


def of_edition(edition: CatalogEdition, day: date) -> Iterator[Notice]:
    """Whether an edition ran out, is about to, or does not hold yet; nothing of one that was repealed."""
    if edition.state == EditionState.REPEALED:
        return
    last, first = edition.expires_on, edition.effective_on
    if last is not None and last < day:
        yield Message("“%(name)s” has run out: %(day)s was its last day.", name=edition.title, day=last.isoformat()), ""
    elif first is not None and day < first:
        yield Message("“%(name)s” holds from %(day)s on.", name=edition.title, day=first.isoformat()), ""
    elif last is not None and last - SOON <= day:
        days = (last - day).days
        yield (
            Message(
                "“%(name)s” soon runs out: %(day)s is its last day (days left: %(days)s).",
                name=edition.title,
                days=days,
                day=last.isoformat(),
            ),
            "",
        )


def of_document(profile: Profile, day: date) -> Iterator[Notice]:
    """The same of the document behind a province's rules. Source: the setting ``validity``."""
    rule = profile.validity
    last = rule.expires_on if rule.inclusive or rule.expires_on is None else rule.expires_on - timedelta(days=1)
    first = rule.effective_on or rule.issued_on
    if last is not None and last < day:
        text = Message(
            "The document behind the rules of this province has run out: %(day)s was its last day. What it bars goes "
            "to a reviewer.",
            day=last.isoformat(),
        )
        yield text, rule.source
    elif first is not None and day < first:
        yield Message("The document behind the rules holds from %(day)s on.", day=first.isoformat()), rule.source
    elif last is not None and last - SOON <= day:
        text = Message(
            "The document behind the rules of this province soon runs out: %(day)s is its last day (days left: "
            "%(days)s).",
            days=(last - day).days,
            day=last.isoformat(),
        )
        yield text, rule.source


def of_catalog(session: Session, edition: CatalogEdition, day: date) -> Iterator[Notice]:
    """What stands above an edition's page: the edition's own term, and that of its province's document."""
    yield from of_edition(edition, day)
    profile = profile_at(session, edition.region_code)
    if profile is not None:
        yield from of_document(profile, day)


def of_editions(session: Session, day: date) -> Iterator[Notice]:
    """What stands above the list: the editions, as far as the reader may see them, whose term ended or soon ends."""
    ending = (
        select(CatalogEdition)
        .where(CatalogEdition.expires_on <= day + SOON, CatalogEdition.state != EditionState.REPEALED.value)
        .order_by(CatalogEdition.expires_on, CatalogEdition.id)
        .limit(MOST)
    )
    for edition in session.scalars(ending):
        yield from of_edition(edition, day)
