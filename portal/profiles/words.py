"""The closed vocabularies of a profile: what a value in province.toml may say."""

from __future__ import annotations

from enum import StrEnum


class CatalogKind(StrEnum):
    """A kind of list that a province has: 通用目录, 部门目录, 地方目录, 购买内容."""

    GENERAL = "general"
    DEPARTMENT = "department"
    LOCAL = "local"
    PURCHASE_CONTENT = "purchase_content"


class LocalCatalog(StrEnum):
    """What a city or county does with the catalog above it: add to it, add or choose from it, or only follow it."""

    EXTEND = "extend"
    SELECT_OR_EXTEND = "select_or_extend"
    FOLLOW = "follow"


class Body(StrEnum):
    """Who acts, by level and office; no body of a particular province."""

    PROVINCE_FINANCE = "province_finance"
    PROVINCE_DEPARTMENT = "province_department"
    CITY_FINANCE = "city_finance"
    CITY_DEPARTMENT = "city_department"
    COUNTY_FINANCE = "county_finance"
    COUNTY_DEPARTMENT = "county_department"
    GOVERNMENTS = "governments"  # 各级人民政府
    PURCHASER = "purchaser"
    SERVICE_USERS = "service_users"
    THIRD_PARTY = "third_party"


class RegionLevel(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class ConsultForm(StrEnum):
    """How others take part in compiling: not at all, by giving opinions (征求意见), by compiling jointly (会同)."""

    NONE = "none"
    OPINIONS = "opinions"
    JOINT = "joint"


class ListingEffect(StrEnum):
    """What being listed means: may be bought, should in principle be bought, or only what is listed may be bought."""

    MAY = "may"
    SHOULD = "should"
    MUST_BE_LISTED = "must_be_listed"


class Unnamed(StrEnum):
    """What happens with a kind of purchaser or provider that the province's list does not name."""

    ALLOW = "allow"
    REVIEW = "review"
    REFUSE = "refuse"


class LiaisonKind(StrEnum):
    COUNTY = "county"
    CITY = "city"
    DEPARTMENT = "department"


class BudgetChange(StrEnum):
    """Whether a budget may change during the year: foreseen, in principle not, nothing said."""

    ALLOWED = "allowed"
    PRINCIPLE_NO = "principle_no"
    NOT_STATED = "not_stated"
