"""The words of choice columns, with the tone of their badges."""

from __future__ import annotations

from portal.fields import Option
from portal.messages import Message
from portal.models.user import Role

REGION_KINDS = {
    "nation": Option(Message("Nation")),
    "province": Option(Message("Province")),
    "city": Option(Message("City")),
    "county": Option(Message("County")),
    "township": Option(Message("Town or street")),
    "zone": Option(Message("Functional zone"), "blue"),
    "direct": Option(Message("Own level"), "grey"),
}

DOCUMENT_LEVELS = {
    "national": Option(Message("National")),
    "province": Option(Message("Provincial")),
    "city": Option(Message("City level")),
    "county": Option(Message("County level")),
}

DISCLOSURE = {
    "proactive": Option(Message("Disclosed proactively"), "green"),
    "on_request": Option(Message("Disclosed on request"), "orange"),
    "none": Option(Message("Not disclosed"), "grey"),
}

ORGANIZATION_KINDS = {
    "finance_department": Option(Message("Finance department")),
    "competent_department": Option(Message("Competent department")),
    "government_office": Option(Message("Government office")),
    "institution": Option(Message("Public institution")),
    "other": Option(Message("Other body")),
}

EDITION_KINDS = {
    "general": Option(Message("General catalog")),
    "department": Option(Message("Department catalog")),
    "local": Option(Message("Local catalog")),
    "purchase_content": Option(Message("Purchase content"), "blue"),
    "reference": Option(Message("Reference · to be checked"), "purple"),
}

EDITION_STATES = {
    "draft": Option(Message("Draft"), "orange"),
    "submitted": Option(Message("Submitted"), "blue"),
    "returned": Option(Message("Returned"), "orange"),
    "approved": Option(Message("Approved"), "blue"),
    "published": Option(Message("Published"), "green"),
    "repealed": Option(Message("Repealed"), "grey"),
}

SUCCESSIONS = {
    "renamed": Option(Message("Renamed")),
    "split": Option(Message("Split")),
    "merged": Option(Message("Merged")),
    "retired": Option(Message("Retired"), "grey"),
}

KEY_AREA_KINDS = {
    "area": Option(Message("Area"), "blue"),
    "sub_area": Option(Message("Sub-area")),
    "open_ended": Option(Message("Open-ended phrase"), "grey"),
}

ENTRY_FORMS = {
    "matter": Option(Message("Matter")),
    "subject": Option(Message("Subject")),
    "conduct": Option(Message("Conduct")),
    "proviso": Option(Message("Proviso"), "grey"),
}

SCREENING_KINDS = {
    "names": Option(Message("Shown by names"), "blue"),
    "facts": Option(Message("Decided by facts"), "red"),
    "judgement": Option(Message("A person's judgement"), "orange"),
}

STRENGTHS = {
    "ban": Option(Message("Ban"), "red"),
    "principle": Option(Message("In principle"), "orange"),
    "avoid": Option(Message("To be avoided"), "orange"),
    "scope": Option(Message("Limit of scope"), "blue"),
}

PARTY_KIND_STATUS = {
    "allowed": Option(Message("Allowed"), "green"),
    "allowed_by_reference": Option(Message("Allowed by reference"), "green"),
    "preferred": Option(Message("Preferred"), "green"),
    "encouraged": Option(Message("Encouraged"), "green"),
    "conditional": Option(Message("On condition"), "orange"),
    "barred": Option(Message("Barred"), "red"),
    "not_named": Option(Message("Not named"), "grey"),
}

PARTY_STATUS = {
    "active": Option(Message("Registered"), "green"),
    "pending": Option(Message("To be verified"), "orange"),
    "suspended": Option(Message("Suspended"), "grey"),
}

FINDING_KINDS = {
    "not_named": Option(Message("No clause names the kind"), "orange"),
    "condition": Option(Message("Conditions to be judged"), "orange"),
    "inherited": Option(Message("Barred by a rule that is not taken over"), "orange"),
    "lapsed": Option(Message("Barred by a document that lapsed"), "orange"),
}

FINDING_STATES = {
    "open": Option(Message("To be decided"), "orange"),
    "accepted": Option(Message("Accepted"), "green"),
    "refused": Option(Message("Refused"), "red"),
}

EVALUATION_GRADES = {
    **{grade: Option(Message(grade)) for grade in ("5A", "4A", "3A", "2A", "1A")},
    "none": Option(Message("Not evaluated"), "grey"),
}

LIAISON_KINDS = {
    "county": Option(Message("County")),
    "city": Option(Message("City")),
    "department": Option(Message("Department")),
}

LIAISON_STATUS = {
    "active": Option(Message("Active"), "green"),
    "ended": Option(Message("Ended"), "grey"),
}

LISTS = {
    "procurement_method": Option(Message("Procurement methods")),
    "non_competitive_method": Option(Message("Non-competitive methods")),
    "target_group": Option(Message("Target groups")),
    "priority_group": Option(Message("Priority groups")),
    "reporting_field": Option(Message("Reporting fields")),
    "reporting_duty": Option(Message("Reporting duties")),
    "contract_field": Option(Message("Contract fields")),
    "performance_indicator": Option(Message("Performance indicators")),
    "register_owner": Option(Message("Owners of provider rosters")),
    "roadmap_stage": Option(Message("Roadmap")),
    "transmission_step": Option(Message("Chain of transmission")),
}

ROLE_NAMES = {
    Role.PROVINCE_ADMINISTRATOR: Message("Province administrator"),
    Role.DEPARTMENT_EDITOR: Message("Department editor"),
    Role.CITY_EDITOR: Message("City editor"),
    Role.COUNTY_EDITOR: Message("County editor"),
    Role.REVIEWER: Message("Reviewer"),
    Role.OVERSIGHT: Message("Oversight"),
    Role.SYSTEM_ADMINISTRATOR: Message("System administrator"),
    Role.SECURITY_ADMINISTRATOR: Message("Security administrator"),
    Role.AUDIT_ADMINISTRATOR: Message("Audit administrator"),
    Role.PUBLIC: Message("Public"),
}
"""The roles in words."""
