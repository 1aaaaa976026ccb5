"""Purchasers and providers that seeds bring: judged as those that people enter, by the rules that run here and now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import ProviderKind, PurchaserKind
from portal.registers import REGISTERS
from portal.registers.eligibility import FREE, Verdict
from portal.seeds import Fault
from portal.seeds.checks.parties import REMEDY
from portal.services import reviews
from portal.services.fields.effective import province_of
from portal.services.writing_rules import verdict_on

KINDS: Mapping[str, Any] = {"purchasers": PurchaserKind, "providers": ProviderKind}


class Judge:
    """The verdicts on the bodies of one table; for another table everything is free."""

    def __init__(self, session: Session, table: str) -> None:
        self.session = session
        self.table = table
        self._known: dict[tuple[int, str | None], Verdict] = {}

    def verdict(self, values: Mapping[str, Any]) -> Verdict:
        """What the rules say of a body with these values."""
        if self.table not in KINDS:
            return FREE
        kind_id, region = values["kind_id"], values["region_code"]
        key = (kind_id, province_of(region))
        if key not in self._known:
            model = KINDS[self.table]
            kind = self.session.scalars(select(model).where(model.id == kind_id)).one()
            self._known[key] = verdict_on(self.session, REGISTERS[self.table], region, kind)
        return self._known[key]

    def verdict_on_change(self, row: Any, values: Mapping[str, Any]) -> Verdict:
        """The same for a body that is here: asked when its kind or region changes, or it is registered again."""
        if self.table not in KINDS:
            return FREE
        moved = row.kind_id != values["kind_id"] or row.region_code != values["region_code"]
        again = values["status"] == "active" and row.status != "active"
        return self.verdict(values) if moved or again else FREE

    def refusal(self, verdict: Verdict, shape: Any) -> Fault | None:
        if verdict.refusal is None:
            return None
        return Fault(shape.at.file, shape.at.line, "kind_code", shape.kind_code, verdict.refusal, REMEDY)

    def held(self, values: Mapping[str, Any], verdict: Verdict, shape: Any) -> Mapping[str, Any]:
        """The values as they are written: whoever has to be reviewed first is not registered yet."""
        if verdict.doubt is None:
            return values
        return {**values, "status": reviews.waiting(values["status"], shape.review_reason or "")}

    def leave_doubts(self, written: Sequence[tuple[Any, Verdict, Any]]) -> None:
        """Doubts about new bodies (row, verdict, shape), for a reviewer or decided by what their file says."""
        found = [(row, v.doubt, shape.review_reason or "") for row, v, shape in written if v.doubt is not None]
        if found:
            reviews.raise_doubts(self.session, REGISTERS[self.table], found)

    def follow(self, row: Any, verdict: Verdict, shape: Any) -> None:
        """After a body that was here already was changed."""
        if self.table in KINDS:
            reviews.accompany(self.session, REGISTERS[self.table], row)
            reviews.raise_doubt(self.session, REGISTERS[self.table], row, verdict, shape.review_reason or "")
