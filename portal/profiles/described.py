"""What the values of a profile are called, and what each setting changes: in words, for forms and differences."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from portal.messages import Message, Words
from portal.profiles import words

_STATED = {
    "text": Message("Words of the document"),
    "text_en": Message("What they say, in English"),
    "source": Message("Document number and clause"),
    "stated": Message("The document says this"),
    "note": Message("Remark"),
    "note_en": Message("Remark in English"),
    "unstated": Message("Values that the document does not state"),
}

FIELDS: Mapping[str, Mapping[str, Message]] = {
    "Terms": {
        "purchase": Message("The whole matter"),
        "catalogue": Message("The catalog"),
        "negative_list": Message("The negative list"),
        "liaison_point": Message("A liaison point"),
    },
    "Word": {"zh": Message("In Chinese"), "en": Message("In English")},
    "Kinds": {"lists": Message("Catalogs")},
    "CatalogList": {
        "kind": Message("Kind"),
        "name": Message("Name in the document"),
        "level": Message("Level of government"),
    },
    "Depth": {"by_kind": Message("For each kind of catalog")},
    "KindDepth": {
        "kind": Message("Kind"),
        "levels": Message("Levels"),
        "deeper_allowed": Message("Deeper levels allowed"),
        "max_levels": Message("Levels at most"),
        "level_names": Message("Names of the levels"),
        "level_names_en": Message("Names in English"),
        "stated": Message("The document says this"),
    },
    "LockedLevels": {"hard": Message("Levels that must agree"), "soft": Message("Levels that should agree")},
    "Editors": {"by": Message("Who compiles what")},
    "KindBody": {"kind": Message("Kind"), "who": Message("Who"), "stated": Message("The document says this")},
    "LocalEdit": {
        "policy": Message("What lower levels do"),
        "city": Message("Cities may edit"),
        "county": Message("Counties may edit"),
    },
    "DepartmentSelfEdit": {
        "allowed": Message("Allowed"),
        "needs_approval": Message("Needs approval"),
        "approver": Message("Approved by"),
    },
    "Consult": {
        "form": Message("Form"),
        "kinds": Message("For which catalogs"),
        "whom": Message("Who is asked"),
    },
    "Window": {
        "principle": Message("In principle only"),
        "month": Message("Month"),
        "day": Message("Day"),
    },
    "Force": {
        "effect": Message("Effect"),
        "principle": Message("In principle only"),
        "needs_budget": Message("Needs a budget"),
    },
    "Codes": {
        "pattern": Message("Pattern of a whole code"),
        "separator": Message("Separator"),
        "segments": Message("Characters that each level adds"),
        "keep_existing": Message("Keep codes that were given before"),
    },
    "Sections": {"sections": Message("Sections")},
    "Section": {"code": Message("Code"), "name": Message("Name")},
    "PartyKinds": {
        "closed": Message("The document's list is complete"),
        "unnamed": Message("A kind that it does not name"),
    },
    "Bans": {
        "by_kind": Message("The document bars by kind"),
        "barred": Message("Kinds barred, as printed"),
        "inherited": Message("Article 8 of Order No. 102 is applied besides"),
        "unclear": Message("A kind near a barred one"),
    },
    "Conditions": {"checklist": Message("Providers are checked against the list of conditions")},
    "RegisterOwners": {"owners": Message("Rosters")},
    "RegisterOwner": {"register": Message("Roster"), "owner": Message("Kept by")},
    "Audit": {"required": Message("Required")},
    "LiaisonKinds": {"kinds": Message("What may be a liaison point"), "listed": Message("The document prints a list")},
    "Periodic": {"reports": Message("Reports")},
    "Report": {
        "what": Message("Report"),
        "what_en": Message("Name in English"),
        "who": Message("By whom"),
        "due": Message("Due (month-day)"),
        "next_year": Message("In the year after"),
    },
    "BudgetForm": {
        "name": Message("Name"),
        "name_en": Message("Name in English"),
        "itemised": Message("Lists single projects"),
        "procurement_budget": Message("A procurement budget above the threshold"),
    },
    "MidYearChange": {"rule": Message("Change during the year")},
    "Methods": {
        "methods": Message("Methods"),
        "open_ended": Message("The printed list is open-ended (等)"),
        "below_threshold": Message("Where smaller purchases are published"),
    },
    "Method": {
        "name": Message("Name"),
        "name_en": Message("Name in English"),
        "statutory": Message("Of the Government Procurement Law"),
    },
    "Term": {
        "legal_limit": Message("Not beyond the legal term"),
        "renewal_allowed": Message("May be renewed"),
        "renewal_principle": Message("The limit is one in principle"),
        "initial_max_years": Message("First contract: at most years"),
        "renewal_max_years": Message("Renewal: at most years"),
        "renewal_conditions": Message("Conditions of a renewal"),
    },
    "ContractFields": {
        "fields": Message("What it must say, as printed"),
        "open_ended": Message("The printed list is open-ended (等)"),
        "subcontracting_banned": Message("Subcontracting is banned"),
    },
    "Rules": {
        "ex_ante_new_major": Message("New major projects before they start"),
        "evaluators": Message("Who evaluates"),
        "indicators": Message("Core indicators, as printed"),
        "open_ended": Message("The printed list is open-ended (等)"),
        "tied_to_budget": Message("Tied to the budget"),
        "published": Message("Results are published"),
    },
    "Owner": {"by": Message("Who publishes what"), "through": Message("Through which places, as printed")},
    "Validity": {
        "inclusive": Message("The last day counts"),
        "issued_on": Message("Issued on"),
        "effective_on": Message("Effective on"),
        "expires_on": Message("Expires on"),
        "years": Message("Term in years"),
    },
    "Divisions": {
        "city": Message("A city"),
        "county": Message("A county"),
        "township": Message("A town or street"),
        "zone": Message("A functional zone"),
        "city_list_label": Message("Several cities"),
        "county_list_label": Message("Several counties"),
    },
}
"""By the name of the dataclass, then of the field; what every setting has stands in ``_STATED``."""

_WORDS: tuple[tuple[StrEnum, Message], ...] = (
    (words.CatalogKind.GENERAL, Message("General catalog")),
    (words.CatalogKind.DEPARTMENT, Message("Department catalog")),
    (words.CatalogKind.LOCAL, Message("Local catalog")),
    (words.CatalogKind.PURCHASE_CONTENT, Message("Purchase content")),
    (words.LocalCatalog.EXTEND, Message("They add to the upper catalog")),
    (words.LocalCatalog.SELECT_OR_EXTEND, Message("They add to it or choose from it")),
    (words.LocalCatalog.FOLLOW, Message("They only follow it")),
    (words.Body.PROVINCE_FINANCE, Message("Finance department of the province")),
    (words.Body.PROVINCE_DEPARTMENT, Message("Department of the province")),
    (words.Body.CITY_FINANCE, Message("Finance bureau of the city")),
    (words.Body.CITY_DEPARTMENT, Message("Department of the city")),
    (words.Body.COUNTY_FINANCE, Message("Finance bureau of the county")),
    (words.Body.COUNTY_DEPARTMENT, Message("Department of the county")),
    (words.Body.GOVERNMENTS, Message("Governments of all levels")),
    (words.Body.PURCHASER, Message("The purchaser")),
    (words.Body.SERVICE_USERS, Message("Those who use the service")),
    (words.Body.THIRD_PARTY, Message("A third party")),
    (words.RegionLevel.PROVINCE, Message("The province's level")),
    (words.RegionLevel.CITY, Message("The city's level")),
    (words.RegionLevel.COUNTY, Message("The county's level")),
    (words.ConsultForm.NONE, Message("Nothing is said")),
    (words.ConsultForm.OPINIONS, Message("Opinions are sought")),
    (words.ConsultForm.JOINT, Message("Compiled jointly")),
    (words.ListingEffect.MAY, Message("May be bought")),
    (words.ListingEffect.SHOULD, Message("Should in principle be bought")),
    (words.ListingEffect.MUST_BE_LISTED, Message("Only what is listed may be bought")),
    (words.Unnamed.ALLOW, Message("Is accepted")),
    (words.Unnamed.REVIEW, Message("Goes to a reviewer")),
    (words.Unnamed.REFUSE, Message("Is refused")),
    (words.LiaisonKind.COUNTY, Message("Counties")),
    (words.LiaisonKind.CITY, Message("Cities")),
    (words.LiaisonKind.DEPARTMENT, Message("Departments")),
    (words.BudgetChange.ALLOWED, Message("Foreseen")),
    (words.BudgetChange.PRINCIPLE_NO, Message("In principle not")),
    (words.BudgetChange.NOT_STATED, Message("Nothing is said")),
)
_BY_NAME = {(type(word).__name__, word.value): message for word, message in _WORDS}


def word_label(word: StrEnum) -> Message:
    """A word of one of the closed vocabularies in words; two of them may be spelt alike and mean different things."""
    return _BY_NAME[type(word).__name__, word.value]


_COMPILING = Message("the approval of catalogs")
_CALENDAR = Message("the calendar of reports and deadlines")
_BUDGETS = Message("budget tables and yearly plans")
_CONTRACTS = Message("contracts and their evaluation")
_ROSTERS = Message("rosters of providers")
_DISCLOSURE = Message("disclosure to the public")

LATER: Mapping[str, Message] = {
    "catalogue.dept_self_edit": _COMPILING,
    "catalogue.consult": _COMPILING,
    "catalogue.window": _CALENDAR,
    "catalogue.force": _BUDGETS,
    "provider.register_owner": _ROSTERS,
    "provider.audit": _ROSTERS,
    "report.periodic": _CALENDAR,
    "budget.form": _BUDGETS,
    "budget.change": _BUDGETS,
    "procure.methods": _CONTRACTS,
    "contract.term": _CONTRACTS,
    "contract.fields": _CONTRACTS,
    "performance.rules": _CONTRACTS,
    "publish.owner": _DISCLOSURE,
}
"""Settings that are kept and shown, but that nothing acts on yet: which part of the portal will."""

EFFECTS: Mapping[str, Message] = {
    "terms": Message("Menus, headings and lists use these words for everyone who works in the province."),
    "catalogue.kinds": Message("An edition of another kind cannot be made in the province."),
    "catalogue.depth": Message(
        "An item below the deepest level is refused; drafts call their levels by these names. Fixed editions keep "
        "theirs."
    ),
    "catalogue.locked_levels": Message(
        "In a local catalog that is based on an edition above, an item of a level that must agree is refused unless "
        "that edition has it by the same code and name. Levels that should agree are compared once catalogs are "
        "approved."
    ),
    "catalogue.editors": Message(
        "Whoever is not named here can add and change neither editions nor items of that kind. Province "
        "administrators may always correct."
    ),
    "catalogue.local_edit": Message(
        "At a level that may not edit, nobody adds or changes editions or items, whoever compiles by the setting "
        "above. Province administrators may always correct."
    ),
    "catalogue.codes": Message("A new item whose code does not fit the pattern is refused. Old codes stay."),
    "negative.sections": Message("Entries of the negative list belong to one of these sections."),
    "purchaser.kinds": Message(
        "The kinds themselves stand in “Kinds of purchaser”. This decides what happens to a kind marked “not named”."
    ),
    "provider.kinds": Message(
        "The kinds themselves stand in “Kinds of provider”. This decides what happens to a kind marked “not named”."
    ),
    "provider.bans": Message(
        "Kinds marked “barred” are refused with their clause. Inherited ones only if Order No. 102 is applied; else "
        "a reviewer decides."
    ),
    "provider.conditions": Message("Each provider's page carries the list of conditions, with evidence and the sum."),
    "liaison.kinds": Message("A liaison point of another kind is refused."),
    "validity": Message(
        "On days on which the document does not hold, its bans refuse nobody: what they say goes to a reviewer."
    ),
    "divisions": Message("Regions, badges and lists use these words for everyone who works in the province."),
}


def field_label(cls: type, name: str) -> Message:
    """What a value is called. Every field of every setting has a name: a test goes through them."""
    return FIELDS.get(cls.__name__, {}).get(name) or _STATED[name]


FACTS: Mapping[str, Message] = {
    "catalogue.l1": Message("Classes of level 1"),
    "catalogue.catch_all": Message("Catch-all class"),
    "negative.form": Message("Form of the exclusions"),
    "key_areas": Message("Key areas"),
    "provider.preference": Message("Preference under equal conditions"),
    "liaison.duties": Message("Duties of liaison points"),
    "report.once": Message("One-off reports"),
    "report.to": Message("Who receives reports"),
    "budget.affordability": Message("Affordability assessment"),
    "budget.source": Message("Where the money comes from"),
    "contract.filing": Message("Filing of contracts"),
    "systems": Message("Systems that are named"),
    "supervision": Message("Consequences of breaches"),
    "coordination": Message("Coordinating body"),
    "issuer": Message("Issuer"),
    "transmission": Message("Onward path of the document"),
}


def fact_label(key: str) -> Message:
    """What a fact of a province is about; one that a province adds by itself is called by its key."""
    return FACTS.get(key) or Words(key)


def effect_of(key: str) -> Message:
    """What a setting changes, or honestly that it changes nothing yet."""
    if key in LATER:
        return Message("No effect yet: it is shown to everyone here, and takes effect with %(part)s.", part=LATER[key])
    return EFFECTS[key]


LEGAL = tuple(_STATED)
"""The keys that tell where a setting comes from, as opposed to what it says."""
