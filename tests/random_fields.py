"""Random definitions and values of own fields, from a seed: what the property tests draw from."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

WORDS = ("养老", "社区服务", "a_b%c", "O'Neil", "<b>", "é", "𠮷野家", '"', "\\", "；", "x" * 60, "0", "否")


def definition(draw: random.Random, kind: str) -> dict[str, Any]:
    """Settings of a field of that type that can stand."""
    raw: dict[str, Any] = {"label_zh": "某字段", "filtered": "y", "listed": "y"}
    if kind in ("choice", "several"):
        raw["limit_options"] = [{"zh": word} for word in draw.sample(WORDS, draw.randint(2, len(WORDS)))]
    if kind == "number":
        raw["limit_places"] = str(draw.randint(0, 4))
    if kind == "money":
        raw["limit_unit"] = draw.choice(("元", "万元"))
    if kind == "integer":
        raw |= {"limit_least": str(-draw.randint(0, 10**9)), "limit_most": str(draw.randint(0, 10**9))}
    return raw


def value(draw: random.Random, kind: str, raw: dict[str, Any]) -> Any:
    """A value that fits the definition, as JSON gives it; None now and then."""
    if draw.random() < 0.2:
        return None
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


NOT_DRAWN = frozenset({"region", "organization", "catalog_item", "policy_document", "attachment", "computed"})
"""Types whose values need other rows, files or fields: they have tests of their own."""
