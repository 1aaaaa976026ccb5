"""Random definitions and values of own fields, from a seed: what the property tests draw from."""

from __future__ import annotations

import base64
import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.models import CatalogItem, Organization, PolicyDocument, Region

Rows = Mapping[str, Sequence[Any]]
"""What references may point at, by the name of their type."""

FILES = {
    "pdf": b"%PDF-1.7\n",
    "image": b"\x89PNG\r\n\x1a\n",
}
WORDS = ("养老", "社区服务", "a_b%c", "O'Neil", "<b>", "é", "𠮷野家", '"', "\\", "；", "x" * 60, "0", "否")


def rows(province: str) -> Rows:
    """Rows that own fields of a province may refer to, as the acting person sees them."""
    models = {"organization": Organization, "catalog_item": CatalogItem, "policy_document": PolicyDocument}
    found: dict[str, Sequence[Any]] = {
        kind: db.session.scalars(select(model.id).order_by(model.id).limit(200)).all() for kind, model in models.items()
    }
    real = Region.code.startswith(province) & ~Region.virtual & Region.valid_to.is_(None)
    return {**found, "region": db.session.scalars(select(Region.code).where(real).order_by(Region.code)).all()}


def definition(draw: random.Random, kind: str) -> dict[str, Any]:
    """Settings of a field of that type that can stand; one that is computed follows from those before it."""
    raw: dict[str, Any] = {"label_zh": "某字段", "listed": "y"}
    raw["filtered"] = "y"
    if kind == "computed":
        expression, result = draw.choice(EXPRESSIONS)
        raw |= {"limit_expression": expression, "limit_result": result, "limit_places": str(draw.randint(0, 4))}
    if kind == "attachment":
        raw |= {"limit_kinds": draw.sample(sorted(FILES), draw.randint(1, 2)), "limit_most_mb": "1"}
    if kind in ("choice", "several"):
        raw["limit_options"] = [{"zh": word} for word in draw.sample(WORDS, draw.randint(2, len(WORDS)))]
    if kind == "number":
        raw["limit_places"] = str(draw.randint(0, 4))
    if kind == "money":
        raw["limit_unit"] = draw.choice(("元", "万元"))
    if kind == "integer":
        raw |= {"limit_least": str(-draw.randint(0, 10**9)), "limit_most": str(draw.randint(0, 10**9))}
    return raw


def value(draw: random.Random, kind: str, raw: dict[str, Any], known: Rows) -> Any:
    """A value that fits the definition, as JSON gives it; None now and then, and where nobody enters one."""
    if draw.random() < 0.2 or kind == "computed":
        return None
    if kind in known:
        return draw.choice(known[kind])
    if kind == "attachment":
        content = FILES[draw.choice(raw["limit_kinds"])] + draw.randbytes(draw.randint(0, 40))
        name = draw.choice(("报告.pdf", "a b.png", "<b>.pdf", "x" * 60))
        return {"name": name, "content": base64.b64encode(content).decode()}
    if kind in ("text", "long_text"):
        return draw.choice(WORDS) + draw.choice(("", " 二", str(draw.randint(0, 99))))
    if kind == "integer":
        return draw.randint(int(raw["limit_least"]), int(raw["limit_most"]))
    if kind == "number":
        return str(Decimal(draw.randint(-(10**9), 10**9)).scaleb(-int(raw["limit_places"])))
    if kind == "money":
        return str(Decimal(draw.randint(0, 10**12)).scaleb(-2 if raw["limit_unit"] == "元" else -6))
    if kind == "date":
        return (date(1980, 1, 1) + timedelta(days=draw.randint(0, 30_000))).isoformat()
    if kind == "year":
        return draw.randint(1949, 2100)
    if kind == "yes_no":
        return draw.random() < 0.5
    options = [one["zh"] for one in raw.get("limit_options", ())]
    if kind == "choice":
        return draw.choice(options)
    if kind == "several":
        return draw.sample(options, draw.randint(1, len(options)))
    return {
        "link": f"https://{draw.choice('abc')}.example.gov.cn/{draw.randint(0, 99)}",
        "phone": f"138{draw.randint(0, 99_999_999):08}",
        "email": f"{draw.choice('abc')}{draw.randint(0, 99)}@example.gov.cn",
        "credit_code": f"52{draw.randint(0, 9):016}",
    }[kind]


EXPRESSIONS = (
    ("own_f_integer + own_f_number * 2", "number"),
    ("own_f_number / 3 - own_f_year", "number"),
    ("1 if own_f_yes_no else own_f_integer", "number"),
    ("max(own_f_integer, own_f_number)", "number"),
    ("own_f_text + '/' + own_f_long_text", "text"),
    ("own_f_text if own_f_yes_no else '无'", "text"),
)
"""Over the fields that the property test makes: keys are ``f_`` and the type."""
